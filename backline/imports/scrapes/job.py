"""Importing scrapes and exports of songs' playlists into a root, as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from backline.campaigns.book import Book, read_book
from backline.errors import BacklineError, ConfigError, DataError
from backline.imports.beginning import roster_of
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.reading import Unplaced
from backline.imports.scrapes.playlist_export import (
    ExportOptions,
    is_playlist_export,
    read_playlist_export,
)
from backline.imports.scrapes.scrape_file import ScrapeFile, read_scrape
from backline.names import kept, shown
from backline.people.saved import read_saved
from backline.store import Store
from backline.store.playlist_streams import (
    CURATED,
    SCRAPES,
    STREAMS,
    PlaylistStreams,
    Scrape,
    ScrapeKey,
    scrape_of,
)
from backline.words import many

Line = TypeVar("Line", PlaylistStreams, Scrape)

UNPLACED_FILE = "import_scrapes.csv"


@dataclass(slots=True)
class ScrapesImport:
    """What an import did.

    Attributes:
        taken: the files that were taken, the failed ones among them.
        failed: a sentence for each scrape that failed, which is remembered as a failure.
        repeated: the names of files that were there already, byte for byte.
        refused: a sentence for each file that was not taken at all.
        songs: how many songs they are of.
        said: what to know, one sentence each.
    """

    taken: list[ScrapeFile] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    roster: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    songs: int = 0
    ended: Ended = field(default_factory=Ended)

    @property
    def days(self) -> list[date]:
        """The days that were scraped, the oldest first."""
        return sorted({file.scraped_at.date() for file in self.taken})


def import_scrapes(
    files: Sequence[Path],
    store: Store,
    options: ExportOptions | None = None,
    *,
    now: datetime | None = None,
) -> ScrapesImport:
    """Take scrapes of songs' playlists, and exports of them.

    Args:
        files: in any order; of a folder every file in it that may be one.
        store: the root; it gets a roster where it has none.
        options: what an export does not say.
        now: the moment of the run, UTC; the clock's when None.

    Raises:
        ConfigError: the roster is wrong, or an export needs more options.
        DataError: no file could be taken, a file of the root is damaged, the disk is full, or
            another run is writing.
    """
    now = now or datetime.now(UTC)
    made = ScrapesImport()
    read = _read(files, options or ExportOptions(), now, made)
    if not read:
        raise DataError(" ".join(made.refused) or "There is no scrape among the files.")
    with store.writing():
        roster, text, made.roster = roster_of(store)
        before = _Before(store)
        for file in sorted(read, key=lambda one: (one.scraped_at, one.name)):
            _take(file, before, made)
        book = read_book(store)
        made.said += [*_unknown_songs(book, made.taken), *before.said(made.taken)]
        made.songs = len({file.track for file in made.taken})
        made.unplaced.sort(key=lambda one: (one.place, one.about, one.found))
        made.ended = finish(
            store,
            "the import of scrapes",
            roster,
            store.subjects(),
            (),
            NotTaken(UNPLACED_FILE, made.unplaced),
            roster_text=text,
            months={
                STREAMS: _by_scrape(made.taken, ScrapeFile.streams),
                SCRAPES: _by_scrape(made.taken, ScrapeFile.scrapes),
            },
            refused=made.refused,
        )
    return made


def _read(
    files: Sequence[Path], options: ExportOptions, now: datetime, made: ScrapesImport
) -> list[ScrapeFile]:
    found = []
    for path in dict.fromkeys(_each(files)):
        try:
            if path.is_file() and is_playlist_export(read_saved(path).text, path.name):
                found.append(read_playlist_export(path, options, now.date()))
            else:
                found.append(read_scrape(path, now))
        except ConfigError:
            raise
        except BacklineError as error:
            made.refused.append(str(error))
    return found


def _each(files: Iterable[Path]) -> Iterable[Path]:
    for path in files:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in (".json", ".csv"))
        else:
            yield path


class _Before:
    """The scrapes a root has, looked up month by month."""

    def __init__(self, store: Store) -> None:
        self._data = store.data
        self._months: dict[str, list[Scrape]] = {}
        self._newest: dict[str, datetime] = {}
        self._streams: dict[Path, dict[str, list[PlaylistStreams]]] = {}
        for path in SCRAPES.files(store.data):
            self._months[path.stem] = SCRAPES.read(path)
            for line in self._months[path.stem]:
                last = self._newest.setdefault(line.track, line.scraped_at)
                self._newest[line.track] = max(last, line.scraped_at)

    def same_file(self, file: ScrapeFile) -> str:
        """The name under which a file was taken already; empty where it was not."""
        lines = self._months.get(f"{file.scraped_at:%Y-%m}", [])
        return next((line.file for line in lines if line.digest == file.digest), "")

    def same_moment(self, file: ScrapeFile) -> str:
        """Another file of the same song and moment that says something else."""
        lines = self._months.get(f"{file.scraped_at:%Y-%m}", [])
        of_it = (x for x in lines if (x.track, x.scraped_at) == (file.track, file.scraped_at))
        return next((line.file for line in of_it if line.digest != file.digest), "")

    def add(self, file: ScrapeFile) -> None:
        self._months.setdefault(f"{file.scraped_at:%Y-%m}", []).extend(file.scrapes())

    def said(self, taken: Sequence[ScrapeFile]) -> list[str]:
        """What the new scrapes say beside the stored ones, one sentence each."""
        older = [f for f in taken if f.scraped_at < self._newest.get(f.track, f.scraped_at)]
        found = []
        if older:
            count = many(len(older), "scrape is", "scrapes are")
            found.append(
                f"{count} older than one of the same song that was taken before "
                f"({shown(older[0].name, 80)}): put in between, all figures follow."
            )
        return [*found, *self._gone(taken)]

    def _gone(self, taken: Sequence[ScrapeFile]) -> list[str]:
        """The playlists of the scrape before that the newest one does not list any more."""
        found = []
        for track, file in {f.track: f for f in taken if not f.failed}.items():
            before = self._listed_before(track, file.scraped_at, taken)
            now = {one.playlist for one in file.streams()}
            gone = [name for name in before if name not in now]
            if gone and any(window.name == "12m" and not window.why for window in file.windows):
                names = ", ".join(shown(name, 40) for name in gone[:3])
                more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
                found.append(
                    f"{track} was in {names}{more} by the scrape before; the new one does not list "
                    "that: removed, renamed, or below what the page shows."
                )
        return found

    def _listed_before(
        self, track: str, moment: datetime, taken: Sequence[ScrapeFile]
    ) -> list[str]:
        """The curated playlists of the newest scrape of a song before a moment."""
        lines: list[PlaylistStreams] = [
            line for file in taken if file.track == track for line in file.streams()
        ]
        for path in reversed(STREAMS.files(self._data, last=moment.date())):
            of_song = self._streams_of(path).get(track, [])
            lines += of_song
            if of_song:
                break
        earlier = [line for line in lines if line.scraped_at < moment]
        last = max((line.scraped_at for line in earlier), default=None)
        of_last = [x for x in earlier if x.scraped_at == last and x.kind == CURATED]
        return list(dict.fromkeys(line.playlist for line in of_last))

    def _streams_of(self, path: Path) -> dict[str, list[PlaylistStreams]]:
        if path not in self._streams:
            songs = self._streams.setdefault(path, {})
            for line in STREAMS.read(path):
                songs.setdefault(line.track, []).append(line)
        return self._streams[path]


def _take(file: ScrapeFile, before: _Before, made: ScrapesImport) -> None:
    if before.same_file(file):
        made.repeated.append(file.name)
        return
    if other := before.same_moment(file):
        made.refused.append(
            f"{file.name} is of the same song and moment as {other} and says something else; "
            "keep the one that is right."
        )
        return
    before.add(file)
    made.taken.append(file)
    made.unplaced += file.unread
    made.said += file.said
    if file.failed:
        made.failed.append(f"{file.name}: {file.failed}.")
        made.unplaced.append(Unplaced(file.name, file.track, "", file.failed))
    else:
        for window in file.windows:
            if window.why:
                made.unplaced.append(
                    Unplaced(f"{file.name}:{window.name}", file.track, "", window.why)
                )


def _unknown_songs(book: Book, taken: Sequence[ScrapeFile]) -> list[str]:
    known = {row["song"] for row in book.all("placements")}
    unknown = sorted({file.track for file in taken} - known)
    if not unknown:
        return []
    count = many(len(unknown), "song has", "songs have")
    names = ", ".join(kept(track, 30) for track in unknown[:3])
    more = " and more" if len(unknown) > 3 else ""
    return [f"{count} no placement in data/campaigns ({names}{more}): kept, credited to nobody."]


def _by_scrape(
    files: Sequence[ScrapeFile], lines_of: Callable[[ScrapeFile], Sequence[Line]]
) -> dict[ScrapeKey, Sequence[Line]]:
    return {scrape_of(lines[0]): lines for file in files if (lines := lines_of(file))}
