"""Every published dataset, declared once: arrow schemas, checks, data package and dictionary are made from this."""

from schemas import vocabularies as words
from schemas.model import Dataset, Field, ForeignKey, Type
from schemas.rules import RULES

SCHEMA_VERSION = "1.0.0"

DOCUMENT_ID = Field(
    "document_id", Type.STRING, "文件代碼", "`<fiscal_year>-<agency>`; the same document in another file format has the same id"
)
AGENCY = Field("agency", Type.STRING, "機關名稱", "The agency as printed on the title block, letter-spacing removed")
FISCAL_YEAR = Field(
    "fiscal_year", Type.INT16, "年度", "Fiscal year in the Republic of China calendar, as printed", unit="ROC year", minimum=38, maximum=299
)
CALENDAR_YEAR = Field("calendar_year", Type.INT16, "西元年", "`fiscal_year + 1911`", unit="year", minimum=1949, maximum=2210)
COMMON = (DOCUMENT_ID, AGENCY, FISCAL_YEAR, CALENDAR_YEAR)

ANCHOR = Field(
    "anchor",
    Type.STRING,
    "位置",
    "Where the row was read: `b12` is block 12 (from 0), `b40.r3.c2` row 3, column 2 of the table that is block 40, `b40.r3.c2.p1` the "
    "second item in that cell; a table in a cell goes on from its item (`b40.r3.c2.p1.r0.c0`)",
)
PAGE = Field("page", Type.INT32, "頁次", "Page on which it begins, from 1; null where the format has no fixed pages", minimum=1).optional()
PLACE = (ANCHOR, PAGE)

ORDINAL = Field("ordinal", Type.INT16, "序號", "The number that the printed label stands for (`三、` is 3)", minimum=0)
LABEL = Field("label", Type.STRING, "標號", "The list label as printed (`一、`, `(一)`)")
TITLE = Field("title", Type.STRING, "標題", "The title without its label")
TEXT = Field("text", Type.STRING, "內文", "The text as printed, without its label")
SECTION = Field("section", Type.STRING, "章節", "The section, by its dotted ordinals (`1`, `1.2`); → sections.section")
SEQUENCE = Field("sequence", Type.INT16, "順序", "Order of the row, from 1", minimum=1)
STATEMENT = Field("statement", Type.STRING, "原文", "The clause that states it, as printed (a clause ends at ，；。：)")
PERIOD = Field("period", Type.STRING, "期間", "`prior_year` (前年度) or `current_year` (上年度已過期間)", vocabulary=words.PERIODS)
WORK_PLAN_ORDINAL = Field("work_plan_ordinal", Type.INT16, "工作計畫序號", "The number of the work plan's label", minimum=0)
WORK_PLAN = Field("work_plan", Type.STRING, "工作計畫", "Name of the work plan (工作計畫), without its label")
PROJECT = Field("project", Type.STRING, "計畫項目", "Name of the project (重要計畫項目 or 實施概況), without its label")
ACCOUNT = Field("account", Type.STRING, "科目", "The budget account as printed")
SIDE = Field("side", Type.STRING, "收支", "`revenue` (歲入) or `expenditure` (歲出)", vocabulary=words.SIDES)
RESULT_SEQUENCE = Field("result_sequence", Type.INT16, "成果列次", "The result it belongs to; → results.sequence", minimum=1)

_TO_SECTION = ForeignKey(("document_id", "section"), "sections", ("document_id", "section"))
_TO_DOCUMENT = ForeignKey(("document_id",), "documents", ("document_id",))


def _money(name: str, title: str, description: str) -> Field:
    return Field(name, Type.DECIMAL2, title, description, unit="TWD").optional()


def _posts(name: str, title: str, description: str) -> Field:
    return Field(name, Type.INT32, title, description, unit="posts")


