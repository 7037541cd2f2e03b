"""How each kind of chart is laid out: everything of it but its numbers, names and title.

Altair takes longer to put a chart together than vl-convert to draw it, so a layout is made once
for all pictures of its kind: it has no number of panels, and the days are parameters of the
picture that fills it in.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from typing import Any

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
from backline.exports.pictures.marked import LETTERS, RADIUS

COLUMN = 226
"""The width of one of two panels side by side."""

SPARK = 150
"""The width of the line in a row of sparklines."""

PANEL_HEIGHT, SPARK_HEIGHT, PAIR_HEIGHT, AHEAD_HEIGHT = 56, 36, 190, 150
"""How high the lines of each kind of picture are drawn."""

_FOR_AXIS = 46
_TICK = 7  # the height of a gap's tick

FIRST, LAST = "first_day", "last_day"
"""The parameters that a picture of lines sets to its first and last day."""

NOW = "newest_day"
"""Likewise, of a picture that looks ahead, the newest measured day."""

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
    layers = (
        drawn.mark_rect().encode(
            x=alt.X("from:Q", axis=None, scale=along),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
            **span,
        ),
        drawn.mark_rule(color=DARK.quiet).encode(x=alt.X("zero:Q", axis=None, scale=along), **span),
        text_layer(base, "name", 13, x=0, limit=width),
        text_layer(base, "figure", 13, x=width, align="right"),
        *_heading_layers(width, 0),
    )
    sized = [layer.properties(width=width, height=most * row_height) for layer in layers]
    chart = facetted(sized, columns, {"row": 18, "column": 28})
    return finished(chart.resolve_scale(x="independent"))


@lru_cache(_KEPT)
def panels_of_lines(columns: int) -> Layout:
    """Series side by side, each on its own scale, with the two days on the axis."""
    import altair as alt

    width = COLUMN if columns == 2 else WIDTH
    x = {"axis": _dates(), "scale": _days()}
    y = alt.Y("value:Q", axis=_levels(), scale=alt.Scale(zero=False, nice=False))
    change = text_layer(
        alt.Chart(), "change", 13, x=width - _FOR_AXIS, y=-18, align="right", limit=width
    )
    layers = (*_strokes(x, y, PANEL_HEIGHT, width=2.5), *_heading_layers(width, _FOR_AXIS), change)
    sized = [layer.properties(width=line_width(columns), height=PANEL_HEIGHT) for layer in layers]
    chart = facetted(sized, columns, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))


def line_width(columns: int) -> int:
    """How wide a line is where so many panels stand side by side."""
    return (COLUMN if columns > 1 else WIDTH) - _FOR_AXIS


def days(first: date, last: date) -> dict[str, int]:
    """The parameters of a picture of lines over these days."""
    return {FIRST: instant(first), LAST: instant(last)}


def _dates(*days: str, day: str = "datum.value") -> Any:
    """The axis of the days that parameters name, the first one's label to its right.

    Args:
        days: the parameters; the first and the last day where none is said.
        day: the day that a label tells, as an expression.
    """
    import altair as alt

    return alt.Axis(
        values=alt.ExprRef(f"[{', '.join(days or (FIRST, LAST))}]"),
        labelExpr=f"utcFormat({day}, '%Y-%m-%d')",
        labelAlign=alt.ExprRef(f"datum.value == {FIRST} ? 'left' : 'right'"),
        labelFlush=False,
        labelOverlap=False,
        grid=False,
        tickSize=4,
    )


def _levels() -> Any:
    """The axis of a line's values: whole numbers alone."""
    import altair as alt

    whole = "datum.value % 1 == 0"
    return alt.Axis(
        tickCount=3,  # which D3 makes two to five of
        labelOverlap=False,
        labelExpr=f"{whole} ? replace(format(datum.value, '~s'), 'G', 'B') : ''",
        gridOpacity=alt.ExprRef(f"{whole} ? 1 : 0"),
        domain=False,
        ticks=False,
        labelPadding=6,
    )


