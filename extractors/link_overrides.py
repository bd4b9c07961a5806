"""What people know of projects that go on under another name, or do not go on: `project_links.toml` beside the documents."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = ("document_id", "project", "linked_document_id", "linked_project")


@dataclass(frozen=True, slots=True)
class LinkOverride:
    """A project of a book and what it is in an earlier one; `linked_project` None: nothing there is the same project."""

    document_id: str
    project: str
    linked_document_id: str
    linked_project: str | None


def parse_overrides(text: str) -> tuple[LinkOverride, ...]:
    """The entries of a `project_links.toml`, in order: `[[link]]` tables; `linked_project = ""` says that nothing there is the same.

    Raises:
        ValueError: the text is no TOML, or an entry is not complete; the message is one line.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is no TOML: {error}") from error
    entries = content.get("link", [])
    if content.keys() - {"link"} or not isinstance(entries, list):
        raise ValueError("holds something other than entries; each begins with the line [[link]]")
    overrides: dict[tuple[str, str, str], LinkOverride] = {}
    for number, entry in enumerate(entries, start=1):
        wrong = list(_faults(entry))
        if wrong:
            raise ValueError(f"entry {number}: {', '.join(wrong)}; an entry has {', '.join(_NAMES)}")
        document_id, project, linked_document_id, linked_project = (entry[name].strip() for name in _NAMES)
        override = LinkOverride(document_id, project, linked_document_id, linked_project or None)
        key = (override.document_id, override.project, override.linked_document_id)
        if overrides.setdefault(key, override) is not override:
            raise ValueError(f"entry {number}: 「{override.project}」 of {key[0]} has an entry for {key[2]} already; leave one of them")
    return tuple(overrides.values())


def _faults(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "is no entry; each begins with the line [[link]]"
        return
    for name in _NAMES:
        if name not in entry:
            yield f"{name} is missing"
        elif not isinstance(entry[name], str):
            yield f"{name} is no text"
        elif not entry[name].strip() and name != "linked_project":
            yield f"{name} is empty"
    yield from (f"{name} is not known" for name in sorted(entry.keys() - set(_NAMES)))
    ids = [entry.get(name) for name in ("document_id", "linked_document_id")]
    years = [str(each).partition("-")[0] for each in ids]
    if all(year.isdigit() for year in years) and int(years[1]) >= int(years[0]):
        yield f"{ids[1]} is not earlier than {ids[0]}, and links only go back"
