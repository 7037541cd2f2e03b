"""What charts are layered of: axes, headings, the strokes of a series, and rings on it."""

from __future__ import annotations

import math
from typing import Any

from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import text_layer
from backline.exports.pictures.lettering import FONTS
from backline.exports.pictures.marked import LETTERS, RADIUS

FIRST, LAST = "first_day", "last_day"
"""The parameters that a picture of lines sets to its first and last day."""

NOW = "newest_day"
"""Likewise, of a picture that looks ahead, the newest measured day."""

_TICK = 7  # the height of a gap's tick


def of_kind(kind: str) -> Any:
    """A chart of the rows of one kind."""
    import altair as alt

    return alt.Chart().transform_filter(f"datum.kind == '{kind}'")


def dates(*days: str, day: str = "datum.value") -> Any:
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


def levels() -> Any:
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


def day_scale() -> Any:
    """The scale of the days from the first to the last."""
    import altair as alt

    return alt.Scale(type="utc", domain=[alt.ExprRef(FIRST), alt.ExprRef(LAST)])


def heading(width: int, left: int) -> list[Any]:
    """What a panel shows and below it the figure, above the panel and the axis left of it.

    Vega's own titles would stand at another height where an axis label reaches over the panel.
    """
    import altair as alt

    base = alt.Chart()
    return [
        text_layer(base, "title", 14, x=-left, y=-36, fontWeight="bold", limit=width),
        text_layer(base, "subtitle", 13, x=-left, y=-18, limit=width),
    ]


def strokes(x: dict[str, Any], y: Any, height: int, *, width: float) -> list[Any]:
    """The marks of a series: unbroken stretches, stripes over days without numbers, points."""
    import altair as alt

    def of(kind: str) -> Any:
        return of_kind(kind).encode(
            x=alt.X("day:Q", **x), y=y, detail="part:N", color=alt.Color("colour:N", scale=None)
        )

    # Stripes lie over the line, so that it breaks where a gap is narrower than its pen.
    sides: dict[str, Any] = {"x": alt.X("from:Q", **x), "x2": "to:Q"}

    def grey(kind: str, top: int) -> Any:
        return (
            of_kind(kind)
            .mark_rect(color=DARK.gap)
            .encode(**sides, y=alt.value(top), y2=alt.value(height))
        )

    return [
        of("solid").mark_line(strokeWidth=width, strokeJoin="round"),
        grey("gap", 0),
        grey("tick", height - _TICK),
        of("dot").mark_circle(size=34, opacity=1),
        of("reach").mark_circle(opacity=0),
        *rings(x, y),
    ]


def rings(x: dict[str, Any], y: Any) -> list[Any]:
    """What happened on a day: a ring, and where there is room a word beside it."""
    import altair as alt

    def of(kind: str) -> Any:
        return of_kind(kind).encode(x=alt.X("day:Q", **x), y=y)

    look = {name: alt.ExprRef(f"datum.{name}") for name in ("align", "baseline", "dx", "dy")}
    inks = {"fill": DARK.background, "stroke": DARK.text}
    return [
        of("ring").mark_circle(size=math.pi * RADIUS**2, opacity=1, strokeWidth=1.5, **inks),
        of("word")
        .mark_text(font=FONTS, fontSize=LETTERS, color=DARK.text, **look)
        .encode(text="text:N"),
    ]
