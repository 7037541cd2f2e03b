"""How every import lists what it could not take, and sums it up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something of a file that was not taken, and why.

    Attributes:
        place: file and line, file and field, or the cell of a sheet.
        about: artist and day, where known.
        found: what stands there.
        kind: ``why`` without what is of this place alone, for counting; ``why`` when empty.
    """

    place: str
    about: str
    found: str
    why: str
    kind: str = ""


def in_file_order(unplaced: Unplaced) -> tuple[str, int, str, str]:
    """Sorts by file, line and what stands there, wherever in a run it was found."""
    file, _, line = unplaced.place.partition(":")
    return file, int(line or 0), unplaced.about, unplaced.found


def by_kind(rows: Iterable[Unplaced]) -> list[str]:
    """One sentence for each kind of what was not taken: how often, and the first of them."""
    kinds: dict[str, list[Unplaced]] = {}
    for row in rows:
        kinds.setdefault(row.kind or row.why, []).append(row)
    return [f"{len(same):,}: {kind}{_first(same)}" for kind, same in kinds.items()]


def _first(same: list[Unplaced]) -> str:
    one = same[0]
    said = ": ".join(filter(None, (one.place, one.about, one.found)))
    if not said:
        return ""
    return f" ({said})" if len(same) == 1 else f" (the first: {said})"
