"""The printed text of one paragraph: runs, breaks, fields, revisions, and what is anchored in it for others to read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.docx.names import (
    ALTERNATE,
    CHART,
    DIAGRAM,
    MATH_TEXT,
    PARAGRAPH_PROPERTIES,
    PICTURE,
    RUN,
    RUN_PROPERTIES,
    TEXT,
    A,
    R,
    V,
    W,
)
from extractors.readers.docx.styles import Styles
from extractors.readers.docx.symbols import symbol_of
from extractors.readers.docx.wrappers import REMOVED, choose

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\r\n"
# Fields that print something which no result in the file repeats (ECMA-376, 17.16.5).
_PRINTING_FIELDS = frozenset(
    {"EQ", "SYMBOL", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MACROBUTTON", "FORMCHECKBOX", "FORMDROPDOWN"}
)
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


class RunReader:
    """Reads the paragraphs of one story in their order: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, *, mark: str = "", hides_codes: bool = True) -> None:
        """Begin a story.

        Args:
            styles: say which text is hidden.
            mark: what stands for the reference mark inside a footnote or endnote.
            hides_codes: whether the story's fields are well paired; where they are not, hiding codes could hide the rest of it.
        """
        self._styles = styles
        self._mark = mark
        self._hides_codes = hides_codes
        self._fields: list[Field] = []
        self._code_depth = 0
        self._parts: list[str] = []
        self._style: str | None = None
        self._anchored = Anchored()
        self._handlers: dict[str, Callable[[etree._Element], None]] = {
            RUN: self._run,
            TEXT: self._text,
            MATH_TEXT: self._text,
            ALTERNATE: self._alternate,
            W + "tab": lambda _: self._print("\t"),
            W + "ptab": lambda _: self._print("\t"),
            W + "br": self._break,
            W + "cr": lambda _: self._print("\n"),
            W + "noBreakHyphen": lambda _: self._print("-"),
            W + "sym": self._symbol,
            W + "fldChar": self._field_mark,
            W + "instrText": self._code,
            W + "footnoteReference": lambda element: self._note("footnote", element),
            W + "endnoteReference": lambda element: self._note("endnote", element),
            W + "footnoteRef": lambda _: self._print(self._mark),
            W + "endnoteRef": lambda _: self._print(self._mark),
            W + "txbxContent": self._box,
            A + "p": self._box,
            DIAGRAM + "relIds": self._box,
            V + "textpath": self._box,
            PICTURE + "pic": lambda _: self._report("a picture is not read"),
            V + "imagedata": lambda _: self._report("a picture is not read"),
            CHART + "chart": lambda _: self._report("a chart is not read"),
        }

    def read(self, paragraph: etree._Element, style: str | None) -> tuple[str, Anchored]:
        """The paragraph's text without its label, and what is anchored in it; `style` is its paragraph style's id."""
        self._parts = []
        self._style = style
        self._anchored = Anchored()
        self._walk(paragraph)
        return "".join(self._parts), self._anchored

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            handler = self._handlers.get(child.tag)
            if handler is not None:
                handler(child)
            elif child.tag not in _SILENT:
                self._walk(child)

    def _run(self, run: etree._Element) -> None:
        if not self._styles.hides(run.find(RUN_PROPERTIES), self._style):
            self._walk(run)

    def _print(self, text: str) -> None:
        if not self._code_depth or not self._hides_codes:
            self._parts.append(text)

    def _text(self, element: etree._Element) -> None:
        text = element.text
        if not text:
            return
        # Word drops blanks at the edges of a `w:t` that does not say they are to be kept (17.3.3.31).
        if (text[0] in _BLANKS or text[-1] in _BLANKS) and element.get(_SPACE) != "preserve":
            text = text.strip(_BLANKS)
        self._print(text.replace("\n", " "))

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
            self._walk(branch)

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
        self._anchored.notes.append(
            Reference(kind, element.get(W + "id", ""), element.get(W + "customMarkFollows") not in {None, "0", "false", "off"})
        )

    def _box(self, element: etree._Element) -> None:
        if not self._code_depth or not self._hides_codes:
            self._anchored.boxes.append(element)

    def _report(self, message: str) -> None:
        self._anchored.notices.append(message)


def box_text(box: etree._Element) -> str:
    """The text of a paragraph of DrawingML (`a:p`), or of WordArt (`v:textpath`)."""
    if box.tag == V + "textpath":
        return box.get("string", "")
    return "".join("\n" if item.tag == A + "br" else item.text or "" for item in box.iter(A + "t", A + "br"))


def diagram_of(box: etree._Element) -> str | None:
    """The relationship of the part that holds a diagram's text, where the box is one (`dgm:relIds`)."""
    return box.get(R + "dm") if box.tag == DIAGRAM + "relIds" else None
