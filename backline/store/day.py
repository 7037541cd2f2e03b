"""One day of a label: its measurements and the words that go with them, and its JSON form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from backline.measure import SOURCE_TRUST, TELL_THE_PAST, Measurement, State
from backline.names import kept
from backline.store.subjects import Subjects

JSON_FORMAT = 1
"""The form of the day's JSON; a reader refuses a higher one."""

FIELDS: dict[str, dict[str, str]] = {
    "spotify": {
        "popularity_score": "popularity",
        "followers": "followers",
        "monthly_listeners": "monthly_listeners",
    },
    "youtube": {"subscribers": "subscribers", "total_views": "views", "video_count": "videos"},
    "instagram": {"followers": "followers", "media_count": "posts"},
    "deezer": {"fans": "fans"},
    "discord": {"member_count": "members", "online_count": "online"},
}
"""Per platform: the JSON's field for each metric, in the words the label's readers know."""

LISTS = {"spotify": ("top_tracks", "popularity"), "youtube": ("top_videos", "views")}
"""Per platform: the list of its best subjects, and the metric each item carries."""

_LEFT_OUT = "what it holds is in data/measurements, with its titles in data/subjects.csv"
_NAMES = {name for name, _ in LISTS.values()}

Words = dict[str, Any]
"""What a platform says beside numbers, e.g. ``{"genres": [...], "top_tracks": [...]}``.

The items of a list name their subject: ``{"key": ..., "name": ..., "preview_url": ...}``.
"""

Point = tuple[str, str, str, str]
"""Artist, platform, metric, subject."""


@dataclass(slots=True)
class Day:
    """Everything one UTC day says.

    Attributes:
        words: by (artist key, platform); the label's own Discord server has the key ``""``.
    """

    date: date
    measurements: list[Measurement] = field(default_factory=list)
    words: dict[tuple[str, str], Words] = field(default_factory=dict)

    @property
    def measured(self) -> int:
        """How many numbers the day has."""
        return sum(m.state is State.MEASURED for m in self.measurements)


def of_runs(day: Day | None) -> Day | None:
    """What runs measured on a day, without what was told of it later; None where no run was."""
    rows = [m for m in day.measurements if m.source not in TELL_THE_PAST] if day else []
    return replace(day, measurements=rows) if day and rows else None


def bounded(day: Day) -> Day:
    """The day with what others wrote as every file can hold it: titles, names, sentences."""
    rows = [
        m if (detail := kept(m.detail)) == m.detail else replace(m, detail=detail)
        for m in day.measurements
    ]
    words = {place: _kept_words(said) for place, said in day.words.items()}
    return Day(day.date, rows, words)


def _kept_words(value: Any) -> Any:
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, list):
        return [_kept_words(one) for one in value]
    if isinstance(value, dict):
        return {name: _kept_words(one) for name, one in value.items()}
    return value


def merged(old: Day | None, new: Day) -> Day:
    """The day after a later run of the same date.

    A later row for a fact wins, but nothing replaces a number measured earlier that day, and a
    failure replaces no answer (such as ``hidden``). Rows equal apart from ``collected_at`` stay
    the old ones, so that nothing changes.
    """
    if old is None:
        return replace(new, measurements=in_order(new.measurements))
    rows = {m.fact: m for m in old.measurements}
    for m in new.measurements:
        before = rows.get(m.fact)
        if before is None or not _stands(before, m):
            rows[m.fact] = m
    words = dict(old.words)
    for place, said in new.words.items():
        words[place] = {**words.get(place, {}), **said}
    return Day(new.date, in_order(without_had_lists(rows.values(), lists_had(words))), words)


def _stands(before: Measurement, later: Measurement) -> bool:
    """Whether the earlier row of a day stays although there is a later one."""
    if later.state is not State.MEASURED and before.state is State.MEASURED:
        return True
    if later.state is State.FAILED and before.state is not State.FAILED:
        return True
    return replace(before, collected_at=later.collected_at) == later


