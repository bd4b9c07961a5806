"""What is no quantity although it has digits: dates, ordinals, numbers that name something, labels, ratios, by rules of form."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from extractors.measures.numbers import ARABIC_NUMBER, read_number
from extractors.measures.units import known_units
from extractors.text import HAN


class Reason(StrEnum):
    """Why a number is no quantity."""

    DATE = "date"
    PERIOD = "period"
    ORDINAL = "ordinal"
    NUMBER = "identifying number"
    LABEL = "list label"
    RATIO = "ratio"
    SCALE = "scale"
    NAME = "part of a name"
    VERSION = "version"
    GRADE = "grade"
    INDEFINITE = "indefinite"


@dataclass(slots=True)
class Exclusion:
    """A stretch of a matching copy whose numbers are no quantities."""

    start: int
    end: int
    reason: Reason


_Test = Callable[[re.Match[str]], bool]
FIRST_ROC_YEAR, _LAST_ROC_YEAR = 61, 199
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SMALLEST_SCALE = 200


def is_year(digits: str) -> bool:
    """Whether digits in front of 年 name a year rather than say how many: 61 … 199, or 1900 … 2100."""
    if len(digits) > len("2024") or digits.startswith("0"):
        return False
    return FIRST_ROC_YEAR <= int(digits) <= _LAST_ROC_YEAR or _FIRST_YEAR <= int(digits) <= _LAST_YEAR


_LASTING = re.compile(r"(?:為期|歷時|長達|達|滿|逾|超過|將近|約|歷經|連續|共計|共)\Z")
_LASTS = re.compile("以上|以下|以內|之久|歷史|壽命|有效|年限")
_SINCE = re.compile(r"[自於從迄在]\Z")
_FROM = re.compile("起|間|公布|制定|訂定|修正|發布|施行|設立|成立|創立")
_BOUNDARY = re.compile(r"\Z|[,，;:。、)\]」』》〉\n及和與或]")
_MONTH = re.compile("[0-9]{1,2}月")


def _is_era(match: re.Match[str]) -> bool:
    """112年, 112-115年, 民國38年, 41年6月; not 為期3年, 逾100年."""
    text = match.string
    before, after = text[max(match.start() - 4, 0) : match.start()], text[match.end() : match.end() + 4]
    if match["era"] or _MONTH.match(after):
        return True
    numbers = re.findall("[0-9]+", match[0])
    if is_year(numbers[-1]):
        is_lasting = len(numbers) == 1 and int(numbers[0]) <= _LAST_ROC_YEAR and (_LASTING.search(before) or _LASTS.match(after))
        return not is_lasting
    return bool(_SINCE.search(before) and _FROM.match(after)) and int(numbers[-1]) > 1


def _is_without_unit(match: re.Match[str]) -> bool:
    return known_units().at(match.string, match.end()) is None


def _is_without_classifier(match: re.Match[str]) -> bool:
    """長照2.0計畫 and 5+2產業: a noun follows without the classifier that a count has."""
    unit = known_units().at(match.string, match.end())
    return unit is None or unit[0] in known_units().nouns


# Words that names of events begin with after their year, and that a unit begins: 2022線上…, 2023臺灣…, 2024國際….
_NAME_BEGINS = re.compile(
    "線上|臺[灣北中南東]|國[際家土民]|個[人資]|人[權才工文]|家[庭具]|場[域館]|位置|所得|組織|座談|世界|社[會區]|區域|部落|校園|年會|名人|點亮|日本|都市|時[尚代]|"
    "分享|路跑|發[表布展]|項目|村|島嶼|隊|園遊|門市|店|館|城市|縣市|市長|市集|地方|海"
)


_LATIN_NAME = re.compile("[A-Za-z] ?$")


def _is_bare_year(match: re.Match[str]) -> bool:
    """2022線上亞太社會創新高峰會, 2023亞太…, 2050淨零; not 2023筆, 2035件以上."""
    text = match.string
    unit = known_units().at(text, match.end())
    if unit is None or _NAME_BEGINS.match(text, match.end()) or _LATIN_NAME.search(text[max(match.start() - 2, 0) : match.start()]):
        return unit is None or not _BOUNDARY.match(text, unit[1])
    return unit[0] in known_units().nouns and not _BOUNDARY.match(text, unit[1])


def _is_bare_roc_year(match: re.Match[str]) -> bool:
    """112全國運動會: the year that a name begins with; a count has a unit."""
    return _is_without_unit(match) and match.string[match.end()] in "全國臺亞世春夏秋冬"


def _is_map_scale(match: re.Match[str]) -> bool:
    """五千分之一 and 1/5000 are scales of maps; 三分之一 and 1/3 are shares."""
    denominator = read_number(match["denominator"])
    return denominator is not None and denominator >= _SMALLEST_SCALE


_CHINESE = "一二三四五六七八九十百〇零兩"
_NUMERAL = rf"(?:[0-9]+|[{_CHINESE}]+)"
_TO = r"(?:[~至到—–─-]|[、及和與或]|以及)"
_ASIDE = r"\([^()]*\)"
_FREE = r"(?<![0-9.,])"
# The same behind a first digit, with which an expression begins that can go from digit to digit.
_FREE_BEHIND = r"(?<![0-9.,].)"
_YEAR = "(?:[6-9][0-9]|1[0-9]{2}|20[0-9]{2})"
_DAYS = rf"[0-9]{{1,2}}(?:日?(?:前)?{_TO}(?:[0-9]{{1,2}}月)?[0-9]{{1,2}})*日"
# 目前, 以前, 之前: 前 ends a word.
_NOT_FIRST = "目以之日先年月底"


@dataclass(frozen=True, eq=False)
class _Rule:
    """A form of text that is no quantity; it is looked for where one of its `signs` stands at a numeral, or is printed at all (`words`)."""

    reason: Reason
    signs: tuple[str, ...]
    expression: str
    test: _Test | None = None
    words: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when one of the signs is first met: many a document has few of these forms."""
        return re.compile(self.expression)


