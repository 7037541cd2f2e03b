"""The bot's pictures on a page: the same specification as inline SVG in the page's own colours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backline.exports.pictures.colours import DARK, recoloured
from backline.exports.pictures.drawing import Form, Picture, svg_of
from backline.exports.pictures.lines_svg import lines_svg

_VARIABLES = {
    DARK.background: "transparent",
    DARK.text: "var(--ink)",
    DARK.quiet: "var(--quiet)",
    DARK.grid: "var(--rule)",
    DARK.gap: "var(--gap)",
    DARK.gain: "var(--gain)",
    DARK.fall: "var(--fall)",
    **{colour: f"var(--{platform})" for platform, colour in DARK.platforms.items()},
}
"""The stylesheet's colours in the place of the dark ground's, so that they follow both."""

_OPEN = re.compile(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"[^>]*>')
_SPOKEN = re.compile(r' (?:role|aria-\w+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart on a page.

    Attributes:
        svg: markup of our own making, to be put in as it is.
        title: as people read it; any letters, since the page's own fonts write it.
        subtitles: lines below it.
        says: what it shows, for people who cannot see it.
        columns: the header of the table behind it.
        rows: its numbers.
    """

    svg: str
    title: str
    subtitles: Sequence[str]
    says: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default=())


def drawn(
    picture: Picture | None,
    title: str,
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
) -> Drawn | None:
    """A picture for a page; None where there is none.

    Args:
        picture: as the bot sends it, on the dark ground.
        title: with the real name, which the picture's own letters may lack.
        columns: the header of the table behind it.
        rows: its numbers, a row each.

    Raises:
        DataError: it cannot be drawn.
    """
    if picture is None:
        return None
    if picture.form is not Form.OTHER:
        svg = lines_svg(picture, lambda colour: _VARIABLES.get(colour, colour))
    else:
        spec = {n: value for n, value in picture.spec.items() if n != "title"} | {"padding": 4}
        svg = _inline(svg_of(recoloured(spec, _VARIABLES)))
    return Drawn(svg, title, picture.subtitles, picture.says, columns, rows)


def _inline(svg: str) -> str:
    """Without what only a file of its own needs; its parts have nothing to say for themselves."""
    found = _OPEN.search(svg)
    if found is None:
        return svg
    width, height = found[1], found[2]
    opened = f'<svg viewBox="0 0 {width} {height}" width="{width}" aria-hidden="true">'
    return opened + _SPOKEN.sub("", svg[found.end() :])
