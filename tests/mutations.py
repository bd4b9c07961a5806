"""Mutants of a book: each with exactly one printed figure changed, and the rules of which one must say so.

Which figure is what is told here from the words around it, not from what the recognisers read, so that a figure that is not read is a
mutant that is missed.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from extractors.document import Block, Document, Paragraph, Table
from extractors.labels import split_label
from extractors.records import Extraction, extract
from tests.writing import printed_paragraphs

NUMBER = r"\d[\d,]*(?:\.\d+)?"
# A rate printed to two decimals shows a change of one in ten thousand; a change in the fourth digit of a figure may be less than that.
_LEADING_DIGITS = 3


class Mutant(NamedTuple):
    """A paragraph (in reading order), the text it becomes, what was changed into what, and the rules of which one must fail."""

    index: int
    text: str
    figure: str
    other: str
    rules: frozenset[str]

    @property
    def name(self) -> str:
        """What a person reads of it when it is missed."""
        return f"{self.figure} → {self.other} in {self.text[:60]!r}: {', '.join(sorted(self.rules))}"


class Role(NamedTuple):
    """Figures found by their words (the group `n`), and the rules that work them out; `digits` are those that a rule can tell apart."""

    words: re.Pattern[str]
    rules: frozenset[str]
    digits: int | None = None


def _role(words: str, *rules: str, digits: int | None = None) -> Role:
    return Role(re.compile(words.replace("#", f"(?P<n>{NUMBER})")), frozenset(rules), digits)


_SENTENCE = "staffing_changes."
EXPLANATION = (
    _role(r"如表列上年度預算員額#人", f"{_SENTENCE}prior_total_in_table"),
    _role(r"上\(\d+\)年度預算員額#人(?=，移)", f"{_SENTENCE}restated_total"),
    _role(r"上\(\d+\)年度預算員額#人", f"{_SENTENCE}prior_total_in_table"),
    _role(r"本\(\d+\)年度預算員額#人", f"{_SENTENCE}current_total_in_table"),
    _role(r"(?:合計|淨增員額|淨減員額)#人", f"{_SENTENCE}subtotal"),
    _role(r"其中\w+?#人"),
    _role(r"#人", f"{_SENTENCE}subtotal", f"{_SENTENCE}category"),
)
POSTS_IN_A_SENTENCE = (
    _role(r"(?<=預算員額)#人", "staffing.current_total"),
    _role(r"(?<=[職專]員|技工|工友|駕駛)#人", "staffing.current_total"),
)
REORGANISATION = (_role(r"員額#人", "transfers.posts"),)
# Of a sentence with a rate: what it is a share of, what it is a share of that, and itself.
OF_ALLOCATED = (
    _role(r"預算數#元"),
    _role(r"(?:執行數|分配數)#元", "execution.rate", digits=_LEADING_DIGITS),
    _role(r"#%", "execution.rate"),
)
OF_BUDGET = (
    _role(r"(?:預算數|決算數|實收數|實付數)#千?元", "execution.rate", digits=_LEADING_DIGITS),
    _role(r"#%", "execution.rate"),
)
AMOUNTS = (_role(r"#千?元", "amounts.parts"), _role(r"#%", "amounts.share"))
HEADING_YEARS = (
    _role(r"前[（(]#[）)]年度", "years.prior_results"),
    _role(r"上年度已過期間[（(]#年", "years.current_results"),
    _role(r"(?<=至)#年(?=\d+月.*計畫)", "years.current_results"),
)


def mutants_of(document: Document) -> Iterator[Mutant]:
    """Every mutant, in the order of the text; the document must be a clean one."""
    extraction = extract(document, "test")
    order = {paragraph.place.anchor: index for index, paragraph in enumerate(printed_paragraphs(document))}
    headings = {row["anchor"] for row in extraction.rows["sections"]}
    for block, kind in _with_kinds(document, extraction):
        if isinstance(block, Table):
            if kind == "staffing":
                yield from _table_mutants(block, order)
            continue
        if block.place.anchor in order:
            yield from _paragraph_mutants(block, kind, order[block.place.anchor], is_heading=block.place.anchor in headings)
    yield from _label_mutants(document, extraction, order)


def _with_kinds(document: Document, extraction: Extraction) -> Iterator[tuple[Block, str | None]]:
    """The blocks, each with the kind of the section that it lies in."""
    kinds = {row["section"]: str(row["kind"]) for row in extraction.rows["sections"]}
    sections = {row["anchor"]: row["section"] for row in extraction.rows["paragraphs"]}
    for block in document.blocks:
        first = block if isinstance(block, Paragraph) else next(p for cell in block.cells for p in cell.paragraphs)
        yield block, kinds.get(sections.get(first.place.anchor))


def _paragraph_mutants(paragraph: Paragraph, kind: str | None, index: int, *, is_heading: bool) -> Iterator[Mutant]:
    text = paragraph.text
    roles: tuple[Role, ...] = ()
    if kind == "reorganization":
        roles = REORGANISATION
    elif kind in {"prior_year_execution", "current_year_execution"} and "%" in text:
        roles = OF_ALLOCATED if "分配數" in text else OF_BUDGET
    elif kind == "budget_summary" and "係" not in text:
        roles = AMOUNTS
    elif "預算員額" in text and "包括" in text:
        roles = POSTS_IN_A_SENTENCE
    if is_heading:
        roles = HEADING_YEARS
    yield from _of_roles(text, roles, index)


def _of_roles(text: str, roles: tuple[Role, ...], index: int) -> Iterator[Mutant]:
    """The mutants of a text; a figure has the first role whose words are around it."""
    seen: set[int] = set()
    for role in roles:
        for match in role.words.finditer(text):
            if match.start("n") in seen:
                continue
            seen.add(match.start("n"))
            for other in other_figures(match["n"], role.digits) if role.rules else ():
                yield Mutant(index, text[: match.start("n")] + other + text[match.end("n") :], match["n"], other, role.rules)


def other_figures(figure: str, digit_count: int | None = None) -> Iterator[str]:
    """The figure with its first, a middle or its last digit another one, with one digit more and with one less."""
    digits = figure.replace(",", "")
    places = [place for place, glyph in enumerate(digits) if glyph.isdigit()][:digit_count]
    for place in sorted({places[0], places[len(places) // 2], places[-1]}):
        other = (int(digits[place]) + 1) % 10
        if place == 0 and other == 0:
            other = 8
        yield _grouped(digits[:place] + str(other) + digits[place + 1 :], figure)
    whole, point, decimals = digits.partition(".")
    if whole != "0":
        yield _grouped(f"{whole}0{point}{decimals}", figure)
    if len(whole) > 2:
        yield _grouped(f"{whole[:-1]}{point}{decimals}", figure)


def _grouped(digits: str, like: str) -> str:
    """Digits with thousands marks where the figure has them, or is too short to show whether it would."""
    whole, point, decimals = digits.partition(".")
    return f"{int(whole):,}{point}{decimals}" if "," in like else digits


def _table_mutants(table: Table, order: dict[str, int]) -> Iterator[Mutant]:
    heads = {column: _head(table, column) for column in range(table.column_count)}
    for cell in table.cells:
        for paragraph in cell.paragraphs:
            index, text = order[paragraph.place.anchor], paragraph.text
            beside = "".join(other.text for other in table.cells if other.row <= cell.row < other.row + other.row_span and other.column < 2)
            if re.search("人", text) and re.search("說明|內容", heads[cell.column]):
                yield from _of_roles(text, EXPLANATION, index)
            elif re.fullmatch(r"\d{3}年度", text):
                yield from _year_mutants(text, index)
            elif re.fullmatch(NUMBER, text) and not re.search("法定|編制", heads[cell.column]):
                is_change = re.search("比較增減|增\\(減\\)", heads[cell.column] + beside)
                rules = {"staffing.change"} if is_change else {"staffing.prior_total", "staffing.current_total"}
                yield from (Mutant(index, other, text, other, frozenset(rules)) for other in other_figures(text))
            elif signed := re.fullmatch(r"([-－△(（])(\d+)([)）]?)", text):
                for other in other_figures(signed[2]):
                    yield Mutant(index, f"{signed[1]}{other}{signed[3]}", text, other, frozenset({"staffing.change"}))


def _head(table: Table, column: int) -> str:
    covering = [cell for cell in table.cells if cell.row < 2 and cell.column <= column < cell.column + cell.column_span]
    return "".join(cell.text for cell in covering)


def _year_mutants(text: str, index: int) -> Iterator[Mutant]:
    year = int(text[:3])
    for other in (year - 10, year - 2, year - 1, year + 1, year + 2, year + 10):
        rules = frozenset({"years.staffing_prior", "years.staffing_current"})
        yield Mutant(index, text.replace(str(year), str(other)), str(year), str(other), rules)


def _label_mutants(document: Document, extraction: Extraction, order: dict[str, int]) -> Iterator[Mutant]:
    """Items of a list whose label is left out, or carries another number: the last but one of a list keeps what follows it in place."""
    items = [row for row in extraction.rows["paragraphs"] if row["label"] and row["anchor"] in order]
    lists: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in items:
        lists.setdefault(
            (str(row["anchor"]).rpartition(".p")[0], row["section"] if not row["is_heading"] else None, row["parent"], row["level"]), []
        ).append(row)
    printed = printed_paragraphs(document)
    for siblings in lists.values():
        ordinals = [row["ordinal"] for row in siblings]
        if len(siblings) < 4 or ordinals != list(range(1, len(siblings) + 1)):
            continue
        for row in siblings[1:-1]:
            index = order[str(row["anchor"])]
            text = printed[index].text
            label = split_label(text)[0]
            if label is not None:
                yield Mutant(index, text[len(str(row["label"])) :].lstrip(), str(row["label"]), "", frozenset({"lists.sequence"}))


Failing = dict[str, set[str]]
"""The blocks at which each rule fails."""


def failing(extraction: Extraction) -> Failing:
    """The rules that a document fails, with the blocks."""
    found: Failing = {}
    for row in extraction.rows["reconciliations"]:
        if row["difference"]:
            found.setdefault(str(row["rule"]), set()).add(str(row["anchor"]).split(".")[0])
    return found


def judge(mutant: Mutant, found: Extraction, clean: Extraction, block_of: Callable[[int], str]) -> str | None:
    """Why a mutant counts as missed: not found, found in another document, or at a place where the clean document has no such figure."""
    if found.document_id != clean.document_id:
        return f"taken for {found.document_id}"
    places: Failing = {}
    for row in clean.rows["reconciliations"]:
        places.setdefault(str(row["rule"]), set()).add(str(row["anchor"]).split(".")[0])
    said = failing(found)
    if not said.keys() & mutant.rules:
        return f"only {sorted(said)} fail"
    for rule in said.keys() & mutant.rules:
        if said[rule] & (places.get(rule, set()) | {block_of(mutant.index)}):
            return None
    return f"at {said}"
