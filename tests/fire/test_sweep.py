import random

from hypothesis import given
from hypothesis import strategies as st

from tests.fire.sweep import choose_moments, find_differences


@given(st.floats(0, 60), st.floats(0, 60), st.integers(1, 50), st.randoms(use_true_random=False))
def test_moments_are_spread_over_a_life_one_in_each_slice(first: float, length: float, count: int, chance: random.Random) -> None:
    moments = choose_moments((first, first + length), count, chance)
    assert len(moments) == count
    assert moments == sorted(moments)
    for number, moment in enumerate(moments):
        assert first + length * number / count <= moment + 1e-9
        assert moment <= first + length * (number + 1) / count + 1e-9


def test_what_differs_is_named() -> None:
    assert find_differences({"a": 1, "b": 2}, {"a": 1, "b": 2}) == ""
    assert find_differences({"a": 1, "c": 2}, {"a": 2, "b": 2}) == "missing: b (1); too much: c (1); different: a (1)"
