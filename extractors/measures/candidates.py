"""A number of a matching copy as what it may state: its value, the unit behind it, its sign and its currency."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from extractors.measures.bounds import is_bounded
from extractors.measures.exclusions import FIRST_ROC_YEAR
from extractors.measures.numbers import ARABIC_NUMBER, CHINESE_NUMBER, FIRST_GLYPH, LAST_MULTIPLIER, NUMBER, TAIL, read_number
from extractors.measures.units import DOLLARS, known_units
from extractors.text import HAN


# Made for every number that is met: a dataclass with slots takes half the time of a tuple with names, or of a frozen one a quarter.
@dataclass(slots=True)
class Candidate:
    """A number and what follows it; `tail` is a 餘 between the two, `unit` is None where nothing that could be one follows.

    `end` is the offset behind the number, its tail and its unit; `value` has what the unit adds (2年半: 2.5).
    """

    start: int
    number_end: int
    end: int
    value: Decimal
    unit: str | None = None
    tail: str = ""
    is_known_unit: bool = True


_SHARE = rf"(?:{ARABIC_NUMBER}|{CHINESE_NUMBER})分之(?:{ARABIC_NUMBER}|{CHINESE_NUMBER})"
_NUMBER = re.compile(NUMBER)
_SLASH = re.compile("[1-9]/[1-9]")
_TAIL = re.compile(f"[{TAIL}]")
_TAILS = frozenset(TAIL)
_WORD = re.compile(HAN)
# What may follow a number and is never a unit: particles, conjunctions, verbs of change, 餘 and 多.
_NO_UNIT = frozenset("增減至到及與和或為的之等較由從是在於以並而且也亦則但約逾近各共計達每其此該均皆已將可能有無不未餘多幾半打")


def find_candidates(text: str) -> Iterator[re.Match[str]]:
    """The numbers of a matching copy, and the shares (三分之二, 2/3), which few texts print."""
    has_share = "分之" in text or ("/" in text and _SLASH.search(text))
    return (_share_or_number() if has_share else _NUMBER).finditer(text)


@cache
def _share_or_number() -> re.Pattern[str]:
    """Compiled when the first share is met: that takes as long as all quantities of a document."""
    return re.compile(
        rf"(?={FIRST_GLYPH})(?:(?P<share>(?<![0-9.,]){_SHARE})|(?P<slash>(?<![0-9.,/])[1-9]/(?:[2-9]|10)(?![0-9/.]))|{NUMBER})"
    )


def read_candidate(match: re.Match[str]) -> Candidate | None:
    """What such a match may state; None where it is no number, or a numeral that is part of a word."""
    if match.lastgroup is None:
        return _read_arabic(match)
    return _read_chinese(match) if match.lastgroup == "chinese" else _read_share(match)


_PARTS = {"百": "%", "千": "‰"}


def _read_share(match: re.Match[str]) -> Candidate | None:
    """百分之95 is 95 %; 三分之二 and 2/3 are 0.666667 of something."""
    if match["share"]:
        printed_whole, printed_part = match[0].split("分之")
    else:
        printed_part, printed_whole = match[0].split("/")
    whole, part = read_number(printed_whole), read_number(printed_part)
    if whole is None or part is None or not whole:
        return None
    if printed_whole in _PARTS:
        return Candidate(match.start(), match.end(), match.end(), part, _PARTS[printed_whole])
    if part >= whole:
        return None
    share = (part / whole).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return Candidate(match.start(), match.end(), match.end(), share, "分之")


def _read_arabic(match: re.Match[str]) -> Candidate | None:
    text, printed, (start, end) = match.string, match[0], match.span()
    value = read_number(printed)
    if value is None:
        return None
    tail = text[end : end + 1]
    read = Candidate(start, end, end, value)
    if tail in _TAILS and (unit := known_units().at(text, end + 1)):
        read.tail = tail
    else:
        unit = known_units().at(text, end)
        if not printed.isascii() and (inside := _TAIL.search(printed)):
            read.tail = inside[0]
    if unit:
        read.unit, read.end = unit
        if text[read.end : read.end + 1] in _PARTS_BEGIN:
            _add_part(text, read)
        if read.unit == DOLLARS:
            _read_currency(text, read)
    else:
        _find_unit(text, read, printed)
    if read.unit and text[read.start - 1 : read.start] in _SIGNS and _is_signed(text, read.start, read.unit):
        read.start, read.value = read.start - 1, -read.value
    return read


def _add_part(text: str, read: Candidate) -> None:
    """What stands behind a unit and belongs to it; 個半月 is 個月 and a half, 9成3 is 9.3成, 2年半 two and a half."""
    if read.unit == "個" and (half := _HALF_INSIDE.match(text, read.end)):
        read.unit, read.end, read.value = f"個{half[1]}", half.end(), read.value + _HALF
    elif read.unit in _HALVED and _HALF_BEHIND.match(text, read.end):
        read.end, read.value = read.end + 1, read.value + _HALF
    elif read.unit == _TENTHS:
        _add_tenths(text, read)


_HALF = Decimal("0.5")
_HALF_INSIDE = re.compile("半(月|小時|學期|世紀|鐘頭)")
_HALF_BEHIND = re.compile("半(?![數導徑年成島球自山日天])")
_HALVED = frozenset({"年", "天", "小時", "倍", "公里", "公頃", "坪"})
_TENTHS = "成"
_PARTS_BEGIN = frozenset("半0123456789一二三四五六七八九")
_TENTH = re.compile("([0-9一二三四五六七八九])(?![0-9.,成])")


def _add_tenths(text: str, read: Candidate) -> None:
    """9成3 is 9.3成, unless the digit counts something itself (9成5家)."""
    tenth = _TENTH.match(text, read.end)
    if tenth and not known_units().at(text, tenth.end()):
        read.end, read.value = tenth.end(), read.value + (read_number(tenth[1]) or Decimal(0)) / 10


# 瀏覽人次達150萬, 會員人數為1,234: the noun in front says what is counted.
_NAMED = re.compile("(?:([人戶件次家筆場則篇項點張輛棟])口?數|(人次|場次|車次|班次|架次|件次))(?:累計|已|約|共|計|達|為|逾|超過|近|有)*\\Z")
_LONGEST_NAME = 8
_NOTHING = re.compile(r"\Z|[,，;:。、)\n]")


def _find_unit(text: str, read: Candidate, printed: str) -> None:
    """The unit of a number with none of the vocabulary behind it: the noun in front, where nothing follows, or a glyph that may be it."""
    start, end = read.start, read.end
    named = _NAMED.search(text, max(start - _LONGEST_NAME, 0), start) if _NOTHING.match(text, end) else None
    if named:
        read.unit = named[1] or named[2]
        return
    if text.endswith(_DOLLAR_SIGN, 0, start):
        read.start, read.unit = start - len(_DOLLAR_SIGN), DOLLARS
        return
    glyph = text[end : end + 1]
    if _WORD.match(glyph) and glyph not in _NO_UNIT and not LAST_MULTIPLIER.search(printed):
        read.unit, read.end, read.is_known_unit = glyph, end + 1, False


_DOLLAR_SIGN = "NT$"
_LONGEST_CURRENCY = 4


def _read_currency(text: str, read: Candidate) -> None:
    """Where an amount begins and its unit: 美金100萬元 is no amount of New Taiwan dollars."""
    prefix = known_units().foreign_prefix.search(text[max(read.start - _LONGEST_CURRENCY, 0) : read.start])
    if prefix:
        read.start, read.unit = read.start - len(prefix[0]), known_units().foreign_names.get(prefix[0], prefix[0])


_SIGNS = frozenset("-−△▲負")
_SIGNED_UNITS = frozenset({"%", "℃", "°C", "百分點"})
_AFTER_WORD = re.compile(f"{HAN}[-−]")
_SIGNED = re.compile(r"(?:(?<=[為達至(:,，、約])|(?<![^\n]))[-−△▲]\Z|(?<![自抱擔背肩勝])負\Z")


def _is_signed(text: str, start: int, unit: str) -> bool:
    before = text[max(start - 2, 0) : start]
    return bool(_SIGNED.search(before) or (unit in _SIGNED_UNITS and _AFTER_WORD.fullmatch(before)))


# A numeral behind one of these is part of a word or says which, not how many: 統一, 單一, 每一, 數十, 以上三項.
_WORD_BEFORE = frozenset("第單統唯同逐每任某這那此首專劃合數幾上下前後隔頭其另")
# What makes a set phrase of a numeral and its unit: 一次性, 三人行, 二次加工, 一個 is none.
_PHRASE_AFTER = {
    "次": "性元產級加購到",
    "年": "期級代國計貫來",
    "人": "行轉",
    "家": "人親",
    "條": "龍鞭",
    "天": "到",
    "日": "遊生",
    "元": "化",
    "成": "不",
}
# 一元 and 二元 are words before they are amounts, 九十二年 is a year before it is a time.
_SMALLEST_SPELLED_AMOUNT = 10
_YEARS = frozenset({"年", "年度"})
_BARE = frozenset("百千萬億兆佰仟")
_LEGAL = re.compile("[壹貳參肆伍陸柒捌玖]")
_LEGAL_AMOUNT = re.compile("[壹貳參肆伍陸柒捌玖].*[拾佰仟萬億]")


def _read_chinese(match: re.Match[str]) -> Candidate | None:
    """A count in Chinese numerals: only with a unit that is counted so, and outside of words (一般, 一次性, 一校一特色)."""
    text, (start, end) = match.string, match.span()
    tail = text[end : end + 1] if text[end : end + 1] in _TAILS else ""
    counted = known_units().counted_at(text, end + len(tail))
    value = read_number(match[0])
    if counted is None or value is None:
        return None
    unit, unit_end = counted
    if _is_word(text, start, unit, unit_end, match[0]):
        return None
    if match[0][0] in _BARE and not tail and not is_bounded(text, start):
        return None
    if (unit == DOLLARS and value < _SMALLEST_SPELLED_AMOUNT) or (unit in _YEARS and value >= FIRST_ROC_YEAR):
        return None
    read = Candidate(start, end, unit_end, value, unit, tail)
    if unit == _TENTHS:
        _add_tenths(text, read)
    return read


def _is_word(text: str, start: int, unit: str, unit_end: int, number: str) -> bool:
    """Whether numeral and unit are part of a word, of a set phrase (一校一特色) or of a year (民國三十八年)."""
    behind = text[unit_end : unit_end + 1]
    if text[start - 1 : start] in _WORD_BEFORE or text.endswith("民國", 0, start):
        return True
    if behind and behind in _PHRASE_AFTER.get(unit, "性致般"):
        return True
    if number == "一" and (behind == "一" or text.endswith("一", 0, max(start - 1, 0))):
        return True
    return bool(_LEGAL.search(number)) and not _LEGAL_AMOUNT.match(number)
