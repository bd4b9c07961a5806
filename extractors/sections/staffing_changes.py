"""增減說明: the movements of posts that the explanation of a staffing table states, in the order of its sentences.

`上(112)年度預算員額113人，移撥至經濟部，職員1人、聘用1人、約僱2人，合計4人，淨計如表列上年度預算員額109人。較本(113)年度預算員額108人，
減列工友1人。` — a total, movements under a verb that may stand in the clause before, their sum, and the totals they lead to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.clauses import split_clauses
from extractors.document import Paragraph
from extractors.rows import Row
from extractors.staffing_words import StaffingWords, staffing_words
from extractors.text import fold

_TOTAL = re.compile(
    r"(?P<when>[上本前])?(?:\((?P<bracketed>\d{2,3})\)|(?P<bare>\d{2,3}))?年度(?:法定|原|核定)?(?:預算)?員額(?:數|總數)?(?:編列|共|為|計|合計)*"
    r"(?P<posts>[\d,]+)[人名]"
)
_POSTS = re.compile(r"(?P<name>[\u4e00-\u9fff()]*?)(?P<posts>\d[\d,]*)(?:人(?!次)|名(?P<after>[\u4e00-\u9fff]*))")
_MONEY = re.compile(r"(?:所需)?(?:經費)?\d[\d,]*(?:千|萬|億|百萬|仟)*元")
_INCLUDED = re.compile(r"\((?:含|內含|包括|包含)[^()]*\)")
_FROM = re.compile(r"[由自](?P<agency>[^由自]+?)(?:移撥|移入|撥入|移列|調入|移編)")
_TO = re.compile(
    r"(?:移撥至|移出至|移撥予|移列至|移撥|移出|移列|撥出|改列至?|移編至?)(?P<agency>[^\d、，]*?(?:[部會署局處院府司庫館校所]|分署|中心)(?![\u4e00-\u9fff]*[部會署局處院府]))"
)
_TO_AFTER = re.compile(r"[人名][^至]*?(?:至|予|列入)(?P<agency>[\u4e00-\u9fff]+?(?:[部會署局處院府司庫館校所]|分署|中心))$")
_OURS = re.compile(r"(?:移撥至|移入|撥入|移列至|調入)本(?:部|會|署|局|處|院|府|司|館|所|校|總處|中心|機關)")
_ACCOUNT = re.compile("[「｢][^」｣]*[」｣](?:科目|業務|計畫)*(?:項下)?")
_ITS = re.compile(r"其中")
_DETAILS = re.compile(r"^(?:主要)?(?:係|包括|分別為|計有|含)")
_RESTATED = re.compile(r"(?:淨計|共計|合計)?(?:如表列|如列)(?:上年度)?(?:預算)?(?:員額)?(?:數)?(?P<posts>[\d,]+)[人名]")


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


@dataclass(slots=True)
class Changes:
    """The changes in order, and the paragraphs that state a number of posts which gave none, each with the clause."""

    stated: list[Change] = field(default_factory=list)
    unread: list[tuple[Paragraph, str]] = field(default_factory=list)


def read_changes(explanations: Sequence[Paragraph], fiscal_year: int) -> Changes:
    """The changes that the explaining paragraphs state; movements before a restated prior total change the prior year's posts."""
    changes = Changes()
    for paragraph in explanations:
        sentence = _Sentence(paragraph, fiscal_year)
        changes.stated += sentence.read()
        changes.unread += [(paragraph, clause) for clause in sentence.unread]
    changes.stated = _with_years(changes.stated, fiscal_year)
    return changes


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

    def __init__(self, paragraph: Paragraph, fiscal_year: int) -> None:
        self.paragraph = paragraph
        self.fiscal_year = fiscal_year
        self.words: StaffingWords = staffing_words()
        self.verb: str | None = None
        self.counterparty: str | None = None
        self.unread: list[str] = []

    def read(self) -> Iterator[Change]:
        """The changes of the paragraph."""
        parts = [part for clause in split_clauses(self.paragraph.text) for part in self.words.part_end.split(clause.text)]
        for part, following in zip(parts, [*parts[1:], ""], strict=True):
            found = list(self._read_clause(part, bool(_DETAILS.match(fold(following)))))
            if not found and _POSTS.search(_MONEY.sub("", fold(part))):
                self.unread.append(part)
            yield from found

    def _read_clause(self, clause: str, is_detailed: bool) -> Iterator[Change]:
        folded = _INCLUDED.sub("", fold(clause))
        total = _TOTAL.search(folded)
        restated = _RESTATED.search(folded) if total is None else None
        if total or restated:
            self.verb = self.counterparty = None
        if total:
            yield self._change(self._total_kind(folded, total), None, _number(total["posts"]), clause)
            folded = folded[total.end() :]
        elif restated:
            yield self._change("restated_total", None, _number(restated["posts"]), clause)
            return
        summed = self._sum(folded, clause)
        if summed:
            self.verb = self._first_verb(folded) or self.verb
            yield summed
            return
        explains = bool(_ITS.match(folded))
        verb, counterparty = self._direction(folded)
        if not explains:
            self.verb, self.counterparty = (verb, counterparty) if verb else (self.verb, self.counterparty)
            verb, counterparty = self.verb, self.counterparty
        if verb is None:
            return
        moved = list(self._movements(folded, verb, counterparty, clause))
        for index, change in enumerate(moved):
            is_sum = change.category is None and (index + 1 < len(moved) or is_detailed)
            summed = replace(change, kind="net_change", counterparty=None) if is_sum else change
            yield replace(summed, counted=not explains)

    def _total_kind(self, folded: str, total: re.Match[str]) -> str:
        year = total["bracketed"] or total["bare"]
        if total["when"] == "本" or (total["when"] is None and year is not None and int(year) == self.fiscal_year):
            return "current_total"
        return "restated_total" if any(closer in folded for closer in self.words.movements["restated"]) else "published_total"

    def _sum(self, folded: str, clause: str) -> Change | None:
        """合計4人, 計淨增員額4人, 共計減列4人."""
        match = _POSTS.search(folded)
        for kind, sign in (("net_increase", 1), ("net_decrease", -1)):
            if match and any(verb in folded for verb in self.words.movements[kind]):
                return self._change("net_change", None, sign * _number(match["posts"]), clause)
        closers = "|".join(self.words.movements["subtotal"])
        closed = re.fullmatch(
            rf"(?:以上|上述)?(?:{closers})(?P<verb>[增減]列?|增加|減少)?(?:預算)?(?:員額)?(?P<posts>[\d,]+)[人名]", folded
        )
        if closed is None:
            return None
        if closed["verb"]:
            return self._change("net_change", None, (-1 if "減" in closed["verb"] else 1) * _number(closed["posts"]), clause)
        return self._change("subtotal", None, _number(closed["posts"]), clause)

    def _direction(self, folded: str) -> tuple[str | None, str | None]:
        """The movement that the clause's first verb states, and the agency on its other side."""
        source = _FROM.search(folded)
        if source:
            return "transfer_in", _ACCOUNT.sub("", source["agency"]) or None
        if _OURS.search(folded):
            return "transfer_in", None
        kind = self._first_verb(folded)
        if kind != "transfer_out":
            return kind, None
        target = _TO_AFTER.search(folded) or _TO.search(self._before_categories(folded))
        return kind, _ACCOUNT.sub("", target["agency"]) if target else None

    def _first_verb(self, folded: str) -> str | None:
        """What the first verb of a movement says; the longest of those that begin at one place."""
        match = self.words.moving.search(folded)
        return self.words.kinds[match[0]] if match else None

    def _before_categories(self, folded: str) -> str:
        """The clause up to its first category of posts: what follows belongs to no agency's name."""
        named = next(
            (match for match in self.words.known_category.finditer(folded) if folded[match.end() : match.end() + 1].isdigit()), None
        )
        return folded[: named.start()] if named else folded

    def _movements(self, folded: str, verb: str, counterparty: str | None, clause: str) -> Iterator[Change]:
        """職員1人、聘用1人、約僱2人: each a movement; a number of posts whose money follows (駐衛警4人經費2,729千元) is one too."""
        for match in _POSTS.finditer(_MONEY.sub("", folded)):
            own = self._first_verb(match["name"]) or verb
            kind = verb if verb.startswith("transfer") else own
            category = self._category(match["name"]) or self._category(match["after"] or "")
            sign = -1 if kind in {"decrease", "transfer_out"} else 1
            yield replace(self._change(kind, category, sign * _number(match["posts"]), clause), counterparty=counterparty)

    def _category(self, name: str) -> str | None:
        """The last category that is known among the words; else the words without verbs, agencies and reasons."""
        known = [match[0] for match in self.words.known_category.finditer(name)]
        if known:
            return self.words.category(known[-1])
        parts = [part for part in self.words.verb.split(name) if part]
        bare = _NO_CATEGORY.sub("", parts[-1] if parts else "")
        return bare or None

    def _change(self, kind: str, category: str | None, posts: int, clause: str) -> Change:
        place = self.paragraph.place
        return Change(kind, category, posts, None, clause, place.anchor, place.page)


# Words around a number of posts that name no category: 減列員額3人, 較上年度減少2人.
_NO_CATEGORY = re.compile(r"^[及和與()]+|^各$|^(?:主要)?(?:係|為)|^.*(?:年度|比較|相較)|(?:預算)?員額(?:數)?|人力|[()]|至$|^計$|^共$")


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))
