"""The checks as a page in Chinese and English: what is worked out again, what must hold of every row, which sections a book must have.

`python -m schemas.checks_page` writes `docs/checks.md`.
"""

from pathlib import Path

from schemas.mandatory import DEMANDS
from schemas.markdown import table
from schemas.rules import RULES
from schemas.suites import CHECKS, CHECKS_ZH

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"
_SEVERITIES_ZH = {"error": "錯誤", "warning": "警告"}
_OWN_UNIT = "its own 自有"
_GENRES_ZH = {"central": "中央", "local": "地方"}


def markdown() -> str:
    """The whole page."""
    return f"{_opening()}\n{_rules()}\n{_checks()}\n{_mandatory()}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(markdown(), encoding="utf-8")


def _opening() -> str:
    return """# Checks 檢核

Made by `python -m schemas.checks_page` from the declarations in `schemas/`. Do not edit this page.

An **error** keeps the whole document out of the data, with every reason in `output/quarantine/`; a **warning** publishes it and is
reported. A printed figure is never changed: where it differs from the one that is worked out again, both are published.

「錯誤」使整份文件不發布，理由載於 `output/quarantine/`；「警告」照常發布並列入報告。所載數字一律不更改，與重算結果不符時，兩者併陳。
"""


def _rules() -> str:
    rows = (
        (
            f"`{rule.name}`",
            f"{rule.severity} {_SEVERITIES_ZH[rule.severity]}",
            rule.unit or _OWN_UNIT,
            f"{rule.stated_zh} ＝ {rule.computed_zh}",
            f"{rule.stated} = {rule.computed}",
        )
        for rule in RULES
    )
    return f"""## Figures worked out again 數字重算

Each row of `reconciliations` holds a printed figure (`stated`) and the figure worked out again (`computed`) by one of these rules. A row
may cost less than its rule does: a list of parts that need not be whole is a warning (`severity` of the row).

{table(("rule 規則", "severity 程度", "unit 單位", "中文", "English"), rows)}"""


def _checks() -> str:
    rows = ((f"`{name}`", CHECKS_ZH[name], meaning) for name, meaning in CHECKS.items())
    return f"""## What must hold of the rows 資料列檢核

A check that fails is named so in reports and in quarantine files, a reconciliation by its rule. All of these are errors, but for
`conservation.text`, a warning, and `sections.mandatory`, which can be one.

{table(("check 檢核", "中文", "English"), rows)}"""


def _mandatory() -> str:
    rows = (
        (
            f"{demand.genre} {_GENRES_ZH[demand.genre]}",
            demand.title,
            demand.severity,
            demand.severity_without_gap,
            ", ".join(f"`{kind}`" for kind in demand.kinds),
        )
        for demand in DEMANDS
    )
    return f"""## Mandatory sections 應有章節

A demand is met by a section of one of these kinds, by a word of the title, or by rows of the dataset that such a section fills. What
its lack costs can depend on the numbers of the outermost headings: where they skip one (一、二、四、), a section has been lost.

外層標題序號有跳號（一、二、四、）時，表示有章節遺漏，其程度見「跳號」欄；序號連續時見「連號」欄。

{table(("genre 類別", "section 章節", "numbers skip one 跳號", "numbers run on 連號", "kinds"), rows)}"""


if __name__ == "__main__":
    main()
