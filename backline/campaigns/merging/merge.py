"""Putting together what two people changed in one book: by table, id and field.

Nothing of either is lost and nothing is made up. Only where both changed the same field to
different values, or one deleted a row that the other changed, a person has to choose
(:class:`Conflict`). No file and no git is touched here.

How a book is saved (order of rows, quotes, spellings of one value) is no change: a
:class:`~backline.campaigns.book.Book` has one form. A cell that cannot be read is text like any
other. An empty cell is a value too: who empties one changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backline.campaigns.book import Book, Fault, Row, file_name
from backline.campaigns.checks import faults
from backline.campaigns.kinds import LONGEST_ID, said
from backline.campaigns.tables import TABLES, Table
from backline.errors import DataError
from backline.names import same_name, shown

OURS, THEIRS = "ours", "theirs"

LONGEST_SHOWN = 200
"""So many signs of a value are told to whoever has to choose."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two people changed differently.

    Attributes:
        table: where.
        id: the row.
        field: the column; empty where one deleted the row and the other changed it.
        base: what both began from; None where there was no such row, or it is not known.
        ours: what one made of it; None where that one deleted the row. Of a row that was changed,
            the names of the fields.
        theirs: what the other made of it.
    """

    table: str
    id: str
    field: str
    base: str | None
    ours: str | None
    theirs: str | None

    @property
    def key(self) -> str:
        """How somebody who chooses calls it: ``placements.ID.FIELD``, or ``placements.ID``."""
        return ".".join(filter(None, (self.table, self.id, self.field)))

    @property
    def private(self) -> bool:
        """Whether its values are about a person, and so not for a log."""
        return bool(self.field) and TABLES[self.table].field(self.field).private

    @property
    def sentence(self) -> str:
        """One sentence with both values, or without them where they are private."""
        if self.private:
            return (
                f"{self._where}: both changed it, each otherwise; it is private, so that its "
                "values are shown on a terminal alone."
            )
        return self.in_full

    @property
    def in_full(self) -> str:
        """The sentence with both values, whatever they are: for the terminal of who chooses."""
        if not self.field:
            kept = (self.ours if self.theirs is None else self.theirs) or ""
            who = ("ours", "theirs") if self.ours is None else ("theirs", "ours")
            return f"{self._where}: {who[0]} deleted it and {who[1]} changed its {kept}."
        at = differing(self.ours or "", self.theirs or "")
        before = "" if self.base is None else f", before {_value(self.base, at)}"
        ours, theirs = _value(self.ours, at), _value(self.theirs, at)
        return f"{self._where}: ours {ours}, theirs {theirs}{before}."

    @property
    def _where(self) -> str:
        about = " ".join(filter(None, (said(self.id) or "a row without an id", self.field)))
        return f"{file_name(self.table)} {about}"


def differing(one: str, other: str) -> int:
    """Where long texts begin to differ, so that the difference is among what is shown of them."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    return max(0, same - 40) if same > LONGEST_SHOWN - 40 else 0


def _value(text: str | None, at: int) -> str:
    if not text:
        return "empty"
    return repr(shown(f"…{text[at:]}" if at else text, LONGEST_SHOWN))


