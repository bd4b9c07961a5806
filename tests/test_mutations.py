"""One printed figure changed: the rule that works it out says so, in its document and at its place; a clean book raises no alarm."""

import shutil
from collections.abc import Callable

import pytest

from extractors.document import Paragraph, Source
from extractors.readers import registry
from extractors.readers.docx import read
from extractors.records import Extraction, extract
from tests.conftest import ROOT
from tests.mutations import failing, judge, mutants_of
from tests.notation import document, table
from tests.writing import change_paragraph, convert_to_pdf, printed_paragraphs, write_docx

SOURCE = Source("mutant.docx", "docx", "0" * 64, 1)
CITY = ("某市政府某處", "預算總說明", "中華民國115年度")
MINISTRY = ("某部", "預算總說明", "中華民國114年度")
LOCAL = (
    "一、現行法定職掌",
    "（一）機關主要職掌：掌理本市某事。",
    "（二）內部分層業務：",
    "1、第一科：掌理甲事項。",
    "2、第二科：掌理乙事項。",
    "3、第三科：掌理丙事項。",
    "4、秘書室：掌理丁事項。",
    "（三）員額編制表",
    table("類別|法定編制員額|本年度預算員額|上年度預算員額|與上年度預算員額比較增減 / 合計|89|89|90|-1 / 職員|88|88|88|- / 駕駛|1|1|2|-1"),
    "二、前年度及上年度已過期間計畫實施及預算執行情形",
    "（一）前年度計畫實施成果及決算辦理概況",
    "1、歲入部分：預算數104,000元，決算數995,930元，執行率957.63%。",
    "2、歲出部分：預算數136,731千元，決算數130,806千元，執行率95.67%。",
    "(1)一般行政：預算數100,000千元，決算數95,000千元，執行率95.00%。",
    "(2)某業務：預算數36,731千元，決算數35,806千元，執行率97.48%。",
    "（二）上年度已過期間（114年1月至114年6月）計畫實施及預算執行情形",
    "1、歲出部分：預算數144,786千元，截至6月底實付數75,334千元，執行率52.03%。",
    "2、行政管理：預算數172,802,795元，實際執行數85,959,310元，占預算分配數91,698,156元之93.74%。",
    "三、本年度施政計畫重點及預算提要",
    "（一）本年度預算提要及成本估計",
    "1、歲入部分：歲入預算數74千元，包括財產收入72千元、其他收入2千元。",
    "2、歲出部分：歲出預算數151,168千元，依經資門分：",
    "(1)經常門預算數149,358千元(佔98.80%)，包括人事費124,625千元、業務費24,733千元。",
    "(2)資本門預算數1,810千元(佔1.20%)，包括設備1,500千元、投資310千元。",
)
CENTRAL = (
    "一、現行法定職掌",
    "（一）機關主要職掌：掌理全國某事。",
    "（二）預算員額說明表",
    table(
        "業務計畫|年度及類別|員額(單位：人)|<|<|<|<|<|增減說明 / ^|^|職員|駐警|工友|駕駛|約僱|合計|^"
        " / 某部|上年度編列|942|9|26|12|63|1,052|增列約僱10人、減列工友3人及駕駛3人，計淨增員額4人，其中約僱10人係由某署移撥至本部。"
        " / ^|本年度增(減)|0|0|(3)|(3)|10|4|^ / ^|合計|942|9|23|9|73|1,056|^"
    ),
    "二、以前年度計畫實施成果概述",
    "（一）前（112）年度計畫實施成果概述：",
    table("工作計畫|實施概況|實施成果 / 一、某業務|一、甲計畫|一、完成甲。;;二、完成乙。;;三、完成丙。;;四、完成丁。"),
    "（二）上年度已過期間（113年1月1日至6月30日止）計畫實施成果概述：",
    table("工作計畫|實施概況|實施成果 / 一、某業務|一、甲計畫|一、完成甲。;;二、完成乙。;;三、完成丙。;;四、完成丁。"),
)
UNITS = (
    "一、現行法定職掌",
    "（一）預算員額說明表",
    table(
        "業務計畫|年度及類別|職員|工友|合計|增減說明 / 甲局|上年度編列|10|2|12|增列職員1人、減列工友1人。"
        " / ^|本年度增(減)|1|(1)|0|^ / ^|合計|11|1|12|^ / 乙局|上年度編列|5|1|6| / ^|本年度增(減)|0|0|0|^ / ^|合計|5|1|6|^"
        " / 總計|上年度編列|15|3|18| / ^|本年度增(減)|1|(1)|0|^ / ^|合計|16|2|18|^"
    ),
)
REVERSED = (
    "一、現行法定職掌",
    "（一）預算員額說明表",
    table(
        "區分|114年度|113年度|比較增減|說明 / 職員|93|90|3|本(114)年度預算員額94人，較上(113)年度預算員額92人，增列職員3人，減列工友1人。"
        " / 工友|1|2|-1|^ / 合計|94|92|2|^"
    ),
)
PROSE = (
    "一、現行法定職掌",
    "（一）內部分層業務",
    "本處置處長，下設5科。預算員額151人，包括職員144人、臨編專員1人、技工2人、工友3人、駕駛1人，各科室職掌如下：",
    "1.第一科：掌理甲事項。",
    "2.第二科：掌理乙事項。",
)


def front(*lines: str) -> tuple[Paragraph, ...]:
    return document(*LOCAL, front=lines).blocks[: len(lines)]


