"""增減說明: the movements of posts that the explanation of a staffing table states, in the order of its sentences.

`上(112)年度預算員額113人，移撥至經濟部，職員1人、聘用1人、約僱2人，合計4人，淨計如表列上年度預算員額109人。較本(113)年度預算員額108人，
減列工友1人。` — a total, movements under a verb that may stand in the clause before, their sum, and the totals they lead to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.clauses import split_clauses
from extractors.document import Cell, Paragraph
from extractors.rows import Row
from extractors.staffing_words import StaffingWords, staffing_words
from extractors.text import fold

_TOTAL = re.compile(r"(?P<when>[上本])?(?:\((?P<year>\d{2,3})\))?年度(?:法定)?預算員額(?:數|總數)?(?:為|計|共)?(?P<posts>[\d,]+)[人名]")
_POSTS = re.compile(r"(?P<name>[\u4e00-\u9fff()]*?)(?P<posts>\d[\d,]*)[人名](?!次)")
_MONEY = re.compile(r"\d[\d,]*(?:千|萬|億|百萬)*元")
_FROM = re.compile(r"由(?P<agency>[^由]+?)(?:移撥|移入|撥入|移列)")
_TO = re.compile(r"(?:移撥至|移出至|移撥予|移列至|移撥|移出|移列)(?P<agency>[^\d、，]*(?:[部會署局處院府司庫館校所]|分署|中心))")
_OURS = re.compile(r"(?:移撥至|移入|撥入|移列至)本(?:部|會|署|局|處|院|府|司|館|所|校|總處|中心|機關)")
_ITS = re.compile(r"其中")


@dataclass(frozen=True, slots=True)
class Change:
    """A movement or a total. `counted` is False where a clause (其中…) only explains a movement that is already stated."""

    kind: str
    category: str | None
    posts: int
    counterparty: str | None
    statement: str
    anchor: str
    page: int | None
    year: int = 0
    counted: bool = True


MOVEMENTS = frozenset({"transfer_in", "transfer_out", "increase", "decrease"})


def read_changes(explanations: Sequence[Cell], fiscal_year: int) -> list[Change]:
    """The changes that the explanation cells state; movements before a restated prior total change the prior year's posts."""
    changes: list[Change] = []
    for cell in explanations:
        for paragraph in cell.paragraphs:
            changes.extend(_Sentence(paragraph).read())
    return _with_years(changes, fiscal_year)


def _with_years(changes: Sequence[Change], fiscal_year: int) -> list[Change]:
    last_restated = max((index for index, change in enumerate(changes) if change.kind == "restated_total"), default=-1)
    prior_kinds = {"published_total", "restated_total"}
    return [
        replace(change, year=fiscal_year - 1 if index < last_restated or change.kind in prior_kinds else fiscal_year)
        for index, change in enumerate(changes)
    ]


def change_rows(changes: Sequence[Change]) -> Iterator[Row]:
    """The rows of `staffing_changes`."""
    for sequence, change in enumerate(changes, 1):
        yield {
            "sequence": sequence,
            "year": change.year,
            "kind": change.kind,
            "category": change.category,
            "posts": change.posts,
            "counterparty": change.counterparty,
            "statement": change.statement,
            "anchor": change.anchor,
            "page": change.page,
        }


class _Sentence:
    """Reads the clauses of one paragraph; the verb and the other agency of a clause hold until another is stated."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.words: StaffingWords = staffing_words()
        self.verb: str | None = None
        self.counterparty: str | None = None

    def read(self) -> Iterator[Change]:
        for clause in split_clauses(self.paragraph.text):
            for part in self.words.part_end.split(clause.text):
                yield from self._read_clause(part)

    def _read_clause(self, clause: str) -> Iterator[Change]:
        folded = fold(clause)
        total = _TOTAL.search(folded)
        if total:
            self.verb = self.counterparty = None
            yield self._change(self._total_kind(folded, total), None, _number(total["posts"]), clause)
            folded = folded[total.end() :]
        summed = self._sum(folded, clause)
        if summed:
            yield summed
            return
        explains = bool(_ITS.match(folded))
        verb, counterparty = self._direction(folded)
        if not explains:
            self.verb, self.counterparty = (verb, counterparty) if verb else (self.verb, self.counterparty)
            verb, counterparty = self.verb, self.counterparty
        if verb is None:
            return
        for change in self._movements(folded, verb, counterparty, clause):
            yield replace(change, counted=not explains)

    def _total_kind(self, folded: str, total: re.Match[str]) -> str:
        if total["when"] == "本" or folded.startswith("較本"):
            return "current_total"
        return "restated_total" if any(closer in folded for closer in self.words.movements["restated"]) else "published_total"

    def _sum(self, folded: str, clause: str) -> Change | None:
        """合計4人, 計淨增員額4人."""
        for kind, sign in (("net_increase", 1), ("net_decrease", -1)):
            if any(verb in folded for verb in self.words.movements[kind]) and (match := _POSTS.search(folded)):
                return self._change("net_change", None, sign * _number(match["posts"]), clause)
        closers = "|".join(self.words.movements["subtotal"])
        match = re.fullmatch(rf"(?:以上|上述)?(?:{closers})(?:員額)?(?P<posts>[\d,]+)[人名]", folded)
        return self._change("subtotal", None, _number(match["posts"]), clause) if match else None

    def _direction(self, folded: str) -> tuple[str | None, str | None]:
        """The movement that the clause's first verb states, and the agency on its other side."""
        source = _FROM.search(folded)
        if source:
            return "transfer_in", source["agency"]
        if _OURS.search(folded):
            return "transfer_in", None
        verbs = [
            (folded.find(verb), -len(verb), kind)
            for kind in ("transfer_out", "transfer_in", "increase", "decrease")
            for verb in self.words.movements[kind]
            if verb in folded
        ]
        if not verbs:
            return None, None
        kind = min(verbs)[2]
        target = _TO.search(self._before_categories(folded)) if kind == "transfer_out" else None
        return kind, target["agency"] if target else None

    def _before_categories(self, folded: str) -> str:
        """The clause up to its first category of posts: what follows belongs to no agency's name."""
        named = next(
            (match for match in self.words.known_category.finditer(folded) if folded[match.end() : match.end() + 1].isdigit()), None
        )
        return folded[: named.start()] if named else folded

    def _movements(self, folded: str, verb: str, counterparty: str | None, clause: str) -> Iterator[Change]:
        """職員1人、聘用1人、約僱2人: each a movement; a number of posts whose money follows (駐衛警4人經費2,729千元) is one too."""
        sign = -1 if verb in {"decrease", "transfer_out"} else 1
        for match in _POSTS.finditer(_MONEY.sub("", folded)):
            category = self._category(match["name"])
            yield replace(self._change(verb, category, sign * _number(match["posts"]), clause), counterparty=counterparty)

    def _category(self, name: str) -> str | None:
        """The category that ends the words before a number; the words before it are verbs and agencies."""
        known = next((match for match in self.words.known_category.finditer(name) if match.end() == len(name)), None)
        if known:
            return self.words.category(known[0])
        bare = re.sub(r"^[及和與]|^(?:預算)?員額$|^各$", "", self.words.verb.split(name)[-1])
        return bare or None

    def _change(self, kind: str, category: str | None, posts: int, clause: str) -> Change:
        place = self.paragraph.place
        return Change(kind, category, posts, None, clause, place.anchor, place.page)


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))
