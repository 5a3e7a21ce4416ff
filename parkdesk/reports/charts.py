"""Draw a report's charts with matplotlib's object interface, readable when printed in black and white.

Every label is drawn in a font that has its characters; a character no font here knows is shown as 〓,
never as an empty box nobody notices.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never

from parkdesk.amounts import half_up
from parkdesk.paths import keep_font_cache
from parkdesk.reports.layout import display_width
from parkdesk.reports.values import MINUS, Bar, Chart, Curve, Heat, Progress, Ranking, Trend, Waterfall

if TYPE_CHECKING:
    from collections.abc import Iterable

_FAMILIES: Final = (
    "Microsoft YaHei",
    "SimHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "SimSun",
    "FangSong",
    "KaiTi",
    "SimSun-ExtB",
    "Noto Serif CJK SC",
    "Noto Sans CJK JP",
    "DejaVu Sans",
)
_UNKNOWN: Final = "〓"
_INCH_MM: Final = 25.4
_INK, _TOTAL, _RISE, _FAINT = "#1a1a1a", "#2f4b6e", "#93acc9", "#8a8a8a"
_FALL_HATCH: Final = "////"
_WORDS_PT: Final = 10.5
_LONGEST_LABEL: Final = 18


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes labels on one chart: the fonts at hand and the decimals of its values."""

    families: tuple[str, ...]
    known: tuple[Any, ...]
    places: int
    names_pt: float = _WORDS_PT
    longest: int = _LONGEST_LABEL

    def words(self, text: str) -> str:
        """Return the text with characters no font has replaced by 〓."""
        return "".join(c if c.isspace() or self._has(c) else _UNKNOWN for c in text)

    def _has(self, char: str) -> bool:
        return any(font.get_char_index(ord(char)) for font in self.known)

    def number(self, value: Decimal) -> str:
        """Return a value as printed beside its bar."""
        return f"{half_up(value, self.places):f}".replace("-", MINUS)

    def name(self, label: str) -> str:
        """Return a name beside its bar or row, cut where it would leave the picture."""
        return self.words(short(label, self.longest))

    def style(self, size: float = _WORDS_PT) -> dict[str, Any]:
        """Return the text properties of every label."""
        return {"family": list(self.families), "size": size, "color": _INK}


@lru_cache(maxsize=64)
def draw(chart: Chart, *, width_mm: float = 156, form: Literal["png", "svg"] = "png", dpi: int = 300) -> bytes:
    """Draw a chart at its printed width; SVG text is drawn as outlines and needs no font later.

    The picture of a chart follows from its values alone, so preview, paper and the papers of a pack share one.
    """
    keep_font_cache()
    from matplotlib.figure import Figure

    pen = _pen(chart.places)
    height_mm = _height_mm(chart)
    figure = Figure(figsize=(width_mm / _INCH_MM, height_mm / _INCH_MM))
    left, right, top, bottom = _margins_mm(chart)
    if left > width_mm * _MOST_LABEL:  # a column of a page: smaller names, and those too long cut where they can be
        pen = replace(pen, names_pt=_SMALL_PT, longest=int((width_mm * _MOST_SMALL - _GAP_MM) / (_SMALL_PT * _MM_PT)))
        left = width_mm * _MOST_SMALL
    place = (left / width_mm, bottom / height_mm)
    size = ((width_mm - left - right) / width_mm, (height_mm - top - bottom) / height_mm)
    axes = figure.add_axes((*place, *size))
    _draw_data(axes, chart, pen)
    if isinstance(chart.data, Heat):
        figure.text(0.99, 0.99, f"单位：{chart.unit}" if chart.unit else "", ha="right", va="top", **pen.style(9))
    else:
        _plain_frame(axes, pen, chart.unit, sideways=isinstance(chart.data, _SIDEWAYS))
    out = io.BytesIO()
    figure.savefig(out, format=form, dpi=dpi, metadata={"Date": None} if form == "svg" else None)
    return out.getvalue()


def for_dark(picture: bytes, paper: tuple[int, int, int]) -> bytes:
    """Return a drawn chart for a dark screen: light and dark change places over the paper's colour, hues stay."""
    from matplotlib import image

    drawn = image.imread(io.BytesIO(picture))[..., :3]
    turned = drawn + 1 - drawn.max(-1, keepdims=True) - drawn.min(-1, keepdims=True)
    low = [channel / 255 for channel in paper]
    out = io.BytesIO()
    image.imsave(out, (low + turned * [1 - channel for channel in low]).clip(0, 1), format="png")
    return out.getvalue()