def _rule(reason: Reason, signs: str, pattern: str, test: _Test | None = None) -> _Rule:
    """A rule by its signs, blanks between them.

    `_月` is 月 behind a numeral, `第_` is 第 in front of one, `19` is what the digits begin with, and `1` all of them where another 1
    follows soon.
    """
    return _Rule(reason, tuple(signs.split()), pattern, test)


_LEADING_ZERO = "00 01 02 03 04 05 06 07 08 09"
# In the order of the contract: dates and years, periods, ordinals, identifying numbers, labels, ratios and scales, names.
_RULES = (
    _rule(
        Reason.DATE,
        "_年 _學年 _會計 _預算",
        rf"(?P<era>(?:民國|西元|公元))?{_FREE}[0-9]{{1,4}}(?:(?:年度?)?{_TO}(?:民國)?[0-9]{{1,4}})*(?:學|會計|預算)?年",
        _is_era,
    ),
    _rule(Reason.DATE, "_月", rf"{_FREE}(?:[0-9]{{1,2}}月?{_TO})*[0-9]{{1,2}}月(?:份)?(?:{_DAYS})?"),
    _rule(Reason.DATE, "_日", rf"(?<=月)(?:底前)?{_DAYS}"),
    _rule(Reason.DATE, "_. _/ _-", rf"[0-9]{_FREE_BEHIND}[0-9]{{1,3}}(?P<mark>[./-])[0-9]{{1,2}}(?P=mark)[0-9]{{1,2}}(?![0-9.])"),
    _rule(Reason.DATE, "(_", rf"\({_YEAR}(?:{_TO}{_YEAR})*\)(?=年|學年|會計年)"),
    _rule(Reason.DATE, "_/", rf"{_FREE}(?<!/)[0-9]{{1,2}}/[0-9]{{1,2}}(?:{_TO}[0-9]{{1,2}}/[0-9]{{1,2}})+(?![0-9/])"),
    _rule(Reason.DATE, "_/", rf"{_FREE}(?<!/)[0-9]{{1,2}}/(?:1[1-9]|[23][0-9])(?![0-9/,.])", _is_without_unit),
    _rule(Reason.DATE, "_:", rf"{_FREE}[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9,:])"),
    _rule(Reason.DATE, "_時 _點", rf"(?:[上下中]午|晚[上間]|凌晨|早上|清晨|半夜|夜間|深夜){_FREE}[0-9]{{1,2}}[時點](?:[0-9]{{1,2}}分)?"),
    _rule(Reason.DATE, "_時", rf"(?<=日|至){_FREE}[0-9]{{1,2}}時(?!段)|{_FREE}[0-9]{{1,2}}時(?=[至~起前後許整])"),
    _rule(Reason.DATE, "_時 _點", rf"{_FREE}[0-9]{{1,2}}[時點][0-9]{{1,2}}分(?!鐘)"),
    _rule(Reason.DATE, "19 20", rf"[12]{_FREE_BEHIND}(?:(?<=1)9[5-9]|(?<=2)0[0-9])[0-9](?![0-9.,%年])", _is_bare_year),
    _rule(Reason.DATE, "_全 _國 _臺 _亞 _世 _春 _夏 _秋 _冬", rf"1{_FREE_BEHIND}[0-3][0-9](?={HAN})", _is_bare_roc_year),
    _rule(
        Reason.PERIOD,
        "近_ 來_ 去_ 後_ 前_",
        rf"(?:(?<![將接幾趨])近|未來|過去|往後|(?<![{_NOT_FIRST}])前){_NUMERAL}(?:{_ASIDE})?個?(?:年|月|會計年|學年|日|天|週)",
    ),
    _rule(Reason.PERIOD, "_年", rf"{_FREE}{_NUMERAL}年(?:期|級|代|(?:中程|中長程|長程|發展|建設|行動)?(?:計畫|方案)|國(?:民|教)|一貫)"),
    _rule(Reason.PERIOD, "_週 _周 _世紀 _上旬 _中旬 _下旬", rf"{_FREE}[0-9]+[週周]年|{_FREE}[0-9]+世紀|{_FREE}[0-9]{{1,2}}[上中下]旬"),
    _rule(Reason.ORDINAL, "第_", rf"第{_NUMERAL}(?:,[0-9]{{3}})*(?:{_TO}第?{_NUMERAL}(?![0-9]))*"),
    _rule(Reason.ORDINAL, "之_", rf"[條點項款目]之{_NUMERAL}"),
    _rule(Reason.ORDINAL, "前_", rf"(?<![{_NOT_FIRST}])前{_NUMERAL}(?=大|名|位|強)"),
    _rule(Reason.NUMBER, "_號 _巷 _弄 _地號 _建號", rf"{_FREE}[0-9]+(?:(?:-|之)[0-9]+)*(?:[、及]第?[0-9]+)*(?:號|巷|弄|地號|建號)(?!次)"),
    _rule(Reason.NUMBER, "(_", r"\([0-9]{2,3}\)(?=[^,，。;]{0,8}字第)"),
    _rule(
        Reason.NUMBER, "號_ 編_ 碼_ 機_ 戶_ 為_ :_", r"(?:(?:地|建|文|案|編|統|帳|序|代)[號編碼]|分機|專戶|郵遞區號)(?:為|:)?[0-9][0-9-]*"
    ),
    _rule(Reason.NUMBER, "_段 _樓", rf"(?<=[路街道])[0-9]+段|{_FREE}(?<!共)[0-9]+樓(?!層|地板)(?:之[0-9]+)?"),
    _rule(Reason.NUMBER, _LEADING_ZERO, r"(?<![0-9])\(?0[0-9]{1,3}\)?-?[0-9]{3,4}-?[0-9]{3,4}(?:[#轉][0-9]+)?"),
    _rule(Reason.NUMBER, _LEADING_ZERO, rf"0{_FREE_BEHIND}[0-9]+(?!\.)"),
    _Rule(
        Reason.NUMBER,
        (),
        rf"[0-9]{_FREE_BEHIND}[0-9]{{2,3}}(?={HAN}{{0,12}}(?:專線|熱線|報案|勤務指揮))",
        _is_without_unit,
        words=("專線", "熱線", "報案", "勤務指揮"),
    ),
    _rule(
        Reason.NUMBER,
        "_線 _甲 _乙 _丙 _丁 _戊",
        r"[臺縣市鄉區省北宜竹苗投彰雲嘉南高屏花東澎金馬桃基][0-9]+(?:[甲乙丙丁戊]線?|(?:之[0-9]+)?線)",
    ),
    _rule(
        Reason.NUMBER,
        "國_ 道_ 臺_",
        r"(?<![0-9全各外我])國[0-9]{1,2}(?=[甲乙]|高速|沿線|、[臺國][0-9])|[國省縣市鄉區]道臺?[0-9]+(?:[甲乙丙丁]?線)?",
    ),
    _rule(Reason.NUMBER, "臺_", r"(?<![0-9])臺[0-9]{1,2}(?![0-9])", _is_without_unit),
    _rule(Reason.NUMBER, "_K 路_ _號 _快", r"[0-9]+K\+[0-9]+|快速道路[0-9]+|[0-9]+號?快速"),
    _rule(Reason.LABEL, "_) _、 _.", r"(?:^|(?<=[\n:;。]))(?:\(?[0-9]{1,2}\)|[0-9]{1,2}[、.](?![0-9]))|\([0-9]{1,2}\)"),
    _rule(Reason.LABEL, "_.", rf"[0-9]{_FREE_BEHIND}[0-9]?\.(?=(?:{HAN}|「))"),
    _rule(Reason.SCALE, "_/ _:", r"(?<![0-9/])1[/:](?P<denominator>[0-9][0-9,]*)(?![0-9:/])", _is_map_scale),
    _rule(Reason.SCALE, "之_", rf"(?P<denominator>{ARABIC_NUMBER}千?|[{_CHINESE}千萬]+)分之[1一](?![0-9.])", _is_map_scale),
    _rule(Reason.RATIO, "_對 _比 _加 _合", rf"{_NUMERAL}[對比加合](?:{_NUMERAL}|多)", _is_without_unit),
    _Rule(Reason.RATIO, (), rf"{_FREE}[0-9.]+(?::[0-9.]+)+(?![0-9])", _is_without_unit, words=(":",)),
    _rule(Reason.RATIO, "_/", rf"{_FREE}[0-9]{{2,}}/[0-9]+(?![0-9/])", _is_without_unit),
    _rule(Reason.RATIO, "_+ _x _× _*", rf"{_FREE}[0-9]+(?:[+x×*][0-9]+)+(?![0-9])", _is_without_classifier),
    _Rule(Reason.VERSION, ("_.",), rf"{_FREE}[0-9]+(?:\.[0-9]+){{2,}}|{_FREE}[0-9]+\.[0-9]+版|版本[0-9.]*[0-9]", words=("版本",)),
    _rule(Reason.VERSION, "_.0", rf"{_FREE}[0-9]\.0(?![0-9])", _is_without_classifier),
    _rule(Reason.GRADE, "_維 _職等 _星級 _年級 _等 _級", rf"{_FREE}{_NUMERAL}(?:維|職等|星級|年級|等(?=[水三控衛獎親])|級(?!分|距))"),
    _Rule(Reason.GRADE, ("模_",), rf"(?<=規模){_FREE}[0-9.]+(?![0-9.,萬億])", _is_without_unit, words=("規模.",)),
    _rule(
        Reason.NAME,
        "_站式 _條龍 _條鞭 _次性 _點通 _頁式 _鍵式 _權分 _節慰 _讀 _倍券 _方通",
        rf"{_FREE}[1一](?=站式|條龍|條鞭|次性|點通|頁式|鍵式)|{_FREE}[0-9](?=權分|節慰|讀|倍券|方通話)",
    ),
    _rule(
        Reason.NAME,
        "_課綱 _大地 _地震 _震災 _風災 _水災 _事件 _大樓 _高地 _人力",
        rf"[0-9]{_FREE_BEHIND}[0-9]{{2,3}}(?=課綱|大?地震|震災|風災|水災|事件|大樓|高地|人力銀行)",
    ),
    _Rule(Reason.NAME, (" _",), r"[A-Za-z][A-Za-z']* [0-9]+(?:[.:-][0-9]+)*(?![0-9,萬億千餘])", _is_without_unit),
    _rule(Reason.NAME, "1", rf"1{_FREE_BEHIND}{HAN}{{1,3}}1(?={HAN})", _is_without_classifier),
    _rule(Reason.INDEFINITE, "數_ 幾_", r"(?<![人次件家戶筆場總點個班床張份冊案隻頭艘架輛度分級])[數幾]10{1,4}(?![0-9.,])"),
)
_DIGIT = re.compile("[0-9]")


