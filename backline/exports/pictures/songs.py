"""Songs as bars of their streams, the ones with most streams above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backline.exports.pictures import layouts
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import Picture, filled
from backline.words import short

MOST = 10
"""So many bars are a phone's screen."""


@dataclass(frozen=True, slots=True)
class SongBar:
    """A song whose streams are known.

    Attributes:
        label: its title, drawable.
        streams: of the known days.
        at_least: days are unknown, so that there may be more.
    """

    label: str
    streams: int
    at_least: bool = False

    @property
    def figure(self) -> str:
        """The streams as they are written."""
        return f"{'≥' if self.at_least else ''}{short(self.streams)}"


def song_bars(
    bars: Sequence[SongBar],
    platform: str,
    heading: tuple[str, str],
    title: str,
    subtitles: Iterable[str],
) -> Picture | None:
    """One panel of bars from zero; a song whose streams are not known has none to be drawn.

    Args:
        bars: the songs, in the order they are drawn; the first :data:`MOST` are.
        platform: decides the colour.
        heading: of the panel, and what stands below it.
        title: drawable text.
        subtitles: drawable lines below it.

    Returns:
        The picture; None where no streams are known.
    """
    shown = bars[:MOST]
    if not shown:
        return None
    colour = DARK.platforms.get(platform, DARK.line)
    rows: list[dict[str, Any]] = [
        {"panel": 0, "kind": "title", "text": heading[0], "colour": DARK.text},
        {"panel": 0, "kind": "subtitle", "text": heading[1], "colour": DARK.quiet},
    ]
    for place, bar in enumerate(shown):
        own = {"panel": 0, "zero": 0, "from": 0, "to": bar.streams}
        rows += [
            {**own, "kind": "name", "middle": place + 0.25, "text": bar.label, "colour": DARK.text},
            {**own, "kind": "figure", "middle": place + 0.7, "text": bar.figure,
             "colour": DARK.text},
            {**own, "kind": "bar", "top": place + 0.52, "bottom": place + 0.88, "colour": colour},
        ]  # fmt: skip
    says = f"{heading[0]}, {heading[1]}: " + ", ".join(f"{bar.label} {bar.figure}" for bar in shown)
    return filled(layouts.bars(1, len(shown)), rows, title, subtitles, says)
