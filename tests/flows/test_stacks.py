from unittest.mock import patch

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import stacks
from schemas.model import ForeignKey
from schemas.references import unresolved
from schemas.suites import Resolved, Suite

KEYS = st.lists(st.tuples(st.sampled_from(["113-a", "113-b"]), st.none() | st.sampled_from(["1", "2", "1.1"])), max_size=6)


@given(own=KEYS, target=KEYS, most=st.sampled_from([1 << 62, 1, 8]))
@settings(deadline=None)
def test_references_are_found_alike_in_plain_values_and_in_numbered_rows(
    own: list[tuple[str, str | None]], target: list[tuple[str, str | None]], most: int
) -> None:
    one, other = [key[0] for key in own], [key[1] for key in own]
    one_there, other_there = [key[0] for key in target], [key[1] for key in target]
    wanted = Resolved("r", ForeignKey(("document", "parent"), "parents", ("document", "name")))
    text = pa.string()
    children = pa.table({"document": pa.array(one, text), "parent": pa.array(other, text)})
    parents = pa.table({"document": pa.array(one_there, text), "name": pa.array(other_there, text)})
    rows = stacks.Rows(children, Suite("children", (), (wanted,)))
    # Keys that are more than a number holds are numbered anew.
    with patch.object(stacks, "_MOST_KEYS", most):
        numbered = rows.resolve("r", {"parents": stacks.Rows(parents, Suite("parents", ()))})
    assert numbered is not None
    found = numbered.distinct["r"].take(pa.array(numbered.numbers)).to_pylist()
    assert [position for position, is_there in enumerate(found) if not is_there] == unresolved([one, other], [one_there, other_there])