_MM_PT: Final = 1.02 * _INCH_MM / 72
_MM_PER_CHAR: Final = _WORDS_PT * _MM_PT
_SMALL_PT: Final = 9.0
_MOST_LABEL, _MOST_SMALL = 0.45, 0.5  # of the width
_GAP_MM: Final = 3.0
_NUMBER_MM: Final = 19.0


def _margins_mm(chart: Chart) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom, reckoned from the labels: letting matplotlib try costs a second drawing."""
    data = chart.data
    names: tuple[str, ...] = ()
    if isinstance(data, Ranking | Progress):
        names = tuple(short(bar.label) for bar in data.bars)
    elif isinstance(data, Heat):
        names = tuple(short(name) for name in data.rows)
    left = max((display_width(name) for name in names), default=0.0) * _MM_PER_CHAR + _GAP_MM
    bottom = {Progress: 10.0, Ranking: 2.0, Heat: 2.0}.get(type(data), 7.0)
    return left, 3.0, 12.0 if isinstance(data, Heat) else 7.0, bottom


_SIDEWAYS: Final = (Ranking, Progress)


def _draw_data(axes: Any, chart: Chart, pen: _Pen) -> None:
    data = chart.data
    if isinstance(data, Waterfall):
        _draw_waterfall(axes, data, pen)
    elif isinstance(data, Ranking):
        _draw_bars(axes, data.bars, pen)
    elif isinstance(data, Progress):
        _draw_bars(axes, data.bars, pen)
        _draw_mark(axes, data, pen)
    elif isinstance(data, Heat):
        _draw_heat(axes, data, pen)
    elif isinstance(data, Trend):
        _draw_lines(axes, data.labels, (data.base_name, data.base), (data.now_name, data.now), pen)
    elif isinstance(data, Curve):
        _draw_lines(axes, data.labels, (data.planned_name, data.planned), (data.done_name, data.done), pen)
    else:
        assert_never(data)


def _pen(places: int) -> _Pen:
    from matplotlib import font_manager

    present = set(font_manager.fontManager.get_font_names())
    families = tuple(family for family in _FAMILIES if family in present)
    found = [font_manager.findfont(font_manager.FontProperties(family=family)) for family in families]
    return _Pen(families, tuple(font_manager.get_font(path) for path in found), places)


def _height_mm(chart: Chart) -> float:
    data = chart.data
    if isinstance(data, Ranking):
        return 14 + 7.5 * len(data.bars)
    if isinstance(data, Progress):
        return 24 + 7.5 * len(data.bars)
    return 20 + 8 * len(data.rows) if isinstance(data, Heat) else 72


def _plain_frame(axes: Any, pen: _Pen, unit: str, *, sideways: bool) -> None:
    for side in ("top", "right", "bottom" if sideways else "left"):
        axes.spines[side].set_visible(False)
    hidden, shown = (axes.xaxis, axes.yaxis) if sideways else (axes.yaxis, axes.xaxis)
    hidden.set_visible(False)
    shown.set_tick_params(length=0)
    if unit:
        axes.set_title(f"单位：{unit}", loc="right", **pen.style(9))


def _bar_look(bar: Bar) -> dict[str, Any]:
    if bar.is_total:
        return {"facecolor": _TOTAL, "edgecolor": _INK, "linewidth": 0.8}
    if bar.value < 0:
        return {"facecolor": "white", "edgecolor": _INK, "linewidth": 0.8, "hatch": _FALL_HATCH}
    return {"facecolor": _RISE, "edgecolor": _INK, "linewidth": 0.8}


def _draw_waterfall(axes: Any, data: Waterfall, pen: _Pen) -> None:
    level = Decimal(0)
    for i, bar in enumerate(data.bars):
        start = Decimal(0) if bar.is_total else level
        end = start + bar.value
        axes.bar(i, float(bar.value), 0.56, bottom=float(start), **_bar_look(bar))
        axes.annotate(
            pen.number(bar.value),
            (i, float(max(start, end))),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            **pen.style(),
        )
        if i + 1 < len(data.bars):
            axes.plot((i + 0.28, i + 0.72), (float(end), float(end)), color=_FAINT, linewidth=0.8, linestyle=":")
        level = end
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)
    axes.margins(y=0.14)
    axes.set_xticks(range(len(data.bars)), [pen.words(bar.label) for bar in data.bars], **pen.style())


def _draw_bars(axes: Any, bars: tuple[Bar, ...], pen: _Pen) -> None:
    for i, bar in enumerate(bars):
        axes.barh(i, float(bar.value), 0.6, **_bar_look(bar))
        left = bar.value < 0
        axes.annotate(
            pen.number(bar.value),
            (float(bar.value), i),
            xytext=(-4 if left else 4, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            **pen.style(),
        )
    axes.axvline(0, color=_INK, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.invert_yaxis()
    # Room for the number at the end of the longest bar, at the left too where one falls.
    wide = axes.get_position().width * axes.figure.get_figwidth() * _INCH_MM
    axes.margins(x=max(0.22, _NUMBER_MM / wide) if any(bar.value < 0 for bar in bars) else 0.12)
    axes.set_yticks(range(len(bars)), [pen.name(bar.label) for bar in bars], **pen.style(pen.names_pt))


def short(label: str, longest: int = _LONGEST_LABEL) -> str:
    """Keep a name of sixty characters from pushing the bars off the page."""
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _draw_mark(axes: Any, data: Progress, pen: _Pen) -> None:
    axes.axvline(float(data.mark), color=_INK, linewidth=1.2, linestyle="--")
    is_last = float(data.mark) > 0.8 * axes.get_xlim()[1]
    axes.annotate(
        f"{pen.words(data.mark_name)} {pen.number(data.mark)}",
        (float(data.mark), len(data.bars) - 0.45),
        xytext=(0, -6),
        textcoords="offset points",
        ha="right" if is_last else "center",
        va="top",
        annotation_clip=False,
        **pen.style(9),
    )


def _draw_heat(axes: Any, data: Heat, pen: _Pen) -> None:
    """Shade each cell by its size; a fall is hatched, and the number stands in it for black and white."""
    known = [abs(value) for line in data.values for value in line if value is not None]
    most = float(max(known, default=1)) or 1.0
    for y, line in enumerate(data.values):
        for x, value in enumerate(line):
            grey = 1.0 if value is None else 1 - 0.4 * float(abs(value)) / most
            hatch = _FALL_HATCH if value is not None and value < 0 else ""
            axes.add_patch(
                _rectangle((x - 0.5, y - 0.5), facecolor=(grey, grey, grey + (1 - grey) * 0.35), hatch=hatch)
            )
            axes.text(
                x, y, "—" if value is None else pen.number(value), ha="center", va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2} if hatch else None, **pen.style(9),
            )  # fmt: skip
    axes.set_xlim(-0.5, len(data.columns) - 0.5)
    axes.set_ylim(len(data.rows) - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(data.columns)), [pen.words(short(name)) for name in data.columns], **pen.style(9.5))
    axes.set_yticks(range(len(data.rows)), [pen.name(name) for name in data.rows], **pen.style(min(pen.names_pt, 9.5)))
    axes.tick_params(length=0)
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)


def _rectangle(corner: tuple[float, float], **look: Any) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, 1, 1, edgecolor=_FAINT, linewidth=0.6, **look)


def _draw_lines(
    axes: Any,
    labels: tuple[str, ...],
    before: tuple[str, tuple[Decimal | None, ...]],
    now: tuple[str, tuple[Decimal | None, ...]],
    pen: _Pen,
) -> None:
    places = range(len(labels))
    looks = (
        (*before, {"color": _FAINT, "linestyle": "--", "marker": "s", "markerfacecolor": "white"}),
        (*now, {"color": _TOTAL, "linestyle": "-", "marker": "o"}),
    )
    for name, values, look in looks:
        heights = [float("nan") if value is None else float(value) for value in values]
        axes.plot(places, heights, label=pen.words(name), linewidth=1.4, markersize=4.5, **look)
    for i, value in enumerate(now[1]):
        if value is not None:
            axes.annotate(
                pen.number(value),
                (i, float(value)),
                xytext=(0, 5),
                textcoords="offset points",
                ha="center",
                **pen.style(9),
            )
    axes.set_xticks(places, [pen.words(label) for label in labels], **pen.style())
    axes.margins(y=0.16)
    axes.legend(frameon=False, loc="upper left", prop={"family": list(pen.families), "size": 9.5})


def describe(chart: Chart) -> str:
    """Say a chart in words, for readers who cannot see it and for files without pictures."""
    pairs = [
        f"{label} {half_up(value, chart.places)}".replace("-", MINUS)
        for label, value in _told(chart)
        if value is not None
    ]
    return chart.alt or "，".join((chart.title, *pairs))


def _told(chart: Chart) -> Iterable[tuple[str, Decimal | None]]:
    data = chart.data
    if isinstance(data, Trend):
        return zip(data.labels, data.now, strict=True)
    if isinstance(data, Curve):
        return zip(data.labels, data.done, strict=True)
    if isinstance(data, Heat):
        cells = zip(data.rows, data.values, strict=True)
        return [
            (f"{row}{column}", value) for row, line in cells for column, value in zip(data.columns, line, strict=True)
        ]
    return [(bar.label, bar.value) for bar in data.bars]
