"""Rows that rest on several books of an agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.rows import Row


@dataclass(frozen=True, slots=True)
class LinkOverride:
    document_id: str
    project: str
    linked_document_id: str
    linked_project: str | None


def parse_overrides(text: str) -> tuple[LinkOverride, ...]:
    return ()


def read_across_years(
    document: Mapping[str, Sequence[Row]], earlier: Mapping[int, Mapping[str, Sequence[Row]]], overrides: Sequence[LinkOverride]
) -> dict[str, list[Row]]:
    return {"reconciliations": [], "project_links": []}
