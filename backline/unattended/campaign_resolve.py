"""Putting together the two sides that git left in the campaign tables, marks and all.

Whoever ran ``git pull`` or ``git merge`` finds git's marks in a table where the lines of two people
lie beside each other. Both sides are read out of the file, put together by row and field, and only
what both changed differently is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backline.campaigns.book import (
    Book,
    Fault,
    Row,
    file_name,
    file_of,
    parse_book,
    save_book,
)
from backline.campaigns.kinds import said
from backline.campaigns.markers import Sides, sides_of
from backline.campaigns.merging.choosing import WAYS_OUT, Choose, chosen
from backline.campaigns.merging.merge import Merged, faults_of_merging, merge
from backline.campaigns.tables import TABLES
from backline.errors import DataError
from backline.people.saved import read_text
from backline.store import Store
from backline.unattended.campaign_commits import FILES, book_at
from backline.unattended.campaign_meeting import SyncError
from backline.unattended.git_merge import MergingGit
from backline.words import listed

_WITHOUT_MARKS = (
    "has no marks, and git still waits for it: git add keeps it as it is, git rm takes it away."
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of the marks.

    Attributes:
        files: that had marks, and have none any more.
        told: further sentences.
        faults: a sentence for each fault that neither side has alone, and for what a person has
            to look at.
        finish: the command that ends what git is in the middle of; empty outside of a repository.
        staged: whether the files are staged for it.
    """

    files: tuple[str, ...]
    told: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    finish: str = ""
    staged: bool = False

    @property
    def sentences(self) -> list[str]:
        """All of it for people, with what is left to do."""
        said = [*self.told, *self.faults]
        if not self.files:
            return [*said, "No table has the marks of a conflict: there is nothing to resolve."]
        files = " ".join(self.files)
        if self.faults:
            add = f", then git add {files} and {self.finish}" if self.finish else ""
            return [*said, f"Both sides are together; mend the faults above{add}."]
        if self.staged:
            return [*said, f"Both sides are together and staged; {self.finish} finishes it."]
        if self.finish:
            left = f"; git add {files} and {self.finish} finish it"
            return [*said, f"Both sides are together{left}."]
        return [*said, "Both sides are together."]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The three books that the files with marks stand for.

    Attributes:
        guessed: tables of which the base is not known.
        blind: tables without marks, of which it is not known what is whose.
        labels: what git calls ours and theirs.
    """

    base: Book
    ours: Book
    theirs: Book
    guessed: tuple[str, ...]
    blind: tuple[str, ...]
    labels: tuple[str, str]


def resolve(git: MergingGit, choose: Choose) -> Resolved:
    """Put both sides of every table with git's marks together and write the tables.

    Args:
        git: the label's folder; it need not be a repository.
        choose: decides conflicts, asked once.

    Raises:
        ConfigError: a choice is none.
        DataError: a file cannot be read, or a mark is missing.
        SyncError: something is left open; nothing was written.
    """
    store = Store(git.root)
    texts, marked = _texts(store)
    if not marked:
        waiting = sorted(git.unmerged() & set(FILES)) if git.is_repository() else []
        return Resolved((), tuple(f"{name} {_WITHOUT_MARKS}" for name in waiting))
    sides = _books(git, texts, marked)
    for side, book in (("ours", sides.ours), ("theirs", sides.theirs)):
        if book.unreadable:
            raise SyncError(
                f"Nothing was written, since the side of {side} cannot be read; lines are counted "
                "as if it stood alone.",
                [fault.sentence for fault in book.unreadable],
            )
    merged = chosen(merge(sides.base, sides.ours, sides.theirs, guessed=sides.guessed), choose)
    if merged.conflicts:
        whose = "Ours is {}, theirs is {}.".format(*(label or "unnamed" for label in sides.labels))
        told = [conflict.sentence for conflict in merged.conflicts]
        raise SyncError(f"Nothing was written: {WAYS_OUT}.", [whose, *told])
    files = tuple(file_name(name) for name in marked)
    with store.writing():
        if _texts(store)[0] != texts:
            raise SyncError("The tables were changed meanwhile: resolve again.")
        with store.change() as change:
            save_book(store, change, merged.book)
    return _ended(git, files, merged, sides)


def _texts(store: Store) -> tuple[dict[str, str], dict[str, Sides]]:
    """The text of every table there is, and the sides of those with marks."""
    texts, marked = {}, {}
    for name in TABLES:
        path = file_of(store, name)
        if path.exists():
            texts[name] = read_text(path)
            if sides := sides_of(texts[name], file_name(name)):
                marked[name] = sides
    return texts, marked


def _books(git: MergingGit, texts: dict[str, str], marked: dict[str, Sides]) -> _Sides:
    """The sides as books."""
    base = Book()
    ours = parse_book(
        {name: marked[name].ours if name in marked else t for name, t in texts.items()}
    )
    theirs = parse_book({name: sides.theirs for name, sides in marked.items()})
    in_index, guessed, blind = git.unmerged() if git.is_repository() else set(), [], []
    for name, sides in marked.items():
        one = _base(git, name, sides, in_index)
        # Where git had to make a base of several, it may have marks of its own.
        if one is None or one.unreadable:
            guessed.append(name)
        else:
            base.rows[name] = one.rows[name]
    commits = git.meeting()
    for name in TABLES.keys() - marked.keys():
        rows = ours.rows[name]
        if commits and (known := _known(git, commits, name, rows)):
            base.rows[name], ours.rows[name], theirs.rows[name] = known
        else:  # the same in all three, so that it stays as it is
            base.rows[name] = theirs.rows[name] = rows
            blind += [name] if rows else []
    labels = next(iter(marked.values())).labels
    return _Sides(base, ours, theirs, tuple(guessed), tuple(blind), labels)


def _known(
    git: MergingGit, commits: Sequence[str], name: str, rows: dict[str, Row]
) -> list[dict[str, Row]] | None:
    """The three sides of a table that git put together by itself, where that made these rows."""
    books = [book_at(git, commit, [file_name(name)]) for commit in commits]
    if any(book.unreadable for book in books):
        return None
    merged = merge(*books)
    same = not merged.conflicts and not merged.renamed and merged.book.rows[name] == rows
    return [book.rows[name] for book in books] if same else None


def _base(git: MergingGit, name: str, sides: Sides, in_index: set[str]) -> Book | None:
    """What both sides of a table came from: as git's index has it, or else as the marks tell."""
    if file_name(name) in in_index:
        try:
            return book_at(git, ":1", [file_name(name)])
        except DataError:
            return None
    return None if sides.base is None else parse_book({name: sides.base})


