from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from schemas.derived import derive
from schemas.model import ForeignKey
from schemas.references import unresolved
from schemas.suites import Difference, Joined, Resolved, Sum

KEY = ForeignKey(("document", "parent"), "parents", ("document", "name"))
KEYS = st.lists(st.tuples(st.sampled_from(["113-a", "113-b"]), st.none() | st.sampled_from(["1", "2", "1.1"])), max_size=6)


def test_a_sum_counts_null_as_zero() -> None:
    table = pa.table({"year": pa.array([2024, None], pa.int16())})
    assert derive(table, Sum("s", "year", -1911), {}).to_pylist() == [113, -1911]


def test_a_difference_of_the_longest_numbers_is_exact() -> None:
    longest = Decimal("9" * 32 + ".999999")
    column = pa.array([longest, Decimal("109.000001")], pa.decimal128(38, 6))
    other = pa.array([longest.copy_negate(), Decimal(109)], pa.decimal128(38, 6))
    found = derive(pa.table({"stated": column, "computed": other}), Difference("d", "stated", "computed"), {}).to_pylist()
    assert found == [Decimal("1" + "9" * 32 + ".999998"), Decimal("0.000001")]


def test_joined_texts_count_null_as_no_text() -> None:
    table = pa.table({"year": pa.array([113, None], pa.int16()), "agency": ["審計部", None]})
    assert derive(table, Joined("j", ("year", "agency"), "-"), {}).to_pylist() == ["113-審計部", "-"]


@given(own=KEYS, target=KEYS)
def test_references_are_found_alike_in_plain_values_and_in_tables(own: list[tuple[str, str]], target: list[tuple[str, str]]) -> None:
    columns = [[key[0] for key in own], [key[1] for key in own]]
    targets = [[key[0] for key in target], [key[1] for key in target]]
    tables = {
        "t": pa.table([pa.array(column, pa.string()) for column in columns], names=["document", "parent"]),
        "parents": pa.table([pa.array(column, pa.string()) for column in targets], names=["document", "name"]),
    }
    found = derive(tables["t"], Resolved("r", KEY), tables).to_pylist()
    assert [position for position, resolved in enumerate(found) if not resolved] == unresolved(columns, targets)