def _by_sign(form: str) -> dict[str, tuple[_Rule, ...]]:
    """The rules by those of their signs that have a form, each without the `_` that stands for the numeral."""
    fitting = {sign: sign.strip("_") for rule in _RULES for sign in rule.signs if re.fullmatch(form, sign)}
    return {bare: tuple(rule for rule in _RULES if sign in rule.signs) for sign, bare in fitting.items()}


_BY_BEGINNING, _BY_NEXT, _BY_PREVIOUS = _by_sign("[0-9]+"), _by_sign("_.+"), _by_sign(".+_")
_BY_WORD = tuple((word, rule) for rule in _RULES for word in rule.words)


def _glyphs(signs: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted({sign[0] for sign in signs})))}]"


_BEGINNING = re.compile("[012](?<![0-9].)(?:(?<=0)[0-9]|(?:(?<=1)9|(?<=2)0)(?=[0-9]{2})|(?<=1)(?=[^0-9]{1,3}1))")
# 28.67億: most points behind a numeral are those of decimals, which no rule is about but those of versions (2.0, 3.1版, 3.1.4).
_DECIMALS = r"(?<=\.)[0-9]+(?<!\.0)(?![0-9.版])"
# A sign behind a numeral has one character or two, one in front of it has one.
_NEXT = re.compile(f"[0-9{_CHINESE}](?=({_glyphs(_BY_NEXT)}(?!{_DECIMALS}).?))", re.DOTALL)
_PREVIOUS = re.compile(f"{_glyphs(_BY_PREVIOUS)}(?=[0-9{_CHINESE}])")


