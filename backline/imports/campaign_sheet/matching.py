"""Which campaign of the book a row of a sheet is, so that taking it twice makes no doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from backline.campaigns.book import Book
from backline.names import same_name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tells a campaign from others.

    Attributes:
        client: its id; of an unknown one empty.
        start: as the file has it; empty where nobody said.
        goal: as the file has it.
        songs: the ids of its songs.
        vendors: the ids of its vendors.
    """

    client: str
    name: str
    start: str
    goal: str
    songs: frozenset[str]
    vendors: frozenset[str]

    @property
    def group(self) -> tuple[str, str, str]:
        """Client, name and start, without which two are never the same."""
        return self.client, same_name(self.name), self.start


def matched(book: Book, rows: Sequence[Wanted]) -> list[str | None]:
    """The campaign's id of each row of one file, None for the new ones.

    First those that say the same of everything, the n-th with the n-th; then, where only one row
    and one campaign of the same client, name and start are left that fit, those of which one side
    leaves something empty or has more songs or vendors, and those whose goals alone differ.
    """
    there: dict[tuple[str, str, str], dict[str, Wanted]] = {}
    for key, wanted in _of_book(book):
        there.setdefault(wanted.group, {})[key] = wanted
    groups: dict[tuple[str, str, str], list[int]] = {}
    for n, row in enumerate(rows):
        groups.setdefault(row.group, []).append(n)
    found: list[str | None] = [None] * len(rows)
    for group, numbers in groups.items():
        free = there.get(group, {})
        _pair(rows, numbers, free, found, Wanted.__eq__, every=True)
        _pair(rows, numbers, free, found, _fits, every=False)
        _pair(rows, numbers, free, found, _but_goal, every=False)
    return found


def _pair(
    rows: Sequence[Wanted],
    numbers: list[int],
    free: dict[str, Wanted],
    found: list[str | None],
    fits: Callable[[Wanted, Wanted], bool],
    *,
    every: bool,
) -> None:
    for n in [n for n in numbers if found[n] is None]:
        keys = [key for key, there in free.items() if fits(_nameless(rows[n]), _nameless(there))]
        if not keys:
            continue
        left = [m for m in numbers if found[m] is None]
        rivals = [m for m in left if fits(_nameless(rows[m]), _nameless(free[keys[0]]))]
        if every or (len(keys) == 1 and len(rivals) == 1):
            found[n] = keys[0]
            del free[keys[0]]


def _nameless(one: Wanted) -> Wanted:
    return Wanted(one.client, "", one.start, one.goal, one.songs, one.vendors)


def _fits(one: Wanted, other: Wanted) -> bool:
    goals = not one.goal or not other.goal or one.goal == other.goal
    pairs = ((one.songs, other.songs), (one.vendors, other.vendors))
    return goals and all(a <= b or b <= a for a, b in pairs)


def _but_goal(one: Wanted, other: Wanted) -> bool:
    return bool(one.songs) and one.songs == other.songs and one.vendors == other.vendors


def _of_book(book: Book) -> Iterable[tuple[str, Wanted]]:
    songs: dict[str, set[str]] = {}
    vendors: dict[str, set[str]] = {}
    for row in book.rows["placements"].values():
        songs.setdefault(row["campaign"], set()).add(row["song"])
        vendors.setdefault(row["campaign"], set()).add(row["vendor"])
    for key, row in book.rows["campaigns"].items():
        yield (
            key,
            Wanted(
                row["client"],
                row["name"],
                row["start"],
                row["stream_goal"],
                frozenset(songs.get(key, set()) - {""}),
                frozenset(vendors.get(key, set()) - {""}),
            ),
        )
