"""Years of a made-up label in seconds, in the form of the real files.

The sandbox answers one day's requests; a history of millions of rows has to be drawn in bulk. Who
the artists are and what they released comes from the sandbox, the numbers from random walks with
a fixed seed: growing levels, platforms that fail now and then, lists that change their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from backline.store.measurement_file import measurement_schema
from sandbox import World
from sandbox.catalogue import tracks_of, videos_of

LAST = date(2026, 11, 20)
"""The last day of every made-up history."""

YEARS = 1096
"""Three years in days."""

SOURCES = (
    "spotify_api",
    "spotify_page",
    "youtube_api",
    "instagram_api",
    "deezer_api",
    "discord_api",
)
_ACCOUNTS = ("spotify", "spotify", "youtube", "instagram", "deezer", None)
_PACE = (0.1, 0.5, 0.06, 0.1, 0.1, 0.0)  # seconds between the answers of a source
_REASONS = (
    "",
    *(f"no {name} account in the roster" for name in ("YouTube", "Instagram", "Deezer")),
    *(f"{name} answered 503" for name in SOURCES),
)
_STATES = ("measured", "not_configured", "failed")
_TOP = 5

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """One number of every artist; the items of a list have one column a place in the catalogue.

    Attributes:
        source: the place of the source in :data:`SOURCES`.
        part: ``""``, or ``list`` and ``item`` of a list of subjects.
    """

    platform: str
    metric: str
    source: int
    part: str = ""
    place: int = 0


EIGHT = (
    Column("spotify", "followers", 0),
    Column("spotify", "popularity", 0),
    Column("spotify", "monthly_listeners", 1),
    Column("youtube", "subscribers", 2),
    Column("youtube", "views", 2),
    Column("youtube", "videos", 2),
    Column("instagram", "followers", 3),
    Column("instagram", "posts", 3),
)
"""The eight numbers of an artist that every label tracks."""

OTHERS = (
    Column("deezer", "fans", 4),
    Column("discord", "members", 5),
    Column("discord", "online", 5),
    Column("spotify", "popularity", 0, "list"),
    Column("youtube", "views", 2, "list"),
)
_LIST_NAMES = {"spotify": "top_tracks", "youtube": "top_videos"}


class MadeUp:
    """A label of any size and its numbers, day after day.

    Args:
        artists: how many it has.
        days: how many days the history has, up to :data:`LAST`.
        whole: everything the daily job writes; otherwise the eight numbers of each artist alone.
    """

    def __init__(self, artists: int, days: int, *, whole: bool = True) -> None:
        self.world = World(seed=1, artists=artists)
        self.days = tuple(LAST - timedelta(days=back) for back in reversed(range(days)))
        self._random = np.random.default_rng(artists)
        cast = self.world.artists
        self.tracks = [tracks_of(a, LAST) if whole else [] for a in cast]
        self.videos = [videos_of(a, LAST) if whole else [] for a in cast]
        self._columns = EIGHT + (OTHERS + self._items() if whole else ())
        self._template()
        self._begin()

    def _items(self) -> tuple[Column, ...]:
        tracks = max(len(found) for found in self.tracks)
        videos = max(len(found) for found in self.videos)
        return (
            *(Column("spotify", "popularity", 0, "item", n) for n in range(tracks)),
            *(Column("youtube", "views", 2, "item", n) for n in range(videos)),
        )

    def tables(self) -> Iterator[tuple[date, pa.Table]]:
        """Every day with its rows, in the order and the types the store writes; only once."""
        for day in self.days:
            self._walk()
            yield day, self._table(day)

    def _template(self) -> None:
        """Everything that is the same on each day: a row for whatever may have a number."""
        rows = []
        for place, column in enumerate(self._columns):
            owners = range(len(self.world.artists))
            for owner in (len(owners),) if column.platform == "discord" else owners:
                subject = self._subject(owner, column)
                if subject is not None:
                    key = self.world.artists[owner].key if column.platform != "discord" else ""
                    source = SOURCES[column.source]
                    fact = (key, column.platform, column.metric, subject, "", source)
                    rows.append((fact, owner, place))
        rows.sort()
        names = ("artist", "platform", "metric", "subject", "country", "source")
        self._fixed = {name: pa.array([row[0][i] for row in rows]) for i, name in enumerate(names)}
        self._owner = np.array([row[1] for row in rows])
        self._place = np.array([row[2] for row in rows])
        self._source = np.array([column.source for column in self._columns])

    def _subject(self, owner: int, column: Column) -> str | None:
        """What a row of the column is about; None where the artist has none."""
        if column.part == "list":
            return _LIST_NAMES[column.platform]
        if column.part == "":
            return ""
        items = self.tracks[owner] if column.platform == "spotify" else self.videos[owner]
        return items[column.place].id if column.place < len(items) else None

    def _begin(self) -> None:
        """The levels before the first day."""
        draw, cast = self._random, self.world.artists
        size = np.array([float(a.size) for a in cast])
        n = len(cast)
        self._levels: dict[str, Real] = {
            "followers": size.copy(),
            "subscribers": size * draw.uniform(0.4, 1.2, n),
            "views": size * draw.uniform(20, 200, n),
            "videos": draw.integers(3, 120, n).astype(float),
            "instagram": size * draw.uniform(0.4, 1.2, n),
            "posts": draw.integers(20, 400, n).astype(float),
            "fans": size * draw.uniform(0.06, 0.18, n),
            "members": np.array([60.0]),
        }
        self._listeners = size * draw.uniform(1.1, 3.1, n)
        self._age: Real = np.zeros(0)
        released = [[(LAST - t.released).days for t in found] for found in self.tracks]
        self._track_age = _padded(released) - len(self.days)
        published = [[(LAST - v.published.date()).days for v in found] for found in self.videos]
        self._video_age = _padded(published) - len(self.days)
        self._weight = draw.uniform(0, 1, self._track_age.shape)
        self._rush = size[:, None] * (0.2 + 9 * draw.uniform(0, 1, self._video_age.shape) ** 3)
        self._down = np.zeros((n + 1, len(SOURCES)), dtype=bool)
        self._no_account = np.array(
            [[bool(p) and getattr(a, p or "") is None for p in _ACCOUNTS] for a in cast]
            + [[False] * len(SOURCES)]
        )

    def _walk(self) -> None:
        """One day on."""
        draw = self._random
        for name, level in self._levels.items():
            slow = name in ("videos", "posts")
            gained = draw.poisson(0.05 if slow else 0.0006 * level + 0.2, level.shape)
            lost = 0 if name in ("videos", "views") else draw.poisson(0.0001 * level + 0.05)
            self._levels[name] = np.maximum(level + gained - lost, 0)
        self._listeners *= 1 + draw.normal(0.0003, 0.008, self._listeners.shape)
        self._track_age += 1
        self._video_age += 1
        # A platform fails for one artist in 500 a day, and for about three days at a time.
        begins = draw.random(self._down.shape) < 0.002
        lasts = draw.random(self._down.shape) < 0.67
        self._down = begins | (self._down & lasts)

    def _table(self, day: date) -> pa.Table:
        numbers, steps, listed = self._numbers()
        missing = (self._down | self._no_account)[:, self._source]
        parts = np.array([column.part for column in self._columns])
        keep = np.where(parts == "", True, np.where(parts == "list", missing, listed & ~missing))
        chosen = np.flatnonzero(keep[self._owner, self._place])
        owner, place = self._owner[chosen], self._place[chosen]
        gone = missing[owner, place]
        state = np.where(gone, np.where(self._no_account[owner, self._source[place]], 1, 2), 0)
        n = len(chosen)
        columns = {name: column.take(pa.array(chosen)) for name, column in self._fixed.items()}
        columns |= {
            "date": pa.array(np.full(n, np.datetime64(day))),
            "value": pa.array(numbers[owner, place], mask=gone),
            "state": pc.take(pa.array(_STATES), pa.array(state)),
            "resolution": pa.array(np.where(gone, 1, steps[owner, place])),
            "detail": pc.take(pa.array(_REASONS), pa.array(self._reason(state, place))),
            "collected_at": self._moments(day, owner, place),
        }
        schema = measurement_schema()
        return pa.table([columns[n].cast(schema.field(n).type) for n in schema.names], schema)

    def _numbers(self) -> tuple[Whole, Whole, Flags]:
        """By artist and column: the number, the step it is rounded to, whether a list shows it."""
        n = len(self.world.artists)
        numbers = np.zeros((n + 1, len(self._columns)), dtype=np.int64)
        steps = np.ones_like(numbers)
        listed = np.zeros(numbers.shape, dtype=bool)
        popularity = np.clip(14.5 * np.log10(np.maximum(self._listeners, 1)) - 22, 0, 100)
        for place, column in enumerate(self._columns):
            if column.part:
                continue
            if column.metric == "popularity":
                exact: Real = popularity
            elif column.metric == "monthly_listeners":
                exact = self._listeners
                steps[:n, place] = _page_step(exact)
            elif column.metric == "online":
                exact = self._levels["members"] * self._random.uniform(0.2, 0.4)
            else:
                name = "instagram" if column.platform == "instagram" else column.metric
                exact = self._levels["posts" if column.metric == "posts" else name]
                if column.metric == "subscribers":
                    steps[:n, place] = _three_figures(exact)
            rows = slice(n, n + 1) if column.platform == "discord" else slice(0, n)
            step = steps[rows, place]
            numbers[rows, place] = exact.astype(np.int64) // step * step
        if len(self._columns) > len(EIGHT):
            self._lists(popularity, numbers, listed)
        return numbers, steps, listed

    def _lists(self, popularity: Real, numbers: Whole, listed: Flags) -> None:
        """Fill in the tracks and videos that are out, and mark the five best of each artist."""
        first, n = len(EIGHT) + len(OTHERS), len(popularity)
        fading = np.maximum(0.55, 1 - self._track_age / 3000)
        tracks = popularity[:, None] * (0.6 + 0.4 * self._weight) * fading
        age = self._video_age
        views = self._rush * (1 - np.exp(-np.maximum(age, 0) / 35)) + 0.002 * self._rush * age
        for values, ages in ((tracks, self._track_age), (views, age)):
            there = slice(first, first + values.shape[1])
            values[~(ages >= 0)] = -1
            numbers[:n, there] = np.maximum(values, 0).astype(np.int64)
            order = np.argsort(-values, axis=1, kind="stable").argsort(axis=1)
            listed[:n, there] = (order < _TOP) & (values >= 0)
            first = there.stop

    def _reason(self, state: Whole, place: npt.NDArray[np.intp]) -> Whole:
        source = self._source[place]
        return np.where(state == 1, source - 1, np.where(state == 2, 4 + source, 0))

    def _moments(
        self, day: date, owner: npt.NDArray[np.intp], place: npt.NDArray[np.intp]
    ) -> pa.Array:
        """When each answer came: at a source's pace; all numbers of one answer at once."""
        start = datetime(day.year, day.month, day.day, 5, 17, tzinfo=UTC).timestamp()
        jitter = self._random.uniform(0, 0.05, self._down.shape)
        after = np.arange(len(self._down))[:, None] * np.array(_PACE) + jitter
        at = (start + after).astype(np.int64) * 1_000_000
        return pa.array(at[owner, self._source[place]]).cast(pa.timestamp("us", "UTC"))


def _padded(rows: list[list[int]]) -> Real:
    """Rows of different length as one array; what is not there is NaN, which no number exceeds."""
    width = max((len(row) for row in rows), default=0)
    return np.array([[*map(float, row), *[np.nan] * (width - len(row))] for row in rows])


def _three_figures(values: Real) -> Whole:
    """The step YouTube rounds a count of subscribers to."""
    figures = np.floor(np.log10(np.maximum(values, 1))).astype(np.int64)
    return np.asarray(10 ** np.maximum(figures - 2, 0), dtype=np.int64)


def _page_step(values: Real) -> Whole:
    """The step Spotify's page rounds monthly listeners to: one decimal of K and of M."""
    return np.where(values >= 1e6, 100_000, np.where(values >= 1e3, 100, 1)).astype(np.int64)
