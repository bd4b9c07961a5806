"""The closed vocabularies of the data contract: what a kind, a period or an outcome may be."""

GENRES = ("central", "local")
FORMATS = ("docx", "odt", "doc", "pdf", "txt")

_SECTION_KINDS = {
    "statutory_duties": "現行法定職掌",
    "agency_functions": "機關主要職掌",
    "internal_units": "內部分層業務",
    "subordinate_budgets": "分預算機關",
    "organization_chart": "組織系統圖",
    "staffing": "預算員額說明表",
    "policy": "施政目標與重點",
    "annual_goals": "年度施政目標",
    "annual_plans": "年度重要施政計畫",
    "key_performance_indicators": "年度關鍵績效指標",
    "past_results": "以前年度計畫實施成果概述",
    "prior_year_results": "前年度計畫實施成果概述",
    "current_year_results": "上年度已過期間計畫實施成果概述",
    "reorganization": "配合組織改造移撥情形",
    "contingent_liabilities": "政府未來或有給付責任之說明",
    "past_execution": "前年度及上年度已過期間計畫實施及預算執行情形",
    "prior_year_execution": "前年度計畫實施成果及決算辦理概況",
    "current_year_execution": "上年度已過期間計畫實施及預算執行情形",
    "plan_highlights": "本年度施政計畫重點及預算提要",
    "expected_performance": "本年度計畫重點及預期績效",
    "budget_summary": "本年度預算提要及成本估計",
    "analysis": "其他必要之分析事項",
    "other": "其他",
}
SECTION_KINDS = tuple(_SECTION_KINDS)

DUTY_SCOPES = ("agency", "unit")
STAFFING_SOURCES = ("table", "prose")
_CHANGE_KINDS = {
    "published_total": "原列預算員額",
    "transfer_in": "移入",
    "transfer_out": "移出",
    "increase": "增列",
    "decrease": "減列",
    "subtotal": "異動合計",
    "restated_total": "調整後預算員額",
    "current_total": "本年度預算員額",
    "net_change": "淨增減",
}
CHANGE_KINDS = tuple(_CHANGE_KINDS)
PERIODS = ("prior_year", "current_year")
MEASURED_DATASETS = ("plans", "result_items")
SIDES = ("revenue", "expenditure")
RATE_BASES = ("budget", "allocated")
TRANSFER_KINDS = ("posts", "funds")
TRANSFER_DIRECTIONS = ("out", "in")
SEVERITIES = ("error", "warning")
LINK_RELATIONS = ("plan", "half_year", "full_year")
LINK_METHODS = ("exact", "normalised", "similar", "override")

# For a vocabulary whose words do not speak for themselves: what each is called in Chinese.
TITLES = {SECTION_KINDS: _SECTION_KINDS, CHANGE_KINDS: _CHANGE_KINDS}
