"""The sentences that explain a change of posts, in both directions and with every closer (VARIATIONS §5)."""

import pytest

from tests.notation import records, table

HEADINGS = ("一、現行法定職掌", "(三)組織系統圖及預算員額說明表")


def read(sentence, prior=10, current=10):
    return records(*HEADINGS, table(f"區分|112年度|113年度|比較增減內容 / 主管|{prior}|{current}|{sentence} / 合計|{prior}|{current}|^"))


def changes(sentence, **posts):
    rows = read(sentence, **posts).rows["staffing_changes"]
    return [(row["year"], row["kind"], row["category"], row["posts"], row["counterparty"]) for row in rows]


def checked(sentence, **posts):
    rows = read(sentence, **posts).rows["reconciliations"]
    return {
        row["rule"].split(".")[1]: (int(row["stated"]), int(row["computed"])) for row in rows if row["rule"].startswith("staffing_changes")
    }


def test_posts_move_out_and_the_prior_total_is_restated():
    sentence = (
        "上(112)年度預算員額113人，移撥至經濟部，職員1人、聘用1人、約僱2人，合計4人，淨計如表列上年度預算員額109人。"
        "較本(113)年度預算員額108人，減列工友1人。"
    )
    assert changes(sentence) == [
        (112, "published_total", None, 113, None),
        (112, "transfer_out", "職員", -1, "經濟部"),
        (112, "transfer_out", "聘用", -1, "經濟部"),
        (112, "transfer_out", "約僱", -2, "經濟部"),
        (112, "subtotal", None, 4, None),
        (112, "restated_total", None, 109, None),
        (113, "current_total", None, 108, None),
        (113, "decrease", "工友", -1, None),
    ]
    assert checked(sentence, prior=109, current=108) == {
        "subtotal": (4, 4),
        "restated_total": (109, 109),
        "current_total": (108, 108),
        "prior_total_in_table": (109, 109),
        "current_total_in_table": (108, 108),
    }


def test_posts_move_in_and_the_prior_total_is_restated():
    sentence = "上年度法定預算員額100人，連同由內政部警政署移入駐衛警4人，共計如表列上年度預算員額104人。本年度預算員額103人，減列工友1人。"
    assert changes(sentence) == [
        (112, "published_total", None, 100, None),
        (112, "transfer_in", "駐衛警", 4, "內政部警政署"),
        (112, "restated_total", None, 104, None),
        (113, "current_total", None, 103, None),
        (113, "decrease", "工友", -1, None),
    ]
    assert {stated - computed for stated, computed in checked(sentence, prior=104, current=103).values()} == {0}


def test_a_list_of_changes_and_the_movement_that_explains_one_of_them():
    assert changes("增列約僱10人、減列工友3人及駕駛3人，計淨增員額4人，其中約僱10人係由移民署移撥至本部。") == [
        (113, "increase", "約僱", 10, None),
        (113, "decrease", "工友", -3, None),
        (113, "decrease", "駕駛", -3, None),
        (113, "net_change", None, 4, None),
        (113, "transfer_in", "約僱", 10, "移民署"),
    ]


@pytest.mark.parametrize(
    ("closer", "kind"),
    [
        ("淨計如表列上年度預算員額98人", "restated_total"),
        ("共計如表列上年度預算員額98人", "restated_total"),
        ("淨計如列數98人", "restated_total"),
        ("淨計如列98人", "restated_total"),
    ],
)
def test_a_closer_restates_the_total(closer, kind):
    found = changes(f"上年度預算員額100人，移出職員2人至疾病管制署，{closer}。")
    assert found[1:] == [(112, "transfer_out", "職員", -2, "疾病管制署"), (112, kind, None, 98, None)]


