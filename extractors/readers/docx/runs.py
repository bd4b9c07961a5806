"""The printed text of one paragraph: runs, breaks, fields, revisions, and what is anchored in it for others to read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from lxml import etree

from extractors.readers.docx.names import (
    ALTERNATE,
    CHARTS,
    DIAGRAM,
    MATH_TEXT,
    NUMBERING,
    PARAGRAPH_PROPERTIES,
    PARAGRAPH_STYLE,
    PICTURE,
    RUN,
    RUN_PROPERTIES,
    RUN_STYLE,
    TEXT,
    VALUE,
    VANISH,
    A,
    R,
    V,
    W,
)
from extractors.readers.docx.styles import Styles
from extractors.readers.docx.symbols import symbol_of
from extractors.readers.docx.wrappers import REMOVED, choose, is_mark_removed

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\r\n"
# Fields that print something which no result in the file repeats (ECMA-376, 17.16.5).
_PRINTING_FIELDS = frozenset(
    {"EQ", "SYMBOL", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MACROBUTTON", "FORMCHECKBOX", "FORMDROPDOWN"}
)
_FIELD_TAGS = frozenset({W + "fldChar", W + "instrText"})
# What of the properties of a run, or of a paragraph's mark, tells whether it is printed.
_TELLING = (VANISH, RUN_STYLE, *REMOVED)
# Children of a paragraph or run that print nothing themselves; `w:rt` is the reading set above a ruby base.
_SILENT = frozenset(
    {
        *REMOVED,
        PARAGRAPH_PROPERTIES,
        RUN_PROPERTIES,
        *(W + name for name in ("rt", "rubyPr", "sdtPr", "sdtEndPr", "delText", "delInstrText", "pgNum")),
    }
)


@dataclass(slots=True)
class Field:
    """A complex field that is open: its code, and whether its result has begun."""

    code: str = ""
    has_result: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a `footnote` or `endnote`; one with a mark of its own (`＊`) is not counted."""

    kind: str
    id: str
    has_own_mark: bool


@dataclass(slots=True)
class Anchored:
    """What a paragraph holds beside its text, in order: text boxes, diagrams and WordArt, and the notes it refers to."""

    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[Reference] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


class Properties(NamedTuple):
    """What a paragraph's `w:pPr` says here: its style, its list, and the properties of its mark."""

    style: str | None = None
    numbering: etree._Element | None = None
    mark: etree._Element | None = None


NO_PROPERTIES = Properties()


class Line(NamedTuple):
    """One paragraph: its text without its label, its properties, and what is anchored in it, if anything.

    `goes_on` tells that it has no end of its own, because its mark was deleted or is hidden: its text goes on in the next.
    """

    text: str
    properties: Properties
    anchored: Anchored | None
    goes_on: bool


def read_properties(element: etree._Element) -> Properties:
    """The properties in a `w:pPr`."""
    style, numbering, mark = None, None, None
    for item in element:
        tag = item.tag
        if tag == PARAGRAPH_STYLE:
            style = item.get(VALUE)
        elif tag == NUMBERING:
            numbering = item
        elif tag == RUN_PROPERTIES:
            mark = item
    return Properties(style, numbering, mark)


@dataclass(slots=True)
class Account:
    """What is printed without being text in the file (marks, symbols), and text of the file that is not printed (hidden, codes)."""

    generated: list[str] = field(default_factory=list)
    unprinted: list[str] = field(default_factory=list)


