"""The groups of commands that a label switches on or off in ``roster.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backline.names import shown

GROUPS: Mapping[str, str] = {
    "numbers": "Where the label and its artists stand, and what changed",
    "rankings": "Artists beside each other",
    "forecasts": "What to expect of a number, and when it reaches the next round one",
    "audience": "Songs, and any period of an artist",
    "campaigns": "Campaigns, for one role only",
}
"""By name, what is in each; all are on where the roster is silent. ``/help`` is in none."""


def checked_groups(value: Any) -> tuple[str, ...]:
    """The groups a roster lists, each once.

    Raises:
        ValueError: it is no list, or a group is none of :data:`GROUPS`.
    """
    there = ", ".join(f'"{name}"' for name in GROUPS)
    if not isinstance(value, list | tuple):
        raise ValueError(  # noqa: TRY004 (pydantic tells no other)
            f"list groups of commands, of {there}, and not {shown(repr(value), 40)}"
        )
    for name in value:
        if not isinstance(name, str) or name not in GROUPS:
            raise ValueError(
                f"there is no group of commands {shown(repr(name), 40)}; there are {there}"
            )
    return tuple(dict.fromkeys(value))