DOCUMENTS = Dataset(
    "documents",
    "文件",
    "One row per published document.",
    (
        *COMMON,
        Field("title", Type.STRING, "書名", "Title of the text, letter-spacing removed (預算總說明)"),
        Field(
            "genre",
            Type.STRING,
            "體例",
            "`central`: an agency of the central government; `local`: one of a city or county",
            vocabulary=words.GENRES,
        ),
        Field("source_path", Type.STRING, "來源檔案", "Path of the file, relative to the raw folder"),
        Field("source_format", Type.STRING, "檔案格式", "Format of the file", vocabulary=words.FORMATS),
        Field("source_sha256", Type.STRING, "檔案雜湊", "SHA-256 of the file, in hexadecimal digits"),
        Field("source_bytes", Type.INT64, "檔案大小", "Size of the file", unit="bytes", minimum=1),
        Field(
            "page_count", Type.INT32, "頁數", "Pages of the file; null where the format has no fixed pages", unit="pages", minimum=1
        ).optional(),
        Field("extractor_version", Type.STRING, "程式版本", "Version of the program that read it; another version reads the file again"),
        Field(
            "unaccounted_digits",
            Type.INT32,
            "未平衡數字",
            "Digits of the source that are lost or doubled in `paragraphs`; 0 where every number is there once",
            unit="digits",
            minimum=0,
        ),
        Field(
            "unaccounted_glyphs",
            Type.INT32,
            "未平衡字元",
            "Other glyphs of the source that are lost or doubled in `paragraphs`; 0 where all text is there once",
            unit="glyphs",
            minimum=0,
        ),
        Field("template", Type.STRING, "版型", "Short hash of its form: headings, heads of tables and label schemes, years left out"),
    ),
    key=("document_id",),
)

SECTIONS = Dataset(
    "sections",
    "大綱",
    "The outline: one row per heading.",
    (
        *COMMON,
        Field(
            "section",
            Type.STRING,
            "章節",
            "Dotted ordinals: `1`, `1.2`; a heading that prints no number of its own goes by the one before it and a letter (`1.2a`)",
        ),
        Field("parent", Type.STRING, "上層章節", "The section it stands in").optional(),
        Field("level", Type.INT8, "層級", "1 for the outermost headings (一、)", minimum=1),
        LABEL.optional(),
        ORDINAL.optional(),
        TITLE,
        Field("kind", Type.STRING, "類別", "What the section is about, whatever its wording", vocabulary=words.SECTION_KINDS),
        *PLACE,
    ),
    key=("document_id", "section"),
    foreign_keys=(_TO_DOCUMENT, ForeignKey(("document_id", "parent"), "sections", ("document_id", "section"))),
)

_COORDINATE = Type.FLOAT32
PARAGRAPHS = Dataset(
    "paragraphs",
    "段落",
    "Every paragraph of the document in reading order, those in table cells included: nothing that is printed is lost. "
    "`label || text` is what is printed.",
    (
        *COMMON,
        *PLACE,
        SECTION.optional(),
        TEXT,
        LABEL.optional(),
        ORDINAL.optional(),
        Field(
            "level", Type.INT8, "層級", "Depth in its list, 1 for the outermost; for a heading its level in the outline", minimum=1
        ).optional(),
        Field("parent", Type.STRING, "上層項目", "Anchor of the enclosing list item; for a heading, of the enclosing heading").optional(),
        Field("is_heading", Type.BOOL, "是否標題", "Whether the paragraph is a heading of the outline"),
        Field("x0", _COORDINATE, "左", "Left edge on `page`, where the paragraph begins", unit="pt").optional(),
        Field("top", _COORDINATE, "上", "Top edge on `page`, from the top of the page", unit="pt").optional(),
        Field("x1", _COORDINATE, "右", "Right edge on `page`", unit="pt").optional(),
        Field("bottom", _COORDINATE, "下", "Bottom edge on `page`, from the top of the page", unit="pt").optional(),
    ),
    key=("document_id", "anchor"),
    foreign_keys=(_TO_DOCUMENT, _TO_SECTION, ForeignKey(("document_id", "parent"), "paragraphs", ("document_id", "anchor"))),
)