def _days() -> Any:
    import altair as alt

    return alt.Scale(type="utc", domain=[alt.ExprRef(FIRST), alt.ExprRef(LAST)])


@lru_cache(1)
def sparks() -> Layout:
    """One row a series: its name, its line, its value and change."""
    import altair as alt

    height, for_label, width = SPARK_HEIGHT, 176, SPARK
    x = {"axis": None, "scale": _days()}
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False))
    base = alt.Chart()
    right: dict[str, Any] = {"x": WIDTH - for_label, "align": "right"}
    right["limit"] = WIDTH - for_label - width - 10
    layers = (
        *_strokes(x, y, height, width=2),
        text_layer(base, "label", 14, x=-for_label, y=height / 2, limit=for_label - 8),
        text_layer(base, "figure", 15, y=9, fontWeight="bold", **right),
        text_layer(base, "change", 13, y=28, **right),
    )
    sized = [layer.properties(width=width, height=height) for layer in layers]
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
        "axis": _dates(day=f"datum.value - (datum.value == {LAST} ? 86400000 : 0)"),
        "scale": _days(),
    }
    scale = alt.Scale(zero=True, nice=False)
    y = alt.Y("value:Q", axis=levels, scale=scale)
    ink = alt.Color("colour:N", scale=None)

    def of(kind: str) -> Any:
        return alt.Chart().transform_filter(f"datum.kind == '{kind}'")

    def line(kind: str) -> Any:
        return of(kind).encode(x=alt.X("day:Q", **x), y=y, detail="part:N", color=ink)

    sides: dict[str, Any] = {"x": alt.X("from:Q", **x), "x2": "to:Q"}
    block = of("block").mark_rect().encode(**sides, y=y, y2="zero:Q", color=ink)
    layers = (
        block.encode(opacity=alt.Opacity("strength:Q", scale=None, legend=None)),
        of("block").mark_rule(strokeWidth=2).encode(**sides, y=y, color=ink),
        line("solid").mark_line(strokeWidth=2.5, strokeJoin="round"),
        of("gap")
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
        *_heading_layers(WIDTH, _FOR_AXIS),
    )
    sized = [layer.properties(width=line_width(1), height=height) for layer in layers]
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
    x: dict[str, Any] = {"axis": _dates(), "scale": _days()}
    y = alt.Y("value:Q", axis=levels, scale=alt.Scale(zero=False, nice=False))
    ink = alt.Color("colour:N", scale=None)

    def of(kind: str) -> Any:
        return alt.Chart().transform_filter(f"datum.kind == '{kind}'")

    def drawn(kind: str) -> Any:
        return of(kind).encode(x=alt.X("day:Q", **x), y=y, detail="part:N", color=ink)

    layers: list[Any] = [of("hundred").mark_rule(color=DARK.quiet).encode(y=y)]
    for kind, up, look in ((whole, -40, {}), (dashed, -19, {"strokeDash": [6, 4]})):
        at = {"x": alt.value(-_FOR_AXIS), "x2": alt.value(sample - _FOR_AXIS), "y": alt.value(up)}
        layers += [
            drawn(kind).mark_line(strokeWidth=2.5, strokeJoin="round", **look),
            of(f"label {kind}").mark_rule(strokeWidth=2.5, **look).encode(**at, color=ink),
            text_layer(alt.Chart(), f"label {kind}", 14, x=sample + 8 - _FOR_AXIS, y=up, limit=265),
            text_layer(
                alt.Chart(), f"figure {kind}", 14, x=line_width(1), y=up, align="right", limit=170
            ),
        ]
    layers += [
        drawn("dot").mark_circle(size=34, opacity=1),
        drawn("reach").mark_circle(opacity=0),
        *_rings(x, y),
    ]
    sized = [layer.properties(width=line_width(1), height=PAIR_HEIGHT) for layer in layers]
    chart = facetted(sized, 1, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))


