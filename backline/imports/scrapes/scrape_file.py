"""One scrape file of a song's playlists: ``song_<track>_<date>_<time>.json``.

Such a file is what a page showed, and pages fail: a login wall, a list that had not loaded, a
window that still shows the one before. What cannot be read is said and never counted as 0.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.imports.reading import Unplaced
from backline.imports.scrapes.listed import Listed, read_listed
from backline.measure import State
from backline.names import kept, shown
from backline.numbers import whole
from backline.people.saved import parse_json, read_saved
from backline.store.playlist_streams import PlaylistStreams, Scrape

_WINDOWS = {
    "24hour": "24h", "24hours": "24h", "24h": "24h", "1day": "24h", "day": "24h",
    "7day": "7d", "7days": "7d", "7d": "7d", "week": "7d",
    "28day": "28d", "28days": "28d", "28d": "28d", "month": "28d",
    "12month": "12m", "12months": "12m", "12m": "12m", "1year": "12m", "year": "12m",
}  # fmt: skip
_WIDER = ("24h", "7d", "28d", "12m")
_FILE_NAME = re.compile(r"song_(?P<track>[0-9A-Za-z]{22})_(?P<day>\d{8})_(?P<time>\d{6})\.json")
_SONG = re.compile(r"/song/([0-9A-Za-z]{22})(?![0-9A-Za-z])")
STRAY = 8
"""So many signs before the document are taken for dirt, as a stray backtick is."""

LOGIN = re.compile(r"welcome back|log in|sign in|log ind|anmelden", re.IGNORECASE)
_EMPTY = "no playlist was listed, so the page had not loaded or has none to show"


@dataclass(slots=True)
class Window:
    """One window of a scrape.

    Attributes:
        why: why it failed; empty where it was read.
    """

    name: str
    listed: list[Listed] = field(default_factory=list)
    total: int | None = None
    why: str = ""


@dataclass(slots=True)
class ScrapeFile:
    """What a scrape file says.

    Attributes:
        digest: SHA-256 of its bytes.
        windows: in the order the pages were read.
        unread: rows that could not be read.
        said: what was mended, one sentence each.
    """

    name: str
    digest: str
    track: str
    scraped_at: datetime
    windows: list[Window] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def failed(self) -> str:
        """Why nothing of it could be read; empty where something could."""
        if any(not window.why for window in self.windows):
            return ""
        return self.windows[0].why if self.windows else "it has no window of time"

    def scrapes(self) -> list[Scrape]:
        """A line for each window."""
        return [
            Scrape(
                date=self.scraped_at.date(),
                track=self.track,
                window=window.name,
                state=(State.FAILED if window.why else State.MEASURED).value,
                detail=window.why,
                listed=len(window.listed),
                streams=sum(one.streams for one in window.listed),
                total=window.total,
                scraped_at=self.scraped_at,
                file=self.name,
                digest=self.digest,
            )
            for window in self.windows
        ]

    def streams(self) -> list[PlaylistStreams]:
        """A line for each playlist of each window that was read."""
        return [
            PlaylistStreams(
                date=self.scraped_at.date(),
                track=self.track,
                playlist=one.name,
                link=one.link,
                made_by=one.made_by,
                kind=one.kind,
                window=window.name,
                streams=one.streams,
                date_added=one.added,
                scraped_at=self.scraped_at,
                file=self.name,
            )
            for window in self.windows
            for one in window.listed
        ]


def read_scrape(path: Path, now: datetime) -> ScrapeFile:
    """Read a scrape file.

    Args:
        path: the file.
        now: the moment of the run, UTC; a scrape may be a day ahead of it, since its clock is that
            of whoever scraped.

    Raises:
        DataError: it is no scrape, or cut short, or of the future; one sentence with its name.
    """
    content = path.read_bytes() if path.is_file() else b""
    document = _document(path)
    name = kept(path.name, 120)
    found = ScrapeFile(
        name,
        hashlib.sha256(content).hexdigest(),
        _track(path.name, document),
        _moment(path.name, document),
    )
    if found.scraped_at > now.replace(tzinfo=None) + timedelta(days=1):
        raise DataError(
            f"{name} says that it was scraped at {found.scraped_at:%Y-%m-%d %H:%M}, which has not "
            "come yet: mend the clock of the machine that scrapes and scrape the song again."
        )
    for said, window in _windows(document):
        found.windows.append(_read_window(said, window, found))
    _fail_stale(found)
    return found


def is_scrape(document: object) -> bool:
    """Whether a JSON document is one of a song's playlists."""
    return isinstance(document, dict) and isinstance(document.get("time_ranges"), dict)


