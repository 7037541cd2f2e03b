"""A client who is to be forgotten: the person's data goes, the campaigns' figures stay."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from backline.campaigns.book import Book, Row, save_book
from backline.campaigns.editing.finding import find
from backline.campaigns.editing.forms import put_new, refuse_new_faults
from backline.campaigns.tables import CLIENTS, TABLES
from backline.names import slug
from backline.store import Store
from backline.store.files import Change
from backline.store.undo import forget_undo

ANONYMOUS = "Forgotten client"
"""What a client is called whose data went; a number follows where there are several."""

_GONE = "[forgotten]"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went with a client, and what a person has to look at.

    Attributes:
        was: the client's id, which is gone as well.
        now: the id of the anonymous row that their campaigns name; empty where they had none.
        notes: ids of campaigns whose notes named them, and do no longer.
        left: table, id and field of other cells that still name them, for a person to change.
        files: the reports that were removed, by path below the root.
    """

    was: str
    now: str
    notes: tuple[str, ...]
    left: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...] = ()


def forget_in(book: Book, typed: str) -> tuple[Book, Forgotten]:
    """Take a client out of a book; their campaigns belong to an anonymous one from then on.

    The id goes as well, since it was made from the name.

    Raises:
        ConfigError: there is no such client, or several.
    """
    key = find(book, CLIENTS.name, typed)
    client = book.rows[CLIENTS.name][key]
    named = _pattern(book, client)
    after = book.copy()
    del after.rows[CLIENTS.name][key]
    theirs = [row["id"] for row in book.all("campaigns") if row["client"] == key]
    now = _anonymous(after) if theirs else ""
    notes = []
    for row in list(after.all("campaigns")):
        cleared = named.sub(_GONE, row["notes"])
        if cleared != row["notes"]:
            notes.append(row["id"])
        owner = now if row["client"] == key else row["client"]
        after.put("campaigns", {**row, "client": owner, "notes": cleared})
    refuse_new_faults(book, after)
    left = tuple(
        (name, row["id"], column)
        for name in TABLES
        for row in after.all(name)
        for column, text in row.items()
        if named.search(text) or (column == "id" and named.search(text.replace("-", " ")))
    )
    return after, Forgotten(key, now, tuple(notes), left)


def _anonymous(book: Book) -> str:
    taken = {row["name"] for row in book.all(CLIENTS.name)}
    number = 1
    while (name := ANONYMOUS if number == 1 else f"{ANONYMOUS} {number}") in taken:
        number += 1
    return put_new(book, CLIENTS, {"name": name})


def _pattern(book: Book, client: Row) -> re.Pattern[str]:
    """What finds anything that tells the person, in any case and with any blanks."""
    words = [client["name"], client["contact_person"], client["phone"], client["id"]]
    words += book.value(CLIENTS.name, client, "emails") or (client["emails"],)
    each = (r"\s+".join(map(re.escape, word.split())) for word in words if word.strip())
    longest_first = sorted(set(each), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def forget(store: Store, book: Book, typed: str, change: Change) -> Forgotten:
    """Stage a client's going: from the tables, the reports that hold them, and the kept undo.

    Only reports of campaigns and lists of what an import left out are looked through: others are
    made of the platforms' numbers, where the same word is another's name. The next run makes them
    anew.

    Args:
        store: the root's files; inside ``store.writing()``.
        book: as it was read inside that block.
        typed: the client's id or name.
        change: gets the files.

    Raises:
        ConfigError: as for :func:`forget_in`.
        DataError: the tables have rows that cannot be read.
    """
    after, gone = forget_in(book, typed)
    client = book.rows[CLIENTS.name][gone.was]
    named = _pattern(book, client)
    save_book(store, change, after)
    removed = []
    for path in _reports(store):
        if _holds(path, named, (gone.was, slug(client["name"], "client"))):
            change.remove(path)
            removed.append(path.relative_to(store.root).as_posix())
    forget_undo(store, change)
    return Forgotten(gone.was, gone.now, gone.notes, gone.left, tuple(removed))


def _reports(store: Store) -> Iterator[Path]:
    yield from sorted(store.reports.glob("import_*.csv"))
    yield from sorted(p for p in (store.reports / "campaigns").rglob("*") if p.is_file())


def _holds(path: Path, named: re.Pattern[str], keys: tuple[str, str]) -> bool:
    """Whether a report may tell the client: a text, a workbook's texts, or the file's own name.

    A page is what the workbook beside it is. What cannot be searched otherwise is taken to hold it.
    """
    if named.search(path.stem.replace("-", " ")) or any(key in path.stem for key in keys):
        return True
    beside = path.with_suffix(".xlsx")
    if path.suffix == ".pdf" and beside.is_file():
        return _holds(beside, named, keys)
    content = path.read_bytes()
    if path.suffix in (".csv", ".json", ".md", ".txt", ".html", ".svg"):
        return _tells(content, named)
    if path.suffix == ".xlsx" and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return any(_tells(book.read(name), named) for name in book.namelist())
    return True


def _tells(content: bytes, named: re.Pattern[str]) -> bool:
    text = content.decode("utf-8", "replace")
    return bool(named.search(text) or named.search(unescape(text)))