def _ended(git: MergingGit, files: Sequence[str], merged: Merged, sides: _Sides) -> Resolved:
    """Stage what was resolved where git waits for it, and say what is left to do."""
    told = tuple(one.sentence for one in merged.renamed)
    open_ = (*(fault.sentence for fault in _brought(git, merged, sides)), *_doubtful(merged, sides))
    if not git.is_repository():
        return Resolved(tuple(files), told, open_)
    waiting = git.under_way()
    finish = waiting[1] if waiting else "git commit"
    stage = bool(git.unmerged() & set(files)) and not open_
    if stage:
        written = set(git.begun(FILES)) if merged.renamed else set()
        git.add(sorted({*files, *written}))
    return Resolved(tuple(files), told, open_, finish, stage)


def _brought(git: MergingGit, merged: Merged, sides: _Sides) -> list[Fault]:
    """The faults that neither side has alone."""
    commits = git.meeting()
    whole = [book_at(git, commit) for commit in commits[1:]] if commits else []
    ours, theirs = whole or (sides.ours, sides.theirs)
    return faults_of_merging(merged, ours, theirs)


def _doubtful(merged: Merged, sides: _Sides) -> Iterator[str]:
    """Where a row got a new id, and it is not known whose row a reference means."""
    for one in merged.renamed:
        for name in sides.blind:
            for column in (c for c, m in TABLES[name].references.items() if m == one.table):
                rows = [r["id"] for r in merged.book.all(name) if r[column] == one.old]
                if rows:
                    yield (
                        f"{file_name(name)} {listed([said(key) for key in rows])}: {column} is "
                        f"{said(one.old)}; write {said(one.new)} where that of ours is meant."
                    )
