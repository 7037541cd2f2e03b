"""What there is to tell of a placement: each rule on the figures alone, as of its song's scrapes.

A rule gives an alert, says that it is not so (any more), or nothing where nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backline.campaigns.figures import ListedPlaylist, PlacementFigures
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.limits import (
    BEHIND,
    CAUGHT_UP,
    LEAST_DAYS,
    LEAST_STRETCHES,
    STALLED_DAYS,
    START_DAYS,
)


@dataclass(frozen=True, slots=True)
class Still:
    """The known days without a stream at the end of a placement's course; none where it has any."""

    first_day: date
    days: int


@dataclass(frozen=True, slots=True)
class ListRead:
    """The newest list for 12 months that was read of a song.

    Attributes:
        day: of the scrape.
        whole: whether the page showed all of its playlists.
        least: the fewest streams of a playlist it lists: what has more would be listed.
    """

    day: date
    whole: bool
    least: int | None = None

    def would_list(self, streams: float) -> bool:
        """Whether a playlist with so many streams within 12 months would be on it."""
        return self.whole or (self.least is not None and streams > self.least)


@dataclass(frozen=True, slots=True)
class Absent:
    """A playlist that the newest list of a window would have, if it gave what it gave before.

    Attributes:
        window: ``7d`` or ``12m``.
        last_seen: the day of the last list that had it, with ``streams``.
        read_on: the day of the newest list, whose smallest has ``least``.
    """

    window: str
    last_seen: date
    streams: int
    read_on: date
    least: int


@dataclass(frozen=True, slots=True)
class Placed:
    """All that rules know of one placement that is active in an active campaign.

    Attributes:
        vendor_name: what people call the vendor.
        still: None where nobody knows what came last.
        read: None where no list for 12 months was ever read.
        lists: the playlists of its song.
        renamed: by playlist, names that it may go by now.
        absent: by playlist, what its absence from the newest lists rests on.
    """

    one: PlacementFigures
    vendor_name: str
    still: Still | None
    read: ListRead | None
    lists: Sequence[ListedPlaylist] = ()
    renamed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    absent: Mapping[str, Absent] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What its alerts are about."""
        return f"placement {self.one.placement}"

    @property
    def name(self) -> str:
        """Campaign, song and vendor as people call them."""
        song = f" ({self.one.title})" if self.one.title else ""
        return f"{self.one.campaign_name}{song}, {self.vendor_name or 'no vendor'}"

    @property
    def is_listed(self) -> bool:
        """Whether any playlist of the vendor lists the song, or did."""
        return any(one.vendor == self.one.vendor for one in self.lists if one.vendor)

    @property
    def pace_known(self) -> bool:
        """Whether its pace is known; where nothing of the vendor lists the song it is 0."""
        nothing = self.read is not None and self.read.whole and not self.is_listed
        return self.one.recent_per_day is not None or nothing

    def alert(self, kind: str, text: str, what: str = "", day: date | None = None) -> Alert:
        """An alert about it, as of the day that scrapes tell until unless ``day`` says."""
        return Alert(
            kind,
            self.about,
            day or self.one.as_of or date.min,
            f"{self.name}: {text}",
            what,
            campaigns=frozenset({self.one.campaign}),
            clients=frozenset({self.one.client}),
            vendors=frozenset(filter(None, [self.one.vendor])),
        )

    def passed(self, kind: str, what: str = "") -> Passed:
        """That something is not so of it."""
        return Passed(kind, self.about, self.one.as_of or date.min, what)


def stalled(placed: Placed) -> Iterator[Found]:
    """Nothing came within the last known days, of playlists that are credited."""
    one, still = placed.one, placed.still
    if still is None or not one.playlists or one.as_of is None:
        return
    if still.days == 0 or (one.remaining is not None and one.remaining <= 0):
        yield placed.passed("stalled")
    elif still.days >= STALLED_DAYS:
        yield placed.alert(
            "stalled",
            f"no stream in the last {still.days} known days, {still.first_day} to {one.as_of}; "
            f"{one.delivered or 0:,}{_of_goal(one.goal)} were delivered.",
        )


def never_started(placed: Placed) -> Iterator[Found]:
    """The list was read long enough after the start, and has no playlist of the vendor.

    A page shows the largest playlists only: where it is not all of them, it says something of a
    vendor whose promise by then is more than the smallest it lists.
    """
    one, read = placed.one, placed.read
    if placed.is_listed:
        yield placed.passed("never_started")
    elif one.vendor and one.start and read:
        days = (read.day - one.start).days
        if days >= START_DAYS and read.would_list((one.promised_per_day or 0) * days):
            yield placed.alert(
                "never_started",
                f"{days} days after its start, {one.start}, the song's playlists of {read.day} "
                "have none that is known as the vendor's.",
                day=read.day,
            )


def behind_pace(placed: Placed) -> Iterator[Found]:
    """Behind as a whole and lately, by more than the pace's own range."""
    one = placed.one
    promise, known = one.promised_per_day, one.known_days or 0
    if not promise or one.delivered is None or one.recent_per_day is None:
        return
    if one.remaining is not None and one.remaining <= 0:
        yield placed.passed("behind_pace")
        return
    if known < LEAST_DAYS or one.stretches < LEAST_STRETCHES:
        return
    promised = min(promise * known, one.goal or float("inf"))
    share, lately = one.delivered / promised, one.recent_per_day / promise
    if share >= CAUGHT_UP or lately >= CAUGHT_UP:
        yield placed.passed("behind_pace")
    elif share < BEHIND and lately < BEHIND and (one.recent_high or 0) < promise:
        yield placed.alert(
            "behind_pace",
            f"{one.recent_per_day:,.0f} streams a day lately where {promise:,.0f} were promised; "
            f"{one.delivered:,} of the {promised:,.0f} promised for the {known} days known until "
            f"{one.as_of} came ({share:.0%}).",
        )


