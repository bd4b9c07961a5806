from decimal import Decimal

import pyarrow as pa

from schemas.derived import derive
from schemas.suites import Difference, Joined, Sum


def test_a_sum_counts_null_as_zero() -> None:
    table = pa.table({"year": pa.array([2024, None], pa.int16())})
    assert derive(table, Sum("s", "year", -1911)).to_pylist() == [113, -1911]


def test_a_difference_of_the_longest_numbers_is_exact() -> None:
    longest = Decimal("9" * 32 + ".999999")
    column = pa.array([longest, Decimal("109.000001")], pa.decimal128(38, 6))
    other = pa.array([longest.copy_negate(), Decimal(109)], pa.decimal128(38, 6))
    found = derive(pa.table({"stated": column, "computed": other}), Difference("d", "stated", "computed")).to_pylist()
    assert found == [Decimal("1" + "9" * 32 + ".999998"), Decimal("0.000001")]


def test_joined_texts_count_null_as_no_text() -> None:
    table = pa.table({"year": pa.array([113, None], pa.int16()), "agency": ["審計部", None]})
    assert derive(table, Joined("j", ("year", "agency"), "-")).to_pylist() == ["113-審計部", "-"]