MADE = {
    "a city's office": (LOCAL, CITY),
    "a ministry": (CENTRAL, MINISTRY),
    "a ministry of two offices": (UNITS, MINISTRY),
    "this year before the last": (REVERSED, MINISTRY),
    "posts in a sentence": (PROSE, CITY),
}
# The mutants that each must give at the least: figures that a rule works out, each changed in several ways.
MADE_COUNTS = {
    "a city's office": 150,
    "a ministry": 70,
    "a ministry of two offices": 60,
    "this year before the last": 40,
    "posts in a sentence": 15,
}
PRINTED_COUNTS = {"taichung-115": 150, "taipei-116": 150, "moi-114-part": 200}
# Books of other agencies; their titles stand on the head of each page, or on one that is not there.
PRINTED = {
    "taichung-115": ("taichung-115.pdf", ("臺中市政府主計處", "預算總說明", "中華民國115年度")),
    "taipei-116": ("taipei-116.pdf", ("臺北市政府主計處", "預算總說明", "中華民國116年度")),
    "moi-114-part": ("moi-114-pages-1-15.pdf", ("內政部", "預算總說明", "中華民國114年度")),
}


def check(clean: bytes, record: Callable[[str, object], None]) -> int:
    """Every mutant of a clean book; the number of them, which the report of the run holds too."""
    original = read(clean, SOURCE)
    extraction = extract(original, "test")
    assert failing(extraction) == {}
    anchors = [paragraph.place.anchor.split(".")[0] for paragraph in printed_paragraphs(original)]
    mutants = list(mutants_of(original))
    missed = []
    for mutant in mutants:
        found = extract(read(change_paragraph(clean, mutant.index, mutant.text), SOURCE), "test")
        if why := judge(mutant, found, extraction, anchors.__getitem__):
            missed.append(f"{mutant.name}: {why}")
    record("mutants", len(mutants))
    assert not missed, f"{len(missed)} of {len(mutants)} mutants missed:\n" + "\n".join(missed)
    return len(mutants)


@pytest.mark.parametrize(("name", "least"), MADE_COUNTS.items())
def test_every_changed_figure_of_a_made_book_is_found_under_its_rule(name, least, record_property):
    blocks, lines = MADE[name]
    assert check(write_docx(document(*blocks, front=lines).blocks), record_property) >= least


@pytest.mark.slow
def test_every_changed_figure_of_smesa_113_is_found_under_its_rule(record_property):
    assert check(write_docx(registry.read(ROOT / "raw" / "113" / "smesa-113.docx").blocks), record_property) >= 120


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), PRINTED_COUNTS.items())
def test_every_changed_figure_of_a_printed_book_is_found_under_its_rule(name, least, corpus, record_property):
    file, lines = PRINTED[name]
    assert check(write_docx((*front(*lines), *registry.read(corpus / name / file).blocks)), record_property) >= least


def rows_of(extraction: Extraction) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Stated and computed figure and page of every reconciliation, by rule, place and its number among those of the same place."""
    found: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in extraction.rows["reconciliations"]:
        number = sum(key[:2] == (row["rule"], row["anchor"]) for key in found)
        found[row["rule"], row["anchor"], number] = (row["stated"], row["computed"], row["page"])
    return found


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
@pytest.mark.parametrize("name", ["a city's office", "a ministry"])
def test_a_changed_figure_is_found_in_the_pdf_as_in_the_docx_with_its_page(name, tmp_path, record_property):
    blocks, lines = MADE[name]
    clean = write_docx(document(*blocks, front=lines).blocks, frozenset(block for block in blocks if str(block)[0] in "二三"))
    original = read(clean, SOURCE)
    mutants = list(mutants_of(original))
    mutants = mutants[:: len(mutants) // 40]
    changed = [change_paragraph(clean, mutant.index, mutant.text) for mutant in mutants]
    printed = [extract(registry.read(path), "test") for path in convert_to_pdf([clean, *changed], tmp_path)]
    pages = {key[:2]: row[2] for key, row in rows_of(printed[0]).items()}
    assert failing(printed[0]) == {}
    assert len(set(pages.values())) > 1
    missed = []
    for mutant, data, found in zip(mutants, changed, printed[1:], strict=True):
        expected = rows_of(extract(read(data, SOURCE), "test"))
        said = rows_of(found)
        if {key: row[:2] for key, row in said.items()} != {key: row[:2] for key, row in expected.items()}:
            missed.append(f"{mutant.name}: {sorted(failing(found))} fail")
        missed += [f"{mutant.name}: on page {row[2]}" for key, row in said.items() if row[2] != pages.get(key[:2], row[2])]
    record_property("mutants", len(mutants))
    assert not missed, f"{len(missed)} of {len(mutants)} mutants missed:\n" + "\n".join(missed)
    assert len(mutants) >= 35


@pytest.mark.parametrize("year", [112, 114])
def test_a_wrong_year_on_the_title_shows_in_every_year_below_it(year):
    original = registry.read(ROOT / "raw" / "113" / "smesa-113.docx")
    clean = write_docx(original.blocks)
    index, title = next((i, p.text) for i, p in enumerate(printed_paragraphs(original)) if "113年度" in p.text)
    found = extract(read(change_paragraph(clean, index, title.replace("113", str(year))), SOURCE), "test")
    assert set(failing(found)) == {"years.staffing_prior", "years.staffing_current", "years.prior_results", "years.current_results"}
    assert [row["current_year_posts"] for row in found.rows["staffing"]] == [93, 9, 4, 2, 0, 108]
