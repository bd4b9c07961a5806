"""預算員額 tables in all forms (VARIATIONS §4, §13): whichever way round, however its numbers and names are printed."""

from tests.notation import records, table

HEADINGS = ("一、現行法定職掌", "(五)預算員額說明表")


def staffing(*blocks):
    """Unit, category, last year's posts, this year's, change."""
    columns = ("unit", "category", "prior_year_posts", "current_year_posts", "change")
    return [tuple(row[column] for column in columns) for row in records(*HEADINGS, *blocks).rows["staffing"]]


def off(*blocks):
    return [row["rule"] for row in records(*HEADINGS, *blocks).rows["reconciliations"] if row["difference"]]


def checks(*blocks):
    return [(finding.check, finding.statement) for finding in records(*HEADINGS, *blocks).findings]


DOWN = [(None, "職員", 93, 93, 0), (None, "工友", 1, 0, -1), (None, "合計", 94, 93, -1)]


def test_a_categories_down_years_across():
    assert (
        staffing(table("區分|預算員額|<|比較增減內容 / ^|112年度|113年度|^ / 職員|93|93|減列工友1人。 / 工友|1|0|^ / 合計|94|93|^")) == DOWN
    )


def test_years_may_stand_either_way_round_with_a_column_of_changes():
    assert staffing(table("區分|113年度|112年度|增減|說明 / 職員|93|93|-| / 工友|-|1|△1|減列工友1人。 / 合計|93|94|(1)|")) == DOWN


def test_a_change_may_be_printed_in_brackets_of_either_width_or_with_a_triangle():
    for change in ("(1)", "（1）", "-1", "－1", "△1", "▲1", "-1人"):
        assert staffing(table(f"區分|上年度員額|本年度員額|比較增減 / 職員|93|93|0 / 工友|1|無|{change} / 合計|94|93|{change}")) == DOWN


def test_b_categories_across_with_a_row_of_changes():
    rows = staffing(
        table(
            "業務計畫|年度及類別|員額(單位：人)|<|<|<|增減說明 / ^|^|職員|駐警|駐外;;雇員|合計|^ / 內政部|上年度編列|942|9|0|951|減1人。"
            " / ^|本年度;;增(減)|0|(1)|0|(1)|^ / ^|合計|942|8|0|950|^"
        )
    )
    assert rows == [
        ("內政部", "職員", 942, 942, 0),
        ("內政部", "駐衛警", 9, 8, -1),
        ("內政部", "駐外雇員", 0, 0, 0),
        ("內政部", "合計", 951, 950, -1),
    ]


def test_b_a_row_may_be_headed_with_the_year_alone():
    rows = staffing(table("年度|職員|工友|合計|說明 / 112|93|1|94| / 113|93|0|93| / 增減|0|-1|-1|"))
    assert rows == DOWN


def test_b_several_units_and_a_grand_total():
    notation = (
        "業務計畫|年度及類別|職員|工友|合計 / 甲局|上年度編列|10|2|12 / ^|本年度增(減)|1|(1)|0 / ^|合計|11|1|12"
        " / 乙局|上年度編列|5|1|6 / ^|本年度增(減)|0|0|0 / ^|合計|5|1|6 / 總計|上年度編列|15|3|18 / ^|本年度增(減)|1|(1)|0 / ^|合計|16|2|18"
    )
    assert [row for row in staffing(table(notation)) if row[1] == "合計"] == [
        ("甲局", "合計", 12, 12, 0),
        ("乙局", "合計", 6, 6, 0),
        ("總計", "合計", 18, 18, 0),
    ]
    assert off(table(notation)) == []
    assert off(table(notation.replace("^|合計|16|2|18", "^|合計|16|2|19"))) == [
        "staffing.current_total",
        "staffing.current_total",
        "staffing.change",
    ]


def test_c_years_may_stand_under_each_category_this_year_first():
    """MOI 預算員額明細表: codes before the names, money beside the posts, and staff outside the quota in the words."""
    notation = (
        "款|項|名稱|職員|<|工友|<|合計|<|年需經費|<|說明 / ^|^|^|本年度|上年度|本年度|上年度|本年度|上年度|本年度|上年度|^"
        " / |1|3708010000;;內政部|10|9|1|2|11|11|1,000|900|以業務費進用約用人員，經費6,930千元。"
    )
    assert staffing(table(notation)) == [("內政部", "職員", 9, 10, 1), ("內政部", "工友", 2, 1, -1), ("內政部", "合計", 11, 11, 0)]


def test_d_one_year_and_two_subtotals_headed_alike():
    """CY 各機關預算員額彙計表: 職員…小計, 聘用…小計, 合計."""
    notation = "款|項|名稱|職員|技工|小計|聘用|約僱|小計|合計 / |1|監察院|6|1|7|2|1|3|10 / |2|審計部|4|1|5|1|0|1|6"
    assert staffing(table(notation)) == [
        ("監察院", "職員", None, 6, None),
        ("監察院", "技工", None, 1, None),
        ("監察院", "聘用", None, 2, None),
        ("監察院", "約僱", None, 1, None),
        ("監察院", "合計", None, 10, None),
        ("審計部", "職員", None, 4, None),
        ("審計部", "技工", None, 1, None),
        ("審計部", "聘用", None, 1, None),
        ("審計部", "約僱", None, 0, None),
        ("審計部", "合計", None, 6, None),
    ]
    assert off(table(notation)) == []


