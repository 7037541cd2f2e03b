"""Asking Chartmetric about an artist's tracks: which there are, their streams, their statistics."""

from __future__ import annotations

from collections.abc import Sequence

from backline.collecting.backfill.rows import Ledger
from backline.collecting.backfill.weeks import KnownWeeks, Wanted, Week, windows
from backline.collecting.scrubbed import scrubbed
from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.sources.chartmetric import answers as cm
from backline.sources.chartmetric.client import PAGE, ChartmetricClient
from backline.store import Subject, Subjects

TRACK_LIST = "top_tracks"
"""The subject of the row that says an artist's tracks could not be had."""

MOST_PAGES = 20


class TrackAsking:
    """The questions about one artist's tracks.

    Args:
        account: the artist's id at the service.
        ledger: takes the rows.
        subjects: learns the tracks.
    """

    def __init__(
        self,
        client: ChartmetricClient,
        artist: str,
        account: str,
        known: KnownWeeks,
        ledger: Ledger,
        subjects: Subjects,
        wanted: Wanted,
    ) -> None:
        self._client = client
        self._artist = artist
        self._account = account
        self._known = known
        self._ledger = ledger
        self._subjects = subjects
        self._wanted = wanted

    def ask(self, weeks: Sequence[Week]) -> None:
        """Ask for the list, and for what is missing of each track in it.

        Raises:
            TokenError: the refresh token is refused.
            SourceError: of scope ``platform``: nothing more can be had in this run.
        """
        today, key = self._wanted.today, self._artist
        listing = self._ledger.series(cm.LISTED, TRACK_LIST)
        listed = self._known.subjects_on(key, today, {cm.STREAMS, *cm.TRACK_STATS})
        if listed and not self._known.unsettled(key, today):
            tracks = listed - {TRACK_LIST}
            if not any(self._missing(subject, weeks) for subject in tracks):
                return
        try:
            found = self._list()
        except SourceError as error:
            self._ledger.missed(error, [listing], None, today)
            return
        if not found:
            why = "Chartmetric lists no track of the artist"
            self._ledger.gap(listing, today, State.NOT_OFFERED, why)
        for track in found[: self._wanted.most_tracks]:
            subject = self._subjects.place(self._subject(track))
            self._track_numbers(track, subject)
            self._streams(track, subject, weeks)

    def _list(self) -> list[cm.Track]:
        """Every recording of the artist, the most streamed first."""
        found: list[cm.Track] = []
        for page in range(MOST_PAGES):
            obj = self._client.tracks(self._account, page * PAGE)
            found += scrubbed(cm.tracks(obj), self._client.clean)
            if len(obj) < PAGE:
                break
        return cm.recordings(found)

    def _subject(self, track: cm.Track) -> Subject:
        """The track as ``subjects.csv`` knows it, with only what is missing there added.

        It is found by any of its Spotify ids or its ISRC, so that another order of ids does not
        make another track of it.
        """
        key = self._artist
        everything = [s for s in self._subjects.all() if s.kind == "track"]
        known = next((s for s in everything if s.spotify and s.spotify in track.spotify), None)
        known = known or next(
            (s for s in everything if track.isrc and (s.isrc, s.artist) == (track.isrc, key)), None
        )
        new = Subject(
            key="",
            kind="track",
            artist=key,
            title=track.title,
            credit=track.credit,
            isrc=track.isrc,
            spotify=track.spotify[0] if track.spotify else "",
            release_date=track.release_date,
        )
        if known is None:
            return new
        kept = {name: getattr(known, name) for name in Subject.__slots__ if getattr(known, name)}
        return Subject(**{**{n: getattr(new, n) for n in Subject.__slots__}, **kept})

    def _track_numbers(self, track: cm.Track, subject: str) -> None:
        """What is told of a track as of today; half of it only by the track's own page."""
        today = self._wanted.today
        numbers = dict(track.numbers)
        absent = [metric for metric in cm.TRACK_STATS if metric not in numbers]
        series = [self._ledger.series(metric, subject) for metric in absent]
        missing = [s for s in series if not self._known.settled(s, today)]
        error: SourceError | None = None
        if any(s[1:3] in cm.TOLD_ALONE for s in missing):
            try:
                numbers = {**cm.told(self._client.track(track.ids[0])), **numbers}
            except SourceError as raised:
                self._ledger.heed(raised)
                error = raised
        for metric in cm.TRACK_STATS:
            own = self._ledger.series(metric, subject)
            what = f"{PLATFORM_LABELS[metric[0]]} {VOCABULARY[metric].label}"
            if metric in numbers:
                value = cm.number(metric, numbers[metric])
                self._ledger.point(own, cm.Point(today, value), numbers[metric])
            elif error and metric in cm.TOLD_ALONE:
                self._ledger.gap(own, today, error.state, str(error))
            else:
                why = f"Chartmetric does not tell {what}"
                self._ledger.gap(own, today, State.NOT_OFFERED, why)

    def _missing(self, subject: str, weeks: Sequence[Week]) -> set[Week]:
        """The weeks of a track's streams that must be asked for: none before it came out."""
        known = self._subjects.get(subject)
        out = known.release_date if known else ""
        lived = [week for week in weeks if week.last.isoformat() >= out]
        return self._known.wanted([self._ledger.series(cm.STREAMS, subject)], lived)

    def _streams(self, track: cm.Track, subject: str, weeks: Sequence[Week]) -> None:
        own = self._ledger.series(cm.STREAMS, subject)
        for window in windows(self._missing(subject, weeks)):
            try:
                several = [
                    series
                    for one in track.ids
                    for series in cm.streams(self._client.streams(one, window.since, window.until))
                ]
            except SourceError as error:
                self._ledger.missed(error, [own], window, self._wanted.today)
                continue
            for week in window.weeks:
                point = cm.largest(several, week.first, week.last)
                self._ledger.week(
                    own, week, point, "Chartmetric has no streams of the track in this week"
                )
