import re

import pytest

from schemas.checks_page import PAGE, markdown
from schemas.rules import RULES
from schemas.suites import CHECKS, CHECKS_ZH


def test_the_page_in_docs_is_fresh() -> None:
    # python -m schemas.checks_page
    assert PAGE.read_text(encoding="utf-8") == markdown()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_explained_in_both_languages(rule) -> None:
    line = next(line for line in markdown().splitlines() if line.startswith(f"| `{rule.name}` | {rule.severity} "))
    assert f"| {rule.unit or 'its own 自有'} | {rule.stated_zh} ＝ {rule.computed_zh} | {rule.stated} = {rule.computed} |" in line


def test_every_check_is_explained_in_both_languages() -> None:
    assert list(CHECKS) == list(CHECKS_ZH)
    assert all(re.search("[\u4e00-\u9fff]", text) for text in CHECKS_ZH.values())
    for name in CHECKS:
        assert f"| `{name}` | {CHECKS_ZH[name]} | {CHECKS[name]} |" in markdown()
