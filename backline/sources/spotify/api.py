"""Spotify's Web API: followers, popularity, genres and top tracks.

Spotify knows two worlds of apps. One with *extended quota* is answered everything, 50 artists a
request. One in *development mode*, the only kind a small label can get, is refused batches and
top tracks with 403, and its artists come without ``followers`` and ``popularity``. Which one an
app lives in is found out anew in every run, once for the app.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from backline.errors import SourceError
from backline.measure import VOCABULARY, State
from backline.net import Client, RefusedError
from backline.net.answers import dig
from backline.net.bounds import TIMEOUT
from backline.people import Artist, Who
from backline.sources.asking import AskingSource, chunks
from backline.sources.base import Answer, Context, Reading, gaps
from backline.sources.reading import count, iso_day, named, text, texts
from backline.store import Subject

if TYPE_CHECKING:
    from backline.sources.spotify.client import SpotifyClient

BATCH = 50
"""Artists in one request. Source: Web API reference, "Get Several Artists"."""

TOP = 5
"""Tracks kept of the at most ten Spotify names."""

METRICS = ("followers", "popularity")
LIST = "top_tracks"

Items = list[tuple[Subject, dict[str, Any]]]


class SpotifySource(AskingSource):
    """Followers, popularity and the five top tracks of each artist."""

    name = "spotify_api"
    platform = "spotify"
    metrics: tuple[str, ...] = METRICS
    needs: tuple[str, ...] = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")

    def __init__(self, timeout: tuple[float, float] = TIMEOUT) -> None:
        super().__init__(timeout)
        self.lists = {LIST: "popularity"}

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Spotify's own ways to say "later"."""
        from backline.sources.spotify.client import judge

        return super().client(context, judge=judge, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask for 50 artists at once where the app may, then for each one's top tracks."""
        from backline.sources.spotify.client import SpotifyClient

        app = _App(SpotifyClient(context, client), client, context.settings.market)
        try:
            for batch in chunks(artists, BATCH):
                entries = app.batch(batch)
                yield from self.answers(client, batch, partial(app.answer, entries))
                client.raise_if_stopped()
        finally:
            sentence = app.lacks()
            if sentence:
                context.note(sentence)


class _App:
    """What one run has found out about the app it asks with."""

    def __init__(self, api: SpotifyClient, client: Client, market: str) -> None:
        self._api = api
        self._client = client
        self._market = market
        self._batches = True  # until one is refused
        self._tracks: bool | None = None  # whether top tracks are given; None: not known yet
        self._answered = False
        self._given: set[str] = set()
        self._absent: set[str] = set()

    def batch(self, artists: Sequence[Artist]) -> dict[str, Any]:
        """Per key an artist object, or the error that cost it.

        Artists that are not in it must be asked for one by one.

        Raises:
            SourceError: of scope ``platform``.
        """
        if not self._batches:
            return {}
        try:
            body = self._api.artists([a.spotify or "" for a in artists])
        except RefusedError as refused:
            if refused.status in (400, 404):  # one id Spotify cannot read spoils its whole batch
                return {}
            if refused.status != 403:
                raise
            self._batches = False
            # Learned once, before several artists are asked about at a time.
            self._top_tracks(artists[0])
            return {}
        except SourceError as error:
            if error.scope == "platform":
                raise
            return dict.fromkeys((a.key for a in artists), error)
        return parse_batch(artists, body)

    def answer(self, entries: dict[str, Any], artist: Artist) -> Answer:
        """Everything of one artist.

        Raises:
            SourceError: nothing of the artist could be had.
        """
        entry = entries[artist.key] if artist.key in entries else self._single(artist)
        if entry is None:
            raise SourceError("Spotify knows no artist with this id", lasting=True)
        if isinstance(entry, SourceError):
            answer = Answer(artist.key, gaps(entry, METRICS))
        else:
            answer = parse_artist(artist.key, entry, self._withheld(entry))
        items, readings = self._top_tracks(artist, answer.who)
        answer.readings += readings
        if items is not None:
            answer.items[LIST] = items
        return answer

    def _single(self, artist: Artist) -> Any:
        try:
            return self._api.artist(artist.spotify or "")
        except RefusedError as refused:
            if refused.status in (400, 404):
                return None
            if refused.status == 403 and not self._answered:
                raise no_premium() from None
            raise

    def _withheld(self, entry: Any) -> set[str]:
        """The numbers Spotify keeps from this app, judged by an artist object and those before."""
        self._answered = True
        absent = {m for m in METRICS if m not in entry} if isinstance(entry, dict) else set()
        self._given |= set(METRICS) - absent
        withheld = set() if self._batches else absent - self._given
        self._absent |= withheld
        return withheld

    def _top_tracks(
        self, artist: Artist, who: Who | None = None
    ) -> tuple[Items | None, list[Reading]]:
        """The list with its readings, or None with the reason; a stop here costs nothing else."""
        if self._tracks is False:
            return None, gaps(_no_tracks(), ("popularity",), LIST)
        try:
            body = self._api.top_tracks(artist.spotify or "", self._market)
            asked = {artist.spotify or "", *([who.id] if who else [])}
            items, readings = parse_tracks(artist.key, body, asked)
        except SourceError as error:
            if isinstance(error, RefusedError) and error.status == 403 and not self._tracks:
                self._tracks = False
                return None, gaps(_no_tracks(), ("popularity",), LIST)
            if error.scope == "platform":
                self._client.stop(error)
            return None, gaps(error, ("popularity",), LIST)
        self._tracks = True
        return items, readings

    def lacks(self) -> str:
        """What Spotify does not give this app, in a sentence; empty where it gives everything."""
        missing = [VOCABULARY["spotify", m].label for m in METRICS if m in self._absent]
        missing += ["top tracks"] if self._tracks is False else []
        if self._batches:
            return "Spotify gives this app no top tracks." if missing else ""
        if not self._answered:
            return ""
        if not missing:
            return "This Spotify app is in development mode: it is answered one artist at a time."
        listed = " or ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        return f"This Spotify app is in development mode: Spotify gives it no {listed}."


def no_premium() -> SourceError:
    """What an app is told whose every request is refused."""
    return SourceError(
        "Spotify refuses every request of this app (403): its owner needs Premium",
        scope="platform",
        lasting=True,
    )


def _no_tracks() -> SourceError:
    return SourceError("Spotify gives this app no top tracks", state=State.NOT_OFFERED)


def parse_batch(artists: Sequence[Artist], body: Any) -> dict[str, Any]:
    """Per key the artist object of a batch, or the error of the body.

    The objects' own ids tell whose they are, never their places: a batch moved by one would give
    each artist another's numbers. Whoever is not found by id (unknown, or merged into another) is
    not in it.
    """
    found = dig(body, "artists")
    if not isinstance(found, list):
        error = SourceError("Spotify answered a batch of artists without the artists")
        return dict.fromkeys((a.key for a in artists), error)
    by_id = {text(dig(entry, "id")): entry for entry in found if isinstance(entry, dict)}
    return {a.key: by_id[a.spotify] for a in artists if a.spotify in by_id}


def parse_artist(key: str, entry: Any, withheld: Collection[str] = ()) -> Answer:
    """The numbers and genres of an artist object.

    Args:
        key: of the artist in the roster.
        entry: the object; what is absent has failed.
        withheld: what is absent because Spotify does not offer it to this app.
    """
    values = {
        "followers": count("spotify", "followers", dig(entry, "followers", "total")),
        "popularity": count("spotify", "popularity", dig(entry, "popularity"), most=100),
    }
    for metric in withheld:
        what = VOCABULARY["spotify", metric].label
        sentence = f"Spotify gives no {what} to an app in development mode"
        values[metric] = Reading(metric, None, State.NOT_OFFERED, detail=sentence)
    genres = dig(entry, "genres")
    words = {"genres": texts(genres)} if isinstance(genres, list) else {}
    who = named(dig(entry, "id"), dig(entry, "name"))
    return Answer(key, list(values.values()), words=words, who=who)


def parse_tracks(key: str, body: Any, asked: Collection[str] = ()) -> tuple[Items, list[Reading]]:
    """The first five tracks of a top-tracks body and the popularity of each.

    Args:
        key: of the artist in the roster.
        body: what was answered.
        asked: the artist's ids; tracks that name only others are not theirs and left out.

    Raises:
        SourceError: the body holds no list, one of which nothing can be named, or only another
            artist's (``rejected``).
    """
    tracks = dig(body, "tracks")
    listed = [t for t in tracks if text(dig(t, "id"))] if isinstance(tracks, list) else []
    if not isinstance(tracks, list) or (tracks and not listed):
        raise SourceError("Spotify answered without a list of top tracks")
    own = [t for t in listed if _is_of(t, asked)] if asked else listed
    if listed and not own:
        raise SourceError("Spotify gave the top tracks of another artist", state=State.REJECTED)
    items: Items = []
    readings = []
    for track in own[:TOP]:
        subject = _subject(key, track)
        preview = text(track.get("preview_url")) or None
        items.append((subject, {"name": subject.title, "preview_url": preview}))
        popularity = count(
            "spotify", "popularity", track.get("popularity"), most=100, subject=subject
        )
        readings.append(popularity)
    return items, readings


def _is_of(track: dict[str, Any], asked: Collection[str]) -> bool:
    """Whether a track names one of the artist's ids, or nobody's."""
    ids = _artist_ids(track)
    return not ids or any(i in asked for i in ids)


def _artist_ids(track: dict[str, Any]) -> list[str]:
    artists = track.get("artists")
    ids = [text(dig(a, "id")) for a in artists] if isinstance(artists, list) else []
    return [i for i in ids if i]


def _subject(key: str, track: dict[str, Any]) -> Subject:
    artists = track.get("artists")
    names = [text(dig(a, "name")) for a in artists] if isinstance(artists, list) else []
    return Subject(
        key=text(track["id"]),
        kind="track",
        artist=key,
        title=text(track.get("name")),
        credit=", ".join(filter(None, names)),
        isrc=text(dig(track, "external_ids", "isrc")),
        spotify=text(track["id"]),
        release_date=iso_day(dig(track, "album", "release_date")),
    )
