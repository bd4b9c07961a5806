"""The words of budget execution: which figure an amount is, what a rate is a share of, and which account a phrase names."""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.text import fold

SIDES = {"歲入": "revenue", "歲出": "expenditure"}
SIDE = re.compile("歲入|歲出")

_ASIDE = r"\((?:以下同|含[^()]*|不含[^()]*)\)"
_FILLER = rf"(?:預算|金額|總額|總數|數|額|案|編列|計列|列|各為|為|計|共計|共|達|合計|總計|約|係|僅|已|新臺幣|{_ASIDE}|:|\(|-)*"
# Words of money that is no figure of the account: what is left, carried over, owed, compared with or added.
_NONE = (
    "賸餘|剩餘|節餘|結餘|餘絀|超收|短收|短絀|超支|保留|應付|應收|未執行|未支用|未實現|待執行|未分配|註銷|增加|減少|增列|減列|增減|撙節|減免|差異|"
    r"追加減?預算(?!後)|追加\(減\)預算|追減預算|經費|補助款?|節省|流用|流入|流出|動支|較.*"
)
_ROLE = re.compile(
    rf"(?:(?P<none>{_NONE})|(?P<allocated>分配(?:預算)?)|(?P<actual>決算(?:審定)?|實收|實付|實支|執行(?!率)|支用|支付|實現|(?<=[實累])計?(?:收入|支出)|決)"
    rf"|(?P<weak>收入|支出)數|(?P<budget>預算)){_FILLER}$"
)
SUMMED = re.compile(rf"^[,、)]*(?:合計|共計|總計|計){_FILLER}$")
REVISED = re.compile("後(?:之|的)?(?:歲[入出])?(?:法定)?預算|可支用")
# A figure of the whole city, or of funds, in a sentence about the agency's work.
OF_OTHERS = re.compile("總預算(?![數額])|總決算(?![數額])|特別預算|附屬單位|每[人件戶年月]")
PLANS_ONLY = re.compile("計畫(?:之)?實施|實施(?:成果|概況)|(?:施政|工作|業務|重要)成果")
CUMULATIVE = re.compile(r"(?:截至|算至|至)[^,]{0,12}?\d{1,2}月(?:\d{1,2}日|底)?|\d{1,2}月?(?:至|-|~)\d{1,2}月|上半年")
NOTHING_USED = re.compile(r"(?:尚未|未|無)(?:予)?(?:動支|執行|支用|動用|實收)(?:數)?(?![\d,]*元)")

_HEAD = re.compile(r"^(?P<head>[^：:，。；]{1,40})[：:]")
_TAIL = re.compile(r"(?:業務|工作|施政)?計畫$|科目$|部分$|項下$|門?預算$|經費$")
_NO_NAME = re.compile("[占佔較]|截至|分配|情形|概況|本[處局府會所館區室科隊]|各|年度|完成|辦理")
_NO_ACCOUNT = re.compile("情形|概況|實施|執行|辦理|說明|成果|如下|年度")
_LEADING = re.compile(
    r"^(?:[、,()及與和]|本[處局府會所館區室科隊校]|本機關|全年度?|上年度|前年度|本年度|以前年度|中華民國|\(?\d{2,3}\)?年度?|\d{1,2}月?至\d{1,2}月|其中|原列|原|法定|核定|可支用|年度|單位|累計|實際)*"
)


class _Ranks:
    """How surely a word means the final figure: 決算數 over 執行數, 實付數 and what is only a part of it, 實現數."""

    _WORDS = (("決", 4), ("執行", 3), ("實收", 2), ("實付", 2), ("實支", 2), ("支用", 2), ("支付實現", 1), ("實現", 1))

    def rank(self, before: str) -> int:
        match = _ROLE.search(before)
        word = match[0] if match else ""
        return next((rank for name, rank in self._WORDS if name in word), 2)


RANKS = _Ranks()


_PLAIN = str.maketrans("仟佰", "千百")


def fold_money(text: str) -> str:
    """The folded copy to find money in: 仟元 is 千元."""
    return fold(text).translate(_PLAIN)


def read_role(before: str) -> str | None:
    """What the words before an amount say it is: budget, allocated, actual or none of them; None where they do not say."""
    match = _ROLE.search(before)
    if match is None:
        return None
    role = match.lastgroup
    return "actual" if role == "weak" else role


def split_head(text: str) -> tuple[str | None, str]:
    """The words before an item's colon, and what follows; None and the whole text where there is none, or a figure's name before it."""
    match = _HEAD.match(text)
    if match is None or _is_figure(fold(match["head"])):
        return None, text
    return match["head"], text[match.end() :]


def _is_figure(folded: str) -> bool:
    """Whether a head names a figure (預算數：100千元), no account."""
    return bool(re.fullmatch(r".{0,10}(?:預算|決算|執行|分配|實收|實付|實支|實現|支用|達成|收繳)(?:數|率)", folded))


def name_of_head(folded: str) -> str | None:
    """The account that a head names; None where it names a side or tells what follows."""
    if SIDE.search(folded) or _NO_ACCOUNT.search(folded):
        return None
    return _clean(folded)


def name_account(before: str) -> str | None:
    """The account that the words before a figure name: 一般行政 in 一般行政預算數."""
    match = _ROLE.search(before)
    words = _clean(_LEADING.sub("", SIDE.sub("", before[: match.start()] if match else before)))
    return None if words is None or _NO_NAME.search(words) else words


def _clean(words: str) -> str | None:
    stripped = words.strip("「」『』｢｣()、,:")
    return _TAIL.sub("", stripped).strip("「」『』｢｣") or None


@dataclass(frozen=True, slots=True)
class Rate:
    """A printed rate, and what its words say it is a share of; None where they do not say."""

    percent: Decimal
    base: str | None


_PERCENT = re.compile(r"(?P<percent>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)%")
_OF = re.compile("執行率|達成率|收繳率|支用率|執行比率|比率|進度|占|佔|達|率")
_NOT_A_RATE = re.compile("較|賸餘|保留|成長|增加|減少|目標|節餘|落後|超收")


def find_rate(folded: str) -> Rate | None:
    """The first rate of execution in a clause, `(81.39%)` behind a figure included."""
    start = 0
    for match in _PERCENT.finditer(folded):
        words = folded[start : match.start()]
        start = match.end()
        if _NOT_A_RATE.search(words) or not (_OF.search(words) or words.endswith("(")):
            continue
        around = words + folded[match.end() : match.end() + 12]
        base = "allocated" if "分配" in around else "budget" if _says_budget(words) else None
        return Rate(Decimal(match["percent"].replace(",", "")), base)
    return None


def _says_budget(words: str) -> bool:
    """Whether a rate is said to be a share of the budget: 占預算數, not 預算執行率."""
    return bool(re.search("[占佔達].*預算(?!分配|執行|達成)", words))