def playlists_removed(placed: Placed) -> Iterator[Found]:
    """Each credited playlist that the newest lists of 12 months or 7 days would have, and have not.

    Who took the song out of a playlist leaves its streams in the count over 12 months for a year;
    the list for 7 days shows it within a week.
    """
    one, read = placed.one, placed.read
    if read is None or (one.until is not None and read.day > one.until):
        return
    for listed in placed.lists:
        if one.placement not in listed.placements:
            continue
        absent = placed.absent.get(listed.playlist)
        if absent:
            yield placed.alert(
                "playlist_removed",
                f"the playlist {listed.name!r} {_gone(absent)}{_maybe(placed, listed.playlist)}",
                listed.playlist,
                absent.read_on,
            )
        elif read.whole and listed.seen_on < read.day:
            yield placed.alert(
                "playlist_removed",
                f"the playlist {listed.name!r}, last listed on {listed.seen_on}, is not in the "
                f"list of {read.day} any more.{_maybe(placed, listed.playlist)}",
                listed.playlist,
                read.day,
            )
        elif listed.seen_on >= read.day:
            yield placed.passed("playlist_removed", listed.playlist)


def _gone(absent: Absent) -> str:
    span = "7 days" if absent.window == "7d" else "12 months"
    return (
        f"had {absent.streams:,} streams within {span} on {absent.last_seen} and is not in that "
        f"list of {absent.read_on}, which goes down to {absent.least:,}."
    )


def _maybe(placed: Placed, playlist: str) -> str:
    names = placed.renamed.get(playlist, ())
    return f" It may be called {' or '.join(map(repr, names))} now." if names else ""


OF_PLACEMENTS: tuple[Callable[[Placed], Iterator[Found]], ...] = (
    stalled,
    never_started,
    behind_pace,
    playlists_removed,
)


def _of_goal(goal: int | None) -> str:
    return f" of {goal:,}" if goal else ""
