"""List labels of OpenDocument texts: what LibreOffice shows for each of these lists, and LibreOffice asked again where it is installed."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.conservation import Balance, weigh
from extractors.document import Document, Source, walk_paragraphs
from extractors.readers import odt
from tests.extractors.readers.odt_maker import h, item, list_style, lst, make_odt, p, row, table, td

CHINESE = list_style(
    "L",
    's:num-format="一, 二, 三, ..." s:num-suffix="、"',
    's:num-format="1" s:num-prefix="(" s:num-suffix=")"',
    's:num-format="1" t:display-levels="3"',
)
DECIMAL = list_style("M", 's:num-format="1" s:num-suffix="."')
LETTERS = list_style("A", 's:num-format="a" s:num-suffix="."', 's:num-format="A" s:num-suffix="."')
OUTLINE = (
    '<t:outline-style s:name="Outline">'
    '<t:outline-level-style t:level="1" s:num-format="壹, 貳, 參, ..." s:num-suffix="、"/>'
    '<t:outline-level-style t:level="2" s:num-format="1" t:display-levels="2" s:num-prefix="(" s:num-suffix=")"/>'
    "</t:outline-style>"
)


def paragraph_style(name: str, parent: str = "", attributes: str = "") -> str:
    return f'<s:style s:name="{name}" s:family="paragraph" s:parent-style-name="{parent}" {attributes}/>'


HEADINGS = OUTLINE + "".join(
    paragraph_style(f"Heading_20_{level}", attributes=f's:display-name="Heading {level}" s:default-outline-level="{level}"')
    for level in (1, 2)
)
H1, H2 = 't:style-name="Heading_20_1"', 't:style-name="Heading_20_2"'
SUB = ""
CONTINUED = 't:style-name="L" t:continue-numbering="true"'
FORMATS = {
    "1": "1 2 9 10 11 20 21 27 101",
    "a": "a b i j k t u aa cw",
    "A": "A B I J K T U AA CW",
    "i": "i ii ix x xi xx xxi xxvii ci",
    "I": "I II IX X XI XX XXI XXVII CI",
    "一, 二, 三, ...": "一 二 九 十 十一 二十 二十一 二十七 一百零一",
    "壹, 貳, 參, ...": "壹 貳 玖 壹拾 壹拾壹 貳拾 貳拾壹 貳拾柒 壹佰零壹",
    "壹, 贰, 叁, ...": "壹 贰 玖 壹拾 壹拾壹 贰拾 贰拾壹 贰拾柒 壹佰零壹",
    "甲, 乙, 丙, ...": "甲 乙 壬 癸 11 20 21 27 101",
    "子, 丑, 寅, ...": "子 丑 申 酉 戌 20 21 27 101",
    "①, ②, ③, ...": "① ② ⑨ ⑩ ⑪ ⑳ ㉑ ㉗ 101",
    "イ, ロ, ハ, ...": "イ ロ リ ヌ ル ネ ナ オ ホ",
    "ア, イ, ウ, ...": "ア イ ケ コ サ ト ナ ヒ ケ",
    "01, 02, 03, ...": "01 02 09 10 11 20 21 27 101",
    "001, 002, 003, ...": "001 002 009 010 011 020 021 027 101",
}
FORMAT_VALUES = (1, 2, 9, 10, 11, 20, 21, 27, 101)


class Case(NamedTuple):
    """A document and the lines that are shown for it."""

    shown: str
    body: str
    automatic: str = CHINESE + DECIMAL + LETTERS
    styles: str = ""


def numbered_in(number_format: str, attributes: str = "") -> tuple[str, str]:
    """A body that counts in a format to FORMAT_VALUES, and its list style."""
    body = "".join(lst(item("x", attributes=f't:start-value="{value}"')) for value in FORMAT_VALUES)
    return body, list_style("L", f's:num-format="{number_format}" s:num-suffix="、" {attributes}')


CASES = {
    "every list counts from the start": Case("一、a 二、b mid 一、c", lst(item("a") + item("b")) + p("mid") + lst(item("c"))),
    "a list goes on with the one before": Case("一、a 二、b mid 三、c", lst(item("a") + item("b")) + p("mid") + lst(item("c"), CONTINUED)),
    "a list of another style does not go on": Case(
        "一、a 1.b", lst(item("a")) + lst(item("b"), 't:style-name="M" t:continue-numbering="true"')
    ),
    "a list goes on with one that it names": Case(
        "一、a 1.x 二、c",
        lst(item("a"), 'xml:id="q" t:style-name="L"')
        + lst(item("x"), 't:style-name="M"')
        + lst(item("c"), 't:style-name="L" t:continue-list="q"'),
    ),
    "a list that names one which is not there begins": Case(
        "一、a 一、c", lst(item("a"), 'xml:id="q" t:style-name="L"') + lst(item("c"), 't:style-name="L" t:continue-list="none"')
    ),
    "a chain of lists is one sequence": Case(
        "一、a 二、b 三、c 四、d",
        lst(item("a"), 'xml:id="q" t:style-name="L"')
        + lst(item("b"), 'xml:id="r" t:style-name="L" t:continue-list="q"')
        + lst(item("c"), 't:style-name="L" t:continue-list="r"')
        + lst(item("d"), 't:style-name="L" t:continue-list="q"'),
    ),
    "a continued list that starts at one, as in smesa-113": Case(
        "一、a 二、b 一、c 二、d",
        lst(item("a") + item("b"), 'xml:id="q" t:style-name="L"')
        + lst(item("c", attributes='t:start-value="1"') + item("d"), 't:style-name="L" t:continue-list="q"'),
    ),
    "numbering that is not continued begins anew": Case(
        "一、a 一、b 二、c",
        lst(item("a"), 'xml:id="q" t:style-name="L"')
        + lst(item("b"), 'xml:id="q" t:style-name="L" t:continue-numbering="false"')
        + lst(item("c"), 'xml:id="q" t:style-name="L"'),
    ),
    "a list goes on through the cells of a table and behind it": Case(
        "一、a 二、b 三、c",
        table(row(td(lst(item("a"), 'xml:id="q" t:style-name="L"')), td(lst(item("b"), 't:style-name="L" t:continue-list="q"'))))
        + lst(item("c"), 't:style-name="L" t:continue-list="q"'),
    ),
    "a list goes on into a section": Case(
        "一、a 二、b",
        lst(item("a"), 'xml:id="q" t:style-name="L"')
        + '<t:section t:name="s">'
        + lst(item("b"), 't:style-name="L" t:continue-list="q"')
        + "</t:section>",
    ),
    "a list header has no number": Case(
        "head 一、a between 二、b below",
        lst(item("head", tag="list-header") + item("a") + item("between", tag="list-header") + item("b", "below")),
    ),
    "levels nest, and only an item's first paragraph has a label": Case(
        "一、a (1)a1 (2)a2 一.2.1x 一.2.2y after 二、b (1)b1",
        lst(item("a", lst(item("a1") + item("a2", lst(item("x") + item("y"), SUB)), SUB), "after") + item("b", lst(item("b1"), SUB))),
    ),
    "an item that holds only a list is not counted": Case(
        "一、a (1)a1 (2)a2 二、b",
        lst(item("a")) + lst(item(lst(item("a1") + item("a2"), SUB)), CONTINUED) + lst(item("b"), CONTINUED),
    ),
    "a level that was left out counts as one": Case("(1)s (2)t 二、a", lst(item(lst(item("s") + item("t"), SUB)) + item("a"))),
    "two levels that were left out": Case("一.1.1s 二、a", lst(item(lst(item(lst(item("s"), SUB)), SUB)) + item("a"))),
    "a second list in an item begins anew": Case(
        "一、a (1)s (2)t (1)u 二、b", lst(item("a", lst(item("s") + item("t"), SUB), lst(item("u"), SUB)) + item("b"))
    ),
    "a second list in an item goes on where it says so": Case(
        "一、a (1)s mid (2)t 二、b (1)u",
        lst(
            item("a", lst(item("s"), SUB), "mid", lst(item("t"), 't:continue-numbering="true"'))
            + item("b", lst(item("u"), 't:continue-numbering="true"'))
        ),
    ),
    "an inner list goes on with that of the list before": Case(
        "一、a (1)s mid (2)t 二、b",
        lst(item("a", lst(item("s"), SUB))) + p("mid") + lst(item(lst(item("t"), SUB)), CONTINUED) + lst(item("b"), CONTINUED),
    ),
    "an inner list under a header goes on": Case(
        "一、a (1)s head (2)t 二、b",
        lst(item("a", lst(item("s"), SUB)) + item("head", lst(item("t"), SUB), tag="list-header") + item("b")),
    ),
    "an item gives its own start": Case(
        "五、a 六、b 三、c 四、d",
        lst(item("a", attributes='t:start-value="5"') + item("b") + item("c", attributes='t:start-value="3"') + item("d")),
    ),
    "an inner item gives its own start": Case(
        "一、a (4)s (5)t 二、b (1)u",
        lst(item("a", lst(item("s", attributes='t:start-value="4"') + item("t"), SUB)) + item("b", lst(item("u"), SUB))),
    ),
    "a start that no paragraph of the level takes is lost": Case(
        "一、a (1)s 二、c", lst(item("a") + item(lst(item("s"), SUB), attributes='t:start-value="5"') + item("c"))
    ),
    "a list starts at zero": Case("0.a 1.b", lst(item("a", attributes='t:start-value="0"') + item("b"), 't:style-name="M"')),
    "a style gives the start": Case(
        "4.a 5.b", lst(item("a") + item("b")), list_style("L", 's:num-format="1" s:num-suffix="." t:start-value="4"')
    ),
    "an empty item is counted": Case("一、a 二、 三、b", lst(item("a") + item(p()) + item("b"))),
    "a template with numbers of both levels": Case(
        "第一條a 一之1）s",
        lst(item("a", lst(item("s"), SUB))),
        list_style(
            "L",
            's:num-format="一, 二, 三, ..." s:num-suffix="、" loext:num-list-format="第%1%條"',
            's:num-format="1" t:display-levels="2" loext:num-list-format="%1%之%2%）"',
        ),
    ),
    "a level without a number is left out of those below it": Case(
        "1.a s 1.1x",
        lst(item("a", lst(item("s", lst(item("x"), SUB)), SUB))),
        list_style("L", 's:num-format="1" s:num-suffix="."', 's:num-format=""', 's:num-format="1" t:display-levels="3"'),
    ),
    "all levels count as one": Case(
        "一、a (2)s (3)t 四、b (5)u",
        lst(item("a", lst(item("s") + item("t"), SUB)) + item("b", lst(item("u"), SUB))),
        CHINESE.replace("<t:list-style ", '<t:list-style t:consecutive-numbering="true" '),
    ),
    "an item has a style of its own": Case("一、a 2.b 三、c", lst(item("a") + item("b", attributes='t:style-override="M"') + item("c"))),
    "an inner list has a style of its own": Case(
        "一、a A.s B.t 二、b", lst(item("a", lst(item("s") + item("t"), 't:style-name="A"')) + item("b"))
    ),
    "numbered paragraphs": Case(
        "一、a (1)b 七、c",
        "".join(
            f'<t:numbered-paragraph t:list-id="q" t:style-name="L" {attributes}>{p(text)}</t:numbered-paragraph>'
            for attributes, text in (('t:level="1"', "a"), ('t:level="2"', "b"), ('t:level="1" t:start-value="7"', "c"))
        ),
    ),
    "a paragraph's style numbers nothing outside a list": Case(
        "a", p("a", "N"), styles=CHINESE + paragraph_style("N", "", 's:list-style-name="L"')
    ),
    "the list's style goes before the paragraph's": Case(
        "1.a 2.b",
        lst(item(p("a", "N")) + item(p("b", "N")), 't:style-name="M"'),
        DECIMAL,
        CHINESE + paragraph_style("N", "", 's:list-style-name="L"'),
    ),
    "common list styles are found": Case("一、a 二、b", lst(item("a") + item("b")), "", CHINESE),
    "headings are numbered by the outline": Case(
        "壹、a (壹.1)a1 (壹.2)a2 貳、b (貳.1)b1",
        h("a", 1, H1) + h("a1", 2, H2) + h("a2", 2, H2) + h("b", 1, H1) + h("b1", 2, H2),
        styles=HEADINGS,
    ),
    "a heading without a style is numbered by the outline": Case("壹、a (壹.1)a1 貳、b", h("a") + h("a1", 2) + h("b"), styles=HEADINGS),
    "a heading's own level goes before its style's": Case(
        "壹、a (壹.1)x 貳、b", h("a", 1, H1) + h("x", 2, H1) + h("b", 1, H1), styles=HEADINGS
    ),
    "a heading whose style names no list has no number": Case(
        "壹、a x y 貳、b",
        h("a", 1, H1) + h("x", 1, 't:style-name="X"') + h("y", 1, 't:style-name="Y"') + h("b", 1, H1),
        paragraph_style("Y", "Heading_20_1", 's:list-style-name=""'),
        HEADINGS + paragraph_style("X", "Heading_20_1", 's:list-style-name=""'),
    ),
    "a heading's automatic style is numbered as the style behind it": Case(
        "壹、a 貳、x", h("a", 1, H1) + h("x", 1, 't:style-name="Y"'), paragraph_style("Y", "Heading_20_1"), HEADINGS
    ),
    "a style derived from a heading's has no number": Case(
        "x 壹、a", h("x", 1, 't:style-name="C"') + h("a", 1, H1), styles=HEADINGS + paragraph_style("C", "Heading_20_1")
    ),
    "a heading that is a list header has no number": Case(
        "壹、a x 貳、b", h("a", 1, H1) + h("x", 1, f'{H1} t:is-list-header="true"') + h("b", 1, H1), styles=HEADINGS
    ),
    "a heading begins anew": Case(
        "壹、a 伍、x 陸、b",
        h("a", 1, H1) + h("x", 1, f'{H1} t:restart-numbering="true" t:start-value="5"') + h("b", 1, H1),
        styles=HEADINGS,
    ),
    "a heading in a list counts in the list": Case(
        "壹、a 一、x 貳、b", h("a", 1, H1) + lst(item(h("x", 1, H1))) + h("b", 1, H1), styles=HEADINGS
    ),
    "a paragraph in a heading's style is numbered": Case("壹、p (壹.1)q", p("p", "Heading_20_1") + p("q", "Heading_20_2"), styles=HEADINGS),
    "a cached number is not read": Case(
        "壹、a 一、b",
        h("<t:number>9.</t:number>a", 1, H1) + lst(item("<t:number>7)</t:number>" + p("b"))),
        styles=HEADINGS,
    ),
    **{
        f"numbers are written as {number_format}": Case(" ".join(f"{label}、x" for label in shown.split()), *numbered_in(number_format))
        for number_format, shown in FORMATS.items()
    },
    "letters are doubled where they are said to be": Case(
        "a、x b、x i、x j、x k、x t、x u、x aa、x wwww、x", *numbered_in("a", 's:num-letter-sync="true"')
    ),
}
# Where LibreOffice 7.4 shows something else than the standard or Word.
OURS = {
    "a list without a style takes the paragraph's (19.880)": Case(
        "一、a 二、b",
        lst(item(p("a", "N")) + item(p("b", "N")), ""),
        "",
        CHINESE + paragraph_style("N", "", 's:list-style-name="L"'),
    ),
    "bullets are printed as they are, where the text export has • for all": Case(
        "■a 1s ■b",
        lst(item("a", lst(item("s"), SUB)) + item("b")),
        '<t:list-style s:name="L"><t:list-level-style-bullet t:level="1" t:bullet-char="■"/>'
        '<t:list-level-style-number t:level="2" s:num-format="1"/></t:list-style>',
    ),
    "a list without any style has bullets": Case("•a •b", lst(item("a") + item("b"), "")),
    "Word's lists go on whatever stands between": Case(
        "1.a 2.b a.x 3.c b.y",
        "".join(
            lst(item(text), f't:style-name="{style}" t:continue-numbering="true"')
            for text, style in (("a", "M"), ("b", "M"), ("x", "A"), ("c", "M"), ("y", "A"))
        ),
    ),
    "Word's name for 一, 二, 三": Case(
        "一、x 二、x 九、x 十、x 十一、x 二十、x 二十一、x 二十七、x 一百零一、x", *numbered_in("一, 十, 一百(繁), ...")
    ),
    "full-width digits": Case("１、x ２、x ９、x １０、x １１、x ２０、x ２１、x ２７、x １０１、x", *numbered_in("１, ２, ３, ...")),
    "full-width digits as LibreOffice names them": Case(
        "１、x ２、x ９、x １０、x １１、x ２０、x ２１、x ２７、x １０１、x", *numbered_in("1, 2, 3, ...")
    ),
}


def read(data: bytes) -> Document:
    document = odt.read(data, Source("made.odt", "odt", "0" * 64, len(data)))
    assert weigh(document) == Balance(Counter(), Counter())
    return document


def make(case: Case) -> bytes:
    return make_odt(case.body, case.automatic, case.styles)


@pytest.mark.parametrize("name", [*CASES, *OURS])
def test_labels(name: str) -> None:
    case = (CASES | OURS)[name]
    document = read(make(case))
    assert " ".join(paragraph.text for paragraph in walk_paragraphs(document.blocks)) == " ".join(case.shown.split())
    assert document.notices == ()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_same_labels(tmp_path: Path) -> None:
    for index, case in enumerate(CASES.values()):
        (tmp_path / f"{index}.odt").write_bytes(make(case))
    profile = (tmp_path / "profile").as_uri()
    files = sorted(map(str, tmp_path.glob("*.odt")))
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    shown = {
        name: ["".join(line.split()) for line in (tmp_path / f"{index}.txt").read_text(encoding="utf-8-sig").splitlines()]
        for index, name in enumerate(CASES)
    }
    assert shown == {name: case.shown.split() for name, case in CASES.items()}


def test_a_format_that_is_not_known_is_decimal_and_said() -> None:
    document = read(make_odt(lst(item("a")), list_style("L", 's:num-format="ก, ข, ค, ..." s:num-suffix="."')))
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["1.a"]
    assert document.notices == ("the list format “ก, ข, ค, ...” is not known; its labels are written in decimal",)
