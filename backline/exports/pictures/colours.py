"""The colours of every chart, on a dark ground and on white paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Colours:
    """What a picture is drawn in; two are told apart also by who sees no red, green or blue.

    Attributes:
        gap: days without a number.
        gain: a rise, and ``fall`` a fall, wherever one is shown.
        line: one that belongs to no platform.
        platforms: the colour of a platform's lines, and of nothing else.
        pair: of two artists' lines in one panel.
    """

    background: str
    text: str
    quiet: str
    grid: str
    gap: str
    gain: str
    fall: str
    line: str
    platforms: Mapping[str, str]
    pair: tuple[str, str]

    def change(self, growth: int | None) -> str:
        """The colour of a growth: of a rise, a fall, or neither."""
        return self.gain if growth and growth > 0 else self.fall if growth else self.quiet


DARK = Colours(
    background="#313338",
    text="#f2f3f5",
    quiet="#b5bac1",
    grid="#4a4d55",
    gap="#676b75",
    gain="#45d6bd",
    fall="#ff8f4d",
    line="#f2f3f5",
    platforms={
        "spotify": "#4bf08f",
        "youtube": "#f5655b",
        "instagram": "#f9a8cf",
        "deezer": "#b974f5",
        "discord": "#9dbdfa",
    },
    pair=("#ffd21f", "#4fa8ff"),
)
"""On Discord's dark ground, which every chart is made for."""

PAPER = Colours(
    background="#ffffff",
    text="#1f2328",
    quiet="#5f6672",
    grid="#d5dae1",
    gap="#b4bac4",
    gain="#00796b",
    fall="#b84300",
    line="#2f5d8a",
    platforms={
        "spotify": "#1b9f31",
        "youtube": "#8a1410",
        "instagram": "#d6247f",
        "deezer": "#a83cf0",
        "discord": "#12308f",
    },
    pair=("#8a6100", "#0b6bd0"),
)
"""On white paper and light pages."""

ON_PAPER = {
    **{
        getattr(DARK, name): getattr(PAPER, name)
        for name in ("background", "text", "quiet", "grid", "gap", "gain", "fall")
    },
    **{colour: PAPER.platforms[name] for name, colour in DARK.platforms.items()},
    **dict(zip(DARK.pair, PAPER.pair, strict=True)),
}
"""The colours of white paper in the place of the dark ground's."""


def recoloured(part: Any, colours: Mapping[str, str]) -> Any:
    """A part of a specification with each of its colours in the place of another.

    Args:
        part: any JSON.
        colours: by the one that is there the one to take.
    """
    if isinstance(part, str):
        return colours.get(part, part)
    if isinstance(part, Mapping):
        return {name: recoloured(value, colours) for name, value in part.items()}
    if isinstance(part, list):
        return [recoloured(value, colours) for value in part]
    return part