@dataclass(frozen=True, slots=True)
class Renamed:
    """A row of ours that got a new id, since theirs has another thing of the same one."""

    table: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        """One sentence for people."""
        one = TABLES[self.table].one
        return (
            f"{file_name(self.table)}: both added a {one} {said(self.old)}, and they are not the "
            f"same one; ours is called {said(self.new)} now, also where it is referred to."
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """Two people's books put together.

    Attributes:
        book: the result; what is open has our value meanwhile, and a row that one deleted and the
            other changed is kept.
        conflicts: what a person has to choose, in the order of tables, ids and fields.
        renamed: rows of ours that got a new id.
    """

    book: Book
    conflicts: tuple[Conflict, ...] = ()
    renamed: tuple[Renamed, ...] = ()


@dataclass(slots=True)
class _Merging:
    """One table of the three books, while they are put together."""

    table: Table
    base: dict[str, Row]
    ours: dict[str, Row]
    theirs: dict[str, Row]
    guessed: bool
    conflicts: list[Conflict] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """The rows of the result."""
        for key in sorted({*self.base, *self.ours, *self.theirs}):
            ours, theirs = self.ours.get(key), self.theirs.get(key)
            if ours is not None and theirs is not None:
                yield self._of_both(key, ours, theirs)
            elif kept := self._of_one(key, ours, theirs):
                yield kept

    def _of_both(self, key: str, ours: Row, theirs: Row) -> Row:
        """A row that both have, field by field."""
        base = self.base.get(key)
        row = {}
        for name in self.table.header:
            before = None if base is None else base[name]
            mine, other = ours[name], theirs[name]
            row[name] = other if mine == before else mine
            if mine == other or before in (mine, other):
                continue
            if base is None and not self.guessed and "" in (mine, other):
                row[name] = mine or other  # both added the row; one of them said nothing here
            else:
                self.conflicts.append(Conflict(self.table.name, key, name, before, mine, other))
        return row

    def _of_one(self, key: str, ours: Row | None, theirs: Row | None) -> Row | None:
        """A row that one has alone: added, or deleted by the other; None where it is gone."""
        base, kept = self.base.get(key), ours if theirs is None else theirs
        if base is None or kept is None or kept == base:
            return kept if base is None else None
        changed = ", ".join(name for name in self.table.header if kept[name] != base[name])
        mine, other = (changed, None) if theirs is None else (None, changed)
        self.conflicts.append(Conflict(self.table.name, key, "", "", mine, other))
        return kept


def merge(base: Book, ours: Book, theirs: Book, *, guessed: Collection[str] = ()) -> Merged:
    """Put together what two people made of one book.

    Args:
        base: what both began from.
        ours: what one made of it.
        theirs: what the other made of it.
        guessed: the tables of which the base is not known. There every field in which the two
            differ is open, and a row that one has alone is kept.

    Raises:
        DataError: one of the three has rows that could not be read, and would lose them.
    """
    for book in (base, ours, theirs):
        if book.unreadable:
            raise DataError(f"Nothing was put together. {book.unreadable[0].sentence}")
    ours = ours.copy()
    result, conflicts, renamed = Book(), [], []
    for name, table in TABLES.items():
        unknown = name in guessed
        before = {} if unknown else base.rows[name]
        if not unknown:
            renamed += _told_apart(name, base, ours, theirs)
        one = _Merging(table, before, ours.rows[name], theirs.rows[name], unknown)
        result.rows[name] = {row["id"]: row.copy() for row in one.rows()}
        conflicts += one.conflicts
    return Merged(result, tuple(conflicts), tuple(renamed))


def _told_apart(name: str, base: Book, ours: Book, theirs: Book) -> list[Renamed]:
    """Give rows of ours that only share their id with theirs a new one.

    It is none that a row refers to, either: a reference to what is not there would be to ours then.
    """
    found, referred = [], _referred(name, base, ours, theirs)
    for key in sorted(ours.rows[name].keys() & theirs.rows[name].keys() - base.rows[name].keys()):
        mine = ours.rows[name][key]
        if mine == theirs.rows[name][key] or _same_thing(name, mine, theirs.rows[name][key]):
            continue
        taken = {*base.rows[name], *ours.rows[name], *theirs.rows[name], *referred}
        new = _free(key or TABLES[name].one, taken)
        del ours.rows[name][key]
        ours.rows[name][new] = {**mine, "id": new}
        _follow(name, key, new, base, ours)
        found.append(Renamed(name, key, new))
    return found


def _same_thing(name: str, one: Row, other: Row) -> bool:
    """Whether two rows that two people added are about one thing.

    It is so where all that they refer to is the same, and the song or the name. A playlist is its
    link: whose it is may be what the two do not agree on.
    """
    if name == "playlists" and one["link"] and other["link"]:
        return one["link"] == other["link"]
    if name == "playlists":
        return same_name(one["name"]) == same_name(other["name"])
    if any(one[column] != other[column] for column in TABLES[name].references):
        return False
    if name == "placements":
        if one["song"] and other["song"]:
            return one["song"] == other["song"]
        return same_name(one["title"]) == same_name(other["title"])
    return same_name(one["name"]) == same_name(other["name"])


def _referred(name: str, *books: Book) -> set[str]:
    """The ids of a table that rows of books refer to, there or not."""
    return {
        row[column]
        for other, table in TABLES.items()
        for column, meant in table.references.items()
        if meant == name
        for book in books
        for row in book.rows[other].values()
    }


def _free(key: str, taken: Collection[str]) -> str:
    """The first of ``key-2``, ``key-3`` … that names no row."""
    number = 2
    while True:
        end = f"-{number}"
        new = f"{key[: LONGEST_ID - len(end)].rstrip('-')}{end}"
        if new not in taken:
            return new
        number += 1


def _follow(name: str, old: str, new: str, base: Book, ours: Book) -> None:
    """Let what ours refers to follow; a cell that ours did not touch meant another thing."""
    for other, table in TABLES.items():
        for column in (c for c, meant in table.references.items() if meant == name):
            for key, row in ours.rows[other].items():
                before = base.rows[other].get(key)
                if row[column] == old and (before is None or before[column] != old):
                    row[column] = new


def decide(merged: Merged, choices: Mapping[Conflict, str]) -> Merged:
    """The same with some conflicts decided.

    Args:
        merged: what was put together.
        choices: by conflict ``ours``, ``theirs``, or the text that the field shall have.

    Raises:
        ValueError: the text is none that the field can have, or a whole row was given a text; the
            message ends a sentence.
    """
    book = merged.book.copy()
    for conflict, choice in choices.items():
        if choice in (OURS, THEIRS):
            picked = conflict.ours if choice == OURS else conflict.theirs
        else:
            picked = decide_text(conflict, choice)
        if conflict.field:
            book.rows[conflict.table][conflict.id][conflict.field] = picked or ""
        elif picked is None:
            del book.rows[conflict.table][conflict.id]
    left = tuple(conflict for conflict in merged.conflicts if conflict not in choices)
    return Merged(book, left, merged.renamed)


def decide_text(conflict: Conflict, text: str) -> str:
    """A text of somebody's own that decides a conflict, as the field has it.

    Raises:
        ValueError: the field cannot have it, or the conflict is about a whole row.
    """
    if not conflict.field:
        raise ValueError("a row as a whole is either ours or theirs")
    return TABLES[conflict.table].field(conflict.field).kind.tidy(text)


def faults_of_merging(merged: Merged, ours: Book, theirs: Book) -> list[Fault]:
    """The faults that neither of two books has, and their sum has.

    Such as a campaign of ours of a client that theirs removed.
    """
    known = [*faults(ours), *faults(theirs)]
    return faults_beyond(merged.book, known)


def faults_beyond(book: Book, known: Sequence[Fault]) -> list[Fault]:
    """The faults of a book that are not among some others, wherever in the file they stand."""
    had = {(fault.file, fault.row, fault.field, fault.why) for fault in known}
    return [f for f in faults(book) if (f.file, f.row, f.field, f.why) not in had]
