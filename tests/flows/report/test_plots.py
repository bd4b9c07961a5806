from pathlib import Path

from lxml import etree

from flows.report import plots
from flows.report.plots import Chart, Series, bars, stacks

CHART = bars(["職員", "工$友$<b>"], [Series("112", (93, None)), Series("113", (93, 0))])


def draw(reports: Path, chart: Chart) -> bytes:
    return (reports / plots.draw(chart, reports)).read_bytes()


def test_the_same_figures_give_the_same_bytes_without_a_date(tmp_path: Path) -> None:
    first, second = draw(tmp_path / "a", CHART), draw(tmp_path / "b", CHART)
    assert first == second
    assert b"<dc:date>" not in first


def test_text_stays_text_and_is_not_taken_for_mathematics(tmp_path: Path) -> None:
    svg = etree.fromstring(draw(tmp_path, CHART))
    texts = ["".join(element.itertext()).strip() for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {"職員", "工$友$<b>", "93", "–", "0", "112", "113"} <= set(texts)


def test_a_chart_that_is_not_shown_any_more_is_taken_away(tmp_path: Path) -> None:
    draw(tmp_path, CHART)
    other = stacks(["112"], [Series("職員", (93,))])
    draw(tmp_path, other)
    plots.keep_only(tmp_path, {other.path})
    assert [path.name for path in (tmp_path / "plots").iterdir()] == [other.path.rsplit("/", 1)[1]]


def test_a_chart_is_told_in_words() -> None:
    assert CHART.summary == "職員 93 → 93; 工$友$<b> – → 0"
    assert stacks(["112", "113"], [Series("職員", (93, 95)), Series("工友", (1, 0))]).summary == "112: 職員 93, 工友 1; 113: 職員 95"