@lru_cache(1)
def ahead() -> Layout:
    """One panel: a course up to a day, and from there a dashed line in the middle of a band."""
    import altair as alt

    height = AHEAD_HEIGHT
    x: dict[str, Any] = {"axis": _dates(FIRST, NOW, LAST), "scale": _days()}
    y = alt.Y("value:Q", axis=_levels(), scale=alt.Scale(zero=False, nice=False))
    ink = alt.Color("colour:N", scale=None)

    def of(kind: str) -> Any:
        return alt.Chart().transform_filter(f"datum.kind == '{kind}'")

    day = alt.X("day:Q", **x)
    band = of("band").mark_area(opacity=0.28, interpolate="monotone")
    layers = (
        band.encode(x=day, y=y.copy(deep=True), y2="high:Q", color=ink),
        *_strokes(x, y, height, width=2.5),
        of("break").mark_rule(strokeDash=[2, 3], color=DARK.quiet).encode(x=day),
        of("dash").mark_line(strokeWidth=2, strokeDash=[5, 4]).encode(x=day, y=y, color=ink),
        *_heading_layers(WIDTH, _FOR_AXIS),
    )
    sized = [layer.properties(width=line_width(1), height=height) for layer in layers]
    chart = facetted(sized, 1, {"row": 16, "column": 24})
    return finished(chart.resolve_scale(y="independent"))


def _heading_layers(width: int, left: int) -> list[Any]:
    """What a panel shows and below it the figure, above the panel and the axis left of it.

    Vega's own titles would stand at another height where an axis label reaches over the panel.
    """
    import altair as alt

    base = alt.Chart()
    return [
        text_layer(base, "title", 14, x=-left, y=-36, fontWeight="bold", limit=width),
        text_layer(base, "subtitle", 13, x=-left, y=-18, limit=width),
    ]


def _strokes(x: dict[str, Any], y: Any, height: int, *, width: float) -> list[Any]:
    """The marks of a series: unbroken stretches, stripes over days without numbers, points."""
    import altair as alt

    def chosen(kind: str) -> Any:
        return alt.Chart().transform_filter(f"datum.kind == '{kind}'")

    def of(kind: str) -> Any:
        return chosen(kind).encode(
            x=alt.X("day:Q", **x), y=y, detail="part:N", color=alt.Color("colour:N", scale=None)
        )

    # Stripes lie over the line, so that it breaks where a gap is narrower than its pen.
    sides: dict[str, Any] = {"x": alt.X("from:Q", **x), "x2": "to:Q"}

    def grey(kind: str, top: int) -> Any:
        return (
            chosen(kind)
            .mark_rect(color=DARK.gap)
            .encode(**sides, y=alt.value(top), y2=alt.value(height))
        )

    return [
        of("solid").mark_line(strokeWidth=width, strokeJoin="round"),
        grey("gap", 0),
        grey("tick", height - _TICK),
        of("dot").mark_circle(size=34, opacity=1),
        of("reach").mark_circle(opacity=0),
        *_rings(x, y),
    ]


def _rings(x: dict[str, Any], y: Any) -> list[Any]:
    """What happened on a day: a ring, and where there is room a word beside it."""
    import altair as alt

    def of(kind: str) -> Any:
        return (
            alt.Chart()
            .transform_filter(f"datum.kind == '{kind}'")
            .encode(x=alt.X("day:Q", **x), y=y)
        )

    look = {name: alt.ExprRef(f"datum.{name}") for name in ("align", "baseline", "dx", "dy")}
    inks = {"fill": DARK.background, "stroke": DARK.text}
    return [
        of("ring").mark_circle(size=math.pi * RADIUS**2, opacity=1, strokeWidth=1.5, **inks),
        of("word")
        .mark_text(font=FONTS, fontSize=LETTERS, color=DARK.text, **look)
        .encode(text="text:N"),
    ]