def renamed(words: Words, keys: Mapping[str, str]) -> Words:
    """Words whose tracks and videos are called by other keys."""

    def said(value: Any) -> Any:
        if isinstance(value, list):
            return [said(item) for item in value]
        if isinstance(value, dict) and "key" in value:
            return {**value, "key": keys.get(value["key"], value["key"])}
        return value

    return {name: said(value) for name, value in words.items()}


def in_order(rows: Iterable[Measurement]) -> list[Measurement]:
    """Rows in the order every file keeps them."""
    return sorted(rows, key=lambda m: m.fact)


def lists_had(words: Mapping[tuple[str, str], Words]) -> set[tuple[str, str, str]]:
    """The lists (artist, platform, name) that words have, empty ones among them."""
    return {(a, p, name) for (a, p), said in words.items() for name in said if name in _NAMES}


def without_had_lists(
    rows: Iterable[Measurement], named: Collection[tuple[str, str, str]]
) -> list[Measurement]:
    """Drop "this list could not be had" where an earlier or later run of the day had it.

    ``named`` are the lists that a run had; see :func:`lists_had`.
    """
    kept = list(rows)
    had = {(m.artist, m.platform, m.metric, m.source) for m in kept if _in_list(m)}
    return [
        m
        for m in kept
        if m.subject not in _NAMES
        or (
            (m.artist, m.platform, m.metric, m.source) not in had
            and (m.artist, m.platform, m.subject) not in named
        )
    ]


def _in_list(m: Measurement) -> bool:
    return m.state is State.MEASURED and m.subject != ""


def best(rows: Iterable[Measurement]) -> dict[Point, Measurement]:
    """Of several sources for one point, the row that counts.

    A measured one before a missing one, then the order of trust. Rows of single countries are
    left out.
    """
    order = {source: place for place, source in enumerate(SOURCE_TRUST)}
    taken: dict[Point, tuple[tuple[bool, int], Measurement]] = {}
    for m in rows:
        if m.country:
            continue
        rank = (m.state is not State.MEASURED, order.get(m.source, len(order)))
        point = (m.artist, m.platform, m.metric, m.subject)
        if point not in taken or rank < taken[point][0]:
            taken[point] = (rank, m)
    return {point: m for point, (_, m) in taken.items()}


def to_json(
    day: Day, names: Mapping[str, str], subjects: Subjects, *, lists: bool = True
) -> dict[str, Any]:
    """The day as the label's readers know it, null where not measured, with the reasons.

    Args:
        day: the day to be written.
        names: artist key to name, in the order the artists are to be listed; an artist is
            listed when the day has a row of theirs, one who is not among the names when a row
            is about them and not only about a song.
        subjects: where titles and ids of tracks and videos are kept.
        lists: also what the lists of tracks and videos hold; without, the document says where it
            is, and only that a list was empty or missing stands in it.
    """
    points = best(day.measurements)
    present = {artist for artist, *_ in points}
    others = {artist for artist, _, _, subject in points if not subject} - set(names) - {""}
    gaps: dict[str, Any] = {"discord": {}, "artists": {}}
    server = day.words.get(("", "discord"), {})
    document: dict[str, Any] = {
        "format": JSON_FORMAT,
        "date": day.date.isoformat(),
        "discord": {
            **_numbers("", "discord", points, gaps["discord"]),
            "server_name": server.get("server_name"),
            "server_id": server.get("server_id"),
        },
        "artists": [],
    }
    for key in [*(k for k in names if k in present), *sorted(others)]:
        own: dict[str, Any] = {}
        artist: dict[str, Any] = {"key": key, "name": names.get(key, key)}
        for platform in ("spotify", "youtube", "instagram", "deezer"):
            missing: dict[str, Any] = {}
            artist[platform] = {
                **_numbers(key, platform, points, missing),
                **_words((key, platform), day, points, subjects, missing),
            }
            name, _ = LISTS.get(platform, ("", ""))
            if not lists and artist[platform].get(name):
                del artist[platform][name]
            if missing:
                own[platform] = missing
        document["artists"].append(artist)
        if own:
            gaps["artists"][key] = own
    document["gaps"] = gaps
    if not lists:
        document["left_out"] = {name: _LEFT_OUT for name, _ in LISTS.values()}
    return document


