"""The noun phrases behind and in front of a quantity, cut from what is said about them."""

import re

from extractors.measures.places import Span
from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import SubjectWords, subject_words
from extractors.measures.units import known_units
from extractors.measures.vocabulary import Words

_PEOPLE_UNITS = frozenset({"位", "名", "員"})
_BODY_UNITS = frozenset({"家", "家次", "戶", "所", "校"})
_SHORTEST = 2
COMPARED = re.compile("較(?:上|前|去|原|預|同|往|1|計畫|目標)")


# What a bound behind a quantity, a particle or a conjunction can begin with, and what can end a phrase that goes on.
_BOUND_BEHIND = re.compile(r"(?:\(含\))?(?:以上|以下|以內|左右|上下|之內)?[之的]?")
_BOUND_BEGINS = frozenset("(以左上之的")
_END_BEHIND = re.compile(r"[、()，,;:。\n]")
_TRAILING = re.compile(r"(?:[及和或並暨、等\s]|(?<!參)與)+\Z")
_TRAILING_ENDS = frozenset("及和或並暨、等與")
_MODIFIER = re.compile(r".*(?:(?<!分)之|的|其(?![他餘中])|領域(?=...)|相關(?=...))", re.DOTALL)
_MAY_HAVE_MODIFIER = re.compile("[之的其領相]")


def phrase_behind(text: str, quantity: Quantity, end: int) -> Span | None:
    """The noun phrase behind a quantity, cut where the predicate begins; for people the predicate itself where no noun follows."""
    words, units = subject_words(), known_units()
    start = quantity.end
    if text[start : start + 1] in _BOUND_BEGINS and (bound := _BOUND_BEHIND.match(text, start, end)):
        start = bound.end()
    stop = _END_BEHIND.search(text, start, end)
    end = stop.start() if stop else end
    if end - start < _SHORTEST:
        return None
    if quantity.unit in units.people:
        return _trim(text, start, end)
    if text[start] == "為":
        start += 1
    if words.predicate_at_once.end(text, start, end) is not None:
        return None
    predicate = words.predicate.search(text, start + 1, end)
    end = predicate.start() if predicate else end
    for heads in _heads(words, quantity.unit):
        head = heads.pattern.search(text, start, end)
        if head:
            end = head.end()
            break
    phrase = _trim(text, *_without_modifiers(text, start, end))
    return None if phrase and words.only_closing.fills(text, *phrase) else phrase


def _heads(words: SubjectWords, unit: str) -> tuple[Words, ...]:
    """What the phrase behind a unit ends with, at the latest: people, firms and bodies that are counted with it."""
    if unit in _PEOPLE_UNITS or unit in known_units().shares:
        return words.person, words.body
    if unit in _BODY_UNITS:
        return (words.body,)
    return (words.plain_body,) if unit == "個" else ()


def _trim(text: str, start: int, end: int) -> Span | None:
    if end - start < _SHORTEST:
        return None
    if text[end - 1] in _TRAILING_ENDS or text[end - 1].isspace():
        trailing = _TRAILING.search(text, start, end)
        end = trailing.start() if trailing else end
    return (start, end) if end - start >= _SHORTEST else None


def _without_modifiers(text: str, start: int, end: int) -> Span:
    """What is left of a phrase behind its last 之, 的, 其, 領域 or 相關."""
    modifier = _MODIFIER.match(text, start, end) if _MAY_HAVE_MODIFIER.search(text, start, end) else None
    return (modifier.end(), end) if modifier and end - modifier.end() >= _SHORTEST else (start, end)


