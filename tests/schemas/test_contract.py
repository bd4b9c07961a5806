import re
from dataclasses import replace
from itertools import pairwise

import pytest

from schemas.datasets import BY_NAME, DATASETS, SCHEMA_VERSION
from schemas.model import Dataset, Type
from tests.contract import WAY_OUT, compare, demand, describe, numbers, versions


def changed(dataset: str, column: str, **to: object) -> tuple[Dataset, ...]:
    """The datasets, one field of one of them another one."""
    old = BY_NAME[dataset]
    fields = tuple(replace(field, **to) if field.name == column else field for field in old.fields)  # type: ignore[arg-type]
    return tuple(replace(old, fields=fields) if each is old else each for each in DATASETS)


def test_the_columns_are_those_of_their_version() -> None:
    promised = versions().get(SCHEMA_VERSION, "")
    broken, added = compare(promised or describe(()), describe(DATASETS))
    assert describe(DATASETS) == promised, f"{WAY_OUT}. Changed or gone: {sorted(broken)}; added: {sorted(added)}"


def test_a_version_rises_as_its_changes_demand_and_the_changelog_names_them(root) -> None:
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([\w.]+)`", changelog))
    given = versions()
    assert [version for version in given if f"Schema version {version}" not in changelog] == []
    for old, new in pairwise(given):
        changes = compare(given[old], given[new])
        assert numbers(new)[:2] >= demand(old, changes), WAY_OUT
        names = {name for names in changes for name in names}
        assert {name for name in names if name not in told and name.split(".")[0] not in told} == set(), WAY_OUT


@pytest.mark.parametrize(
    ("datasets", "broken", "added", "version"),
    [
        (changed("staffing", "change", name="difference"), {"staffing.change"}, {"staffing.difference"}, (2, 0)),
        (changed("staffing", "change", type=Type.INT64), {"staffing.change"}, set(), (2, 0)),
        (changed("staffing", "change", nullable=False), {"staffing.change"}, set(), (2, 0)),
        (changed("staffing", "source", vocabulary=("table",)), {"staffing.source"}, set(), (2, 0)),
        (changed("staffing", "category", vocabulary=("職員",)), {"staffing.category"}, set(), (2, 0)),
        (changed("staffing", "source", vocabulary=("table", "prose", "chart")), set(), {"staffing.source"}, (1, 1)),
        (DATASETS[:-1], {f"project_links.{name}" for name in DATASETS[-1].columns} | {"project_links"}, set(), (2, 0)),
        (changed("staffing", "change", description="another description"), set(), set(), (1, 0)),
    ],
    ids=["renamed", "another type", "no longer null", "a word less", "a closed vocabulary", "a word more", "a dataset less", "said better"],
)
def test_a_change_is_seen_for_what_it_is(datasets, broken, added, version) -> None:
    changes = compare(describe(DATASETS), describe(datasets))
    assert changes == (broken, added)
    assert demand("1.0.3", changes) == version
