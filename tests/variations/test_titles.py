"""Every wording of a section's title, in every numbering scheme (VARIATIONS §2, §3, §13)."""

import pytest

from extractors.titles import kind_of_title
from tests.notation import records

# Kind, and the titles that real books print; the keys of the sources stand behind them.
TITLES = {
    "statutory_duties": [
        "現行法定職掌",
        "現行法定職掌：",
        "現行法定職掌及組織系統圖",
        "行政院人事行政總處現行法定職掌及 102 年度施政目標與重點",  # DGPA102
    ],
    "agency_functions": ["機關主要職掌", "機 關 主 要 職 掌", "主要職掌", "本機關主要職掌", "本處主要職掌"],
    "internal_units": ["內部分層業務", "內部分層業務：", "內部單位分層業務", "內部分層負責業務", "內部單位業務職掌"],
    "subordinate_budgets": ["分預算機關", "分預算機關："],  # MOI
    "organization_chart": ["組織系統圖", "行政院院本部組織系統圖", "組織架構圖", "組織系統表", "組織系統圖（如附圖）"],
    "staffing": [
        "組織系統圖及預算員額說明表",  # SEED, OCAC104
        "組織系統圖暨預算員額說明表",
        "預算員額說明表",  # MOI
        "員額編制表：如附表。",
        "員額編制表",
        "預算員額配置表",
        "預算員額明細表",
        "組織系統圖及員額編制",
    ],
    "policy": [
        "施政目標與重點",
        "本年度施政目標與重點",
        "102 年度施政目標與重點",
        "施政目標及重點",
        "本（113）年度施政目標與重點",
        "一百十五年度施政目標與重點",
    ],
    "annual_goals": ["年度施政目標", "本年度施政目標", "113年度施政目標", "年度施政目標及策略"],
    "annual_plans": ["年度重要施政計畫", "113年度重要施政計畫", "年度重要施政計畫及實施內容"],
    "key_performance_indicators": ["年度關鍵績效指標", "關鍵策略目標及共同性目標", "年度績效指標"],
    "past_results": ["以前年度計畫實施成果概述", "以前年度實施狀況及成果概述", "以前年度計畫實施成果概況"],
    "prior_year_results": [
        "前（111）年度計畫實施成果概述",
        "前（102)年度施政績效及達成情形分析",  # OCAC104, brackets of two kinds
        "前年度計畫實施成果概述",
        "111年度計畫實施成果概述",
    ],
    "current_year_results": [
        "上年度已過期間（112年1月1日至6月30日止）計畫實施成果概述",
        "上(103）年度已過期間施政績效及達成情形",
        "上年度已過期間計畫實施狀況",
        "112年度已過期間計畫實施成果概述",
    ],
    "reorganization": ["本署配合組織改造，人員、業務及經費移撥經濟部及商業發展署機關之情形", "配合組織調整，人員移撥情形"],
    "contingent_liabilities": ["政府未來或有給付責任之說明", "政府未來或有給付責任說明", "政府未來或有給付責任之說明：無"],
    "past_execution": [
        "前年度及上年度已過期間計畫實施及預算執行情形",
        "前年度及上年度已過期間計畫實施及預算執行情形：",
        "前（113）年度及上（114）年度已過期間計畫實施及預算執行概況",
    ],
    "prior_year_execution": ["前年度計畫實施成果及決算辦理概況", "前（113）年度計畫實施成果及決算辦理概況", "前年度預算執行情形"],
    "current_year_execution": [
        "上年度已過期間計畫實施及預算執行情形",
        "上年度已過期間計畫實施及預算執行概況",
        "上年度已過期間（115年1月至115年5月）計畫實施及預算執行情形",
    ],
    "plan_highlights": [
        "本年度施政計畫重點及預算提要",
        "本年度施政（業務及工作）計畫重點及預算提要",
        "本（115）年度施政計畫重點及預算提要",
        "本年度業務計畫重點與預算提要",
    ],
    "expected_performance": ["本年度計畫重點及預期績效", "本年度施政計畫重點及預期效益", "本年度計畫重點與預期成果"],
    "budget_summary": ["本年度預算提要及成本估計", "本年度預算提要", "預算提要及成本估計"],
    "analysis": ["其他必要之分析事項", "其他必要之分析", "其他必要分析事項"],
}


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in TITLES.items() for title in titles])
def test_a_title_names_its_kind(kind, title):
    found = kind_of_title(title)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "前年度歲入預算數269,000元，決算數272,292元。",
        "掌理年度施政目標之訂定，及其管制。",
        "完成前年度決算之編造；並函送審計部。",
        "本署員額配置情形良好，無增減。",
    ],
)
def test_a_sentence_with_the_words_of_a_title_is_none(sentence):
    assert kind_of_title(sentence) is None


def outline(*blocks):
    return [(row["section"], row["label"], row["kind"]) for row in records(*blocks).rows["sections"]]


def test_legal_numerals_may_lead():
    """HAKKA106, ILOSH109, STSP113 count 參、, DGBAS103 counts 叁、; CY goes 壹、 → 一、 → (一)."""
    found = outline(
        "壹、現行法定職掌",
        "一、機關主要職掌：甲。",
        "二、內部分層業務",
        "貳、施政目標與重點",
        "叁、以前年度計畫實施成果概述",
        "一、前年度計畫實施成果概述",
    )
    assert found == [
        ("1", "壹、", "statutory_duties"),
        ("1.1", "一、", "agency_functions"),
        ("1.2", "二、", "internal_units"),
        ("2", "貳、", "policy"),
        ("3", "叁、", "past_results"),
        ("3.1", "一、", "prior_year_results"),
    ]


