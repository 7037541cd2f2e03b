"""How each kind of chart is laid out: everything of it but its numbers, names and title.

Altair takes longer to put a chart together than vl-convert to draw it, so a layout is made once
for all pictures of its kind: it has no number of panels, and the days are parameters of the
picture that fills it in.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from backline.exports.pictures import layers
from backline.exports.pictures.colours import DARK, PAPER
from backline.exports.pictures.drawing import (
    WIDTH,
    Layout,
    facetted,
    finished,
    instant,
    text_layer,
)
from backline.exports.pictures.lettering import FONTS

COLUMN = 226
"""The width of one of two panels side by side."""

SPARK = 150
"""The width of the line in a row of sparklines."""

PANEL_HEIGHT, SPARK_HEIGHT, PAIR_HEIGHT, AHEAD_HEIGHT = 56, 36, 190, 150
"""How high the lines of each kind of picture are drawn."""

_FOR_AXIS = 46

_KEPT = 64


@lru_cache(_KEPT)
def bars(columns: int, most: int) -> Layout:
    """Panels of at most ``most`` bars side by side, each with its own scale from zero."""
    import altair as alt

    width = COLUMN if columns == 2 else WIDTH
    for_figure, row_height = 116, 38
    down = alt.Scale(domain=[0, most], range=[0, most * row_height])
    base = alt.Chart().encode(y=alt.Y("middle:Q", axis=None, scale=down))
    drawn = base.transform_filter("datum.kind == 'bar'")
    along = alt.Scale(range=[0, width - for_figure], nice=False)
    span: dict[str, Any] = {"y": alt.Y("top:Q", axis=None, scale=down), "y2": "bottom:Q"}
    parts = (
        drawn.mark_rect().encode(
            x=alt.X("from:Q", axis=None, scale=along),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
            **span,
        ),
        drawn.mark_rule(color=DARK.quiet).encode(x=alt.X("zero:Q", axis=None, scale=along), **span),
        text_layer(base, "name", 13, x=0, limit=width),
        text_layer(base, "figure", 13, x=width, align="right"),
        *layers.heading(width, 0),
    )
    sized = [layer.properties(width=width, height=most * row_height) for layer in parts]
    chart = facetted(sized, columns, {"row": 18, "column": 28})
    return finished(chart.resolve_scale(x="independent"))


@lru_cache(_KEPT)
def panels_of_lines(columns: int) -> Layout:
    """Series side by side, each on its own scale, with the two days on the axis."""
    import altair as alt

    width = COLUMN if columns == 2 else WIDTH
    x = {"axis": layers.dates(), "scale": layers.day_scale()}
    y = alt.Y("value:Q", axis=layers.levels(), scale=alt.Scale(zero=False, nice=False))
    change = text_layer(
        alt.Chart(), "change", 13, x=width - _FOR_AXIS, y=-18, align="right", limit=width
    )
    parts = (
        *layers.strokes(x, y, PANEL_HEIGHT, width=2.5),
        *layers.heading(width, _FOR_AXIS),
        change,
    )
    sized = [layer.properties(width=line_width(columns), height=PANEL_HEIGHT) for layer in parts]
    chart = facetted(sized, columns, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))


def line_width(columns: int) -> int:
    """How wide a line is where so many panels stand side by side."""
    return (COLUMN if columns > 1 else WIDTH) - _FOR_AXIS


def days(first: date, last: date) -> dict[str, int]:
    """The parameters of a picture of lines over these days."""
    return {layers.FIRST: instant(first), layers.LAST: instant(last)}


@lru_cache(1)
def sparks() -> Layout:
    """One row a series: its name, its line, its value and change."""
    import altair as alt

    height, for_label, width = SPARK_HEIGHT, 176, SPARK
    x = {"axis": None, "scale": layers.day_scale()}
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False))
    base = alt.Chart()
    right: dict[str, Any] = {"x": WIDTH - for_label, "align": "right"}
    right["limit"] = WIDTH - for_label - width - 10
    parts = (
        *layers.strokes(x, y, height, width=2),
        text_layer(base, "label", 14, x=-for_label, y=height / 2, limit=for_label - 8),
        text_layer(base, "figure", 15, y=9, fontWeight="bold", **right),
        text_layer(base, "change", 13, y=28, **right),
    )
    sized = [layer.properties(width=width, height=height) for layer in parts]
    chart = facetted(sized, 1, {"row": 4, "column": 0})
    return finished(chart.resolve_scale(y="independent"))


@lru_cache(2)
def delivery(*, paper: bool) -> Layout:
    """Two panels of days, one above the other: blocks and lines from zero, a dashed line each.

    The last day ends where the axis does, so that its mark there is of the day before.
    """
    import altair as alt

    colours, height = PAPER if paper else DARK, 110
    levels = alt.Axis(
        tickCount=3,
        labelExpr="replace(format(datum.value, '~s'), 'G', 'B')",
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    x: dict[str, Any] = {
        "axis": layers.dates(day=f"datum.value - (datum.value == {layers.LAST} ? 86400000 : 0)"),
        "scale": layers.day_scale(),
    }
    scale = alt.Scale(zero=True, nice=False)
    y = alt.Y("value:Q", axis=levels, scale=scale)
    ink = alt.Color("colour:N", scale=None)

    def line(kind: str) -> Any:
        return layers.of_kind(kind).encode(x=alt.X("day:Q", **x), y=y, detail="part:N", color=ink)

    sides: dict[str, Any] = {"x": alt.X("from:Q", **x), "x2": "to:Q"}
    block = layers.of_kind("block").mark_rect().encode(**sides, y=y, y2="zero:Q", color=ink)
    parts = (
        block.encode(opacity=alt.Opacity("strength:Q", scale=None, legend=None)),
        layers.of_kind("block").mark_rule(strokeWidth=2).encode(**sides, y=y, color=ink),
        line("solid").mark_line(strokeWidth=2.5, strokeJoin="round"),
        layers.of_kind("gap")
        .mark_rect(color=colours.gap)
        .encode(**sides, y=alt.value(0), y2=alt.value(height)),
        line("dash").mark_line(strokeWidth=1.5, strokeDash=[5, 4]),
        line("dot").mark_circle(size=34, opacity=1),
        line("reach").mark_circle(opacity=0),
        *(
            line(side)
            .mark_text(align=side, baseline="bottom", dx=nudge, dy=-4, fontSize=12, font=FONTS)
            .encode(text="text:N")
            for side, nudge in (("left", 4), ("right", -4))
        ),
        *layers.heading(WIDTH, _FOR_AXIS),
    )
    sized = [layer.properties(width=line_width(1), height=height) for layer in parts]
    chart = facetted(sized, 1, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"), colours)


@lru_cache(1)
def pair(whole: str, dashed: str) -> Layout:
    """Two lines in one panel with their names above, each beside a piece of its line.

    Args:
        whole: the kind of the rows of the one line.
        dashed: of the other's.
    """
    import altair as alt

    sample = 30
    levels = alt.Axis(tickCount=4, domain=False, ticks=False, labelPadding=6)
    x: dict[str, Any] = {"axis": layers.dates(), "scale": layers.day_scale()}
    y = alt.Y("value:Q", axis=levels, scale=alt.Scale(zero=False, nice=False))
    ink = alt.Color("colour:N", scale=None)

    def drawn(kind: str) -> Any:
        return layers.of_kind(kind).encode(x=alt.X("day:Q", **x), y=y, detail="part:N", color=ink)

    parts: list[Any] = [layers.of_kind("hundred").mark_rule(color=DARK.quiet).encode(y=y)]
    for kind, up, look in ((whole, -40, {}), (dashed, -19, {"strokeDash": [6, 4]})):
        at = {"x": alt.value(-_FOR_AXIS), "x2": alt.value(sample - _FOR_AXIS), "y": alt.value(up)}
        parts += [
            drawn(kind).mark_line(strokeWidth=2.5, strokeJoin="round", **look),
            layers.of_kind(f"label {kind}")
            .mark_rule(strokeWidth=2.5, **look)
            .encode(**at, color=ink),
            text_layer(alt.Chart(), f"label {kind}", 14, x=sample + 8 - _FOR_AXIS, y=up, limit=265),
            text_layer(
                alt.Chart(), f"figure {kind}", 14, x=line_width(1), y=up, align="right", limit=170
            ),
        ]
    parts += [
        drawn("dot").mark_circle(size=34, opacity=1),
        drawn("reach").mark_circle(opacity=0),
        *layers.rings(x, y),
    ]
    sized = [layer.properties(width=line_width(1), height=PAIR_HEIGHT) for layer in parts]
    chart = facetted(sized, 1, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))


@lru_cache(1)
def ahead() -> Layout:
    """One panel: a course up to a day, and from there a dashed line in the middle of a band."""
    import altair as alt

    height = AHEAD_HEIGHT
    x: dict[str, Any] = {
        "axis": layers.dates(layers.FIRST, layers.NOW, layers.LAST),
        "scale": layers.day_scale(),
    }
    y = alt.Y("value:Q", axis=layers.levels(), scale=alt.Scale(zero=False, nice=False))
    ink = alt.Color("colour:N", scale=None)

    day = alt.X("day:Q", **x)
    band = layers.of_kind("band").mark_area(opacity=0.28, interpolate="monotone")
    parts = (
        band.encode(x=day, y=y.copy(deep=True), y2="high:Q", color=ink),
        *layers.strokes(x, y, height, width=2.5),
        layers.of_kind("break").mark_rule(strokeDash=[2, 3], color=DARK.quiet).encode(x=day),
        layers.of_kind("dash")
        .mark_line(strokeWidth=2, strokeDash=[5, 4])
        .encode(x=day, y=y, color=ink),
        *layers.heading(WIDTH, _FOR_AXIS),
    )
    sized = [layer.properties(width=line_width(1), height=height) for layer in parts]
    chart = facetted(sized, 1, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))
