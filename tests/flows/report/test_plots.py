import os
import subprocess
import sys
from pathlib import Path

from lxml import etree

from flows.report.plots import Drawer, Series, bars, stacks

CHART = bars(["職員", "工$友$<b>"], [Series("112", (93, None)), Series("113", (93, 0))])
DRAW = """
import sys
from pathlib import Path
from flows.report.plots import Drawer, Series, bars
if __name__ == "__main__":
    drawer = Drawer(Path(sys.argv[1]), 2)
    for number in range(41):
        drawer.add(bars(["職員"], [Series("112", (number,))]))
    drawer.finish()
"""


def draw(reports: Path, *charts) -> dict[str, bytes]:
    drawer = Drawer(reports, 1)
    for chart in charts:
        drawer.add(chart)
    drawer.finish()
    return {path.name: path.read_bytes() for path in (reports / "plots").iterdir()}


def test_the_same_figures_give_the_same_bytes_without_a_date(tmp_path: Path) -> None:
    first, second = draw(tmp_path / "a", CHART), draw(tmp_path / "b", CHART)
    assert first == second
    assert b"<dc:date>" not in next(iter(first.values()))


def test_text_stays_text_and_is_not_taken_for_mathematics(tmp_path: Path) -> None:
    (svg,) = draw(tmp_path, CHART).values()
    texts = ["".join(element.itertext()).strip() for element in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"職員", "工$友$<b>", "93", "–", "0", "112", "113"} <= set(texts)


def test_a_chart_that_is_not_shown_any_more_is_taken_away(tmp_path: Path) -> None:
    draw(tmp_path, CHART)
    other = stacks(["112"], [Series("職員", (93,))])
    assert set(draw(tmp_path, other)) == {other.path.rsplit("/", 1)[1]}


def test_many_charts_are_drawn_in_other_processes(tmp_path: Path, root: Path) -> None:
    (tmp_path / "draw.py").write_text(DRAW, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, tmp_path / "draw.py", tmp_path], check=True, env=environment)
    assert len(list((tmp_path / "plots").iterdir())) == 41


def test_a_chart_is_told_in_words() -> None:
    assert CHART.summary == "職員 93 → 93; 工$友$<b> – → 0"
    assert stacks(["112", "113"], [Series("職員", (93, 95)), Series("工友", (1, 0))]).summary == "112: 職員 93, 工友 1; 113: 職員 95"
