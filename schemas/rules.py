"""The reconciliation rules: what a document states, what that is worked out from again, and what a difference costs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `stated` and `computed` say in English, their `_zh` twins in Chinese, which two figures must be equal.

    `severity` is what a difference costs the document (`error` keeps it out, `warning` publishes it and reports), `unit` the
    unit of both figures; None where each row has that of its own quantity.
    """

    name: str
    severity: str
    unit: str | None
    stated: str
    computed: str
    stated_zh: str
    computed_zh: str


RULES = (
    Rule(
        "staffing.prior_total",
        "error",
        "人",
        "the printed total (合計) of the prior year's posts",
        "the sum of its categories (for the total of all units, of the units)",
        "所載上年度預算員額合計",
        "各類員額之和（總計則為各單位之和）",
    ),
    Rule(
        "staffing.current_total",
        "error",
        "人",
        "the printed total (合計) of this year's posts",
        "the sum of its categories (for the total of all units, of the units)",
        "所載本年度預算員額合計",
        "各類員額之和（總計則為各單位之和）",
    ),
    Rule(
        "staffing.change",
        "error",
        "人",
        "the printed change of a category or of the total",
        "this year's posts − the prior year's posts",
        "所載各類員額或合計之比較增減",
        "本年度員額－上年度員額",
    ),
    Rule(
        "staffing_changes.subtotal",
        "error",
        "人",
        "the sum of movements that the sentence states (合計4人, 計淨增員額4人)",
        "the sum of the movements that it closes",
        "說明所載異動之合計（合計4人、計淨增員額4人）",
        "所結各項異動之和",
    ),
    Rule(
        "staffing_changes.restated_total",
        "error",
        "人",
        "the prior year's posts after transfers (淨計…109人)",
        "the published total + the movements",
        "說明所載調整後上年度員額（淨計…109人）",
        "上年度原列員額＋各項異動",
    ),
    Rule(
        "staffing_changes.prior_total_in_table",
        "error",
        "人",
        "the prior year's posts in the sentence",
        "the prior year's total in the table",
        "說明所載上年度員額",
        "表列上年度員額合計",
    ),
    Rule(
        "staffing_changes.current_total",
        "error",
        "人",
        "this year's posts in the sentence",
        "the restated total + this year's movements",
        "說明所載本年度員額",
        "調整後上年度員額＋本年度增減",
    ),
    Rule(
        "staffing_changes.current_total_in_table",
        "error",
        "人",
        "this year's posts in the sentence",
        "this year's total in the table",
        "說明所載本年度員額",
        "表列本年度員額合計",
    ),
    Rule(
        "staffing_changes.category",
        "error",
        "人",
        "the movement of a category in the sentence (減列工友1人 is −1)",
        "the category's change in the table",
        "說明所載某類員額之增減（減列工友1人為－1）",
        "表列該類員額之比較增減",
    ),
    Rule(
        "transfers.posts",
        "error",
        "人",
        "the posts moved, in the reorganisation section (移出…4人)",
        "the transfers in the staffing sentence",
        "組織改造移撥之人數（移出…4人）",
        "員額增減說明所載之移撥人數",
    ),
    Rule(
        "years.staffing_prior",
        "warning",
        "年度",
        "the year printed over the prior year's posts",
        "the fiscal year − 1",
        "員額表上年度欄所載年度",
        "預算年度－1",
    ),
    Rule(
        "years.staffing_current",
        "warning",
        "年度",
        "the year printed over this year's posts",
        "the fiscal year",
        "員額表本年度欄所載年度",
        "預算年度",
    ),
    Rule(
        "years.prior_results",
        "warning",
        "年度",
        "the year in the title of the prior year's results (前（111）年度…)",
        "the fiscal year − 2",
        "前年度成果標題所載年度（前（111）年度…）",
        "預算年度－2",
    ),
    Rule(
        "years.current_results",
        "warning",
        "年度",
        "the year in the title of the current year's results (上年度已過期間（112年1月1日…）)",
        "the fiscal year − 1",
        "上年度已過期間成果標題所載年度（112年1月1日…）",
        "預算年度－1",
    ),
    Rule(
        "execution.rate",
        "warning",
        "%",
        "the printed rate of execution",
        "the actual figure ÷ its base × 100, rounded half up to the printed decimals",
        "所載執行率",
        "實際數÷其基礎×100，四捨五入至所載位數",
    ),
    Rule(
        "execution.accounts_budget",
        "warning",
        "元",
        "a side's total budget",
        "the sum of its accounts, where all of them are stated",
        "歲入或歲出預算數合計",
        "各科目預算數之和（全數列載時）",
    ),
    Rule(
        "execution.accounts_actual",
        "warning",
        "元",
        "a side's total of actual receipts or payments",
        "the sum of its accounts, where all of them are stated",
        "歲入或歲出決算數（實收數、實付數）合計",
        "各科目決算數之和（全數列載時）",
    ),
    Rule(
        "amounts.parts",
        "error",
        "元",
        "an amount that is broken down",
        "the sum of its parts, per breakdown",
        "有分項之金額",
        "各分項之和（依分類別）",
    ),
    Rule(
        "amounts.share",
        "warning",
        "%",
        "the printed share",
        "the part ÷ the whole × 100, rounded half up to the printed decimals",
        "所載占比",
        "部分÷全部×100，四捨五入至所載位數",
    ),
    Rule(
        "lists.sequence",
        "warning",
        "項",
        "the last ordinal of a list of two items or more",
        "the number of its items",
        "清單末項之序號（兩項以上）",
        "清單之項數",
    ),
    Rule(
        "history.staffing",
        "warning",
        "人",
        "the prior year's posts in this year's document",
        "the current year's posts in last year's document + the stated movements",
        "本年度書表所載上年度員額",
        "上年度書表所載本年度員額＋所載異動",
    ),
    Rule(
        "history.cumulative",
        "warning",
        None,
        "the whole year's count of a project, in the prior year's results",
        "the larger of that and the half-year's count of the same project and measure in the earlier book: a count does not go down",
        "前年度成果所載某計畫全年累計數",
        "該數與前一年度書表上年度已過期間同計畫、同項目累計數之較大者（累計數不應減少）",
    ),
)
RULES_BY_NAME = {rule.name: rule for rule in RULES}
# Rules that need an earlier book: what they find can wait for that book, and change with it.
ACROSS_YEARS = frozenset(rule.name for rule in RULES if rule.name.startswith("history."))