def find_exclusions(text: str) -> list[Exclusion]:
    """The stretches of a matching copy whose numbers are no quantities. They may overlap."""
    found = [
        Exclusion(match.start(), match.end(), rule.reason)
        for rule in _rules_for(text)
        for match in rule.pattern.finditer(text)
        if rule.test is None or rule.test(match)
    ]
    if _LETTER.search(text):
        found += _names(text)
    return found


def _rules_for(text: str) -> dict[_Rule, None]:
    """The rules whose form can be found in a text: of some fifty mostly none, so that a text costs a look at each of its numerals."""
    rules: list[_Rule] = []
    for glyphs in _BEGINNING.findall(text):
        rules += _BY_BEGINNING[glyphs]
    for glyphs in _NEXT.findall(text):
        rules += _BY_NEXT.get(glyphs[0], ())
        rules += _BY_NEXT.get(glyphs, ())
    for glyphs in _PREVIOUS.findall(text):
        rules += _BY_PREVIOUS[glyphs]
    for word, rule in _BY_WORD:
        if word in text:
            rules.append(rule)
    return dict.fromkeys(rules)


_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z]*(?:[-_./+'&~][0-9A-Za-z]+)*")
_LETTER = re.compile("[A-Za-z]")
_COUNTED_NAME = re.compile(r"(?P<name>[A-Za-z]{2,})[0-9]+")


def _names(text: str) -> Iterator[Exclusion]:
    """Words of letters and digits (5G, S-100, EGI-M370, Lanelet2), but for a number with its unit (2.5MW, 3-5km)."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if not _LETTER.search(token) or not _DIGIT.search(token) or _metric().fullmatch(token):
            continue
        counted = _COUNTED_NAME.fullmatch(token)
        unit = known_units().at(text, match.end()) if counted else None
        if counted and unit and _BOUNDARY.match(text, unit[1]):
            yield Exclusion(match.start(), match.start() + counted.end("name"), Reason.NAME)
        else:
            yield Exclusion(match.start(), match.end(), Reason.NAME)


@lru_cache(maxsize=1)
def _metric() -> re.Pattern[str]:
    unit = known_units().latin
    return re.compile(rf"[0-9.]+(?:[-~][0-9.]+)?(?:{unit})(?:/(?:{unit}))?")