class RunReader:
    """Reads the paragraphs of one story in their order: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, account: Account, story: etree._Element, *, mark: str = "", hides_codes: bool = True) -> None:
        """Begin a story.

        Args:
            styles: say which text is hidden.
            account: takes down what is printed without being in the file, and what is in the file without being printed.
            story: the element that the paragraphs are in.
            mark: what stands for the reference mark inside a footnote or endnote.
            hides_codes: whether the story's fields are well paired; where they are not, hiding codes could hide the rest of it.
        """
        self._styles = styles
        self._mark = mark
        self._hides_codes = hides_codes
        # Where nothing tells, no run's properties are looked at.
        self._properties_tell = next(story.iter(*_TELLING), None) is not None
        self._fields: list[Field] = []
        self._code_depth = 0
        self._parts: list[str] = []
        self._account = account
        self._style: str | None = None
        self._hides_default = styles.hides(None, None)
        self._is_hidden = self._hides_default
        self._anchored: Anchored | None = None

    def read(self, paragraph: etree._Element) -> Line:
        """The paragraph's text and what is anchored in it; a formula is read as one too."""
        self._parts = []
        self._anchored = None
        self._style = None
        self._is_hidden = self._hides_default
        properties = NO_PROPERTIES
        for child in paragraph:
            tag = child.tag
            if tag == RUN:
                self._run(child)
            elif tag == PARAGRAPH_PROPERTIES:
                # It comes first (17.3.1.26).
                properties = read_properties(child)
                if properties.style is not None:
                    self._style = properties.style
                    self._is_hidden = self._styles.hides(None, properties.style)
            else:
                self._visit(child, tag)
        mark = properties.mark if self._properties_tell else None
        goes_on = self._is_hidden if mark is None else is_mark_removed(mark) or self._styles.hides(mark, properties.style)
        return Line("".join(self._parts), properties, self._anchored, goes_on)

    def _run(self, run: etree._Element) -> None:
        is_hidden = self._is_hidden
        for child in run:
            tag = child.tag
            if tag == TEXT:
                if is_hidden:
                    self._account.unprinted.append(child.text or "")
                else:
                    self._text(child)
            elif tag == RUN_PROPERTIES:
                if self._properties_tell:
                    is_hidden = self._styles.hides(child, self._style)
            # A field may begin in hidden text and end in what is shown.
            elif not is_hidden or tag in _FIELD_TAGS:
                self._visit(child, tag)

    def _visit(self, element: etree._Element, tag: str) -> None:
        handler = self._HANDLERS.get(tag)
        if handler is not None:
            handler(self, element)
        elif tag not in _SILENT:
            for child in element:
                self._visit(child, child.tag)

    def _print(self, text: str) -> None:
        """Print what the file does not hold as text: a mark, a symbol, a break."""
        if not self._code_depth or not self._hides_codes:
            self._parts.append(text)
            self._account.generated.append(text)

    def _text(self, element: etree._Element) -> None:
        text = element.text
        if not text:
            return
        if text[0] in _BLANKS or text[-1] in _BLANKS or "\n" in text:
            text = _settle_blanks(text, element)
        if self._code_depth and self._hides_codes:
            self._account.unprinted.append(text)
        else:
            self._parts.append(text)

    def _break(self, element: etree._Element) -> None:
        if element.get(W + "type") in {None, "textWrapping"}:
            self._print("\n")

    def _symbol(self, element: etree._Element) -> None:
        font = element.get(W + "font", "")
        try:
            glyph = symbol_of(int(element.get(W + "char", ""), 16), font)
        except ValueError:
            glyph = None
        if glyph is None:
            self._report(f"the glyph {element.get(W + 'char')} of the font {font} has no character and is left out")
        else:
            self._print(glyph)

    def _alternate(self, element: etree._Element) -> None:
        branch = choose(element)
        if branch is not None:
            for child in branch:
                self._visit(child, child.tag)

    def _field_mark(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(Field())
            self._code_depth += 1
        elif self._fields and kind == "separate" and not self._fields[-1].has_result:
            self._fields[-1].has_result = True
            self._code_depth -= 1
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            if not ended.has_result:
                self._code_depth -= 1
                if ended.code.strip().partition(" ")[0].upper() in _PRINTING_FIELDS:
                    self._report(f"what the field “{ended.code.strip()}” prints is not in the file and is left out")

    def _code(self, element: etree._Element) -> None:
        if self._fields:
            self._fields[-1].code += element.text or ""

    def _note(self, kind: str, element: etree._Element) -> None:
        self._anchor().notes.append(
            Reference(kind, element.get(W + "id", ""), element.get(W + "customMarkFollows") not in {None, "0", "false", "off"})
        )

    def _box(self, element: etree._Element) -> None:
        if not self._code_depth or not self._hides_codes:
            self._anchor().boxes.append(element)

    def _report(self, message: str) -> None:
        self._anchor().notices.append(message)

    def _anchor(self) -> Anchored:
        if self._anchored is None:
            self._anchored = Anchored()
        return self._anchored

    _HANDLERS: ClassVar[dict[str, Callable[["RunReader", etree._Element], None]]] = {
        RUN: _run,
        TEXT: _text,
        MATH_TEXT: _text,
        ALTERNATE: _alternate,
        W + "tab": lambda self, _: self._print("\t"),
        W + "ptab": lambda self, _: self._print("\t"),
        W + "br": _break,
        W + "cr": lambda self, _: self._print("\n"),
        W + "noBreakHyphen": lambda self, _: self._print("-"),
        W + "sym": _symbol,
        W + "fldChar": _field_mark,
        W + "instrText": _code,
        W + "footnoteReference": lambda self, element: self._note("footnote", element),
        W + "endnoteReference": lambda self, element: self._note("endnote", element),
        W + "footnoteRef": lambda self, _: self._print(self._mark),
        W + "endnoteRef": lambda self, _: self._print(self._mark),
        W + "txbxContent": _box,
        A + "p": _box,
        DIAGRAM + "relIds": _box,
        V + "textpath": _box,
        PICTURE + "pic": lambda self, _: self._report("a picture is not read"),
        V + "imagedata": lambda self, _: self._report("a picture is not read"),
        **dict.fromkeys(CHARTS, lambda self, _: self._report("a chart is not read")),
    }


def _settle_blanks(text: str, element: etree._Element) -> str:
    """The text of a `w:t` as Word prints it: without the blanks at its edges where it does not say that they are kept (17.3.3.31)."""
    return (text if element.get(_SPACE) == "preserve" else text.strip(_BLANKS)).replace("\n", " ")


def box_text(box: etree._Element) -> str:
    """The text of a paragraph of DrawingML (`a:p`), or of WordArt (`v:textpath`)."""
    if box.tag == V + "textpath":
        return box.get("string", "")
    return "".join("\n" if item.tag == A + "br" else item.text or "" for item in box.iter(A + "t", A + "br"))


def diagram_of(box: etree._Element) -> str | None:
    """The relationship of the part that holds a diagram's text, where the box is one (`dgm:relIds`)."""
    return box.get(R + "dm") if box.tag == DIAGRAM + "relIds" else None
