"""職掌 and 分層業務 in every print (VARIATIONS §2, §13)."""

import pytest

from tests.notation import records


def duties(*blocks):
    rows = records("一、現行法定職掌", *blocks).rows["duties"]
    return [(row["unit"], row["ordinal"], row["parent_ordinal"], row["text"]) for row in rows]


UNITS = "(二)內部分層業務："


@pytest.mark.parametrize(
    "line",
    [
        "6.人事室：掌理人事。",
        "6、人事室:掌理人事。",
        "（六）人 事 室：掌理人事。",
        "人事室：掌理人事。",
        "人  事  室 ：掌理人事。",
        "人事室－掌理人事。",
        "6.人事室掌理人事。",
    ],
)
def test_a_unit_with_its_duty_on_the_line(line):
    first = "（五）秘書室：掌理文書。" if line.startswith("（") else "5.秘書室：掌理文書。"
    assert duties(UNITS, first, line)[1] == ("人事室", None, None, "掌理人事。")


@pytest.mark.parametrize(
    "unit",
    [
        "會計室(主計機構)",
        "主任秘書",
        "兼任人事管理員",
        "政風",
        "公共關係小組",
        "資訊中心",
        "臺北辦公室",
        "第一河川分署",
        "法規委員會",
        "業務一科",
    ],
)
def test_units_of_all_kinds(unit):
    found = duties(UNITS, "1.第一科：甲。", "2.第二科：乙。", f"3.{unit}：丙。")
    assert found[2] == (unit, None, None, "丙。")


def test_a_units_tasks_follow_its_name():
    expected = [("綜合組", 1, None, "甲。"), ("綜合組", 2, None, "乙。"), ("人事室", 1, None, "丙。")]
    assert duties(UNITS, "1.綜合組：", "(1)甲。", "(2)乙。", "2.人事室：", "(1)丙。") == expected
    assert duties(UNITS, "1.綜合組", "(1)甲。", "(2)乙。", "2.人事室", "(1)丙。") == expected
    assert duties(UNITS, "綜合組", "1.甲。", "2.乙。", "人事室", "1.丙。") == expected


def test_tasks_may_have_no_labels():
    expected = [("第一科", None, None, "掌理甲。"), ("第二科", None, None, "掌理乙。")]
    assert duties(UNITS, "1、第一科：", "掌理甲。", "2、第二科：", "掌理乙。") == expected
    assert duties(UNITS, "1、第一科", "掌理甲。", "2、第二科", "掌理乙。") == expected


def test_stems_under_a_task_and_under_a_unit():
    """MOI: 甲、…癸、 as the fifth level."""
    blocks = (UNITS, "1、綜合司：", "(1)政策：", "甲、子。", "乙、丑。", "2、民政司：", "甲、寅。")
    assert duties(*blocks) == [
        ("綜合司", 1, None, "政策："),
        ("綜合司", 1, 1, "子。"),
        ("綜合司", 2, 1, "丑。"),
        ("民政司", 1, None, "寅。"),
    ]


def test_a_lead_in_of_the_agency_is_a_row_and_one_before_units_is_none():
    assert duties("(一)機關主要職掌", "1.本署依法設置。", "2.本署掌理事項如下：", "(1)甲。", "(2)乙。") == [
        (None, 1, None, "本署依法設置。"),
        (None, 2, None, "本署掌理事項如下："),
        (None, 1, 2, "甲。"),
        (None, 2, 2, "乙。"),
    ]
    for lead in ("各科室職掌如下：", "本處設下列各科：", "本處設5科2室："):
        assert duties(UNITS, lead, "第一科：甲。") == [("第一科", None, None, "甲。")]
        assert duties(UNITS + lead, "第一科：甲。") == [("第一科", None, None, "甲。")]


def test_sections_of_a_unit_are_its_tasks():
    assert duties(UNITS, "1.業務處：", "(1)第一科：甲。", "(2)第二科：乙。") == [
        ("業務處", 1, None, "第一科：甲。"),
        ("業務處", 2, None, "第二科：乙。"),
    ]


def test_the_duties_may_stand_right_under_the_first_heading():
    rows = records("一、現行法定職掌：本所掌理某事。", "二、施政目標與重點").rows["duties"]
    assert [(row["scope"], row["text"]) for row in rows] == [("agency", "本所掌理某事。")]


def test_run_in_text_is_a_duty():
    """EY98: (一)機關主要職掌:本院為…."""
    assert duties("(一)機關主要職掌:本院為最高行政機關，院長綜理院務。") == [(None, None, None, "本院為最高行政機關，院長綜理院務。")]
