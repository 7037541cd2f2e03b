"""Which row is meant by what somebody types: an id, or a name in any spelling."""

from __future__ import annotations

from difflib import get_close_matches

from backline.campaigns.book import Book, Row, file_name
from backline.campaigns.kinds import PlaylistLink, Track, said
from backline.campaigns.tables import TABLES, Table
from backline.errors import ConfigError
from backline.names import EQUAL, folded, same_name, search
from backline.words import listed

_PLURAL = {table.one: name for name, table in TABLES.items()}


def table_named(typed: str) -> Table:
    """The table of a word: ``client`` and ``clients`` are the same.

    Raises:
        ConfigError: there is none.
    """
    word = same_name(typed)
    found = TABLES.get(_PLURAL.get(word, word))
    if found is None:
        raise ConfigError(f"There is no table {said(typed)!r}; there are {', '.join(TABLES)}.")
    return found


def names_in(book: Book, name: str, row: Row) -> tuple[str, ...]:
    """What people may call a row: its names, the names it had, and its link."""
    own = row["title"] if name == "placements" else row["name"]
    links = (row["link"],) if name == "playlists" else (row.get("song", ""),)
    aliases = (book.value(name, row, "aliases") or ()) if name == "playlists" else ()
    return tuple(text for text in (own, *aliases, *links) if text)


def called(book: Book, name: str, key: str) -> str:
    """A row in words: ``Nova Promo (nova-promo)``; the id alone where the name says no more."""
    row = book.rows[name].get(key)
    names = names_in(book, name, row) if row else ()
    return f"{said(names[0])} ({key})" if names and names[0] != key else key


def meant(book: Book, name: str, typed: str) -> list[str]:
    """The ids of the rows that are meant: none, one, or several of the same name."""
    text = typed.strip()
    rows = book.rows[name]
    if not text:
        return []
    if (key := text.casefold()) in rows:
        return [key]
    wanted = {same_name(text), same_name(_linked(name, text))}
    found = [
        row["id"]
        for row in book.all(name)
        if wanted & {same_name(one) for one in names_in(book, name, row)}
    ]
    if found:
        return found
    ranked = search(text, book.all(name), lambda row: names_in(book, name, row))
    return [row["id"] for rank, row in ranked if rank <= EQUAL]


def find(book: Book, name: str, typed: str) -> str:
    """The id of the one row that is meant.

    Raises:
        ConfigError: there is none, with the nearest one; or there are several, with all of them.
    """
    found = meant(book, name, typed)
    one = TABLES[name].one
    if len(found) == 1:
        return found[0]
    if found:
        several = listed([called(book, name, key) for key in found], 5)
        raise ConfigError(
            f"{said(typed)!r} may be {several}: say which {one} by its id, the word in brackets."
        )
    raise ConfigError(
        f"{file_name(name)} has no {one} {said(typed)!r}; {_nearest(book, name, typed)}"
    )


def placements_meant(book: Book, typed: str) -> list[str]:
    """The ids of the placements of a campaign, of a vendor, or the one that is named itself.

    An id decides before a name, and a campaign's or vendor's name before a song's title.

    Raises:
        ConfigError: there is none, or there are several campaigns or vendors of the name.
    """
    columns = {"campaigns": "campaign", "vendors": "vendor", "placements": "id"}
    key = typed.strip().casefold()
    ids = [name for name in ("placements", "campaigns", "vendors") if key in book.rows[name]]
    for name in ids or columns:
        found = [key] if ids else meant(book, name, typed)
        if len(found) > 1 and name != "placements":
            find(book, name, typed)
        if found:
            rows = book.all("placements")
            return [row["id"] for row in rows if row[columns[name]] in found]
    raise ConfigError(
        f"{said(typed)!r} is no placement, campaign or vendor; "
        "scripts/campaigns.py list campaigns shows those there are."
    )


def _linked(name: str, text: str) -> str:
    """A pasted link in the form the table has it; anything else as it is."""
    kind = {"playlists": PlaylistLink(), "placements": Track()}.get(name)
    try:
        return kind.tidy(text) if kind else text
    except ValueError:
        return text


def near(book: Book, name: str, typed: str) -> list[str]:
    """The rows in words that may have been meant by what names none: three at most."""
    found = [
        row["id"] for _, row in search(typed, book.all(name), lambda r: names_in(book, name, r))
    ]
    if not found:
        spelled: dict[str, list[str]] = {}
        for row in book.all(name):
            names = [folded(text) for text in (row["id"], *names_in(book, name, row))]
            for word in {*names, *(part for text in names for part in text.split())}:
                spelled.setdefault(word, []).append(row["id"])
        close = get_close_matches(folded(typed), spelled, 3)
        found = [key for word in close for key in spelled[word]]
    return [called(book, name, key) for key in dict.fromkeys(found)][:3]


def _nearest(book: Book, name: str, typed: str) -> str:
    """What may have been meant, and what to do where it was not."""
    if likely := near(book, name, typed):
        return f"did you mean {' or '.join(likely)}?"
    one = TABLES[name].one
    return f"scripts/campaigns.py list {name} shows those there are, add {one} makes one."