def test_a_book_may_stand_under_a_volume_label():
    """OCAC104, HAKKA106: 壹、預算總說明 is above 一、."""
    front = ("僑務委員會", "單位預算", "中華民國104年度", "壹、預算總說明")
    found = records("一、現行法定職掌", "(一)機關主要職掌", "甲。", front=front)
    assert found.document_id == "104-僑務委員會"
    assert [row["section"] for row in found.rows["sections"]] == ["1", "1.1"]


def test_brackets_may_be_mismatched_or_half_or_full_width():
    """OCAC104 `(一)前（102)年度…`, 標檢局 `一)` with the sibling `(二)`, MOI `（一）` and `(一)` in one book."""
    found = outline("一、現行法定職掌：", "一）機關主要職掌：甲。", "(二）內部分層業務：", "（三)組織系統圖")
    assert [(section, kind) for section, _, kind in found] == [
        ("1", "statutory_duties"),
        ("1.1", "agency_functions"),
        ("1.2", "internal_units"),
        ("1.3", "organization_chart"),
    ]


def test_the_numbering_may_go_on_under_a_new_parent():
    """高雄市 單位預算執行要點: 壹→一、–四、, 貳→五、."""
    found = outline(
        "壹、現行法定職掌", "一、機關主要職掌", "甲。", "二、內部分層業務", "貳、施政目標與重點", "三、年度施政目標", "四、年度重要施政計畫"
    )
    assert [section for section, _, _ in found] == ["1", "1.1", "1.2", "2", "2.3", "2.4"]


def test_the_chart_may_come_before_the_units():
    """EY98: (二)行政院院本部組織系統圖: comes second."""
    blocks = (
        "一、現行法定職掌:",
        "(一)機關主要職掌:本院為最高行政機關。",
        "(二)行政院院本部組織系統圖:",
        "院長 副院長",
        "(三)內部分層業務:",
        "1.第一組:",
    )
    assert [kind for _, _, kind in outline(*blocks)] == ["statutory_duties", "agency_functions", "organization_chart", "internal_units"]


def test_subordinate_budgets_shift_what_follows():
    blocks = (
        "一、現行法定職掌",
        "（二）內部分層業務：",
        "（三）分預算機關：",
        "1、國土測繪中心：",
        "（四）組織系統圖",
        "（五）預算員額說明表",
    )
    assert [(section, kind) for section, _, kind in outline(*blocks)][1:] == [
        ("1.2", "internal_units"),
        ("1.3", "subordinate_budgets"),
        ("1.4", "organization_chart"),
        ("1.5", "staffing"),
    ]


def test_headings_may_have_no_numbers():
    """DGPA102 prints no number at all, and two sections under one title."""
    found = outline(
        "行政院人事行政總處現行法定職掌及 102 年度施政目標與重點",
        "機關主要職掌",
        "掌理人事。",
        "內部分層業務",
        "一、綜合規劃處：",
        "預算員額說明表",
        "以前年度實施狀況及成果概述",
    )
    assert found == [
        ("1", None, "statutory_duties"),
        ("1.1", None, "agency_functions"),
        ("1.2", None, "internal_units"),
        ("1.3", None, "staffing"),
        ("2", None, "past_results"),
    ]


def test_a_section_may_say_no_more_than_none():
    found = records(
        "一、現行法定職掌", "二、施政目標與重點", "三、以前年度計畫實施成果概述", "四、政府未來或有給付責任之說明：無", "五、其他事項：無。"
    )
    assert [(row["title"], row["kind"]) for row in found.rows["sections"]][3:] == [
        ("政府未來或有給付責任之說明", "contingent_liabilities"),
        ("其他事項", "other"),
    ]
    assert found.findings == ()


def test_a_year_may_follow_the_label():
    blocks = ("三、以前年度計畫實施成果概述", "(一)111年度計畫實施成果概述", "(二)112年度已過期間計畫實施成果概述")
    assert [kind for _, _, kind in outline(*blocks)] == ["past_results", "prior_year_results", "current_year_results"]


def test_what_a_heading_is_depends_on_the_one_above():
    """A book of a city may leave out 決算 in the title of its part."""
    local = outline(
        "二、前年度及上年度已過期間計畫實施及預算執行情形：", "（一）前年度計畫實施成果概況", "（二）上年度已過期間計畫實施成果概況"
    )
    assert [kind for _, _, kind in local] == ["past_execution", "prior_year_execution", "current_year_execution"]


def test_an_item_that_is_called_like_a_section_is_none():
    blocks = (
        "一、現行法定職掌",
        "(一)機關主要職掌",
        "1.掌理甲事。",
        "2.年度施政目標：",
        "(二)內部分層業務",
        "1.綜合組：",
        "(1)前年度決算之編製",
        "(2)本年度施政目標",
        "(三)組織系統圖及預算員額說明表",
        "某署組織系統圖",
        "某署預算員額說明表",
    )
    assert [kind for _, _, kind in outline(*blocks)] == ["statutory_duties", "agency_functions", "internal_units", "staffing"]


def test_a_chart_is_opaque():
    """Glyphs of a chart, one a line, interleaved (MOI): no headings, no duties."""
    blocks = (
        "一、現行法定職掌",
        "(一)機關主要職掌：甲。",
        "(二)組織系統圖",
        "綜",
        "合",
        "規劃司",
        "一、第一科",
        "第二科：5人",
        "分預算機關",
        "(三)預算員額說明表",
    )
    found = records(*blocks).rows
    assert [row["kind"] for row in found["sections"]] == ["statutory_duties", "agency_functions", "organization_chart", "staffing"]
    assert [row["text"] for row in found["duties"]] == ["甲。"]
    assert found["staffing"] == []