def _document(path: Path) -> dict[str, Any]:
    text = read_saved(path).text
    begin = text.find("{")
    if 0 < begin <= STRAY and not text[:begin].strip().isalnum():
        text = text[begin:]
    try:
        document = parse_json(text)
    except DataError as error:
        raise DataError(f"{shown(path.name)} {error}; scrape the song again.") from None
    if not is_scrape(document):
        raise DataError(
            f"{shown(path.name)} is no scrape of a song's playlists: it has no time_ranges."
        )
    found: dict[str, Any] = document
    return found


def _track(name: str, document: Mapping[str, Any]) -> str:
    """The song, from the page's address and the file's name, which must agree."""
    in_name = _FILE_NAME.fullmatch(name)
    in_url = _SONG.search(str(document.get("url") or ""))
    if in_name and in_url and in_name["track"] != in_url[1]:
        raise DataError(
            f"{shown(name)} is of the song {in_url[1]} by the page's address and of another by its "
            "own name: rename it after the song it is of."
        )
    if in_url:
        return in_url[1]
    if in_name:
        return in_name["track"]
    raise DataError(
        f"{shown(name)} does not say which song it is of: call it "
        "song_<22 signs>_<date>_<time>.json."
    )


def _moment(name: str, document: Mapping[str, Any]) -> datetime:
    """When it was scraped, as the document says it, else the file's name."""
    in_name = _FILE_NAME.fullmatch(name)
    said = document.get("scraped_at")
    told = [said.strip().removesuffix("Z")] if isinstance(said, str) else []
    if in_name:
        told.append(f"{in_name['day']}T{in_name['time']}")
    for text in told:
        with suppress(ValueError):  # no moment: the next may be one, else that is said below
            return datetime.fromisoformat(text).replace(tzinfo=None)
    raise DataError(f"{shown(name)} does not say when it was scraped: it has no scraped_at.")


def _windows(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, window in document["time_ranges"].items():
        known = _WINDOWS.get(re.sub(r"[^a-z0-9]", "", str(name).casefold()))
        if known:
            yield known, window if isinstance(window, dict) else {}


def _read_window(name: str, window: Mapping[str, Any], file: ScrapeFile) -> Window:
    stats = window.get("stats")
    stats = stats if isinstance(stats, dict) else {}
    made = Window(name)
    title = str(stats.get("title") or "")
    rows = stats.get("playlists")
    if LOGIN.search(title):
        made.why = f"the page asked to log in ({shown(title, 40)!r})"
        return made
    told = stats.get("playlist_stats")
    told = told if isinstance(told, dict) else {}
    made.total = whole(told.get("total"))
    place = f"{file.name}:{name}"
    made.listed = read_listed(
        rows if isinstance(rows, list) else [],
        place,
        file.scraped_at.date(),
        file.unread,
        file.said,
    )
    if not made.listed:
        made.why = _EMPTY
    return made


def _fail_stale(file: ScrapeFile) -> None:
    """Fail the windows that a page showed before it had changed to what was asked for.

    A playlist cannot have more streams within 7 days than within 28. Where one has, and a window
    lists just what another lists that was read before it, that window was not its own; where none
    does, it is not known which one is wrong, and none is taken.
    """
    broken = _broken(file.windows)
    if not broken:
        return
    for place, window in enumerate(file.windows):
        before = file.windows[:place]
        same = next((w.name for w in before if not w.why and _content(w) == _content(window)), "")
        if same and not window.why:
            _fail(window, f"the page still showed the {same} window")
    if _broken(file.windows):
        for window in file.windows:
            if not window.why:
                _fail(window, f"the windows contradict each other ({broken}): a stale page")


def _fail(window: Window, why: str) -> None:
    window.why, window.listed = why, []


def _content(window: Window) -> list[tuple[str, int]]:
    return [(one.name, one.streams) for one in window.listed]


def _broken(windows: Sequence[Window]) -> str:
    """A playlist with more streams in a window than in a wider one; empty where there is none."""
    ordered = sorted((w for w in windows if not w.why), key=lambda w: _WIDER.index(w.name))
    for narrow, wide in combinations(ordered, 2):
        most = _single(wide.listed)
        for name, streams in _single(narrow.listed).items():
            if name in most and streams > most[name]:
                return (
                    f"{shown(name[0], 40)!r} has {streams:,} streams in {narrow.name} and "
                    f"{most[name]:,} in {wide.name}"
                )
    return ""


def _single(listed: Sequence[Listed]) -> dict[tuple[str, str], int]:
    """The streams of each playlist whose name stands once in a window."""
    found: dict[tuple[str, str], int] = {}
    twice = set()
    for one in listed:
        key = (one.name, one.kind)
        if key in found:
            twice.add(key)
        found[key] = one.streams
    return {key: streams for key, streams in found.items() if key not in twice}
