import pytest

from tests.notation import records, rows, table

HEADING = ("一、現行法定職掌", "(三)組織系統圖及預算員額說明表")
FIGURES = "unit category prior_year_posts current_year_posts change is_total"


def staffing(notation, columns=FIGURES):
    return rows("staffing", *HEADING, table(notation), columns=columns)


def checked(notation, *after):
    found = records(*HEADING, table(notation), *after).rows["reconciliations"]
    return {row["rule"]: (int(row["stated"]), int(row["computed"])) for row in found if row["rule"] != "lists.sequence"}


def changes(sentence):
    found = records(*HEADING, table(f"區分|112年度|113年度|比較增減內容 / 職員|9|9|{sentence}")).rows["staffing_changes"]
    return [(row["year"], row["kind"], row["category"], row["posts"], row["counterparty"]) for row in found]


DOWN = [(None, "職員", 93, 93, 0, False), (None, "工友", 1, 0, -1, False), (None, "合計", 94, 93, -1, True)]


def test_categories_stand_in_rows():
    assert staffing("區分|預算員額|<|比較增減內容 / ^|112年度|113年度|^ / 職員|93|93|減列工友1人。 / 工友|1|0|^ / 合計|94|93|^") == DOWN


def test_this_year_may_stand_before_the_last():
    assert staffing("區分|113年度|112年度 / 職員|93|93 / 工友|-|1 / 合計|93|94") == DOWN


def test_categories_stand_in_columns_and_the_middle_row_is_the_change():
    notation = (
        "業務計畫|年度及類別|員額(單位：人)|<|<|<|增減說明 / ^|^|職員|駐警|駐外;;雇員|合計|^ / 內政部|上年度編列|942|9|0|951|減列駐警1人。"
        " / ^|本年度增(減)|0|(1)|0|(1)|^ / ^|合計|942|8|0|950|^"
    )
    assert staffing(notation) == [
        ("內政部", "職員", 942, 942, 0, False),
        ("內政部", "駐衛警", 9, 8, -1, False),
        ("內政部", "駐外雇員", 0, 0, 0, False),
        ("內政部", "合計", 951, 950, -1, True),
    ]


def test_authorized_posts_and_a_printed_change_are_read():
    notation = "類 別|法定編制員額|本年度預算員額|上年度預算員額|與上年度預算員額比較增減 / 合計|90|89|90|-1 / 職員|90|89|90|△1"
    columns = "category authorized_posts current_year_posts prior_year_posts change"
    assert staffing(notation, columns) == [("合計", 90, 89, 90, -1), ("職員", 90, 89, 90, -1)]
    assert checked(notation)["staffing.change"] == (-1, -1)


def test_a_blank_is_no_number_and_gives_no_change():
    assert staffing("區分|112年度|113年度 / 職員|93|93 / 聘用||2")[1] == (None, "聘用", None, 2, None, False)


def test_a_category_that_is_not_listed_is_kept_as_printed_and_reported():
    extraction = records(*HEADING, table("區分|112年度|113年度 / 職員|93|93 / 飛 航 員|2|2 / 合計|95|95"))
    assert [row["category"] for row in extraction.rows["staffing"]] == ["職員", "飛航員", "合計"]
    assert [finding.check for finding in extraction.findings] == ["staffing.unknown_category"]


def test_totals_are_added_up_again():
    assert checked("區分|112年度|113年度 / 職員|93|93 / 工友|1|0 / 合計|95|93") == {
        "staffing.prior_total": (95, 94),
        "staffing.current_total": (93, 93),
        "years.staffing_prior": (112, 112),
        "years.staffing_current": (113, 113),
    }


def test_the_grand_total_is_the_sum_of_the_units():
    notation = "機關|區分|112年度|113年度 / 甲局|職員|5|5 / ^|合計|5|5 / 乙局|職員|7|8 / ^|合計|7|8 / 總計|職員|12|13 / ^|合計|12|14"
    found = records(*HEADING, table(notation)).rows["reconciliations"]
    current = [(int(row["stated"]), int(row["computed"])) for row in found if row["rule"] == "staffing.current_total"]
    assert current == [(5, 5), (8, 8), (13, 13), (14, 13), (14, 13)]


