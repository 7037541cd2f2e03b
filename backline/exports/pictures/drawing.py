"""How a chart is put together and becomes a PNG; what it shows is in :mod:`charts`.

Charts are drawn for a phone: 480 units wide at twice the density, on Discord's dark background.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from backline.errors import DataError
from backline.exports.pictures.colours import DARK, ON_PAPER, Colours, recoloured
from backline.names import shown

Layout = dict[str, Any]
"""A Vega-Lite specification without its rows and its title."""

WIDTH = 480
"""The width of every chart in its own units; the PNG has twice as many pixels."""

DENSITY = 2
FONT = "Liberation Sans"
"""The one font vl-convert brings along, so that a chart looks the same on every machine."""

LEAST_POINTS = 3
"""A line of fewer points says nothing that its numbers do not say; no picture is made of it."""


_DRAWN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u03d0-\u0482"
    "\u048a-\u0513\u05d0-\u05ea\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9\u2012-\u2022\u2026\u2030"
    "\u2032-\u2034\u2039\u203a\u20a0-\u20b5\u2116\u2117\u2122\u2190-\u2195\u2212\u221e\u2248"
    "\u2260\u2264\u2265\u25cf\u2660\u2663\u2665\u2666\u266a\u266b\u266f]+"
)
"""What Liberation Sans has of Latin, Greek, Cyrillic and Hebrew letters and of common signs."""


class Form(StrEnum):
    """How a picture is laid out, of those that :mod:`lines_svg` draws, too."""

    OTHER = ""
    PANEL = "1"  # lines one below the other
    PANELS = "2"  # two side by side
    SPARKS = "sparks"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart ready to be drawn.

    Attributes:
        layout: how it is laid out, or what tells that where it is drawn.
        own: what is its own: title, parameters and rows.
        says: what the picture shows, for people who cannot see it.
        form: what the layout is.
    """

    layout: Layout | Callable[[], Layout]
    own: dict[str, Any]
    says: str
    form: Form = Form.OTHER

    @property
    def spec(self) -> dict[str, Any]:
        """Its Vega-Lite specification, the data included."""
        return {**(self.layout() if callable(self.layout) else self.layout), **self.own}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The data of every panel."""
        rows: list[dict[str, Any]] = self.own["datasets"][_ROWS]
        return rows

    @property
    def parameters(self) -> dict[str, int]:
        """What the layout leaves open, by name."""
        return {one["name"]: one["value"] for one in self.own["params"]}

    @property
    def subtitles(self) -> list[str]:
        """The lines below its title."""
        subtitles: list[str] = self.own["title"]["subtitle"]
        return subtitles

    def png(self) -> bytes:
        """The picture as PNG.

        Raises:
            DataError: it cannot be drawn.
        """
        import vl_convert

        try:
            png: bytes = vl_convert.vegalite_to_png(self.spec, scale=DENSITY)
        except ValueError as error:
            raise DataError(f"The chart cannot be drawn ({str(error)[:100]}).") from None
        return png

    def svg(self, *, light: bool = False) -> str:
        """The picture as SVG, for pages and print.

        Args:
            light: on white paper.

        Raises:
            DataError: it cannot be drawn.
        """
        return svg_of(recoloured(self.spec, ON_PAPER) if light else self.spec)


def svg_of(spec: Mapping[str, Any]) -> str:
    """A Vega-Lite specification as SVG.

    Raises:
        DataError: it cannot be drawn.
    """
    import vl_convert

    try:
        svg: str = vl_convert.vegalite_to_svg(dict(spec))
    except ValueError as error:
        raise DataError(f"The chart cannot be drawn ({str(error)[:100]}).") from None
    return svg


def draw_sooner() -> None:
    """Start the engine that draws: a third of a second that need not wait for a chart."""
    import vl_convert

    vl_convert.vegalite_to_vega({"mark": "point", "data": {"values": []}})


def drawable(text: str, fallback: str, most: int = 60) -> str:
    """``text`` with nothing in it that a chart would draw as an empty box.

    The font has no emoji and no Chinese, Japanese, Korean, Arabic, ... letters. Signs it lacks
    are left out. A letter it lacks makes the whole name give way to ``fallback``, the artist's
    key, since half a name would be another name.
    """
    kept = []
    for sign in unicodedata.normalize("NFC", shown(text, 1000)):
        plain = sign if _DRAWN.fullmatch(sign) else unicodedata.normalize("NFKC", sign)
        if _DRAWN.fullmatch(plain):
            kept.append(plain)
        elif unicodedata.category(sign)[0] in "LN":
            return shortened(fallback, most)
    line = " ".join("".join(kept).split())
    return shortened(line if any(c.isalnum() for c in line) else fallback, most)


def shortened(name: str, most: int) -> str:
    """A name in at most ``most`` signs, its middle left out: long names differ at their ends."""
    line = shown(name, 1000)
    tail = most // 3
    if len(line) <= most:
        return line
    return f"{line[: most - tail - 1].rstrip()}…{line[-tail:].lstrip()}"


def instant(day: date) -> int:
    """A UTC day as Vega counts time: milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def text_layer(base: Any, kind: str, size: int, **look: Any) -> Any:
    """A layer that writes the ``text`` of the rows of one kind, in each row's colour.

    Args:
        base: an Altair chart over the rows of every panel.
        kind: the rows to write.
        size: of the letters.
        look: ``x`` and ``y``, places in units of the panel, and properties of the text mark,
            e.g. ``align``, ``limit``.
    """
    import altair as alt

    places = {axis: alt.value(look.pop(axis)) for axis in ("x", "y") if axis in look}
    mark = {"align": "left", "baseline": "middle", "font": FONT, **look}
    chart = base.transform_filter(f"datum.kind == '{kind}'").mark_text(fontSize=size, **mark)
    return chart.encode(text="text:N", color=alt.Color("colour:N", scale=None), **places)