TABLE_CELLS = Dataset(
    "table_cells",
    "表格儲存格",
    "Every cell of every table; a merged cell is one row, at its top left position. A table that runs over pages is one table.",
    (
        *COMMON,
        Field(
            "table",
            Type.INT16,
            "表次",
            "The table, from 0, in reading order; a table inside a cell follows the table that holds it",
            minimum=0,
        ),
        Field("row", Type.INT16, "列", "Row on the grid, from 0", minimum=0),
        Field("column", Type.INT16, "欄", "Column on the grid, from 0", minimum=0),
        Field("row_span", Type.INT16, "跨列數", "Rows that the cell covers", unit="rows", minimum=1),
        Field("column_span", Type.INT16, "跨欄數", "Columns that the cell covers", unit="columns", minimum=1),
        Field("is_header", Type.BOOL, "是否表頭", "Whether the cell belongs to the head of the table"),
        Field(
            "text",
            Type.STRING,
            "內文",
            "Text of the cell, its paragraphs joined by line feeds, labels kept; empty where nothing is printed",
        ),
        SECTION.optional(),
        *PLACE,
    ),
    key=("document_id", "table", "row", "column"),
    foreign_keys=(_TO_DOCUMENT, _TO_SECTION),
)

DUTIES = Dataset(
    "duties",
    "職掌",
    "機關主要職掌 and 內部分層業務: one row per duty. The line that names a unit is no row; it gives `unit`.",
    (
        *COMMON,
        Field("scope", Type.STRING, "範圍", "`agency`: the agency's own functions; `unit`: those of a unit", vocabulary=words.DUTY_SCOPES),
        Field("unit", Type.STRING, "單位", "The unit, without label, letter-spacing and colon").optional(),
        ORDINAL.optional(),
        Field("parent_ordinal", Type.INT16, "上層序號", "Ordinal of the item that it stands under", minimum=0).optional(),
        TEXT,
        *PLACE,
    ),
    key=("document_id", "anchor"),
    foreign_keys=(_TO_DOCUMENT,),
)

STAFFING = Dataset(
    "staffing",
    "預算員額",
    "預算員額說明表: one row per category of posts, whichever way round the table is printed.",
    (
        *COMMON,
        Field(
            "unit", Type.STRING, "業務計畫或機關", "The work plan or agency whose posts they are, where the table has that column"
        ).optional(),
        Field(
            "category",
            Type.STRING,
            "員額類別",
            "職員, 聘用, 約僱, 技工, 工友, …, as printed without line breaks and letter-spacing; the total is 合計",
        ),
        _posts("authorized_posts", "法定編制員額", "Posts that the organisation law authorises").optional(),
        _posts("prior_year_posts", "上年度預算員額", "Posts budgeted for the year before `fiscal_year`").optional(),
        _posts("current_year_posts", "本年度預算員額", "Posts budgeted for `fiscal_year`").optional(),
        _posts("change", "比較增減", "current − prior, printed or worked out; null where either side is blank").optional(),
        Field("is_total", Type.BOOL, "是否合計", "Whether the row is the total (合計 or 總計)"),
        Field("source", Type.STRING, "來源", "Printed in a `table` or stated in `prose`", vocabulary=words.STAFFING_SOURCES),
        *PLACE,
    ),
    key=("document_id", "unit", "category", "anchor"),
    foreign_keys=(_TO_DOCUMENT,),
)

STAFFING_CHANGES = Dataset(
    "staffing_changes",
    "員額增減說明",
    "The movements of posts that the explanation states, in order.",
    (
        *COMMON,
        SEQUENCE,
        Field("year", Type.INT16, "適用年度", "The fiscal year whose posts it changes", unit="ROC year"),
        Field(
            "kind",
            Type.STRING,
            "類別",
            "What the clause states: a total, a movement, or the sum of movements",
            vocabulary=words.CHANGE_KINDS,
        ),
        Field("category", Type.STRING, "員額類別", "The category of posts, where one is named").optional(),
        _posts("posts", "人數", "Movements and `net_change` are signed (an outflow is negative); totals and subtotals as printed"),
        Field("counterparty", Type.STRING, "對方機關", "The agency on the other side of a transfer").optional(),
        STATEMENT,
        *PLACE,
    ),
    key=("document_id", "sequence"),
    foreign_keys=(_TO_DOCUMENT,),
)

PLANS = Dataset(
    "plans",
    "年度重要施政計畫",
    "One row per 重要計畫項目.",
    (
        *COMMON,
        WORK_PLAN_ORDINAL.optional(),
        WORK_PLAN,
        ORDINAL.optional(),
        PROJECT,
        Field("content", Type.STRING, "實施內容", "The paragraphs joined by line feeds, labels kept"),
        *PLACE,
    ),
    key=("document_id", "anchor"),
    foreign_keys=(_TO_DOCUMENT,),
)

