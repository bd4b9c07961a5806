"""The noun phrases behind and in front of a quantity, cut from what is said about them."""

import re

from extractors.measures.places import Span
from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import SubjectWords, subject_words
from extractors.measures.units import known_units

_PEOPLE_UNITS = frozenset({"位", "名", "員"})
_BODY_UNITS = frozenset({"家", "家次", "戶", "所", "校"})
_SHORTEST = 2
COMPARED = re.compile("較(?:上|前|去|原|預|同|往|1|計畫|目標)")


def ends_with(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    """Whether a word of the pattern ends where the phrase ends."""
    return any(match.end() == span[1] for match in pattern.finditer(text, *span))


_BOUND_BEHIND = re.compile(r"(?:\(含\))?(?:以上|以下|以內|左右|上下|之內)?[之的]?")
_END_BEHIND = re.compile(r"[、()，,;:。\n]")
_TRAILING = re.compile(r"(?:[及和或並暨、等\s]|(?<!參)與)+\Z")
_MODIFIER = re.compile(r".*(?:(?<!分)之|的|其(?![他餘中])|領域(?=...)|相關(?=...))", re.DOTALL)


def phrase_behind(text: str, quantity: Quantity, end: int) -> Span | None:
    """The noun phrase behind a quantity, cut where the predicate begins; for people the predicate itself where no noun follows."""
    words, units = subject_words(), known_units()
    bound = _BOUND_BEHIND.match(text, quantity.end, end)
    start = bound.end() if bound else quantity.end
    stop = _END_BEHIND.search(text, start, end)
    end = stop.start() if stop else end
    if quantity.unit in units.people:
        return _trim(text, start, end)
    if text.startswith("為", start):
        start += 1
    if words.predicate_at_once.match(text, start, end):
        return None
    predicate = words.predicate.search(text, start + 1, end)
    end = predicate.start() if predicate else end
    heads = _heads(words, quantity.unit)
    head = next((match for pattern in heads if (match := pattern.search(text, start, end))), None)
    end = head.end() if head else end
    phrase = _trim(text, *_without_modifiers(text, start, end))
    return None if phrase and words.only_closing.fullmatch(text, *phrase) else phrase


def _heads(words: SubjectWords, unit: str) -> tuple[re.Pattern[str], ...]:
    """What the phrase behind a unit ends with, at the latest: people, firms and bodies that are counted with it."""
    if unit in _PEOPLE_UNITS or unit in known_units().shares:
        return words.person, words.body
    if unit in _BODY_UNITS:
        return (words.body,)
    return (words.plain_body,) if unit == "個" else ()


def _trim(text: str, start: int, end: int) -> Span | None:
    trailing = _TRAILING.search(text, start, end)
    end = trailing.start() if trailing else end
    return (start, end) if end - start >= _SHORTEST else None


def _without_modifiers(text: str, start: int, end: int) -> Span:
    """What is left of a phrase behind its last 之, 的, 其, 領域 or 相關."""
    modifier = _MODIFIER.match(text, start, end)
    return (modifier.end(), end) if modifier and end - modifier.end() >= _SHORTEST else (start, end)


_OPENING_MARK = re.compile(r"[(\[「『《〈]")
_CLOSING_MARKS = {"(": ")", "[": "]", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_LEADING = re.compile(r"[、，,;:)\s]+|[一二三四五六七八九十]+、|\(?[0-9一二三四五六七八九十]+\)|[0-9]+[.、]")
_YEAR = r"[0-9]+(?:(?:年度?)?[至~、及-][0-9]+)*(?:學|會計)?年(?:度|底|初)?"
_YEARS = rf"(?:{_YEAR}|[去上前本今]?\([0-9]+\)年(?:度)?|(?:近|未來|過去|最近)[0-9]+個?[年月])"
_DATE = re.compile(rf"(?<![0-9])[自至截於迄]*(?:民國)?(?:{_YEARS}|[0-9]+[月日])[0-9年月日度至~底止起間前初上下半來同期及、-]*(?:期間|止)?")
_IN_DATE = re.compile("[年月日]")
_DATE_BEGINS = frozenset("0123456789自至截於迄民去上前本今(近未過最")
_EACH = re.compile("[^、，]{0,2}每[^、，]{1,3}")
_ASIDE = re.compile(r"\([^()]*\)\Z")
_QUOTED = re.compile(r".*[」』》〉]", re.DOTALL)
_LIST_END = re.compile(r".*(?<![一二三四五0-9])等", re.DOTALL)


def phrase_before(text: str, start: int, quantity: Quantity) -> Span | None:
    """The noun phrase in front of a quantity, without the verbs that lead to it and the words that count (共, 達, 超過)."""
    words = subject_words()
    start = _inside_brackets(text, start, quantity.start)
    compared = COMPARED.search(text, start, quantity.start)
    end = _close(text, start, compared.start() if compared else quantity.start)
    if end <= start or text[end - 1] in _JOINING or _EACH.fullmatch(text, start, end):
        return None
    for date in _DATE.finditer(text, start + _SHORTEST, end) if _IN_DATE.search(text, start, end) else ():
        if words.only_deeds.fullmatch(text, date.end(), end) or date.end() == end:
            end = _close(text, start, date.start())
            break
    caused = words.caused.search(text, start, end) if quantity.unit not in words.acts else None
    start = _open(text, _behind_cause(caused, end) if caused else start, end)
    for inner in words.inner_verb.finditer(text, start, end):
        start = inner.end() if end - inner.end() >= _SHORTEST else start
    start, end = _without_modifiers(text, _behind_list(text, start, end), end)
    start = _open(text, start, end)
    quoted = _QUOTED.match(text, start, end)
    if quoted and end - quoted.end() >= _SHORTEST:
        start = _open(text, quoted.end(), end)
    nominal = words.nominal_verb.match(text, start, end)
    if nominal and any(ends_with(pattern, text, (nominal.end(), end)) for pattern in (words.body, words.person)):
        start = nominal.end()
    if end - start < _SHORTEST or words.only_verbs.fullmatch(text, start, end):
        return None
    return start, end


def _behind_cause(caused: re.Match[str], end: int) -> int:
    """協助中小企業應用數位行銷工具16項 counts the tools; 協助新創企業新增投資1.46億元 measures 新增投資."""
    return caused.start("verb") if caused["verb"] == _KEPT_VERB and end - caused.end() <= _SHORTEST else caused.end()


def _inside_brackets(text: str, start: int, end: int) -> int:
    """Where the innermost bracket begins that is open at the end: a part in brackets has its subject there (（中央3億元）)."""
    for mark in reversed(list(_OPENING_MARK.finditer(text, start, end))):
        if _CLOSING_MARKS[mark[0]] not in text[mark.end() : end]:
            return mark.end()
    return start


def _close(text: str, start: int, end: int) -> int:
    """The end of a phrase without the words of counting and change, and without what stands in brackets behind it."""
    words = subject_words()
    while end > start:
        aside = _ASIDE.search(text, start, end) if text[end - 1] == ")" else None
        closing = words.closing.search(text, max(start, end - _LONGEST_CLOSER), end)
        if aside:
            end = aside.start()
        elif text[end - 1] == " ":
            end -= 1
        elif closing and not words.kept_closing.search(text, max(start, end - _LONGEST_CLOSER), end):
            end = closing.start()
        else:
            break
    return end


_LONGEST_CLOSER = 4
# 新增 in front of one more word belongs to it: 新增就業, 新增投資.
_KEPT_VERB = "新增"
# What stands in front of one of these belongs to the quantity before (…家掌握自身數位能力、874家導入雲端服務).
_JOINING = "、及與和或暨"


def _open(text: str, start: int, end: int) -> int:
    """The beginning of a phrase behind labels, dates, conjunctions and verbs."""
    words = subject_words()
    while start < end:
        date = _DATE.match(text, start, end) if text[start] in _DATE_BEGINS else None
        match = _LEADING.match(text, start, end) or date or words.opening.match(text, start, end)
        if match is None or match.end() == start or (end - match.end() < _SHORTEST and match.end() != end):
            break
        if match[0] == _KEPT_VERB and end - match.end() == _SHORTEST:
            break
        start = match.end()
    return start


def _behind_list(text: str, start: int, end: int) -> int:
    """…落地或國際輸出等商業實證6案 counts 商業實證; …診斷與媒合活動等服務587次 counts the whole list."""
    listed = _LIST_END.match(text, start, end)
    if not listed or end - listed.end() < _SHORTEST or subject_words().summary.fullmatch(text, listed.end(), end):
        return start
    return listed.end()
