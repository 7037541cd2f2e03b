"""Artists as bars of one number, so that a small one is seen beside a large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from backline.exports.pictures import layouts
from backline.exports.pictures.charts import STARRED
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import Picture, filled
from backline.words import short

_HIDDEN = 12
"""A bar so many times shorter than the longest beside it cannot be read off."""


@dataclass(frozen=True, slots=True)
class LevelBar:
    """One artist's number.

    Attributes:
        label: place and name, drawable.
        value: the number, which is never below 0.
        unusual: whether the audit knows something of it, so that it has a star.
    """

    label: str
    value: int
    unusual: bool = False

    @property
    def figure(self) -> str:
        """The number as it is written."""
        return f"{short(self.value)}{'*' if self.unusual else ''}"


def level_bars(
    bars: Sequence[LevelBar], platform: str, title: str, subtitle: str
) -> Picture | None:
    """Bars from zero; those too short to be read stand enlarged below, in grey, which a line says.

    Nothing else lets a bar of 7 be seen below one of 12 million: a scale of powers would have no
    zero to begin at, and a bar that is cut lies.

    Args:
        bars: the largest first.
        platform: decides the colour of those that are not enlarged.
        title: drawable text.
        subtitle: a drawable line below it.

    Returns:
        The picture; None without a bar.
    """
    if not bars:
        return None
    groups = _groups(bars)
    rows: list[dict[str, Any]] = []
    place, colour = 0, DARK.platforms.get(platform, DARK.line)
    for group in groups:
        if group is not groups[0]:
            times = round(bars[0].value / group[0].value)
            said = f"the bars below are enlarged {times:,} times"
            rows.append(_text(place + 0.7, "name", said, DARK.quiet))
            place += 1
        for bar in group:
            rows += _rows(place, bar, group[0].value, colour if group is groups[0] else DARK.quiet)
            place += 1
    subtitles = [subtitle, *([STARRED] if any(bar.unusual for bar in bars) else [])]
    says = f"{title}, {subtitle}: " + ", ".join(f"{bar.label} {bar.figure}" for bar in bars)
    return filled(partial(layouts.bars, 1, place), rows, title, subtitles, says)


def _groups(bars: Sequence[LevelBar]) -> list[list[LevelBar]]:
    """The bars that can be read on one scale, the largest of each first."""
    groups: list[list[LevelBar]] = []
    for bar in bars:
        if not groups or 0 < bar.value * _HIDDEN < groups[-1][0].value:
            groups.append([])
        groups[-1].append(bar)
    return groups


def _rows(place: int, bar: LevelBar, longest: int, colour: str) -> list[dict[str, Any]]:
    length = bar.value / longest if longest else 0
    own = {"panel": 0, "kind": "bar", "zero": 0, "from": 0, "to": length, "colour": colour}
    return [
        _text(place + 0.25, "name", bar.label, DARK.text),
        _text(place + 0.7, "figure", bar.figure, DARK.text),
        {**own, "top": place + 0.52, "bottom": place + 0.88},
    ]


def _text(middle: float, kind: str, text: str, colour: str) -> dict[str, Any]:
    return {"panel": 0, "kind": kind, "middle": middle, "text": text, "colour": colour}
