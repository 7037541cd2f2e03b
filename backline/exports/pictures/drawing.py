"""How a chart is put together and becomes a PNG; what it shows is in :mod:`charts`.

Charts are drawn for a phone: 480 units wide at twice the density, on Discord's dark background.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from backline.errors import DataError
from backline.exports.pictures.colours import DARK, ON_PAPER, Colours, recoloured
from backline.exports.pictures.engine import engine
from backline.exports.pictures.lettering import FONTS, can_be_set, is_own, syllables
from backline.exports.pictures.needed import needed
from backline.exports.pictures.stand_ins import StandIns
from backline.exports.pictures.widths import fitted
from backline.names import shown

Layout = dict[str, Any]
"""A Vega-Lite specification without its rows and its title."""

WIDTH = 480
"""The width of every chart in its own units; the PNG has twice as many pixels."""

DENSITY = 2
_ORDINARY = 0.56
"""How wide an ordinary letter is, in sizes of the letters: a digit, an ``n``."""

_LOOKS_OF_EMOJI = dict.fromkeys((0xFE0E, 0xFE0F))

LEAST_POINTS = 3
"""A line of fewer points says nothing that its numbers do not say; no picture is made of it."""


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
        others = StandIns()
        spec = others.put(self.spec)
        try:
            if others:
                return bytes(engine().svg_to_png(others.lettered(svg_of(spec)), scale=DENSITY))
            return bytes(engine().vegalite_to_png(_unread(needed(spec)), scale=DENSITY))
        except ValueError as error:
            raise DataError(f"The chart cannot be drawn ({str(error)[:100]}).") from None

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
    try:
        svg: str = engine().vegalite_to_svg(needed(spec))
    except ValueError as error:
        raise DataError(f"The chart cannot be drawn ({str(error)[:100]}).") from None
    return svg


def _unread(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification without words for screen readers, which a PNG has no place for."""
    return {**spec, "config": {**spec["config"], "aria": False}}


def draw_sooner() -> None:
    """Start the engine that draws: a third of a second that need not wait for a chart."""
    engine().vegalite_to_vega({"mark": "point", "data": {"values": []}})


def drawable(text: str, fallback: str, most: int = 60) -> str:
    """``text`` with nothing in it that a chart would draw as an empty box.

    Letters come from the charts' own font and from those of this machine. Signs that none has are
    left out. A letter that none has makes the whole name give way to ``fallback``, the artist's
    key, since half a name would be another name. A name in other scripts is cut to the width of
    ``most`` ordinary letters.
    """
    kept: list[str] = []
    line = unicodedata.normalize("NFC", shown(text, 1000)).translate(_LOOKS_OF_EMOJI)
    for signs in syllables(line):
        found = _drawn(signs)
        if found is None and any(unicodedata.category(sign)[0] in "LN" for sign in signs):
            return shortened(fallback, most)
        kept.append(found or "")
    line = " ".join("".join(kept).split())
    if not any(sign.isalnum() for sign in line):
        return shortened(fallback, most)
    if is_own(line):
        return shortened(line, most)
    line = fitted(line, 1, most * _ORDINARY)
    return line if can_be_set(line) else shortened(fallback, most)


def _drawn(signs: str) -> str | None:
    """A sign with its marks as it can be drawn; None where no font has it.

    Marks are left out where the charts' own font has the letter alone: there they are ornaments.
    """
    written = [signs, unicodedata.normalize("NFKC", signs)]
    bare = ["".join(c for c in one if unicodedata.category(c)[0] not in "MC") for one in written]
    plain = next((one for one in [*written[:1], *bare] if one and is_own(one)), None)
    return plain or next((one for one in written if can_be_set(one)), None)


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
    mark = {"align": "left", "baseline": "middle", "font": FONTS, **look}
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
        .configure(font=FONTS)
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
    "font": FONTS,
    "fontSize": 17,
    "subtitleFont": FONTS,
    "subtitleFontSize": 13,
    "subtitlePadding": 5,
    "offset": 14,
    "limit": WIDTH,
}
