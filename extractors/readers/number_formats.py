"""How a list counter is written in each numbering format of ECMA-376 (17.18.59, ST_NumberFormat).

The names are those of the standard, for every reader: OpenDocument and the binary format map theirs to these. Beyond the
range of a format (甲…癸 has ten) Word goes on in decimal, and so does this. Where the standard leaves room, Word's own
notes on it ([MS-OI29500] 2.1.540, [MS-DOCX] 2.4) decide.
"""

from collections.abc import Callable

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CYCLE = tuple(STEMS[index % 10] + BRANCHES[index % 12] for index in range(60))
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
# Word counts no list further (ECMA-376, 17.9.25 is of its `start`); a thousand is an M each.
_LARGEST_ROMAN = 32_767
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# [MS-OI29500]: Word repeats a letter up to thirty times.
_LETTER_REPEATS = 30
_MYRIAD = 10_000
_HUNDRED = 100


def format_number(value: int, style: str) -> str:
    """The counter as printed, without the text around it; '' for `bullet` and `none`, decimal for an unknown style.

    The counting formats write 10, 11, 20, 101 and 110 as 十, 十一, 二十, 一百零一 and 一百一十; the legal ones keep the
    one before a ten (壹拾, 壹拾壹); 十 stands without it in `japaneseCounting` for hundreds and thousands too (百一).
    """
    write = _WRITERS.get(style)
    return str(value) if write is None else write(value)


def is_known(style: str) -> bool:
    """Whether the style is written here as the standard says; the others come out in decimal and belong in a notice."""
    return style in _WRITERS


def _roman(value: int) -> str:
    if not 1 <= value <= _LARGEST_ROMAN:
        return str(value)
    parts = []
    for amount, glyph in _ROMAN:
        count, value = divmod(value, amount)
        parts.append(glyph * count)
    return "".join(parts)


def _letter(value: int) -> str:
    """A … Z, AA, BB … ZZ, AAA: the letter is repeated, not counted on as AB."""
    if not 1 <= value <= len(_LETTERS) * _LETTER_REPEATS:
        return str(value)
    repeats, index = divmod(value - 1, len(_LETTERS))
    return _LETTERS[index] * (repeats + 1)


def _sequence(glyphs: str | tuple[str, ...]) -> Callable[[int], str]:
    """The glyphs in their order, decimal beyond the last."""
    return lambda value: glyphs[value - 1] if 1 <= value <= len(glyphs) else str(value)


def _padded(width: int) -> Callable[[int], str]:
    return lambda value: f"{value:0{width}d}" if value > 0 else str(value)


def _digits(glyphs: str) -> Callable[[int], str]:
    """Digit by digit, from the glyph for zero."""
    table = str.maketrans("0123456789", glyphs)
    return lambda value: str(value).translate(table)


def _counting(
    digits: str, units: str, myriad: str, *, drop_one: str = "", keep_first_one: bool = False, zero: str = ""
) -> Callable[[int], str]:
    """Digits with units (二百三十), in groups of four.

    Args:
        digits: the glyphs for 1 to 9.
        units: the glyphs for ten, hundred and thousand.
        myriad: the glyph for ten thousand.
        drop_one: the units before which a one is never written (百, not 一百).
        keep_first_one: 一十 rather than 十 for the numbers from ten to nineteen.
        zero: what is written once for places left out inside (一百零一), if anything is.
    """

    def write(value: int) -> str:
        if not 1 <= value < _MYRIAD * _MYRIAD:
            return str(value)
        high, low = divmod(value, _MYRIAD)
        text = group(high) + myriad if high else ""
        if high and zero and 0 < low < _MYRIAD // 10:
            text += zero
        text += group(low)
        ten = digits[0] + units[0]
        return text[1:] if text.startswith(ten) and not keep_first_one else text

    def group(value: int) -> str:
        text, is_open = "", False
        for power in (3, 2, 1, 0):
            digit, value = divmod(value, 10**power)
            if not digit:
                is_open = bool(text)
                continue
            unit = units[power - 1] if power else ""
            text += (zero if is_open else "") + ("" if digit == 1 and unit and unit in drop_one else digits[digit - 1]) + unit
            is_open = False
        return text

    return write


def _below_hundred(write: Callable[[int], str], beyond: Callable[[int], str]) -> Callable[[int], str]:
    """Counted up to ninety-nine, digit by digit from a hundred on: 九十九, 一○○ ([MS-DOCX] 2.4, `chineseCounting`)."""
    return lambda value: write(value) if value < _HUNDRED else beyond(value)


def _enclosed(first: int, count: int) -> Callable[[int], str]:
    return _sequence(tuple(chr(first + index) for index in range(count)))


_COUNTING = _counting("一二三四五六七八九", "十百千", "萬", zero="零")
_CIRCLE_DIGITS = _digits("○一二三四五六七八九")
_FULL_WIDTH = _digits("０１２３４５６７８９")
_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    # [MS-DOCX] 2.4 adds the formats `001, 002, …` to `00001, 00002, …`, which have no name in the standard.
    **{name: _padded(width) for name, width in (("decimalZero", 2), ("decimalZero3", 3), ("decimalZero4", 4), ("decimalZero5", 5))},
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "hex": lambda value: f"{value:X}",
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "taiwaneseCountingThousand": _COUNTING,
    "taiwaneseCounting": _below_hundred(_COUNTING, _CIRCLE_DIGITS),
    "taiwaneseDigital": _CIRCLE_DIGITS,
    "chineseCountingThousand": _counting("一二三四五六七八九", "十百千", "万", zero="零"),
    "chineseCounting": _below_hundred(_COUNTING, _CIRCLE_DIGITS),
    "chineseLegalSimplified": _counting("壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", keep_first_one=True, zero="零"),
    "ideographLegalTraditional": _counting("壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", keep_first_one=True, zero="零"),
    "ideographTraditional": _sequence(STEMS),
    "ideographZodiac": _sequence(BRANCHES),
    "ideographZodiacTraditional": _sequence(_CYCLE),
    "ideographDigital": _digits("〇一二三四五六七八九"),
    # [MS-OI29500] 2.1.540 a: Word prints these in parentheses, ㈠.
    "ideographEnclosedCircle": _enclosed(0x3220, 10),
    "japaneseCounting": _counting("一二三四五六七八九", "十百千", "万", drop_one="十百千"),
    "japaneseLegal": _counting("壱弐参四伍六七八九", "拾百阡", "萬", keep_first_one=True),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "decimalEnclosedCircle": _enclosed(0x2460, 20),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 10),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "bullet": lambda _: "",
    "none": lambda _: "",
}
