"""The closed vocabularies of the data contract: what a kind, a period or an outcome may be."""

GENRES = ("central", "local")
FORMATS = ("docx", "odt", "doc", "pdf", "txt")

SECTION_KINDS = (
    "statutory_duties",
    "agency_functions",
    "internal_units",
    "subordinate_budgets",
    "organization_chart",
    "staffing",
    "policy",
    "annual_goals",
    "annual_plans",
    "key_performance_indicators",
    "past_results",
    "prior_year_results",
    "current_year_results",
    "reorganization",
    "contingent_liabilities",
    "past_execution",
    "prior_year_execution",
    "current_year_execution",
    "plan_highlights",
    "expected_performance",
    "budget_summary",
    "analysis",
    "other",
)

DUTY_SCOPES = ("agency", "unit")
STAFFING_SOURCES = ("table", "prose")
CHANGE_KINDS = (
    "published_total",
    "transfer_in",
    "transfer_out",
    "increase",
    "decrease",
    "subtotal",
    "restated_total",
    "current_total",
    "net_change",
)
PERIODS = ("prior_year", "current_year")
MEASURED_DATASETS = ("plans", "result_items")
SIDES = ("revenue", "expenditure")
RATE_BASES = ("budget", "allocated")
TRANSFER_KINDS = ("posts", "funds")
TRANSFER_DIRECTIONS = ("out", "in")
SEVERITIES = ("error", "warning")
RECONCILIATION_UNITS = ("人", "年度", "項", "元", "%")

OUTCOMES = ("failed_checks", "unsupported", "unreadable", "conflict", "limit")
