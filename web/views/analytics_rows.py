"""An answer's document as rows of figures, each with the file and the line it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backline.analysis.audience.document import TOP
from backline.names import guarded, shown
from web.shown import Held, Number, change, count, fraction, pace

Document = Mapping[str, Any]

_SENTENCE = 400
"""Signs of a sentence at most; one of our own may hold a name of somebody else's."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One metric of one artist, or of all together.

    Attributes:
        held: the row that all of them stand in.
        notes: what to know about it.
        known: on how many of the period's days it is known.
        gaps: why it is not on the others, in words.
        lowest: of a metric that does not add up, the lowest value of any artist and day, with
            ``highest``; None elsewhere.
    """

    about: Mapping[str, Any]
    held: Held
    first: Number
    latest: Number
    difference: Number
    over: Number
    over_change: Number
    average: Number
    peak: Number
    known: Number
    gaps: Sequence[str]
    notes: Sequence[str]
    lowest: Number | None = None
    highest: Number | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A platform: the number it is known by, and the others."""

    lead: Figures
    others: Sequence[Figures]


class Told(NamedTuple):
    """A column of the songs: the key of its figures, its heading, and where that is defined."""

    name: str
    words: str
    term: str = ""


_SONG_COLUMNS = (
    Told("streams", "Streams", "streams"),
    Told("a_day", "A day", "average"),
    Told("best_day", "Best day", "peak"),
    Told("changed", "Change", "difference"),
    Told("place", "Best place"),
    Told("known", "Days known", "coverage"),
    Told("part", "Share"),
)


@dataclass(frozen=True, slots=True)
class Songs:
    """An artist's songs on a platform: the first ones, and the rest.

    Attributes:
        columns: those that say anything of any song; what the others lack is in the remarks.
    """

    about: Mapping[str, Any]
    total: Number
    columns: Sequence[Told]
    top: Sequence[Mapping[str, Any]]
    rest: Sequence[Mapping[str, Any]]
    remarks: Sequence[str]


