"""Bar charts of posts as SVG, the same bytes for the same figures, drawn once and kept by what they show."""

import hashlib
import io
import logging
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.report.rendering import write_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = "plots"
# Changed with what charts look like: one that was drawn otherwise is drawn anew.
_LOOK = "1"
_FONTS = ["Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", "DejaVu Sans"]
_COLOURS = ("#9bb4d6", "#24477e", "#c98a1b", "#3c7d4f", "#8a4f9e", "#b3261e", "#5f6b76", "#1b8a91")
_WIDTH_INCHES = 6.0
_POINTS_PER_INCH = 72
_LABEL_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one year or category, one for each label; None where there is none."""

    name: str
    figures: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its path below the folder of reports, its size in points, and its figures in words."""

    path: str
    width: int
    height: int
    summary: str


def draw_bars(reports: Path, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Level bars, the series of a label beside each other."""
    inches = 0.6 + 0.16 * len(labels) * (len(series) + 0.8)
    summary = "; ".join(f"{label} {' → '.join(_say(one.figures[index]) for one in series)}" for index, label in enumerate(labels))
    return _draw(reports, ("bars", tuple(labels), tuple(series)), inches, summary)


def draw_stacks(reports: Path, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """A bar for each label, the series on top of each other."""
    inches = 0.9 + 0.32 * len(labels) + 0.2 * ((len(series) + 3) // 4)
    summary = "; ".join(
        f"{label}: {', '.join(f'{one.name} {one.figures[index]}' for one in series if one.figures[index])}"
        for index, label in enumerate(labels)
    )
    return _draw(reports, ("stacks", tuple(labels), tuple(series)), inches, summary)


def keep_only(reports: Path, charts: Iterable[Chart]) -> None:
    """Take away the charts that no page shows any more."""
    kept = {chart.path.rsplit("/", 1)[1] for chart in charts}
    for path in (reports / FOLDER).glob("*.svg"):
        if path.name not in kept:
            path.unlink()


def _say(figure: int | None) -> str:
    return "–" if figure is None else f"{figure:,}"


def _draw(reports: Path, content: tuple[str, tuple[str, ...], tuple[Series, ...]], height_inches: float, summary: str) -> Chart:
    digest = hashlib.sha256(repr((_LOOK, content)).encode()).hexdigest()[:24]
    chart = Chart(f"{FOLDER}/{digest}.svg", int(_WIDTH_INCHES * _POINTS_PER_INCH), int(height_inches * _POINTS_PER_INCH), summary)
    if not (reports / chart.path).is_file():
        write_page(reports / chart.path, _render(content, height_inches))
    return chart


def _render(content: tuple[str, tuple[str, ...], tuple[Series, ...]], height_inches: float) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 - importing it takes a second
    from matplotlib.figure import Figure  # noqa: PLC0415

    kind, labels, series = content
    # Text stays text: the fonts are those of who looks at it, so a font that is missing here is no fault.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    look: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "budgetbook",
        "font.family": _FONTS,
        "font.size": 9,
        "text.parse_math": False,
    }
    with mpl.rc_context(look), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=(_WIDTH_INCHES, height_inches), layout=None)
        axes = figure.add_axes((0.24, 0.3 / height_inches, 0.73, 1 - 0.65 / height_inches))
        (_fill_bars if kind == "bars" else _fill_stacks)(axes, series)
        axes.set_yticks(range(len(labels)), [_shorten(label) for label in labels])
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(-0.2, 1.0), frameon=False, fontsize=8)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    return stream.getvalue()


def _fill_bars(axes: "Axes", series: Sequence[Series]) -> None:
    height = 0.8 / len(series)
    for number, one in enumerate(series):
        places = [place - 0.4 + height * (number + 0.5) for place in range(len(one.figures))]
        bars = axes.barh(places, [figure or 0 for figure in one.figures], height, label=one.name, color=_COLOURS[number % len(_COLOURS)])
        axes.bar_label(bars, [_say(figure) for figure in one.figures], padding=2, fontsize=8)
    axes.margins(x=0.12)


def _fill_stacks(axes: "Axes", series: Sequence[Series]) -> None:
    left = [0] * len(series[0].figures)
    for number, one in enumerate(series):
        widths = [figure or 0 for figure in one.figures]
        axes.barh(range(len(widths)), widths, 0.6, left, label=_shorten(one.name), color=_COLOURS[number % len(_COLOURS)])
        left = [so_far + width for so_far, width in zip(left, widths, strict=True)]
    for place, total in enumerate(left):
        axes.text(total, place, f" {total:,}", va="center", fontsize=8)
    axes.margins(x=0.12)


def _shorten(label: str) -> str:
    """A label that fits beside the bars; a category is a few characters long."""
    return label if len(label) <= _LABEL_CHARACTERS else f"{label[: _LABEL_CHARACTERS - 1]}…"
