"""The words that make a quantity a bound or an estimate: 約, 逾, 超過 in front of it, 餘 inside, 以上 behind it."""

import re

_BEFORE = (
    *("不低於", "不少於", "不高於", "不多於", "不大於", "不超過", "未超過", "未逾", "不逾", "超過", "超逾", "超出", "大於", "多於", "高於"),
    *("小於", "低於", "少於", "逾", "突破", "將近", "接近", "幾近", "趨近", "大約", "約莫", "約略", "至少", "最少", "至多", "最多", "最高"),
    *("最低", "上限", "下限", "不到", "未達", "不足", "未滿", "不滿", "未及", "不及", "預估", "估計", "概估", "推估", "粗估"),
)
# 簽約3案, 最近3年: part of a word, no bound.
_NOT_BEHIND = {"破": "突打爆偵擊攻查", "約": "契合簽公預節特租履條邀違續制婚相締解立毀失赴盟買招大", "近": "最附鄰就接親貼新靠遠將幾趨"}
# 約計, 逾新臺幣, 最高為.
_BETWEEN = "(?:[計有達為共占佔了]|可達|合計|[可得]?(?:補助|獎助|獎勵|核貸|核給|補貼))?(?:新臺幣|臺幣|美金|人民幣|NT\\$|US\\$)?"
# Every alternative begins with a glyph, so that the search goes from one to the next.
_BOUNDS = "|".join([*_BEFORE, *(f"{word}(?<![{glyphs}].)" for word, glyphs in _NOT_BEHIND.items())])
_PREFIX = re.compile(rf"(?P<bound>{_BOUNDS}){_BETWEEN}\Z")
# What a match of the expression above can end with: nearly always another glyph stands in front of a number.
_LAST_GLYPHS = frozenset("計有達為共占佔了助勵貸給貼幣金$").union(_NOT_BEHIND, (word[-1] for word in _BEFORE))
_LONGEST_PREFIX = 10
_SUFFIX = re.compile(r"(?:\(含\))?(?P<bound>以上|以下|以內|左右|上下|之內|之譜)|(?P<rest>[餘許])(?=\Z|[,，;:。、)\]」』》〉\n及和與或])")
_FIRST_BEHIND = frozenset("(以左上之餘許內")
_WITHIN = re.compile("內(?![政部外容科湖埔地涵需閣在建湖])")


def bound_before(text: str, start: int) -> str | None:
    """The bound or estimate in front of an offset of a matching copy."""
    if text[start - 1 : start] not in _LAST_GLYPHS:
        return None
    match = _PREFIX.search(text, max(start - _LONGEST_PREFIX, 0), start)
    return match["bound"] if match else None


def is_bounded(text: str, start: int) -> bool:
    """Whether a bound or an estimate stands in front of an offset."""
    return bound_before(text, start) is not None


def bound_behind(text: str, end: int, *, is_time: bool) -> str | None:
    """The bound or estimate behind an offset; 內 is one behind a time (3日內)."""
    if text[end : end + 1] not in _FIRST_BEHIND:
        return None
    match = _SUFFIX.match(text, end)
    if match:
        return match["bound"] or match["rest"]
    return "內" if is_time and _WITHIN.match(text, end) else None