def test_a_transfer_out_restates_the_prior_total():
    sentence = (
        "上(112)年度預算員額113人，移撥至經濟部，職員1人、聘用1人，合計2人，淨計如表列上年度預算員額111人。"
        "較本(113)年度預算員額110人，減列工友1人。"
    )
    assert changes(sentence) == [
        (112, "published_total", None, 113, None),
        (112, "transfer_out", "職員", -1, "經濟部"),
        (112, "transfer_out", "聘用", -1, "經濟部"),
        (112, "subtotal", None, 2, None),
        (112, "restated_total", None, 111, None),
        (113, "current_total", None, 110, None),
        (113, "decrease", "工友", -1, None),
    ]


def test_a_clause_that_begins_with_among_them_only_explains():
    assert changes("增列約僱10人、減列工友3人及駕駛3人，計淨增員額4人，其中約僱10人係由移民署移撥至本部。") == [
        (113, "increase", "約僱", 10, None),
        (113, "decrease", "工友", -3, None),
        (113, "decrease", "駕駛", -3, None),
        (113, "net_change", None, 4, None),
        (113, "transfer_in", "約僱", 10, "移民署"),
    ]


def test_money_behind_posts_is_no_number_of_posts():
    assert changes("由內政部警政署移入駐衛警4人經費2,729千元。") == [(113, "transfer_in", "駐衛警", 4, "內政部警政署")]


def test_every_figure_of_the_sentence_is_worked_out_again():
    sentence = (
        "上(112)年度預算員額113人，移撥至經濟部，職員1人、聘用1人、約僱2人，合計5人，淨計如表列上年度預算員額109人。"
        "較本(113)年度預算員額107人，減列工友1人。"
    )
    found = checked(f"區分|112年度|113年度|比較增減內容 / 職員|108|108|{sentence} / 工友|1|0|^ / 合計|109|108|^")
    assert found["staffing_changes.subtotal"] == (5, 4)
    assert found["staffing_changes.restated_total"] == (109, 109)
    assert found["staffing_changes.prior_total_in_table"] == (109, 109)
    assert found["staffing_changes.current_total"] == (107, 108)
    assert found["staffing_changes.current_total_in_table"] == (107, 108)
    assert found["staffing_changes.category"] == (-1, -1)


def test_the_reorganisation_section_agrees_with_the_sentence():
    sentence = "上(112)年度預算員額113人，移撥至經濟部，職員3人，淨計如表列上年度預算員額110人。"
    found = checked(
        f"區分|112年度|113年度|比較增減內容 / 職員|110|110|{sentence}",
        "四、本署配合組織改造，人員移撥經濟部之情形",
        "(一)人員部分：移出上年度預算員額4人至經濟部。",
    )
    assert found["transfers.posts"] == (4, 3)


TABLE = "區分|112年度|113年度|比較增減內容 / 職員|93|94|{} / 工友|2|1|^ / 駕駛|1|0|^ / 合計|96|95|^"


@pytest.mark.parametrize(
    ("sentence", "subtotal"),
    [
        ("本年度預算員額95人，較上年度預算員額96人減少1人，係增列職員1人、減列工友1人及駕駛1人。", (-1, -1)),
        ("本年度預算員額95人，較上年度預算員額96人減少3人，係增列職員1人、減列工友1人及駕駛1人。", (-3, -1)),
        ("較上年度減少2人，主要係減列工友1人。", None),
        ("上年度預算員額96人，增列職員1人、減列工友1人及駕駛1人，計95人。", (95, 95)),
        ("上年度預算員額96人，增列職員1人、減列工友1人及駕駛1人，計94人。", (94, 95)),
    ],
)
def test_a_sum_may_stand_before_its_parts_or_be_what_they_lead_to(sentence, subtotal):
    assert checked(TABLE.format(sentence)).get("staffing_changes.subtotal") == subtotal