RESULTS = Dataset(
    "results",
    "以前年度計畫實施成果",
    "One row per 實施概況.",
    (
        *COMMON,
        PERIOD,
        Field(
            "period_start",
            Type.DATE,
            "期間起日",
            "First day of the period, as printed; the first day of the fiscal year where only a year is printed",
        ),
        Field(
            "period_end",
            Type.DATE,
            "期間迄日",
            "Last day of the period, as printed; the last day of the fiscal year where only a year is printed",
        ),
        WORK_PLAN_ORDINAL.optional(),
        WORK_PLAN,
        Field("sequence", Type.INT16, "列次", "Order within the period, from 1", minimum=1),
        ORDINAL.optional(),
        PROJECT.optional(),
        Field("outcome", Type.STRING, "實施成果", "The paragraphs joined by line feeds, labels kept"),
        Field("item_count", Type.INT16, "項數", "Rows in result_items, nested ones included", unit="items", minimum=1),
        *PLACE,
    ),
    key=("document_id", "period", "sequence"),
    foreign_keys=(_TO_DOCUMENT,),
)

_OF_RESULT = ("document_id", "period", "result_sequence")
_TO_RESULT = ForeignKey(_OF_RESULT, "results", ("document_id", "period", "sequence"))
RESULT_ITEMS = Dataset(
    "result_items",
    "實施成果項目",
    "One row per numbered item of 實施成果; one row with `ordinal` null where it is not numbered.",
    (
        *COMMON,
        PERIOD,
        WORK_PLAN,
        PROJECT.optional(),
        RESULT_SEQUENCE,
        Field("sequence", Type.INT16, "項次", "Order within the result, from 1", minimum=1),
        ORDINAL.optional(),
        Field("level", Type.INT8, "層級", "1 for 一、, 2 for the items under it", minimum=1),
        Field("parent_sequence", Type.INT16, "上層項次", "`sequence` of the item that it stands under", minimum=1).optional(),
        LABEL.optional(),
        TEXT,
        *PLACE,
    ),
    key=(*_OF_RESULT, "sequence"),
    foreign_keys=(
        _TO_DOCUMENT,
        _TO_RESULT,
        ForeignKey((*_OF_RESULT, "parent_sequence"), "result_items", (*_OF_RESULT, "sequence")),
    ),
)

MEASURES = Dataset(
    "measures",
    "數量",
    "Every quantity stated in plans.content and result_items.text.",
    (
        *COMMON,
        Field("dataset", Type.STRING, "來源資料集", "The dataset whose text states it", vocabulary=words.MEASURED_DATASETS),
        PERIOD.optional(),
        WORK_PLAN,
        PROJECT.optional(),
        RESULT_SEQUENCE.optional(),
        Field("item_sequence", Type.INT16, "項次", "The item it is stated in; → result_items.sequence", minimum=1).optional(),
        *PLACE,
        Field("sequence", Type.INT16, "順序", "Order within the text, from 1", minimum=1),
        Field("raw", Type.STRING, "原文", "Number, multiplier and unit as printed (`4億4,888萬元`)"),
        Field("value", Type.DECIMAL6, "數值", "The number in the unit's own scale, multipliers multiplied out"),
        Field("unit", Type.STRING, "單位", "The unit (元, 家, 人次, 場, %)"),
        _money("amount_twd", "金額", "The amount, for 元, 千元, 萬元 and 億元"),
        Field("qualifier", Type.STRING, "限定詞", "A bound or an estimate (約, 超過, 逾, 近, 餘, 至少, 以上)").optional(),
        Field("subject", Type.STRING, "標的", "What is counted or measured: a printed substring").optional(),
        Field("clause", Type.STRING, "子句", "The clause that states it"),
        Field("part_of", Type.INT16, "所屬數量", "`sequence` of the quantity that it is a part of", minimum=1).optional(),
        Field("start", Type.INT32, "起點", "Offset of `raw` in the text", unit="code points", minimum=0),
        Field("end", Type.INT32, "終點", "Offset behind `raw` in the text", unit="code points", minimum=0),
    ),
    key=("document_id", "dataset", "period", "result_sequence", "item_sequence", "anchor", "sequence"),
    foreign_keys=(
        _TO_DOCUMENT,
        _TO_RESULT,
        ForeignKey((*_OF_RESULT, "item_sequence"), "result_items", (*_OF_RESULT, "sequence")),
        ForeignKey((*_OF_RESULT, "item_sequence", "part_of"), "measures", (*_OF_RESULT, "item_sequence", "sequence")),
    ),
)

