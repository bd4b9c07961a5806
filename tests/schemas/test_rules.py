import re

import pytest

from schemas.rules import RULES, RULES_BY_NAME, Rule
from schemas.vocabularies import SEVERITIES

# What a difference costs, rule by rule; a rule that changes sides changes which documents are published.
ERRORS = {
    "staffing.prior_total",
    "staffing.current_total",
    "staffing.change",
    "staffing_changes.subtotal",
    "staffing_changes.restated_total",
    "staffing_changes.prior_total_in_table",
    "staffing_changes.current_total",
    "staffing_changes.current_total_in_table",
    "staffing_changes.category",
    "transfers.posts",
    # A row may still be a warning: 其中 need not name every part.
    "amounts.parts",
}
WARNINGS = {
    "years.staffing_prior",
    "years.staffing_current",
    "years.prior_results",
    "years.current_results",
    "execution.rate",
    "execution.accounts_budget",
    "execution.accounts_actual",
    "amounts.share",
    "lists.sequence",
    "history.staffing",
    "history.cumulative",
}
UNITS = {"人", "年度", "項", "元", "%"}


def test_the_rules_and_what_they_cost_are_those_that_were_promised() -> None:
    assert {rule.name for rule in RULES if rule.severity == "error"} == ERRORS
    assert {rule.name for rule in RULES if rule.severity == "warning"} == WARNINGS
    assert len(RULES) == len(RULES_BY_NAME)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_keeps_to_the_vocabularies(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.unit in UNITS or (rule.name, rule.unit) == ("history.cumulative", None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_both_figures_in_both_languages(rule: Rule) -> None:
    for text in (rule.stated, rule.computed):
        assert re.match(r"(the|this|an?) ", text)
    for text in (rule.stated_zh, rule.computed_zh):
        assert re.search("[\u4e00-\u9fff]", text)
        assert not re.search("[a-z]", text)
