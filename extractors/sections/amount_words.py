"""The words of a budget summary: what each printed amount is called, what share follows it, and how it stands to the amounts before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.measures.numbers import AMOUNT, parse_amount

SIDES = {"歲入": "revenue", "歲出": "expenditure"}
SIDE = re.compile("歲入|歲出")
CLASSIFIED = re.compile(r"(?:依|按|就|以)[^,。:;()\d]{1,12}?(?:分類|分列|區分|劃分|分)(?:別)?(?:為|如下|計列|別)?")
# 包括 and its like say that what follows is all; 其中 and 含 do not.
_GROUP = re.compile(rf"包括|包含|涵括|計有|計分|分別為|分為|分別|其中|內含|含|{CLASSIFIED.pattern}")
_OPEN_GROUPS = frozenset({"其中", "內含", "含"})
_SHARE = re.compile(
    r"\(?,?(?:約)?[佔占][^,。;)%]*?(?P<of>\d+(?:\.\d+)?)%\)?|\((?:約)?(?P<bare>\d+(?:\.\d+)?)%\)|\(?,?比[率重例](?:約|為)*(?P<ratio>\d+(?:\.\d+)?)%\)?"
)
_COMPARED = re.compile("較|比上|上年度|去年度|前年度|增加|減少|增列|減列|增減|淨增|淨減|相差|每[人件戶年月臺台輛平]|單價|決算(?:數|金額)")
_EXPLAINED = re.compile("係|主要|因應|作為|用以")
_SUMMED = re.compile(r"(?:^|[,、;)])(?:以上)?(?:合計|共計|總計|計)(?:新臺幣|:|為)*$")
_LEADING = re.compile(
    r"^(?:本[處局府會所館區室科隊校]|本機關|本年度|\(?\d{2,3}\)?年度|其中|包括|包含|內含|含|計有|分別為|分為|係|為|編列|列有|單位預算|預算|以及|暨|"
    r"[及與和、,。;:()「」『』]|[(]?[\d一二三四五六七八九十]{1,2}[)、.])*"
)
# 計 closes the words before an amount, but not in 公務統計, 會計, 主計, 歲計, 審計, 設計, 估計.
_TRAILING = re.compile(
    r"(?:預算)?(?:總額|總數|數|額)?(?:共計|合計|總計|共列|編列|計列|共|列|為|約|各|需用|需|新臺幣|\(以下同\)|[:：」』(]|(?<![統會主歲審設估累])計)*$"
)
_TAIL = re.compile(r"(?:業務|工作|施政)?計畫$|科目$|部分$|項下$|預算$|經費$")
_SIDE_WORDS = re.compile("歲[入出](?:預算|部分)?(?:案)?")


@dataclass(frozen=True, slots=True)
class Printed:
    """An amount of money, the words since the last one, and the share that follows it."""

    before: str
    money: str
    amount: Decimal
    share: str
    percent: Decimal | None
    after: str

    @property
    def statement(self) -> str:
        """The words from the last mark before the amount to its share."""
        return re.split("[,。;:、]", self.before)[-1].lstrip("()") + self.money + self.share

    @property
    def group(self) -> str | None:
        """The word that opens a breakdown, 其中 where it says that what follows need not be all; None where none is printed."""
        match = next(iter(list(_GROUP.finditer(self.before))[-1:]), None)
        if match is None or _COMPARED.search(self.before, match.end()):
            return None
        return "其中" if match[0] in _OPEN_GROUPS else match[0]

    @property
    def is_bracketed(self) -> bool:
        """Whether a bracket opens before the amount and is not closed again."""
        return self.before.count("(") > self.before.count(")")

    @property
    def is_compared(self) -> bool:
        """Whether the amount compares or explains (較上年度增加…), and is no part of the budget."""
        return bool(_COMPARED.search(self.before))

    @property
    def is_explained(self) -> bool:
        """Whether the words before the amount say what it is for: 係編列個人電腦租賃費."""
        return bool(_EXPLAINED.search(self.before))

    @property
    def is_sum(self) -> bool:
        """Whether the amount closes a list: 合計200千元."""
        return bool(_SUMMED.search(self.before))

    @property
    def begins_sentence(self) -> bool:
        """Whether a sentence ends before the amount."""
        return bool(re.search("[。;]", self.before))

    @property
    def is_partial(self) -> bool:
        """Whether the list that it ends leaves something out: 業務費40千元等."""
        return self.after.startswith("等")

    @property
    def side(self) -> str | None:
        """The side whose total the amount is said to be: 歲出預算數."""
        match = list(SIDE.finditer(re.sub(r"[佔占][^,、]*", "", self.before)))
        return SIDES[match[-1][0]] if match else None

    @property
    def account(self) -> str | None:
        """The account that the words before the amount name; None for a side's total."""
        words = self.before
        group = list(_GROUP.finditer(words))
        if group and not _COMPARED.search(words, group[-1].end()):
            words = words[group[-1].end() :]
        elif self.is_bracketed:
            words = words[words.rfind("(") + 1 :]
        return name_account(re.split("[,。;:]|(?<=[^(])[)]", words.rstrip("(,:"))[-1])


def name_account(words: str) -> str | None:
    """The account in these words, without what leads to it and what says that it is one; None where nothing is left."""
    inner = _SIDE_WORDS.sub("", _LEADING.sub("", words))
    inner = _TRAILING.sub("", _LEADING.sub("", inner))
    return _TAIL.sub("", _TRAILING.sub("", inner)).strip("「」『』()") or None


def find_printed(folded: str) -> Iterator[Printed]:
    """The amounts of a text in order."""
    start = 0
    for match in AMOUNT.finditer(folded):
        amount = parse_amount(match[0])
        if amount is None or match.start() < start:
            continue
        share = _SHARE.match(folded, match.end())
        end = share.end() if share else match.end()
        percent = Decimal(share["of"] or share["bare"] or share["ratio"]) if share else None
        yield Printed(folded[start : match.start()], match[0], amount, share[0] if share else "", percent, folded[end : end + 1])
        start = end
