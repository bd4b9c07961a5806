"""How these documents write numbers: in Arabic digits, in Chinese numerals and in both at once, read as exact decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_DIGITS = {glyph: value for value, glyph in enumerate("一二三四五六七八九", 1)} | {"兩": 2}
_LEGAL_DIGITS = {glyph: value for value, glyph in enumerate("壹貳參肆伍陸柒捌玖", 1)}
_ZEROS = frozenset("〇零○")
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_CONTRACTED = {"廿": 20, "卅": 30}

_BEHIND_DIGIT = r"[0-9]*(?:,[0-9]+)*(?:\.[0-9]+)?"
_ARABIC = f"[0-9]{_BEHIND_DIGIT}"
_DIGIT = f"[{''.join(_DIGITS)}]"
# 百分點, 百分之, 千分之 and 千瓦, 百萬瓦, 千伏 are units, not multiplied ones.
_MULTIPLIER = "(?:[餘多幾]?(?:[十億兆]|百(?!分|萬瓦)|千(?!瓦|分之|伏)|萬))"
# What follows the number and says that it is rounded down: 1,000餘家, 504萬餘人次.
TAIL = "餘多幾"
# 6,370.7 · 4億4,888萬 · 12萬11 · 3千5百 · 3,000餘萬: terms, and after a multiplier a last one without.
_MULTIPLIED = rf"(?:{_MULTIPLIER}+(?:(?:{_ARABIC}|零?{_DIGIT}){_MULTIPLIER}+)*(?:{_ARABIC})?)?"
ARABIC_NUMBER = f"{_ARABIC}{_MULTIPLIED}"
_GLYPHS = "".join([*_DIGITS, *_ZEROS, *_LEGAL_DIGITS, *_TENS, *_MYRIADS, *_CONTRACTED])
# 三十五 · 一千餘萬 · 三點五.
_BEHIND_NUMERAL = rf"[{_GLYPHS}]*(?:[餘多][百千萬億]+)?(?:點[{''.join(_ZEROS)}{''.join(_DIGITS)}]+)?"
CHINESE_NUMBER = f"[{_GLYPHS}]{_BEHIND_NUMERAL}"
# Either kind, an Arabic one not within another. It begins with one class of glyphs, so that a search goes from one of them to the next.
NUMBER = rf"[0-9{_GLYPHS}](?:(?<=[0-9])(?<![0-9.,].){_BEHIND_DIGIT}{_MULTIPLIED}|(?<![0-9])(?P<chinese>{_BEHIND_NUMERAL}))"

# What a number of either kind begins with.
FIRST_GLYPH = f"[0-9{_GLYPHS}]"
# The multiplier at the end of a number: 萬 in 3,000萬.
LAST_MULTIPLIER = re.compile("[十百千萬億兆]+$")

_GROUPED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
# What most numbers are, and short enough to be below what a published value holds.
_WHOLE = re.compile("[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,20}")
_TOKEN = re.compile(rf"{_ARABIC}|[{_GLYPHS}]")
_FRACTION = re.compile(rf"(.+)點([{''.join(_ZEROS)}{''.join(_DIGITS)}]+)")
_PLAIN_DIGITS = re.compile(f"[{''.join([*_DIGITS, *_ZEROS, *_LEGAL_DIGITS])}]+")
_BY_POSITION = re.compile(f"{_DIGIT}[{''.join([*_DIGITS, *_ZEROS])}]{{2,}}")
# What a published value holds: six decimals, and far more digits than any budget has.
_SMALLEST_STEP = Decimal("0.000001")
_TOO_LARGE = Decimal(10) ** 20
_ROUNDED = str.maketrans("", "", "餘多幾")


@lru_cache(maxsize=4096)
def read_number(printed: str) -> Decimal | None:
    """The value of a number as a matching copy has it, multipliers multiplied out: `4億4,888萬` is 448880000, `三十五` is 35.

    A 餘, 多 or 幾 inside does not count. None where it is no number: misplaced commas (`20,00`), terms that do not go down
    (`3萬20,000`), two digits side by side that mean either (三五家), or 21 digits and more.
    """
    if _WHOLE.fullmatch(printed):
        return Decimal(printed.replace(",", ""))
    value = _read(printed.translate(_ROUNDED))
    if value is None or value >= _TOO_LARGE:
        return None
    return value.quantize(Decimal(1) if value == value.to_integral_value() else _SMALLEST_STEP, ROUND_HALF_UP).normalize() + 0


def _read(bare: str) -> Decimal | None:
    if _GROUPED.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    fraction = _FRACTION.fullmatch(bare)
    if fraction:
        return _read_fraction(fraction[1], fraction[2])
    if _PLAIN_DIGITS.fullmatch(bare) and len(bare) > 1:
        return _by_position(bare)
    return _Sum().read(_BY_POSITION.sub(lambda match: str(_by_position(match[0])), bare))


def _read_fraction(whole: str, decimals: str) -> Decimal | None:
    integer = read_number(whole)
    return None if integer is None else integer + Decimal(f"0.{''.join(str(_DIGITS.get(glyph, 0)) for glyph in decimals)}")


def _by_position(glyphs: str) -> Decimal | None:
    """一五〇 is 150, the 六二九四 of 六二九四萬 is 6294; two digits without a zero (三五家) are a guess, not a number."""
    if (len(glyphs) == len("三五") and not _ZEROS.intersection(glyphs)) or glyphs[0] in _ZEROS:
        return None
    values = _DIGITS | _LEGAL_DIGITS
    return Decimal("".join(str(values.get(glyph, 0)) for glyph in glyphs))


class _Sum:
    """The sum of the terms of a number: `whole` up to the last myriad, `section` since then, `pending` without a multiplier yet."""

    def __init__(self) -> None:
        self.whole = Decimal(0)
        self.section: Decimal | None = None
        self.pending: Decimal | None = None
        self.limit: Decimal | None = None
        self.myriad: int | None = None
        self.is_spoken = False

    def read(self, bare: str) -> Decimal | None:
        last = 0
        for token in _TOKEN.finditer(bare):
            if token.start() != last or not self._take(token[0]):
                return None
            last = token.end()
        if last != len(bare) or not bare or not self._close():
            return None
        return self.whole + (self.section or 0)

    def _take(self, token: str) -> bool:
        """Adds one token; whether it may stand here."""
        if token in _TENS:
            return self._multiply(_TENS[token])
        if token in _MYRIADS:
            return self._shift(_MYRIADS[token])
        return self.pending is None and self._hold(token)

    def _hold(self, token: str) -> bool:
        """Keeps a number until its multiplier comes, or none does."""
        if token in _ZEROS:
            self.is_spoken = False
        elif token in _CONTRACTED:
            return self._add(Decimal(_CONTRACTED[token]), Decimal(_TENS["十"]))
        elif token in _DIGITS or token in _LEGAL_DIGITS:
            self.pending = Decimal(_DIGITS.get(token) or _LEGAL_DIGITS[token])
            self.is_spoken = self.limit is not None and self.limit >= _TENS["百"] and self.is_spoken
        elif _GROUPED.fullmatch(token):
            self.pending, self.is_spoken = Decimal(token.replace(",", "")), False
        else:
            return False
        return True

    def _multiply(self, multiplier: int) -> bool:
        term = (Decimal(1) if self.pending is None else self.pending) * multiplier
        self.pending = None
        self.is_spoken = True
        return self._add(term, Decimal(multiplier))

    def _shift(self, myriad: int) -> bool:
        """Closes a section: 4,888萬 is added to 4億; 1萬億 multiplies what was read."""
        if self.pending is not None and not self._add(self.pending, Decimal(1)):
            return False
        self.pending, self.limit, self.is_spoken = None, Decimal(myriad), True
        if self.section is None and self.myriad is not None:
            self.whole *= myriad
            return self.myriad < myriad
        term = (Decimal(1) if self.section is None else self.section) * myriad
        if self.myriad is not None and term >= self.myriad:
            return False
        self.whole, self.section, self.myriad = self.whole + term, None, myriad
        return True

    def _add(self, term: Decimal, limit: Decimal) -> bool:
        if self.limit is not None and term >= self.limit:
            return False
        self.section = (self.section or Decimal(0)) + term
        self.limit = limit
        return True

    def _close(self) -> bool:
        """Adds what stands last: 一萬二 says 12,000, 12萬11 says 120,011."""
        if self.pending is None:
            return True
        if self.is_spoken and self.limit is not None:
            return self._add(self.pending * self.limit / 10, Decimal(1))
        return self._add(self.pending, Decimal(1))


AMOUNT = re.compile(rf"(?:{ARABIC_NUMBER})[{TAIL}]?元")


def parse_amount(folded: str) -> Decimal | None:
    """The New Taiwan dollars of an amount such as `3,604千元` or `1億308萬9千元`; None where the text is no amount."""
    return read_number(folded.removesuffix("元")) if AMOUNT.fullmatch(folded) else None