def facetted(layers: Sequence[Any], columns: int, spacing: dict[str, int]) -> Any:
    """The same layers once for each ``panel`` of the rows, each panel on its own scales.

    One chart for all panels, since Altair takes a tenth of a second for each chart it composes.
    """
    import altair as alt

    bare = alt.Header(labelExpr="''", labelFontSize=1, labelPadding=0, title=None)
    return (
        alt.layer(*layers, data=alt.NamedData(_ROWS))
        .facet(facet=alt.Facet("panel:O", header=bare), columns=columns)
        .properties(spacing=spacing)
    )


def finished(chart: Any, colours: Colours = DARK) -> Layout:
    """An Altair chart in the look all charts share, still without rows and title."""
    axis: dict[str, Any] = dict.fromkeys(("gridColor", "domainColor", "tickColor"), colours.grid)
    styled = (
        chart.properties(background=colours.background, padding=14)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelColor=colours.quiet, labelFontSize=12, title=None, **axis)
    )
    layout: Layout = styled.to_dict()
    return layout


def filled(
    layout: Layout | Callable[[], Layout],
    rows: list[dict[str, Any]],
    title: str,
    subtitles: Iterable[str],
    says: str,
    parameters: Mapping[str, int] | None = None,
    colours: Colours = DARK,
    form: Form = Form.OTHER,
) -> Picture:
    """A layout with its rows and heading.

    Args:
        layout: as :mod:`backline.exports.pictures.layouts` makes it, or what makes it there.
        rows: the data of every panel.
        title: drawable text.
        subtitles: drawable lines below the title.
        says: what the picture shows, in words.
        parameters: what the layout leaves open, by name.
        colours: of the title.
        form: what the layout is.
    """
    inks = {"color": colours.text, "subtitleColor": colours.quiet}
    own = {
        "title": {**_HEADING, **inks, "text": title, "subtitle": list(subtitles)},
        "params": [{"name": name, "value": value} for name, value in (parameters or {}).items()],
        "datasets": {_ROWS: rows},
    }
    return Picture(layout, own, says, form)


_ROWS = "rows"

_HEADING = {
    "anchor": "start",
    "frame": "bounds",
    "font": FONT,
    "fontSize": 17,
    "subtitleFont": FONT,
    "subtitleFontSize": 13,
    "subtitlePadding": 5,
    "offset": 14,
    "limit": WIDTH,
}