@dataclass(slots=True)
class Tables:
    """Everything the page shows in tables.

    Attributes:
        document: the answer.
        files: where its tables stand as CSV, by what they hold.
        page_of: the page of a song by its key, None where it has none.
        whole: whether all numbers are shown, or the leads alone: of hundreds of artists the others
            are thousands, which nobody reads below each other.
        leads: of each artist the number that each platform is known by.
        all: every number; empty where they are not shown.
        others: how many numbers are no leads.
    """

    document: Document
    files: Mapping[str, str]
    page_of: Callable[[str], str | None]
    whole: bool
    cards: list[Card] = field(init=False)
    leads: list[Figures] = field(init=False)
    all: list[Figures] = field(init=False)
    others: int = field(init=False)
    songs: list[Songs] = field(init=False)

    def __post_init__(self) -> None:
        self.cards = [self._card(one) for one in self.document["platform_summaries"]]
        known_by = {p["slug"]: p["lead_metric"] for p in self.document["metadata"]["platforms"]}
        rows = self.document["detailed_breakdown"]
        leading = [row for row in rows if row["metric"] == known_by.get(row["platform__slug"])]
        self.leads = [self._row(row) for row in leading]
        self.all = [self._row(row) for row in rows] if self.whole else []
        self.others = len(rows) - len(leading)
        self.songs = [self._songs(one) for one in self.document["track_breakdowns"]]

    @property
    def measured(self) -> list[Figures]:
        """The lead rows with a value."""
        return [one for one in self.leads if one.latest.value is not None]

    @property
    def unmeasured(self) -> list[tuple[str, list[str]]]:
        """The lead rows without one, as the reason and whose numbers it concerns."""
        by_reason: dict[str, list[str]] = {}
        for one in self.leads:
            if one.latest.value is None:
                whose = f"{shown(one.about['artist__name'])} on {one.about['platform__name']}"
                by_reason.setdefault(one.latest.why, []).append(whose)
        return sorted(by_reason.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def _row(self, row: Mapping[str, Any]) -> Figures:
        key = {"id": row["id"], "platform__slug": row["platform__slug"], "metric": row["metric"]}
        return _figures(row, Held(self.files["rows"], key))

    def _card(self, one: Mapping[str, Any]) -> Card:
        lead, *others = (self._sum(each) for each in one["metrics"])
        return Card(lead, [other for other in others if other.latest.value is not None])

    def _sum(self, one: Mapping[str, Any]) -> Figures:
        key = {"platform__slug": one["platform__slug"], "metric": one["metric"]}
        return _figures(one, Held(self.files["totals"], key))

    def _songs(self, one: Mapping[str, Any]) -> Songs:
        tracks = [self._track(one, track) for track in one["tracks"]]
        whole = one["summary"]
        total = count(whole["total_streams"], one["note"], at_least=whole["at_least"])
        told = [c for c in _SONG_COLUMNS if any(t[c.name].value is not None for t in tracks)]
        return Songs(one, total, told, tracks[:TOP], tracks[TOP:], list(_remarks(one)))

    def _track(self, one: Mapping[str, Any], track: Mapping[str, Any]) -> dict[str, Any]:
        key = {"artist": guarded(one["artist"]), "platform": one["platform"]}
        key["id"] = guarded(track["id"])
        held, notes = Held(self.files["songs"], key), "; ".join(track["notes"])
        why = notes or "no source tells its streams"
        return {
            **track,
            "page": self.page_of(track["id"]),
            "held": held,
            "streams": count(
                track["total_streams"], why, held, "total_streams", at_least=track["at_least"]
            ),
            "a_day": pace(track["avg_daily_streams"], why, held, "avg_daily_streams"),
            "best_day": count(track["peak_streams"], "no single day is known", held,
                              "peak_streams"),
            "changed": change(track["change"], "a part of either period is unknown", held,
                              "change"),
            "place": count(track["best_position"], "no chart tells its place", held,
                           "best_position"),
            "known": count(track["data_points"], "", held, "data_points"),
            "part": fraction(track["share"], "not known", held, "share"),
        }  # fmt: skip


def _figures(row: Mapping[str, Any], held: Held) -> Figures:
    reasons = [(one["days"], shown(one["reason"], _SENTENCE)) for one in row["coverage"]["missing"]]
    gaps = [f"{days} of {row['days']} days: {reason}" for days, reason in reasons]
    notes = [shown(note, _SENTENCE) for note in row["notes"]]
    why = (notes or [reason for _, reason in reasons] or ["not measured"])[0]
    over = row["over_days"] or {}
    said = over.get("note") or "measured on one day only"
    least = row["lower_bound"]
    span = row.get("range") or {"lowest": None, "highest": None}
    alone = "measured on one day: nothing to compare it with" if row["data_points"] else why
    return Figures(
        about=row,
        held=held,
        first=count(row["first_value"], why, held, "first_value", at_least=least),
        latest=count(row["latest_value"], why, held, "latest_value", at_least=least),
        difference=change(row["difference"], alone, held, "difference"),
        over=change(over.get("growth"), said, held, "over_growth"),
        over_change=fraction(over.get("change"), said, held, "over_change", plus=True),
        average=pace(row["period_average"], why, held, "period_average"),
        peak=count(row["peak_value"], why, held, "peak_value", at_least=least),
        known=count(row["data_points"], "", held, "data_points"),
        gaps=gaps,
        notes=notes,
        lowest=count(span["lowest"], "", held, "lowest") if "range" in row else None,
        highest=count(span["highest"], "", held, "highest") if "range" in row else None,
    )


def _remarks(one: Mapping[str, Any]) -> Iterator[str]:
    """What to know about the songs, each once, with how many it concerns."""
    told: Counter[str] = Counter()
    for track in one["tracks"]:
        told.update(track["notes"])
    songs = len(one["tracks"])
    for text, concerned in told.most_common():
        whose = "" if concerned == songs else f" ({concerned} of {songs} songs)"
        yield f"{text}{whose}"