@pytest.mark.parametrize("sentence", ["與上年度同。", "與上年度相同。", "仍照上年度預算員額編列。", "無增減。", "仍照上年度預算數編列。"])
def test_no_change_gives_no_row_and_no_finding(sentence):
    assert changes(sentence) == []
    assert [finding.check for finding in read(sentence).findings] == ["staffing.unknown_category"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("移列經濟部職員4人", ("transfer_out", "職員", -4, "經濟部")),
        ("移撥職員2人至數位發展部", ("transfer_out", "職員", -2, "數位發展部")),
        ("移撥至經濟部職員1人", ("transfer_out", "職員", -1, "經濟部")),
        ("由數位發展部移入約僱1人", ("transfer_in", "約僱", 1, "數位發展部")),
        ("自財政部移撥職員1人", ("transfer_in", "職員", 1, "財政部")),
        ("新增聘用2人", ("increase", "聘用", 2, None)),
        ("減列超額技工2人", ("decrease", "技工", -2, None)),
        ("精簡工友出缺不補1人", ("decrease", "工友", -1, None)),
        ("主要係增列1名職員", ("increase", "職員", 1, None)),
        ("增列15名約聘僱人員", ("increase", "約聘僱人員", 15, None)),
        ("減列6名駐衛警", ("decrease", "駐衛警", -6, None)),
        ("職員增列2人", ("increase", "職員", 2, None)),
        ("技工減列1人", ("decrease", "技工", -1, None)),
        ("由內政部警政署「保安警察業務」科目移入駐衛警4人經費2,729千元", ("transfer_in", "駐衛警", 4, "內政部警政署")),
        ("增列員額3人", ("increase", None, 3, None)),
    ],
)
def test_a_clause_gives_a_movement(clause, expected):
    assert changes(f"{clause}。") == [(113, *expected)]


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("新增職員2人，裁減工友1人，淨增1人。", [("increase", 2), ("decrease", -1), ("net_change", 1)]),
        ("減列技工2人、工友1人及駕駛1人，共計減列4人。", [("decrease", -2), ("decrease", -1), ("decrease", -1), ("net_change", -4)]),
        ("職員增列2人、工友減列1人，合計淨增1人。", [("increase", 2), ("decrease", -1), ("net_change", 1)]),
        ("本年度較上年度淨減2人，係減列工友1人、駕駛1人。", [("net_change", -2), ("decrease", -1), ("decrease", -1)]),
        ("本年度員額較上年度減少2人，係精簡工友1人、駕駛1人。", [("net_change", -2), ("decrease", -1), ("decrease", -1)]),
        ("精簡員額3人（職員2人、工友1人）。", [("net_change", -3), ("decrease", -2), ("decrease", -1)]),
        ("計減列1人，係工友退休1人。", [("net_change", -1), ("decrease", -1)]),
    ],
)
def test_a_sum_is_not_counted_with_its_parts(sentence, kinds):
    assert [(kind, posts) for _, kind, _, posts, _ in changes(sentence)] == kinds
    assert all(stated == computed for rule, (stated, computed) in checked(sentence).items() if rule == "subtotal")


@pytest.mark.parametrize(
    "sentence",
    [
        "本(113)年度預算員額108人，較上(112)年度預算員額109人，減列工友1人。",
        "112年度預算員額109人，113年度預算員額108人，減列工友1人。",
        "上年度預算員額109人，本年度預算員額108人，計減列1人。",
    ],
)
def test_totals_may_stand_in_any_order(sentence):
    found = checked(sentence, prior=109, current=108)
    assert found["current_total"] == found["current_total_in_table"] == (108, 108)
    assert found["prior_total_in_table"] == (109, 109)


@pytest.mark.parametrize(
    "sentence",
    [
        "所需經費3,000千元。",
        "移出7,243千元至疾病管制局。",
        "本科目上年度法定預算數307,927千元，連同由司法院「一般行政」科目移入1,132千元，共計如表列上年度預算數。",
        "配合科目調整，移出人事費518千元，列入「專題研究」科目，淨計如列數。",
    ],
)
def test_money_is_no_headcount(sentence):
    assert changes(sentence) == []


def test_a_sentence_may_stand_below_the_table():
    blocks = (table("區分|112年度|113年度 / 職員|9|9 / 工友|1|0 / 合計|10|9"), "說明：減列工友1人。")
    rows = records(*HEADINGS, *blocks).rows["staffing_changes"]
    assert [(row["kind"], row["category"], row["posts"]) for row in rows] == [("decrease", "工友", -1)]


def test_posts_that_no_verb_moves_are_reported():
    assert ("staffing_changes.unread", "另以業務費進用約用人員10人") in [
        (finding.check, finding.statement) for finding in read("另以業務費進用約用人員10人。").findings
    ]