def test_two_subtotals_may_stand_in_rows():
    notation = "區分|112年度|113年度 / 職員|93|93 / 小計|93|93 / 聘用|3|3 / 約僱|2|2 / 小計|5|5 / 合計|98|98"
    assert [row[1] for row in staffing(table(notation))] == ["職員", "聘用", "約僱", "合計"]
    assert off(table(notation)) == []


def test_a_subtotal_may_close_a_unit():
    notation = "機關名稱|類別|上年度|本年度 / 甲局|職員|10|11 / ^|工友|2|1 / ^|小計|12|12 / 乙局|職員|5|5 / ^|小計|5|5 / 總計||17|17"
    assert [row[:4] for row in staffing(table(notation)) if row[1] == "合計"] == [
        ("甲局", "合計", 12, 12),
        ("乙局", "合計", 5, 5),
        ("總計", "合計", 17, 17),
    ]
    assert off(table(notation)) == []


def test_one_year_may_be_printed_without_saying_which():
    assert staffing(table("區分|員額 / 職員|10 / 工友|2 / 合計|12")) == [
        (None, "職員", None, 10, None),
        (None, "工友", None, 2, None),
        (None, "合計", None, 12, None),
    ]


def test_e_a_block_of_names_and_numbers():
    """MOI 現有辦公房舍明細表: 預算員額： 職員 942 人 技工 316 人."""
    expected = [("職員", 942), ("技工", 316), ("警察", 0), ("駕駛", 9), ("合計", 1267)]
    in_table = staffing(table("預算員額：;;職員 942 人|技工 316 人 / 警察 0 人|駕駛 9 人 / 合計: 1,267 人|"))
    in_lines = staffing("預算員額： 職員 942 人 技工 316 人", "警察 0 人 駕駛 9 人", "合計: 1,267 人")
    assert [(row[1], row[3]) for row in in_table] == expected
    assert [(row[1], row[3]) for row in in_lines] == expected


def test_f_a_sentence_with_its_total_at_the_end():
    """MOI 人員維持費; the 奉祀官 is one of the 職員."""
    rows = staffing("人事費含職員942人(含奉祀官1人)，駐警9人，工友23人，計974人之待遇。")
    assert [(row[1], row[3]) for row in rows] == [("職員", 942), ("駐衛警", 9), ("工友", 23), ("合計", 974)]


def test_authorized_posts_stand_beside_the_budget_and_no_total_is_printed():
    """Kaohsiung: no total at all, and rows of zeros."""
    rows = records(
        *HEADINGS, table("類別|法定編制員額|本年度預算員額|上年度預算員額|與上年度預算員額比較增減 / 職員|10|9|9|0 / 警察|0|0|0|0")
    ).rows
    assert [(row["category"], row["authorized_posts"], row["current_year_posts"]) for row in rows["staffing"]] == [
        ("職員", 10, 9),
        ("警察", 0, 0),
    ]


def test_a_total_may_come_first():
    notation = "類別|法定編制員額|本年度預算員額|上年度預算員額|比較增減 / 合計|89|89|90|-1 / 職員|88|88|88|- / 駕駛|1|1|2|-1"
    assert staffing(table(notation))[0] == (None, "合計", 90, 89, -1)
    assert off(table(notation)) == []


def test_two_lists_may_stand_side_by_side():
    notation = "區分|本年度|上年度|區分|本年度|上年度 / 職員|10|9|技工|1|1 / 工友|2|2|駕駛|1|1 / 合計|12|11|合計|2|2"
    assert [row[1] for row in staffing(table(notation))] == ["職員", "工友", "合計", "技工", "駕駛", "合計"]
    assert off(table(notation)) == []


def test_a_name_may_be_broken_spaced_or_counted():
    rows = staffing(table("區分|112年度|113年度 / 駐 衛 警|1|1 / 駐外;;雇員|2|2 / 職員(人)|3|3 / 駐警|4|4"))
    assert [row[1] for row in rows] == ["駐衛警", "駐外雇員", "職員", "駐衛警"]


def test_a_blank_is_no_number():
    assert staffing(table("區分|112年度|113年度 / 職員|93|93 / 聘用||2 / 合計|93|95"))[1] == (None, "聘用", None, 2, None)


def test_a_category_nobody_listed_is_kept_and_reported():
    assert checks(table("區分|112年度|113年度 / 職員|93|93 / 太空人|1|2")) == [("staffing.unknown_category", "太空人")]


def test_a_column_nobody_knows_is_reported():
    assert checks(table("區分|112年度|113年度|資深者 / 職員|93|93|5 / 工友|1|2|1")) == [("staffing.unknown_column", "資深者")]


def test_the_18_months_have_columns_of_their_own():
    """中華民國八十八年下半年及八十九年度: 本次 and 上次."""
    assert staffing(table("區分|本次預算員額|上次預算員額 / 職員|93|93 / 工友|0|1 / 合計|93|94")) == DOWN
