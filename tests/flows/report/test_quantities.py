from hypothesis import given
from hypothesis import strategies as st

from flows.report.quantities import cut_text


def measure(text: str, start: int, end: int) -> dict[str, object]:
    return {"start": start, "end": end, "raw": text[start:end]}


def test_quantities_are_cut_out_in_code_points() -> None:
    text = "𠀀辦理22案，4億元"
    pieces = cut_text(text, [measure(text, 7, 10), measure(text, 3, 6)])
    assert [(piece.text, piece.measure is not None) for piece in pieces] == [
        ("𠀀辦理", False),
        ("22案", True),
        ("，", False),
        ("4億元", True),
    ]


def test_a_quantity_that_does_not_stand_there_is_not_marked() -> None:
    assert [piece.measure for piece in cut_text("辦理22案", [{"start": 0, "end": 2, "raw": "22"}])] == [None]


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_the_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = cut_text(text, [measure(text, start, end) for start, end in spans])
    assert "".join(piece.text for piece in pieces) == text
