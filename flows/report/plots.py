"""Bar charts of posts as SVG, the same bytes for the same figures, drawn once and kept by what they show."""

import hashlib
import io
import warnings
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.report.files import write_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = "plots"
# Changed with what charts look like: one that was drawn otherwise is drawn anew.
_LOOK = "2"
_COLOURS = ("#9bb4d6", "#24477e", "#c98a1b", "#3c7d4f", "#8a4f9e", "#b3261e", "#5f6b76", "#1b8a91")
_WIDTH_INCHES = 6.0
_POINTS_PER_INCH = 72
_LABEL_CHARACTERS = 10
_LEGEND_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one year or category, one for each label; None where there is none."""

    name: str
    figures: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its kind, its labels and series, and its height."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    height_inches: float

    @property
    def path(self) -> str:
        """Its file below the folder of reports, named by what it shows."""
        digest = hashlib.sha256(repr((_LOOK, self)).encode()).hexdigest()[:24]
        return f"{FOLDER}/{digest}.svg"

    @property
    def width(self) -> int:
        """In points."""
        return int(_WIDTH_INCHES * _POINTS_PER_INCH)

    @property
    def height(self) -> int:
        """In points."""
        return int(self.height_inches * _POINTS_PER_INCH)

    @property
    def summary(self) -> str:
        """Its figures in words."""
        if self.kind == "bars":
            return "; ".join(
                f"{label} {' → '.join(_say(one.figures[index]) for one in self.series)}" for index, label in enumerate(self.labels)
            )
        return "; ".join(
            f"{label}: {', '.join(f'{one.name} {one.figures[index]}' for one in self.series if one.figures[index])}"
            for index, label in enumerate(self.labels)
        )


def bars(labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Level bars, the series of a label beside each other."""
    return Chart("bars", tuple(labels), tuple(series), 0.5 + 0.16 * len(labels) * (len(series) + 0.8))


def stacks(labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """A bar for each label, the series on top of each other."""
    rows_of_legend = (len(series) + _LEGEND_COLUMNS - 1) // _LEGEND_COLUMNS
    return Chart("stacks", tuple(labels), tuple(series), 0.6 + 0.32 * len(labels) + 0.2 * rows_of_legend)


def draw(chart: Chart, reports: Path) -> str:
    """Draw a chart below the folder of reports, unless it is there, and give its path.

    Raises:
        OSError: it cannot be written.
    """
    if not (reports / chart.path).is_file():
        write_page(reports / chart.path, _render(chart))
    return chart.path


def keep_only(reports: Path, paths: Container[str | None]) -> None:
    """Take away the charts that nothing shows any more."""
    for file in (reports / FOLDER).glob("*.svg"):
        if f"{FOLDER}/{file.name}" not in paths:
            file.unlink()


def _say(figure: int | None) -> str:
    return "–" if figure is None else f"{figure:,}"


def load_library() -> None:
    """Import matplotlib, with the part that writes SVG."""
    import matplotlib.backends.backend_svg  # noqa: PLC0415 - importing it takes a second
    import matplotlib.figure  # noqa: F401, PLC0415


def _render(chart: Chart) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 - importing it takes a second
    from matplotlib.figure import Figure  # noqa: PLC0415

    # Text stays text, in the fonts of who looks at it: places are worked out with the font that comes with matplotlib, so that they are
    # the same on every machine; that it has no Chinese is no fault.
    look: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "budgetbook",
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 9,
        "text.parse_math": False,
    }
    with mpl.rc_context(look), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=(_WIDTH_INCHES, chart.height_inches), layout=None)
        axes = figure.add_axes((0.24, 0.1 / chart.height_inches, 0.73, 1 - 0.5 / chart.height_inches))
        (_fill_bars if chart.kind == "bars" else _fill_stacks)(axes, chart.series)
        axes.set_yticks(range(len(chart.labels)), [_shorten(label) for label in chart.labels])
        axes.set_ylim(len(chart.labels) - 0.5, -0.5)
        # Every bar has its figure beside it.
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.legend(ncols=_LEGEND_COLUMNS, loc="lower left", bbox_to_anchor=(-0.2, 1.0), frameon=False, fontsize=8)
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
