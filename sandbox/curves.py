"""How a label's numbers move: levels that grow slowly, counts that roll, counters that climb.

Every curve is a formula of the day, so that any date is answered at once.
"""

from __future__ import annotations

import math
from datetime import date

from sandbox.noise import fraction, smooth

EPOCH = date(2024, 1, 1)
"""Day zero of every curve; earlier and later days are fine."""

VIEW_BREAK = date(2026, 8, 24)
"""From this day YouTube counts every play start as a view, and every view series climbs faster."""

_BREAK_GAIN = 0.3
_WEEK = (0.0, 0.8, 1.5, 2.3, 3.2, 4.5, 6.0)  # views gathered since Monday; a week brings 7
_JITTER = 0.3  # below the least of the daily steps above, so that the clock never runs backwards
_JUMP_DAYS = 97


def day_number(day: date) -> int:
    """Days since :data:`EPOCH`; negative before it."""
    return (day - EPOCH).days


def level(t: int, start: float, daily: float, *seed: object) -> int:
    """Followers, fans, members: slow growth with a weekly rhythm, noise and a rare jump.

    Args:
        t: the day's number.
        start: the level at day zero.
        daily: the growth of an ordinary day.
        seed: which series.
    """
    if t < 0:
        return int(start * start / (start - daily * t)) if start else 0
    phase = 7 * fraction(*seed, "phase")
    rhythm = 0.9 * math.sin(2 * math.pi * (t + phase) / 7)
    drift = 7 * smooth(t, 23, *seed, "drift") + 0.5 * fraction(*seed, "day", t)
    return max(0, int(start * (1 + _jumps(t, *seed)) + daily * (t + rhythm + drift)))


def _jumps(t: int, *seed: object) -> float:
    """What a good playlist or a viral clip has added by day ``t``, as a share of the start."""
    gained = 0.0
    for block in range(t // _JUMP_DAYS + 1):
        if fraction(*seed, "jump", block) < 0.35:
            day = (block + fraction(*seed, "when", block)) * _JUMP_DAYS
            if t >= day:
                gained += 0.005 + 0.035 * fraction(*seed, "much", block)
    return gained


def rolling(t: int, middle: float, *seed: object) -> int:
    """Monthly listeners: a count over 28 days that goes up and down around a slow trend."""
    season = 0.22 * math.sin(2 * math.pi * (t / 113 + fraction(*seed, "season")))
    month = 0.09 * math.sin(2 * math.pi * (t / 31 + fraction(*seed, "month")))
    drift = 0.12 * smooth(t, 17, *seed, "drift")
    trend = max(-0.5, min(2.0, 0.00025 * t))
    return max(1, int(middle * (1 + season + month + drift + trend)))


def clock(t: int, *seed: object) -> float:
    """Days of viewing up to day ``t``: weekends count more, and it never runs backwards."""
    week, weekday = divmod(t, 7)
    after_break = max(0, t - day_number(VIEW_BREAK))
    return 7 * week + _WEEK[weekday] + _JITTER * fraction(*seed, t) + _BREAK_GAIN * after_break


def gathered(days: float, first: float, daily: float) -> int:
    """A cumulative count after ``days`` of viewing: a rush at the release, then a steady tail.

    Args:
        days: difference of two :func:`clock` values.
        first: what the rush brings in all.
        daily: what the tail brings each day.
    """
    return int(first * (1 - math.exp(-max(days, 0.0) / 35)) + daily * max(days, 0.0))
