"""What comes next in a campaign, and when its goal is expected: plain rules, each one sentence.

``docs/campaigns.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from backline.campaigns.figures import CampaignFigures
from backline.campaigns.finish import Finish
from backline.campaigns.sent.client_lines import PlaylistLine, SongLine
from backline.campaigns.sent.sentences import Sentence, day
from backline.words import many

BEHIND = 0.8
"""Below so much of what was due a campaign is behind its pace."""

NEAR_DAYS = 14
"""So many days before its end, or fewer, an end is near."""

QUIET_DAYS = 7
"""So many days a song may take until its first stream."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a campaign stands.

    Attributes:
        due: streams promised up to ``day``.
        gone: playlists that the newest reading no longer lists.
    """

    figures: CampaignFigures
    due: int | None
    songs: Sequence[SongLine]
    gone: Sequence[PlaylistLine]

    @property
    def day(self) -> date | None:
        """The day until which every song that was read is known."""
        return known_until(self.songs)


def known_until(songs: Iterable[SongLine]) -> date | None:
    """The day until which each of the songs that were read is known."""
    return min((song.as_of for song in songs if song.as_of), default=None)


def steps(told: Standing) -> list[Sentence]:
    """What comes next, the most pressing first; never empty."""
    figures = told.figures
    ended = {
        "completed": "The campaign is completed.",
        "cancelled": "The campaign was cancelled.",
    }
    if figures.status in ended:
        return [Sentence(ended[figures.status] + _left(figures))]
    found = [*_begun(figures), *_goal(told), *_end(figures), *_songs(told), *_gone(told.gone)]
    return found or [Sentence("Nothing is to be done: the next reading tells how it goes on.")]


def _left(figures: CampaignFigures) -> str:
    if figures.remaining is None:
        return ""
    if figures.remaining <= 0:
        return " Its goal was reached."
    return f" {figures.remaining:,} streams of its goal did not come as far as is known."


def _begun(figures: CampaignFigures) -> Iterator[Sentence]:
    if figures.status == "planned":
        begins = f"begins on {day(figures.start)}" if figures.start else "has no first day yet"
        yield Sentence(f"The campaign {begins}.")
    if figures.status == "paused":
        yield Sentence("The campaign is paused.")
    if not figures.stream_goal:
        yield Sentence("A goal is to be agreed: without one no progress can be told.")


def _goal(told: Standing) -> Iterator[Sentence]:
    figures = told.figures
    if figures.delivered is None or figures.remaining is None:
        return
    if figures.remaining <= 0:
        more = f", {-figures.remaining:,} more than promised" if figures.remaining else ""
        yield Sentence(f"Goal reached{more}: the campaign can be closed.")
    elif any(song.track and song.as_of is None for song in told.songs):
        return  # what is not known yet is neither behind nor on pace
    elif told.due and told.day and figures.delivered < BEHIND * told.due:
        yield Sentence(
            f"Behind pace: {figures.delivered:,} of the {told.due:,} streams that were due until "
            f"{day(told.day)} came.{_needed(figures)}"
        )
    elif told.due and told.day:
        yield Sentence(
            f"On pace: {figures.delivered:,} streams came, {told.due:,} were due until "
            f"{day(told.day)}."
        )


def _needed(figures: CampaignFigures) -> str:
    """The pace that still reaches the goal by its end, beside the real one."""
    if not figures.until or not figures.as_of or figures.remaining is None:
        return ""
    days = (figures.until - figures.as_of).days
    if days <= 0:
        return ""
    now = figures.recent_per_day
    beside = f"; it is {round(now):,} now" if now is not None else ""
    return f" {ceil(figures.remaining / days):,} a day reach the goal by its end{beside}."


def _end(figures: CampaignFigures) -> Iterator[Sentence]:
    if not figures.until or not figures.as_of or (figures.remaining or 0) <= 0:
        return
    days = (figures.until - figures.as_of).days
    open_ = f"{figures.remaining:,} streams are to come yet"
    if days < 0:
        yield Sentence(f"Its last day was {day(figures.until)} and {open_}: agree how it goes on.")
    elif days <= NEAR_DAYS:
        left = "the last known day is its last" if not days else f"{many(days, 'day')} left"
        yield Sentence(f"It ends on {day(figures.until)}, {left}; {open_}.")


def _songs(told: Standing) -> Iterator[Sentence]:
    figures = told.figures
    if not told.songs:
        yield Sentence("A song is to be named.")
    for song in told.songs:
        subject, names = _named(song, len(told.songs))
        if song.track is None:
            yield Sentence(
                f"{subject} waits for its release: it has no link on Spotify yet.", names
            )
        elif song.as_of is None:
            yield Sentence(f"{subject} waits for its first reading in Spotify for Artists.", names)
        elif song.delivered is None and figures.status != "planned":
            yield Sentence(
                f"{subject} was read, but no playlist of the campaign is known for it yet.", names
            )
        elif song.delivered == 0 and _since(figures, song) >= QUIET_DAYS:
            quiet = many(_since(figures, song), "day")
            yield Sentence(
                f"{subject} has no stream {quiet} after the start: it is asked why.", names
            )


def _since(figures: CampaignFigures, song: SongLine) -> int:
    return (song.as_of - figures.start).days if song.as_of and figures.start else 0


def _named(song: SongLine, songs: int) -> tuple[str, tuple[str, ...]]:
    if song.title:
        return "“{}”", (song.title,)
    return ("The song" if songs == 1 else f"The song {song.track or 'without a title'}"), ()


def _gone(gone: Sequence[PlaylistLine]) -> Iterator[Sentence]:
    if len(gone) == 1:
        yield Sentence("“{}” no longer lists the song: it is asked whether it comes back.",
                       (gone[0].name,))  # fmt: skip
    elif gone:
        yield Sentence(
            f"{len(gone):,} playlists no longer list their song, “{{}}” the largest: it is asked "
            "whether they come back.",
            (gone[0].name,),
        )


def outlook(figures: CampaignFigures, readings: int, *, ranged: bool) -> list[Sentence]:
    """When the goal is expected; empty where that is no question any longer.

    Args:
        figures: of the campaign.
        readings: how often the song that was read most was read.
        ranged: whether the pace of each of its placements has a range.
    """
    if figures.status in ("completed", "cancelled", "planned") or not figures.stream_goal:
        return []
    if figures.remaining is not None and figures.remaining <= 0:
        return []
    if figures.delivered is None or figures.recent_per_day is None:
        return [Sentence("When the goal is reached cannot be told yet: no pace is known.")]
    told = figures.finish
    pace = f"{round(figures.recent_per_day):,} streams a day"
    pace = f"{pace}, the mean of the last 28 known days"
    if told is None:
        return [Sentence(f"At {pace}, no day can be told on which the goal is reached.")]
    if readings < 2:
        return [
            Sentence(
                f"One reading tells no pace, only the mean of all days until then: at "
                f"{round(figures.recent_per_day):,} a day the goal would be reached about "
                f"{day(told.day)}. A second reading tells the pace and its range."
            )
        ]
    reached = f"At {pace}, the goal is reached about {day(told.day)}"
    return [Sentence(f"{reached}; {_range(told, ranged=ranged)}")]


def _range(told: Finish, *, ranged: bool) -> str:
    if ranged and told.early and told.late:
        return f"in 8 of 10 such cases between {day(told.early)} and {day(told.late)}."
    if ranged and told.early and told.never:
        return f"{day(told.early)} at the earliest, and it may stand still before."
    return "a range needs a second reading."
