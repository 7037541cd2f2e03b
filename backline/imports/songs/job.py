"""Importing cumulative song counts into a root, as one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.beginning import roster_of
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.handed_in import HandedIn, hand_in
from backline.imports.joining import join_songs
from backline.imports.json_lines import Sort
from backline.imports.known import Known
from backline.imports.reading import Unplaced, in_file_order
from backline.imports.songs.counts import DISTINCT, METRICS, Count, read_counts
from backline.measure import Measurement, State
from backline.store import Day, Store, Subjects

SOURCE = "soundcharts_export"
UNPLACED_FILE = "import_song_audience.csv"

_Song = tuple[str, str]
"""Platform and the key of the song's track."""


@dataclass(slots=True)
class SongsImport:
    """What an import did.

    Attributes:
        roster: what was done to the roster, one sentence each.
        counts: by (number in words, state) how many got it.
        reasons: by (number in words, state, why) the gaps.
        songs: how many tracks have a count.
        joined: how many tracks are newly one song with another.
        refused: a sentence for each file that was not taken.
    """

    days: dict[date, Day] = field(default_factory=dict)
    roster: list[str] = field(default_factory=list)
    counts: Counter[tuple[str, State]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, State, str]] = field(default_factory=Counter)
    unplaced: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    songs: int = 0
    joined: int = 0
    ended: Ended = field(default_factory=Ended)


def import_songs(files: Sequence[Path], store: Store, *, today: date | None = None) -> SongsImport:
    """Adopt cumulative counts of songs: days, reports, and what was not taken.

    Args:
        files: with a count on every line, in any order, tables of tracks and artists among them;
            of a folder every such file in it.
        store: the root; it gets a roster where it has none, and no artist.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: the roster is wrong, or its policy forbids to keep such numbers.
        DataError: no file has a count, a file of the root is damaged, the disk is full, or
            another run is writing.
    """
    made = SongsImport()
    given = hand_in(files, ())
    counts = _counts(given, today or datetime.now(UTC).date(), made)
    if not counts:
        why = f": {made.unplaced[0].why}" if made.unplaced else ""
        raise DataError(
            " ".join(made.refused) or f"No file has a song count that can be taken{why}."
        )
    with store.writing():
        roster, text, made.roster = roster_of(store)
        if not roster.policy_for(SOURCE, None).store:
            raise ConfigError(f"The roster's policy for {SOURCE} does not let it be stored.")
        known, subjects = Known(roster), store.subjects()
        known.learn(given.lines.values())
        for song, listed in _by_song(counts, subjects, known).items():
            _take(song, listed, known, subjects, made)
        joined = join_songs(subjects)
        made.joined, made.said = joined.count, [*made.said, *joined.said]
        made.unplaced.sort(key=in_file_order)
        made.ended = finish(
            store,
            "the import of song counts",
            roster,
            subjects,
            made.days.values(),
            NotTaken(UNPLACED_FILE, made.unplaced),
            roster_text=text,
            refused=made.refused,
        )
    return made


def _counts(given: HandedIn, today: date, made: SongsImport) -> list[Count]:
    found: list[Count] = []
    made.refused += given.refused
    for path in given.others:
        made.refused.append(
            f"{path.name} is no file of song counts, which has a JSON object on every line."
        )
    for path, lines in given.lines.items():
        if lines.sort is Sort.COUNTS:
            found += read_counts(lines, today, made.unplaced)
        elif lines.sort is Sort.RANKINGS:
            made.said.append(
                f"{path.name} has chart places and no song counts: take it with "
                "scripts/import_history.py charts."
            )
        elif lines.sort is Sort.OTHER:
            made.refused.append(f"{path.name} is no file of song counts that is known.")
    return found


def _by_song(
    counts: Iterable[Count], subjects: Subjects, known: Known
) -> dict[_Song, dict[date, list[Count]]]:
    """The counts of each song by their days."""
    songs: dict[_Song, dict[date, list[Count]]] = {}
    keys: dict[tuple[str, str, str], str] = {}
    for count in counts:
        song = (count.uuid, count.title, count.credit)
        if song not in keys:
            found = known.subject(count.title, count.credit, soundcharts=count.uuid)
            keys[song] = known.place(subjects, found)
        days = songs.setdefault((count.platform, keys[song]), {})
        days.setdefault(count.date, []).append(count)
    return songs


def _take(
    song: _Song,
    by_day: dict[date, list[Count]],
    known: Known,
    subjects: Subjects,
    made: SongsImport,
) -> None:
    """Put the counts of one song on one platform into their days."""
    platform, key = song
    track = subjects.get(key)
    artist = track.artist if track else known.artist_key("")
    name = f"song {METRICS[platform]}"
    some = False
    for day, counts in sorted(by_day.items()):
        agreed = _agreed(counts, made.unplaced)
        if agreed is None:
            continue
        value, state, why = agreed
        if value == 0 and some:
            value, state, why = None, State.REJECTED, "0 after there were some"
        some = some or bool(value)
        row = Measurement(
            date=day,
            artist=artist,
            platform=platform,
            metric=METRICS[platform],
            subject=key,
            value=value,
            state=state,
            source=SOURCE,
            detail=why,
        )
        made.days.setdefault(day, Day(day)).measurements.append(row)
        made.counts[name, state] += 1
        if why:
            made.reasons[name, state, why] += 1
    made.songs += 1


def _agreed(
    counts: Sequence[Count], unplaced: list[Unplaced]
) -> tuple[int | None, State, str] | None:
    """What the lines of one day agree on, or None where two contradict each other.

    Of one id the line that was fetched last counts.
    """
    by_id: dict[str, list[Count]] = {}
    for count in counts:
        by_id.setdefault(count.identifier, []).append(count)
    values: list[int] = []
    for same in by_id.values():
        last = max(count.fetched for count in same)
        said = {c.value for c in same if c.fetched == last and c.value is not None}
        if len(said) > 1:
            why = "two lines give different counts for one day"
            unplaced += [
                Unplaced(c.place, f"{c.title} {c.date}", str(c.value), why)
                for c in same
                if c.fetched == last
            ]
            return None
        values += said
    if not values:
        why = counts[0].why or "the file leaves it empty"
        return None, State.FAILED if why.startswith("the file") else State.REJECTED, why
    whole = sum(values) if counts[0].platform in DISTINCT else max(values)
    return whole, State.MEASURED, ""
