"""Lift: whether a placement was followed by more streams outside of what was paid for.

The song's streams outside of vendors' playlists are held against those of the artist's other songs,
before, during and after. That something came after something does not say that it came from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.stored import stored_breakdown
from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence.lift_rule import LEAST, WEEKS, Lift, lifted, panel, weekly
from backline.campaigns.evidence.songs_told import ids_of
from backline.campaigns.figures import PlacementFigures, placements
from backline.errors import ConfigError
from backline.names import shown
from backline.warehouse import Warehouse
from backline.words import many

_DAY = timedelta(days=1)
_REACH = timedelta(days=7 * WEEKS)


@dataclass(frozen=True, slots=True)
class PlacementLift:
    """What a placement was followed by.

    Attributes:
        placement: its id.
        during: while it ran, against the weeks before; None with the reason in ``sentences``.
        after: the weeks after its end, against the weeks before it.
        others: how many of the artist's other songs it is held against.
        weeks_empty: weeks in which the song had no streams outside, which are left out.
        sentences: all of this in words, also why there is none.
    """

    placement: str
    during: Lift | None
    after: Lift | None
    others: int
    weeks_empty: int
    sentences: tuple[str, ...]


class _UnknownError(Exception):
    """Why there is no lift."""


def lift(campaigns: Campaigns, warehouse: Warehouse | None, placement: str) -> PlacementLift:
    """The lift of one placement.

    Args:
        campaigns: the campaigns of a root.
        warehouse: its measurements; None where there are none.
        placement: its id; one that runs not, or that there is not, has no lift.

    Raises:
        DataError: the files cannot be read.
    """
    return lifts(campaigns, warehouse, (placement,))[0]


def lifts(
    campaigns: Campaigns, warehouse: Warehouse | None, among: tuple[str, ...]
) -> list[PlacementLift]:
    """The lift of several placements, in their order.

    Raises:
        DataError: the files cannot be read.
    """
    figures = {one.placement: one for one in placements(campaigns, among)}
    found = []
    for key in among:
        try:
            found.append(_lift(campaigns, warehouse, figures.get(key), key))
        except _UnknownError as why:
            found.append(PlacementLift(key, None, None, 0, 0, (f"No lift: {why}.",)))
    return found


def _lift(
    campaigns: Campaigns, warehouse: Warehouse | None, one: PlacementFigures | None, key: str
) -> PlacementLift:
    if one is None:
        raise _UnknownError("there is no such placement")
    if one.track is None or one.start is None:
        raise _UnknownError(
            f"the placement names no {'song' if one.track is None else 'first day'}"
        )
    if one.as_of is None or one.as_of < one.start:
        raise _UnknownError("no scrape since its start tells what the vendor's playlists gave")
    if warehouse is None:
        raise _UnknownError("no measurements are stored of the artist's songs")
    until = min(filter(None, (one.until, one.as_of)))
    last = one.until + _REACH if one.until else until
    days = _days(one.start - _REACH, last)
    song, others, words = _streams(campaigns, warehouse, one, days)
    outside = _outside(campaigns, one.track, song, days)
    together, several = panel(others, list(outside))
    if not several:
        raise _UnknownError(f"{words}'s other songs have no streams stored for these days")
    before, empty = weekly(outside, together, one.start - _REACH, one.start - _DAY)
    then, none = weekly(outside, together, one.start, until)
    later, gone = ({}, 0) if one.until is None else weekly(
        outside, together, one.until + _DAY, one.until + _REACH
    )  # fmt: skip
    if not before:
        raise _UnknownError("no week before its start is known of the song and of others")
    during, after = lifted(before, then), lifted(before, later)
    sentences: tuple[str, ...] = (
        _told("While it ran", during, several, words),
        _told("After its end", after, several, words) if one.until else "It has no end yet.",
    )
    left = empty + none + gone
    if left:
        sentences += (
            f"{many(left, 'week')} left out: nothing outside of vendors' playlists "
            "was counted then.",
        )
    return PlacementLift(key, during, after, several, left, sentences)


def _told(when: str, found: Lift | None, others: int, artist: str) -> str:
    if found is None:
        return f"{when}: not known, since no week is known of the song and of others."
    against = f"{artist}'s {f'{others} other songs' if others > 1 else 'other song'}"
    more = f"{found.lift:+.0%} streams outside of vendors' playlists, measured by {against}"
    weeks = f"{many(found.weeks, 'week')} against {found.weeks_before} before"
    if found.low is None or found.high is None:
        return f"{when}: {more}; no range, since it takes {LEAST} known weeks a side ({weeks})."
    chance = "" if found.low > 0 or found.high < 0 else ", which may be chance"
    return f"{when}: {more} (95%: {found.low:+.0%} to {found.high:+.0%}; {weeks}){chance}."


def _days(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _streams(
    campaigns: Campaigns, warehouse: Warehouse, one: PlacementFigures, days: list[date]
) -> tuple[dict[date, float], list[dict[date, float]], str]:
    """The song's streams by day, those of the artist's other songs, and the artist's name."""
    whom = _whom(warehouse, one)
    title = shown(one.title or one.track or "", 60)
    ids = ids_of(warehouse, one.track or "")
    if not ids:
        raise _UnknownError(f"no measurements know the song {title} by its id {one.track}")
    asked = Asked((whom,), ("spotify",), days[0], days[-1], today=days[-1])
    try:
        songs = stored_breakdown(warehouse, asked, whom, "spotify").tracks
    except ConfigError as error:
        raise _UnknownError(str(error).rstrip(".")) from None
    placed = {row["song"] for row in campaigns.book.all("placements") if row["song"]}
    paid = {key for track in placed for key in ids_of(warehouse, track)}
    own = next((track for track in songs if track.key in ids), None)
    if own is None or not own.days:
        raise _UnknownError(f"no streams by day are stored of {title} for these days")
    others = [
        {day: float(n) for day, n in track.days.items()} for track in songs if track.key not in paid
    ]
    return {day: float(n) for day, n in own.days.items()}, others, shown(whom.name, 60)


def _whom(warehouse: Warehouse, one: PlacementFigures) -> Whom:
    if not one.artist:
        raise _UnknownError("its campaign names no artist")
    meant = warehouse.roster.meant(one.artist)
    name = shown(one.artist, 60)
    if len(meant) != 1:
        fits = "is not in the roster" if not meant else "may be several artists of the roster"
        raise _UnknownError(f"{name} {fits}")
    return Whom(meant[0].key, meant[0].name, meant[0])


def _outside(
    campaigns: Campaigns, track: str, song: dict[date, float], days: list[date]
) -> dict[date, float]:
    """The song's streams less what playlists gave that a vendor was paid for.

    Of every vendor, since what another one brings is no lift either. A day counts only where it is
    known what each of them gave: nothing before the song was added, and by scrapes since.
    """
    lists: dict[str, dict[date, float]] = {}
    for row in campaigns.ask("campaign_paid", track=track):
        if row["list"] not in lists:
            added = row["added"]
            lists[row["list"]] = {day: 0.0 for day in days if added is not None and day < added}
        if row["streams"] is None:
            continue
        span = (row["last_day"] - row["first_day"]).days + 1
        for day in _days(max(row["first_day"], days[0]), min(row["last_day"], days[-1])):
            lists[row["list"]][day] = row["streams"] / span
    outside = {
        day: n - sum(told[day] for told in lists.values())
        for day, n in song.items()
        if all(day in told for told in lists.values())
    }
    if not outside:
        raise _UnknownError("on no day both the song's streams and the vendors' are known")
    return outside
