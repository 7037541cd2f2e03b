"""Asking Chartmetric about one artist: only the weeks that are missing, and today's statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backline.collecting.backfill.rows import Ledger
from backline.collecting.backfill.tracks import TrackAsking
from backline.collecting.backfill.weeks import KnownWeeks, Wanted, Week, windows
from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.net import RefusedError
from backline.net.answers import dig
from backline.people import Artist, Identities, Who
from backline.people.identities import answered_as, is_name
from backline.sources.chartmetric import answers as cm
from backline.sources.chartmetric.client import ChartmetricClient
from backline.sources.reading import named
from backline.store import Subjects


class Asking:
    """The questions about one artist; what was had is in ``ledger`` also when an error ends it.

    Args:
        artist: of the roster.
        account: the artist's id at the service.
        known: what is stored, and need not be asked.
        subjects: learns the tracks.
        identities: who the artist is on each platform; learns the account at the service.
    """

    def __init__(
        self,
        client: ChartmetricClient,
        artist: Artist,
        account: str,
        known: KnownWeeks,
        subjects: Subjects,
        wanted: Wanted,
        identities: Identities,
    ) -> None:
        self.ledger = Ledger(artist.key, known, wanted.clock)
        self._client = client
        self._artist = artist
        self._account = account
        self._known = known
        self._subjects = subjects
        self._wanted = wanted
        self._identities = identities

    def ask(self) -> None:
        """Ask for everything that is missing.

        Raises:
            TokenError: the refresh token is refused.
            SourceError: of scope ``platform``: nothing more can be had in this run.
        """
        wanted, artist = self._wanted, self._artist
        weeks = [week for week in wanted.weeks if artist.expected_on(week.last)]
        for source in cm.STATS:
            self._stats(source, weeks)
        if wanted.tracks and artist.expected_on(wanted.today):
            TrackAsking(
                self._client,
                artist.key,
                self._account,
                self._known,
                self.ledger,
                self._subjects,
                wanted,
            ).ask(weeks)

    def _stats(self, source: str, weeks: Sequence[Week]) -> None:
        """The weeks of one source that are missing for any of its metrics."""
        several = [self.ledger.series(metric) for metric in cm.STATS[source].values()]
        for window in windows(self._known.wanted(several, weeks)):
            try:
                obj = self._client.stats(self._account, source, window.since, window.until)
                series = cm.stats(source, obj)
            except SourceError as error:
                self.ledger.missed(self._explained(error), several, window, self._wanted.today)
                continue
            another = self._another(source, obj)
            if another:
                self.ledger.rejected(several, window, answered_as(cm.SOURCE, another))
                continue
            key, account = self._artist.key, self._account
            self._identities.learn(key, cm.SOURCE, account, Who(account), self._wanted.today)
            followed = cm.is_followed(obj)
            for metric, listed in series.items():
                why = _why_nothing(metric, followed=bool(listed) or followed)
                for week in window.weeks:
                    point = cm.nearest(listed, week.first, week.last)
                    self.ledger.week(self.ledger.series(metric), week, point, why)

    def _another(self, source: str, obj: Any) -> str:
        """Why an answer is about somebody else, as :meth:`Identities.another`; empty if not.

        An answer may carry the service's id of the artist, and the account it follows for the
        numbers, which has to be the one that the roster, or the platform itself, names.
        """
        who = named(dig(obj, "cm_artist") or dig(obj, "id"))
        if who and who.id != self._account:
            return f"{who}, not as {self._account}"
        link = cm.linked(source, obj)
        if link is None:
            return ""
        platform, account = link
        known = self._identities.current(self._artist.key, platform)
        own = [self._artist.account(platform) or "", known.id if known else ""]
        by_name = is_name(platform, account)
        same_form = [one for one in own if one and is_name(platform, one) == by_name]
        if not same_form or account.casefold() in map(str.casefold, same_form):
            return ""
        return f"{account}, not as {same_form[0]}"

    def _explained(self, error: SourceError) -> SourceError:
        """The error; one about the id itself says so."""
        if isinstance(error, RefusedError) and error.status == 404:
            return SourceError(f"Chartmetric knows no artist with the id {self._account}")
        return error


def _why_nothing(metric: cm.Metric, *, followed: bool) -> str:
    platform = PLATFORM_LABELS[metric[0]]
    if not followed:
        return f"Chartmetric follows no {platform} account here"
    return f"Chartmetric has no {platform} {VOCABULARY[metric].label} of the artist for this week"