_OPENING_MARK = re.compile(r"[(\[「『《〈]")
_CLOSING_MARKS = {"(": ")", "[": "]", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_LEADING = re.compile(r"[、，,;:)\s]+|[一二三四五六七八九十]+、|\(?[0-9一二三四五六七八九十]+\)|[0-9]+[.、]")
_YEAR = r"[0-9]+(?:(?:年度?)?[至~、及-][0-9]+)*(?:學|會計)?年(?:度|底|初)?"
_YEARS = rf"(?:{_YEAR}|[去上前本今]?\([0-9]+\)年(?:度)?|(?:近|未來|過去|最近)[0-9]+個?[年月])"
_DATE = re.compile(rf"(?<![0-9])[自至截於迄]*(?:民國)?(?:{_YEARS}|[0-9]+[月日])[0-9年月日度至~底止起間前初上下半來同期及、-]*(?:期間|止)?")
_IN_DATE = re.compile("[年月日]")
_LABEL_OR_DATE_BEGINS = frozenset("、，,;:)(0123456789一二三四五六七八九十自至截於迄民去上前本今近未過最")
_EACH = re.compile("[^、，]{0,2}每[^、，]{1,3}")
_LONGEST_EACH = 6
_ASIDE = re.compile(r"\([^()]*\)\Z")
# Behind the last of these in a phrase stands what is counted.
_CUTTING = re.compile("[之的其等」』》〉]|領域|相關")
# What any of a bracket that opens, a comparison, a date and one of these has: three phrases of four have none, and need no look for each.
_MARK = re.compile(r"[(\[「『《〈較年月日之的其等」』》〉領相]")
_QUOTED = re.compile(r".*[」』》〉]", re.DOTALL)
_LIST_END = re.compile(r".*(?<![一二三四五0-9])等", re.DOTALL)


def phrase_before(text: str, start: int, quantity: Quantity) -> Span | None:
    """The noun phrase in front of a quantity, without the verbs that lead to it and the words that count (共, 達, 超過)."""
    words = subject_words()
    end = quantity.start
    has_marks = _MARK.search(text, start, end) is not None
    if has_marks:
        start = _inside_brackets(text, start, end)
        compared = COMPARED.search(text, start, end)
        end = compared.start() if compared else end
    end = _close(text, start, end)
    if end <= start or text[end - 1] in _JOINING or (end - start <= _LONGEST_EACH and _EACH.fullmatch(text, start, end)):
        return None
    for date in _DATE.finditer(text, start + _SHORTEST, end) if has_marks and _IN_DATE.search(text, start, end) else ():
        if date.end() == end or words.only_deeds.fills(text, date.end(), end):
            end = _close(text, start, date.start())
            break
    caused = words.caused.search(text, start, end) if quantity.unit not in words.acts else None
    start = opened = _open(text, _behind_cause(caused, end) if caused else start, end)
    for inner in words.inner_verb.finditer(text, start, end):
        start = inner.end() if end - inner.end() >= _SHORTEST else start
    if has_marks and _CUTTING.search(text, start, end):
        start = _behind_cuts(text, start, end)
    elif start != opened:
        start = _open(text, start, end)
    nominal_end = words.nominal_verb.end(text, start, end)
    if nominal_end is not None and (words.body.close(text, nominal_end, end) or words.person.close(text, nominal_end, end)):
        start = nominal_end
    if end - start < _SHORTEST or words.only_verbs.fills(text, start, end):
        return None
    return start, end


def _behind_cuts(text: str, start: int, end: int) -> int:
    """The beginning of a phrase behind lists, modifiers and quoted names, and behind the verbs that follow one of these."""
    start, end = _without_modifiers(text, _behind_list(text, start, end), end)
    start = _open(text, start, end)
    quoted = _QUOTED.match(text, start, end)
    if quoted and end - quoted.end() >= _SHORTEST:
        start = _open(text, quoted.end(), end)
    return start


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
        last = text[end - 1]
        aside = _ASIDE.search(text, start, end) if last == ")" else None
        if aside:
            end = aside.start()
        elif last == " ":
            end -= 1
        else:
            closing = words.closing.start(text, start, end)
            if closing is None or words.kept_closing.start(text, start, end) is not None:
                break
            end = closing
    return end


# 新增 in front of one more word belongs to it: 新增就業, 新增投資.
_KEPT_VERB = "新增"
# What stands in front of one of these belongs to the quantity before (…家掌握自身數位能力、874家導入雲端服務).
_JOINING = "、及與和或暨"


def _open(text: str, start: int, end: int) -> int:
    """The beginning of a phrase behind labels, dates, conjunctions and verbs."""
    opening = subject_words().opening
    while start < end:
        first = text[start]
        behind = _label_or_date_end(text, start, end) if first in _LABEL_OR_DATE_BEGINS or first.isspace() else None
        if behind is None:
            behind = opening.end(text, start, end)
        if behind is None or behind == start or (end - behind < _SHORTEST and behind != end):
            break
        if end - behind == _SHORTEST and text[start:behind] == _KEPT_VERB:
            break
        start = behind
    return start


def _label_or_date_end(text: str, start: int, end: int) -> int | None:
    match = _LEADING.match(text, start, end) or _DATE.match(text, start, end)
    return match.end() if match else None


def _behind_list(text: str, start: int, end: int) -> int:
    """…落地或國際輸出等商業實證6案 counts 商業實證; …診斷與媒合活動等服務587次 counts the whole list."""
    listed = _LIST_END.match(text, start, end)
    if not listed or end - listed.end() < _SHORTEST or subject_words().summary.fullmatch(text, listed.end(), end):
        return start
    return listed.end()
