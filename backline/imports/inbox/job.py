"""Taking all that lies in a root's inbox, each file by the import of its kind.

Files of one kind with the same options are one import. Where it would refuse one of them nothing
is written and its halves are tried, so that a bad file costs the others nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from backline.errors import BacklineError, DataError, RootError
from backline.imports.ending import Accompanied
from backline.imports.inbox.dropped import REFUSED, Listing, digest_of, list_inbox
from backline.imports.inbox.kinds import ALONE, Kind
from backline.imports.inbox.moving import ChangedError, Item, Moves, may_hold_contacts
from backline.imports.inbox.options import Options, read_options
from backline.imports.inbox.recognised import Recognised, recognised
from backline.imports.inbox.taking import TAKES, Gave
from backline.names import kept, shown
from backline.store import Store
from backline.store.files import Change


@dataclass(frozen=True, slots=True)
class TakenBatch:
    """Files that one import took."""

    kind: Kind
    names: Sequence[str]
    gave: Gave


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken.

    Attributes:
        told: why, and how it is taken by hand.
        place: where it is now, below the root.
        moved: whether that is another place than before.
    """

    name: str
    told: Sequence[str]
    place: str
    moved: bool = False


@dataclass(slots=True)
class InboxRun:
    """What became of an inbox.

    Attributes:
        beside: the names of tables that helped to read others, and went with them.
        waiting: the names of files that were still being written.
        left: the names of files that were not looked at, since the root is in the way.
        said: what to know, one sentence each.
        fault: why the run ended before its end; empty where it did not.
        gone: the paths, below the root, of files that are not in the inbox any more.
    """

    taken: list[TakenBatch] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    fault: str = ""
    gone: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether there was anything."""
        return bool(self.taken or self.refused or self.waiting or self.left or self.said)


def take_inbox(
    store: Store,
    *,
    now: datetime,
    folder: Path | None = None,
    moving: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> InboxRun:
    """Take every file of an inbox, or refuse it with the reason beside it.

    Args:
        store: the root.
        now: the moment of the run, UTC.
        folder: the inbox; the root's own when None.
        moving: whether files are moved and reasons written; not in a trial, whose store is a copy.
        sleep: how to wait for a file that is being written.

    Raises:
        ConfigError: the roster is wrong, or a folder of the inbox is a link.
        RootError: a file of the root is damaged, or another run is writing; nothing was changed.
    """
    folder = folder or store.inbox
    listing = list_inbox(folder, sleep)
    if not (listing.files or listing.kept or (folder / REFUSED).exists()):
        return InboxRun(waiting=listing.waiting, said=listing.said)
    if listing.files:
        _check_root(store)
    return _Run(store, Moves(store, folder, now.date()), now, moving=moving).take(listing)


def _check_root(store: Store) -> None:
    """Refuse a root that could take nothing, so that no file is blamed for it."""
    if store.roster_file.exists():
        store.roster()
    try:
        store.subjects()
        store.notes()
        store.identities()
        with store.writing():
            pass
    except DataError as error:
        raise RootError(str(error)) from None


class _RefusedError(DataError):
    """An import would refuse something of what it was given."""


@dataclass(slots=True)
class _Batch:
    kind: Kind
    items: list[Item]
    beside: list[Item] = field(default_factory=list)


class _Run:
    """One run over an inbox."""

    def __init__(self, store: Store, moves: Moves, now: datetime, *, moving: bool) -> None:
        self._store = store
        self._moves = moves
        self._now = now
        self._moving = moving
        self._made = InboxRun()
        self._refused: list[tuple[Item, str]] = []
        self._notes: list[Path] = []
        self._seen: list[Item] = []

    def take(self, listing: Listing) -> InboxRun:
        made = self._made
        made.waiting, made.said = list(listing.waiting), list(listing.said)
        found = [one for path in listing.files if (one := self._look_at(path))]
        batches = self._batches(found)
        try:
            while batches:
                self._take(batches.pop(0), batches)
            self._alone([item for item, known in found if known.kind is None])
            self._end(listing)
        except RootError as error:
            made.fault = str(error)
            settled = {name for batch in made.taken for name in batch.names}
            settled |= {one.name for one in made.refused} | {*made.waiting, *made.beside}
            made.left = [path.name for path in listing.files if path.name not in settled]
        made.gone = self._moves.gone
        self._moves.tidy(self._seen)
        return made

    def _look_at(self, path: Path) -> tuple[Item, Recognised] | None:
        """What a file is and what is said of it; None where it is refused."""
        item = Item(path, None, "")
        try:
            item = Item(path, None, digest_of(path))
            known = recognised(path, self._now)
            item = Item(path, known.kind, item.digest)
            if known.kind:
                options = read_options(path, known.kind)
                item = Item(path, known.kind, item.digest, options)
        except OSError:
            self._made.waiting.append(path.name)  # gone, or changed into something else
            return None
        except RootError:
            raise
        except BacklineError as error:
            self._refused.append((item, _sentence(error, item.name)))
            self._seen.append(item)
            return None
        self._seen.append(item)
        return item, known

    def _batches(self, found: Sequence[tuple[Item, Recognised]]) -> list[_Batch]:
        """What is one import each; tables that help others go with the last that they help."""
        grouped: dict[tuple[Kind, Options, str], list[Item]] = {}
        for item, _ in found:
            if item.kind:
                alone = item.name if item.kind in ALONE else ""
                grouped.setdefault((item.kind, item.options, alone), []).append(item)
        order = list(Kind)
        keys = sorted(grouped, key=lambda key: (order.index(key[0]), key[2], key[1].values))
        batches = [_Batch(key[0], grouped[key]) for key in keys]
        for item, known in found:
            for batch in batches:
                if batch.kind in known.helps:
                    batch.beside.append(item)
        return batches

    def _take(self, batch: _Batch, rest: list[_Batch]) -> None:
        """Take a batch, or put its halves before the others."""
        # What helps others stays until the last of them is taken.
        last = [i for i in batch.beside if not any(i in other.beside for other in rest)]
        going = [*batch.items, *last]
        store = Accompanied(self._store.root, partial(self._along, going))
        files = [item.path for item in (*batch.items, *batch.beside)]
        gone = len(self._moves.gone)
        try:
            gave = TAKES[batch.kind](files, store, batch.items[0].options, self._now)
        except ChangedError as changed:
            del self._moves.gone[gone:]
            self._made.waiting.append(changed.item.name)
            items = [item for item in batch.items if item != changed.item]
            beside = [item for item in batch.beside if item != changed.item]
            rest[:0] = [_Batch(batch.kind, items, beside)] if items else []
        except RootError:
            del self._moves.gone[gone:]
            raise
        except BacklineError as error:
            del self._moves.gone[gone:]
            self._parted(batch, rest, error)
        else:
            names = [item.name for item in batch.items]
            self._made.taken.append(TakenBatch(batch.kind, names, gave))
            self._made.beside += [item.name for item in last]
            self._made.said += gave.ended.problems

    def _along(self, items: Sequence[Item], change: Change, refused: Sequence[str]) -> None:
        """What is staged with an import."""
        if refused:
            raise _RefusedError(" ".join(refused))
        if self._moving:
            self._moves.done(change, items)

    def _parted(self, batch: _Batch, rest: list[_Batch], error: BacklineError) -> None:
        items = batch.items
        if len(items) == 1:
            self._refused.append((items[0], _sentence(error, items[0].name)))
            return
        half = len(items) // 2
        parts = (items[:half], items[half:])
        rest[:0] = [_Batch(batch.kind, part, batch.beside) for part in parts]

    def _alone(self, tables: Sequence[Item]) -> None:
        """Refuse what helps others and helped none."""
        for item in tables:
            if item.name not in (*self._made.beside, *self._made.waiting):
                why = (
                    f"{shown(item.name)} only helps to read charts or song counts: drop it "
                    "together with those."
                )
                self._refused.append((item, why))

    def _end(self, listing: Listing) -> None:
        """Move what is refused, and write why."""
        if not self._moving:
            for item, why in self._refused:
                place = self._place(item.path)
                told = self._moves.told(item, place, why)
                self._made.refused.append(RefusedFile(item.name, told, place))
            self._made.refused += [
                RefusedFile(one.path.name, [one.why], self._place(one.path)) for one in listing.kept
            ]
            return
        with self._store.writing(), self._store.change() as change:
            for item, why in self._refused:
                self._refuse(change, item, why)
            for kept in listing.kept:
                self._stay(change, Item(kept.path, None, ""), kept.why)
            self._moves.drop_notes(change, self._notes, self._made.waiting)

    def _refuse(self, change: Change, item: Item, why: str) -> None:
        try:
            if may_hold_contacts(item):
                self._stay(change, item, why)
                return
            place = self._moves.refused(change, item, why)
        except (ChangedError, OSError):
            self._made.waiting.append(item.name)
            return
        told = self._moves.told(item, place, why)
        self._made.refused.append(RefusedFile(item.name, told, place, moved=True))

    def _stay(self, change: Change, item: Item, why: str) -> None:
        """Leave a file where it is: to move it would be to commit it."""
        place = self._place(item.path)
        told = self._moves.told(item, place, why)
        if item.digest:
            told.append(
                "It may hold people's contacts, so it stays in data/inbox and is not committed by "
                "a run: mend it there, or remove it."
            )
        self._notes.append(self._moves.stays(change, item.path, told))
        self._made.refused.append(RefusedFile(item.name, told, place))

    def _place(self, path: Path) -> str:
        return self._store.name(self._store.inbox / path.name)


def _sentence(error: BacklineError, name: str) -> str:
    """What is wrong, on one line and with the file's name."""
    said = " ".join(str(error).split())
    known = (name, shown(name), kept(name, 120))
    return said if any(one in said for one in known) else f"{shown(name)}: {said}"
