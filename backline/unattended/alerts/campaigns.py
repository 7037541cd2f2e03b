"""Alerts about campaigns: each rule on the figures alone, as of the days that scrapes tell of.

A rule gives an alert, says that it is not so (any more), or nothing where nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from backline.campaigns.figures import (
    CampaignFigures,
    Finish,
    ListedPlaylist,
    PlacementFigures,
)
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.limits import (
    BEHIND,
    CAUGHT_UP,
    END_DAYS,
    FRESH_DAYS,
    LEAST_DAYS,
    LEAST_STRETCHES,
    MILESTONES,
    SILENT_DAYS,
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


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and how far it is: a campaign's, or a placement's.

    Attributes:
        about: what its alerts are about.
        name: as people call it.
        per_day: the pace of the last 28 known days.
    """

    about: str
    name: str
    goal: int
    delivered: int | None
    until: date | None
    as_of: date | None
    per_day: float | None
    finish: Finish | None
    campaigns: frozenset[str]
    clients: frozenset[str]
    vendors: frozenset[str]

    def alert(self, kind: str, text: str, level: int = 0) -> Alert:
        """An alert about it."""
        return Alert(
            kind, self.about, self.as_of or date.min, f"{self.name}: {text}", "", level,
            self.campaigns, self.clients, self.vendors,
        )  # fmt: skip


def goals(campaigns: Iterable[CampaignFigures], placed: Sequence[Placed]) -> Iterator[Goal]:
    """The goals of campaigns, and of placements where the campaign's is not the same one."""
    said: dict[str, int | None] = {}
    for one in campaigns:
        own = [p.one for p in placed if p.one.campaign == one.campaign]
        said[one.campaign] = one.stream_goal if len(own) == 1 else None
        if not one.stream_goal:
            continue
        # The pace of a part of the placements is no pace of the whole.
        known = all(p.pace_known for p in placed if p.one.campaign == one.campaign)
        yield Goal(
            f"campaign {one.campaign}", one.name, one.stream_goal, one.delivered, one.until,
            one.as_of, one.recent_per_day if known else None, one.finish if known else None,
            frozenset({one.campaign}), frozenset({one.client}),
            frozenset(p.vendor for p in own if p.vendor),
        )  # fmt: skip
    for each in placed:
        one_of = each.one
        if not one_of.goal or said.get(one_of.campaign) == one_of.goal:
            continue
        yield Goal(
            each.about, each.name, one_of.goal, one_of.delivered, one_of.until, one_of.as_of,
            one_of.recent_per_day, one_of.finish, frozenset({one_of.campaign}),
            frozenset({one_of.client}), frozenset(filter(None, [one_of.vendor])),
        )  # fmt: skip


def goal_reached(goal: Goal, _today: date) -> Iterator[Found]:
    """It came. Told once for good, whatever Spotify takes back."""
    if goal.delivered is not None and goal.delivered >= goal.goal:
        yield goal.alert(
            "goal_reached",
            f"the goal of {goal.goal:,} is reached, with {goal.delivered:,} streams as of "
            f"{goal.as_of}.",
        )


def milestone(goal: Goal, _today: date) -> Iterator[Found]:
    """The furthest part of a campaign's goal that came; each is told once, never a lower one."""
    if goal.delivered is None or not goal.about.startswith("campaign "):
        return
    share = 100 * goal.delivered / goal.goal
    reached = [part for part in MILESTONES if share >= part]
    if reached and share < 100:
        yield goal.alert(
            "milestone",
            f"{reached[-1]} % of the goal is passed: {goal.delivered:,} of {goal.goal:,} streams "
            f"as of {goal.as_of}.",
            reached[-1],
        )


def end_near(goal: Goal, today: date) -> Iterator[Found]:
    """It ends soon, and at the pace of the last known days the goal comes later or never."""
    if goal.until is None or goal.as_of is None or goal.delivered is None:
        return
    left = (goal.until - today).days
    missing = goal.goal - goal.delivered
    in_sight = goal.finish is not None and goal.finish.day <= goal.until
    if missing <= 0 or left > END_DAYS or in_sight:
        yield Passed("end_near", goal.about, goal.as_of)
    elif left >= 0 and goal.per_day is not None and _fresh(goal.as_of, today):
        when = f"{goal.finish.day}" if goal.finish else "never"
        yield goal.alert(
            "end_near",
            f"it ends on {goal.until} and {missing:,} of {goal.goal:,} streams are missing as of "
            f"{goal.as_of}; at {goal.per_day:,.0f} a day they come {_on(when)}.",
        )


def _on(when: str) -> str:
    return when if when == "never" else f"by {when}"


def _fresh(as_of: date, today: date) -> bool:
    return today - as_of <= timedelta(days=FRESH_DAYS)


OF_GOALS: tuple[Callable[[Goal, date], Iterator[Found]], ...] = (goal_reached, milestone, end_near)


def not_scraped(placed: Sequence[Placed], today: date) -> Iterator[Found]:
    """Songs that no scrape could be read of for long; one alert a song, whoever places it."""
    songs: dict[str, list[Placed]] = {}
    for each in placed:
        if each.one.track and each.one.start:
            songs.setdefault(each.one.track, []).append(each)
    for track, every in sorted(songs.items()):
        one = every[0].one
        start = min(p.one.start for p in every if p.one.start)
        since = one.as_of or start
        if since > today:
            continue
        about = f"song {track}"
        if (today - since).days < SILENT_DAYS:
            yield Passed("not_scraped", about, since)
            continue
        names = sorted({each.one.campaign_name for each in every})
        last = f"the last one is of {one.as_of}" if one.as_of else f"it began on {start}"
        yield Alert(
            "not_scraped",
            about,
            since,
            f"{one.title or track}: no scrape could be read for {(today - since).days} days, {last}"
            f"; its figures stand still ({', '.join(names)}).",
            campaigns=frozenset(p.one.campaign for p in every),
            clients=frozenset(p.one.client for p in every),
            vendors=frozenset(p.one.vendor for p in every if p.one.vendor),
        )


def about_campaigns(
    campaigns: Iterable[CampaignFigures], placed: Sequence[Placed], today: date
) -> list[Found]:
    """What every rule finds.

    Args:
        campaigns: the active ones.
        placed: their active placements.
        today: the UTC day of the run, for what ends or is silent.
    """
    found: list[Found] = []
    for each in placed:
        of_this = [one for rule in OF_PLACEMENTS for one in rule(each)]
        worse = {one.kind for one in of_this if isinstance(one, Alert)} & {
            "stalled",
            "never_started",
        }
        # Whoever gives nothing is behind, too; that is told once.
        found += [one for one in of_this if not worse or one.kind != "behind_pace"]
    for goal in goals(campaigns, placed):
        found += [one for rule in OF_GOALS for one in rule(goal, today)]
    found += not_scraped(placed, today)
    return found


def _of_goal(goal: int | None) -> str:
    return f" of {goal:,}" if goal else ""
