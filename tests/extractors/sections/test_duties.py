from tests.notation import rows

FUNCTIONS = ("一、現行法定職掌", "(一)機關主要職掌")
UNITS = ("一、現行法定職掌", "(二)內部分層業務")
COLUMNS = "scope unit ordinal parent_ordinal text"


def duties(*blocks):
    return rows("duties", *blocks, columns=COLUMNS)


def test_a_lead_in_is_a_row_and_its_items_carry_its_number():
    assert duties(*FUNCTIONS, "1.本署係依法設置。", "2.掌理事項如下：", "(1)甲事。", "(2)乙事。") == [
        ("agency", None, 1, None, "本署係依法設置。"),
        ("agency", None, 2, None, "掌理事項如下："),
        ("agency", None, 1, 2, "甲事。"),
        ("agency", None, 2, 2, "乙事。"),
    ]


def test_text_behind_the_heading_is_a_row_without_a_number():
    assert duties("一、現行法定職掌：", "（一）機關主要職掌：本部掌理某事。", "1、甲事。") == [
        ("agency", None, None, None, "本部掌理某事。"),
        ("agency", None, 1, None, "甲事。"),
    ]


def test_the_line_that_names_a_unit_gives_the_unit_and_no_row():
    assert duties(*UNITS, "1.綜合企劃組：", "(1)甲事。", "(2)乙事。", "2.人事室：掌理本署人事事項。") == [
        ("unit", "綜合企劃組", 1, None, "甲事。"),
        ("unit", "綜合企劃組", 2, None, "乙事。"),
        ("unit", "人事室", None, None, "掌理本署人事事項。"),
    ]


def test_what_stands_before_any_unit_has_none():
    assert duties(*UNITS, "1、本部置部長1人，特任，綜理部務。", "2、民政司：", "（1）甲事。") == [
        ("unit", None, 1, None, "本部置部長1人，特任，綜理部務。"),
        ("unit", "民政司", 1, None, "甲事。"),
    ]


def test_a_deeper_item_carries_the_number_of_its_task():
    assert duties(*UNITS, "1、民政司：", "(1)甲事：", "甲、子事。", "(2)乙事。") == [
        ("unit", "民政司", 1, None, "甲事："),
        ("unit", "民政司", 1, 1, "子事。"),
        ("unit", "民政司", 2, None, "乙事。"),
    ]


def test_units_of_subordinate_budgets_are_units_too():
    assert duties("一、現行法定職掌", "（三）分預算機關：", "1、國土測繪中心：", "（1）甲事。") == [
        ("unit", "國土測繪中心", 1, None, "甲事。")
    ]


def test_units_may_be_letter_spaced_and_not_numbered():
    assert duties(*UNITS, "公務預算科：掌理預算。", "人 事 室：辦理人事管理事項。") == [
        ("unit", "公務預算科", None, None, "掌理預算。"),
        ("unit", "人事室", None, None, "辦理人事管理事項。"),
    ]
