"""What sections are called: which kind of section a printed title names, from `data/section_titles.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extractors.text import fold


@dataclass(frozen=True, slots=True)
class TitleKind:
    """A kind of section, and the level of a heading of that kind that is printed without a label; 0 where none is."""

    name: str
    bare_level: int


_FIGURE = r"(?:\(?(?:\d{2,4}|[〇零一二三四五六七八九十百]{2,5})\)?)"
_SHORT = {
    "{year}": f"(?:(?:中華民國)?本?{_FIGURE}?年度)",
    "{prior}": f"(?:前{_FIGURE}?年度?)",
    "{current}": f"(?:上{_FIGURE}?年度?)",
    "{words}": "[^,;。]*",
}


@lru_cache(maxsize=1)
def _declared() -> dict[str, Any]:
    return tomllib.loads(files("extractors.data").joinpath("section_titles.toml").read_text(encoding="utf-8"))


def _spell_out(titles: list[str]) -> re.Pattern[str]:
    whole = "|".join(f"(?:{title})" for title in titles)
    for short, long in _SHORT.items():
        whole = whole.replace(short, long)
    return re.compile(whole)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], TitleKind], ...]:
    return tuple((_spell_out(kind["titles"]), TitleKind(kind["name"], kind.get("bare_level", 0))) for kind in _declared()["kind"])


@lru_cache(maxsize=1)
def _other_titles() -> re.Pattern[str]:
    return _spell_out(_declared()["other"])


LONGEST_TITLE = 60
# What tells where the thing is, or that there is none, and is no part of its name: 員額編制表(如附表), 或有給付責任之說明:無.
_WHEREABOUTS = re.compile(r":?(?:\(?(?:詳|請)?(?:見|如|附)?(?:附圖|附表|附件|下[圖表]?|後[附圖表]?|次頁|右)\)?|無)?[:。.]?$")
# A word of each wording: most lines are no title, and this says so.
_HINT = re.compile("職掌|業務|組織|員額|年度|施政|成果|績效|指標|目標|預算|給付責任|必要|重要")


@lru_cache(maxsize=512)
def kind_of_title(title: str) -> TitleKind | None:
    """The kind of section that a title without its label names; None where no wording is known."""
    if len(title) > LONGEST_TITLE:
        return None
    folded = fold(title)
    if not _HINT.search(folded):
        return None
    folded = _WHEREABOUTS.sub("", folded)
    return next((kind for pattern, kind in _patterns() if pattern.fullmatch(folded)), None)


def is_other_title(title: str) -> bool:
    """Whether a title is known to belong to no kind: 其他事項, 附錄."""
    return bool(_other_titles().fullmatch(_WHEREABOUTS.sub("", fold(title))))