BUDGET_EXECUTION = Dataset(
    "budget_execution",
    "預算執行",
    "前年度 and 上年度已過期間 in the books of cities and counties: one row per stated account.",
    (
        *COMMON,
        PERIOD,
        Field("as_of", Type.DATE, "截止日", "Last day that the figures cover; null for the prior year").optional(),
        SIDE,
        ACCOUNT.optional(),
        _money("budget_twd", "預算數", "Budget"),
        _money("allocated_twd", "分配數", "Allocated budget to date"),
        _money("actual_twd", "決算數、實收數或實付數", "Actual receipts or payments"),
        Field("rate_percent", Type.PERCENT, "執行率", "The printed rate", unit="%").optional(),
        Field("rate_base", Type.STRING, "執行率基礎", "What the rate is a share of", vocabulary=words.RATE_BASES).optional(),
        STATEMENT,
        *PLACE,
    ),
    # A paragraph can state one account name twice, under two plans; the clauses tell them apart.
    key=("document_id", "period", "side", "account", "anchor", "statement"),
    foreign_keys=(_TO_DOCUMENT,),
)

BUDGET_AMOUNTS = Dataset(
    "budget_amounts",
    "預算提要",
    "本年度預算提要 in the books of cities and counties: one row per stated amount.",
    (
        *COMMON,
        SEQUENCE,
        SIDE,
        ACCOUNT.optional(),
        Field("parent_sequence", Type.INT16, "所屬金額", "`sequence` of the amount that it is a part of", minimum=1).optional(),
        Field("breakdown", Type.INT16, "分類別", "1, or 2, … where one amount is broken down in more than one way", minimum=1),
        Field("amount_twd", Type.DECIMAL2, "金額", "The amount", unit="TWD"),
        Field("share_percent", Type.PERCENT, "占比", "The printed share", unit="%").optional(),
        STATEMENT,
        *PLACE,
    ),
    key=("document_id", "sequence"),
    foreign_keys=(_TO_DOCUMENT, ForeignKey(("document_id", "parent_sequence"), "budget_amounts", ("document_id", "sequence"))),
)

TRANSFERS = Dataset(
    "transfers",
    "組織改造移撥",
    "Posts and funds moved to or from other agencies by a reorganisation.",
    (
        *COMMON,
        SEQUENCE,
        Field("kind", Type.STRING, "類別", "`posts` or `funds`", vocabulary=words.TRANSFER_KINDS),
        Field("direction", Type.STRING, "方向", "`out` of this agency or `in`", vocabulary=words.TRANSFER_DIRECTIONS),
        Field("account", Type.STRING, "本機關科目", "The account here").optional(),
        Field("counterparty", Type.STRING, "對方機關", "The other agency"),
        Field("counterparty_account", Type.STRING, "對方科目", "The account there").optional(),
        _posts("posts", "人數", "Posts moved").optional(),
        _money("amount_twd", "金額", "Amount moved"),
        STATEMENT,
        *PLACE,
    ),
    key=("document_id", "sequence"),
    foreign_keys=(_TO_DOCUMENT,),
)

LEGAL_REFERENCES = Dataset(
    "legal_references",
    "法令引用",
    "Laws and orders that are cited with their date, wherever they are cited.",
    (
        *COMMON,
        SEQUENCE,
        Field("law", Type.STRING, "法規", "The law as printed").optional(),
        Field("date", Type.DATE, "日期", "The date in the common era").optional(),
        Field("date_text", Type.STRING, "日期原文", "The date as printed (112年6月7日)"),
        Field("instrument", Type.STRING, "文號", "The order's number (華總一義字第11200046921號)").optional(),
        Field("issuer", Type.STRING, "發布者", "Who issued it (總統)").optional(),
        *PLACE,
    ),
    key=("document_id", "sequence"),
    foreign_keys=(_TO_DOCUMENT,),
)

