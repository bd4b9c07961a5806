"""What stands around content without being content: controls, tags, tracked changes, and alternates for other readers."""

from collections.abc import Iterator

from lxml import etree

from extractors.readers.docx.names import ALTERNATE, MC, W, is_on

REMOVED = frozenset({W + "del", W + "moveFrom"})
# Insertions are in, deletions are out; what was moved stands where it was moved to (ECMA-376, 17.13.5).
_TRANSPARENT = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
HANDLED = frozenset({*_TRANSPARENT, *REMOVED, ALTERNATE})
# Namespaces whose drawings hold text that is read here; a Choice that needs others is for other readers (part 3, 10.2).
_UNDERSTOOD = (
    "http://schemas.microsoft.com/office/word/",
    "http://schemas.microsoft.com/office/drawing/",
    "http://schemas.openxmlformats.org/",
)


def flatten(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that count, those in wrappers included: blocks of a body or cell, rows of a table, cells of a row."""
    for child in parent:
        if child.tag not in HANDLED:
            yield child
        else:
            yield from unwrap(child)


def unwrap(wrapper: etree._Element) -> Iterator[etree._Element]:
    """The children that count of what is in HANDLED: those of a control, none of a deletion, those of the branch that is printed."""
    if wrapper.tag in _TRANSPARENT:
        yield from flatten(wrapper)
    elif wrapper.tag == ALTERNATE and (branch := choose(wrapper)) is not None:
        yield from flatten(branch)


def choose(alternate: etree._Element) -> etree._Element | None:
    """The one branch of an `mc:AlternateContent` that is printed: the first Choice that is understood, or the Fallback."""
    for branch in alternate.iterchildren(MC + "Choice"):
        needed = [branch.nsmap.get(prefix) or "" for prefix in branch.get("Requires", "").split()]
        if all(name.startswith(_UNDERSTOOD) for name in needed):
            return branch
    return alternate.find(MC + "Fallback")


def is_mark_removed(properties: etree._Element | None) -> bool:
    """Whether the mark that these `w:rPr` or `w:trPr` belong to was deleted or moved away: a paragraph's end, or a row."""
    return properties is not None and any(child.tag in REMOVED and is_on(child) for child in properties)
