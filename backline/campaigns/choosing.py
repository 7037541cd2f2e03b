"""What a person chose of what is open, as options of a command say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from backline.campaigns.merge import OURS, THEIRS, Conflict, Merged, decide
from backline.errors import ConfigError
from backline.names import shown

Choose = Callable[[Sequence[Conflict]], Mapping[Conflict, str]]
"""Asked once with all that is open; answers what was chosen, perhaps not of all."""

WAYS_OUT = (
    "choose on a terminal, with --take ours or --take theirs for all, or with "
    "--set TABLE.ID.FIELD=ours (theirs, or a value of your own) for one"
)


def nothing_chosen(_open: Sequence[Conflict]) -> Mapping[Conflict, str]:
    """Leave everything open."""
    return {}


def by_options(
    conflicts: Sequence[Conflict], take: str, sets: Sequence[str]
) -> dict[Conflict, str]:
    """What options choose.

    Args:
        conflicts: what is open.
        take: ``ours`` or ``theirs`` for all that no other option names; empty for neither.
        sets: ``TABLE.ID.FIELD=ours``, ``=theirs`` or ``=TEXT``.

    Raises:
        ConfigError: one of ``sets`` names nothing that is open, while something is left open; or
            ``take`` is another word.
    """
    if take not in ("", OURS, THEIRS):
        raise ConfigError(f"--take is either ours or theirs, not {shown(take, 40)!r}.")
    chosen = dict.fromkeys(conflicts, take) if take else {}
    keys = {conflict.key: conflict for conflict in conflicts}
    unknown = []
    for text in sets:
        # An id that breaks the rules may have any sign, so the longest key that fits counts.
        key = max((k for k in keys if text.startswith(f"{k}=")), key=len, default="")
        if key:
            chosen[keys[key]] = text[len(key) + 1 :]
        else:
            unknown.append(text.partition("=")[0])
    if unknown and len(chosen) < len(conflicts):
        raise ConfigError(
            f"--set {shown(unknown[0], 100)}: nothing of that name is open; open is "
            f"{shown(', '.join(keys), 300)}."
        )
    return chosen


def chosen(merged: Merged, choose: Choose) -> Merged:
    """What was put together with all that somebody chose of it.

    Raises:
        ConfigError: what was chosen is nothing that the field can have.
    """
    if not merged.conflicts:
        return merged
    for conflict, choice in choose(merged.conflicts).items():
        try:
            merged = decide(merged, {conflict: choice})
        except ValueError as error:
            raise ConfigError(f"{conflict.key} cannot be decided so: {error}.") from None
    return merged