def _numbers(
    artist: str, platform: str, points: dict[Point, Measurement], missing: dict[str, Any]
) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {}
    for name, metric in FIELDS[platform].items():
        row = points.get((artist, platform, metric, ""))
        numbers[name] = row.value if row else None
        if row is None:
            missing[name] = {"state": "not_recorded", "detail": "the day has no row for this"}
        elif row.value is None:
            missing[name] = {"state": row.state.value, "detail": row.detail}
    return numbers


def _words(
    place: tuple[str, str],
    day: Day,
    points: dict[Point, Measurement],
    subjects: Subjects,
    missing: dict[str, Any],
) -> Words:
    artist, platform = place
    said = day.words.get(place, {})
    if platform == "instagram":
        return {"username": said.get("username"), "name": said.get("name")}
    if platform not in LISTS:
        return {}
    name, metric = LISTS[platform]
    items = said.get(name)
    if items is None:
        row = points.get((artist, platform, metric, name))
        missing[name] = {
            "state": row.state.value if row else "not_recorded",
            "detail": row.detail if row else "the day has no row for this",
        }
    item_of = _ITEMS[platform]
    listed = [
        item_of(item, points.get((artist, platform, metric, item["key"])), subjects)
        for item in items or []
    ]
    genres = {"genres": said.get("genres")} if platform == "spotify" else {}
    return {**genres, name: listed if items is not None else None}


def _track(item: Words, row: Measurement | None, subjects: Subjects) -> Words:
    known = subjects.get(item["key"])
    return {
        "name": item.get("name"),
        "popularity": row.value if row else None,
        "preview_url": item.get("preview_url"),
        "key": item["key"],
        "track_id": (known.spotify or None) if known else None,
    }


def _video(item: Words, row: Measurement | None, subjects: Subjects) -> Words:
    known = subjects.get(item["key"])
    return {
        "title": item.get("title"),
        "views": row.value if row else None,
        "video_id": (known.youtube or None) if known else None,
        "published_at": item.get("published_at"),
        "key": item["key"],
    }


_ITEMS: dict[str, Callable[[Words, Measurement | None, Subjects], Words]] = {
    "spotify": _track,
    "youtube": _video,
}


def words_of(document: Mapping[str, Any]) -> dict[tuple[str, str], Words]:
    """The words of a day, read back from its JSON; the inverse of what :func:`to_json` adds."""
    server = document["discord"]
    words: dict[tuple[str, str], Words] = {}
    if server["server_id"] is not None:
        words["", "discord"] = {name: server[name] for name in ("server_name", "server_id")}
    for artist in document["artists"]:
        key = artist["key"]
        for platform, names in _SAID.items():
            said = dict.fromkeys(document.get("left_out", ())) | artist[platform]
            words[key, platform] = {n: said[n] for n in names if said[n] is not None}
        for platform, (name, _) in LISTS.items():
            if name in words[key, platform]:
                words[key, platform][name] = [
                    {n: item[n] for n in _ITEM_WORDS[platform]}
                    for item in words[key, platform][name]
                ]
    return {place: said for place, said in words.items() if said}


_SAID = {
    "spotify": ("genres", "top_tracks"),
    "youtube": ("top_videos",),
    "instagram": ("username", "name"),
}
_ITEM_WORDS = {
    "spotify": ("key", "name", "preview_url"),
    "youtube": ("key", "title", "published_at"),
}