RECONCILIATIONS = Dataset(
    "reconciliations",
    "勾稽",
    "Every total and every stated figure that can be worked out again, worked out again.",
    (
        *COMMON,
        Field("rule", Type.STRING, "規則", "Name of the rule (`staffing.current_total`)", vocabulary=tuple(rule.name for rule in RULES)),
        Field("statement", Type.STRING, "原文", "What the document says"),
        Field("stated", Type.DECIMAL6, "所載數", "The printed figure"),
        Field("computed", Type.DECIMAL6, "計算數", "The figure worked out from its parts"),
        Field("difference", Type.DECIMAL6, "差額", "stated − computed"),
        Field("unit", Type.STRING, "單位", "Unit of the figures"),
        Field(
            "severity",
            Type.STRING,
            "嚴重性",
            "`error` keeps the document out, `warning` publishes and reports",
            vocabulary=words.SEVERITIES,
        ),
        Field(
            "erratum",
            Type.STRING,
            "勘誤理由",
            "Why a difference is known to be a misprint of the source (`errata.toml`); such a row keeps no document out",
        ).optional(),
        *PLACE,
    ),
    key=("document_id", "rule", "anchor", "statement"),
    # 減列工友3人及駕駛3人 is one clause and two figures, each worked out again: two rows that are equal in every column.
    is_key_unique=False,
    foreign_keys=(_TO_DOCUMENT,),
)

PROJECT_LINKS = Dataset(
    "project_links",
    "計畫跨年連結",
    "Results and plans of a book, each with the same project in an earlier book of the agency: one row per pair. Links only go back.",
    (
        *COMMON,
        Field(
            "period",
            Type.STRING,
            "期間",
            "Period of the result; null for a plan of the book's own year",
            vocabulary=words.PERIODS,
            nullable=True,
        ),
        WORK_PLAN,
        Field("project", Type.STRING, "計畫項目", "Name of the project; its work plan where the result names no project"),
        RESULT_SEQUENCE.optional(),
        Field("linked_document_id", Type.STRING, "所連文件代碼", "The earlier book"),
        Field("linked_fiscal_year", Type.INT16, "所連年度", "Fiscal year of the earlier book", unit="ROC year", minimum=38, maximum=299),
        Field(
            "linked_period", Type.STRING, "所連期間", "Period of the linked result; null for a plan", vocabulary=words.PERIODS
        ).optional(),
        Field("linked_work_plan", Type.STRING, "所連工作計畫", "Work plan of the linked row"),
        Field("linked_project", Type.STRING, "所連計畫項目", "Project of the linked row; its work plan where it names no project"),
        Field(
            "linked_result_sequence", Type.INT16, "所連成果列次", "The linked result; → results.sequence of the earlier book", minimum=1
        ).optional(),
        Field(
            "relation",
            Type.STRING,
            "關係",
            "What the linked row is: a `plan`, the result of a `half_year` (上年度已過期間) or that of a `full_year` (前年度)",
            vocabulary=words.LINK_RELATIONS,
        ),
        Field("score", Type.DECIMAL6, "相似度", "How alike the two names are, from 0 to 1; 1 where they are the same, or a person says so"),
        Field(
            "method",
            Type.STRING,
            "比對方式",
            "`exact`: the names are the same; `normalised`: but for marks, widths and words that every project may carry; `similar`: a "
            "renamed project, by its score; `override`: by `project_links.toml`",
            vocabulary=words.LINK_METHODS,
        ),
        *PLACE,
        Field("linked_anchor", Type.STRING, "所連位置", "`anchor` of the linked row in the earlier book"),
    ),
    key=("document_id", "period", "result_sequence", "anchor", "linked_document_id", "relation"),
    foreign_keys=(_TO_DOCUMENT, _TO_RESULT),
)

DATASETS = (
    DOCUMENTS,
    SECTIONS,
    PARAGRAPHS,
    TABLE_CELLS,
    DUTIES,
    STAFFING,
    STAFFING_CHANGES,
    PLANS,
    RESULTS,
    RESULT_ITEMS,
    MEASURES,
    BUDGET_EXECUTION,
    BUDGET_AMOUNTS,
    TRANSFERS,
    LEGAL_REFERENCES,
    RECONCILIATIONS,
    PROJECT_LINKS,
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}
