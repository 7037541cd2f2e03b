"""Take the files that people and scrapers dropped into data/inbox, each by what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _imported import MOST_LISTED
from _run import PROJECT, Report, Root, console, entry, new_app, say, say_error

from backline.words import many

if TYPE_CHECKING:
    from backline.imports.inbox.job import InboxRun, RefusedFile, TakenBatch
    from backline.imports.trial import Trial
    from backline.store import Store

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and write nothing at all.")
    ] = False,
    report: Report = None,
) -> None:
    """Take the files that people and scrapers dropped into data/inbox, each by what is in it.

    What is taken goes to data/inbox/done, what is not to data/inbox/refused with the reason beside
    it. NAME.options.toml says of the file NAME what the options of scripts/import_history.py say.

    Exit codes: 0 done, also where files are refused, 1 the root could take nothing, 2 wrong
    configuration.
    """
    from backline.imports.inbox.job import take_inbox
    from backline.imports.trial import trial
    from backline.store import Store
    from backline.unattended.run_record import recorded

    now, store = datetime.now(UTC), Store(root)
    if dry_run:
        with trial(root) as copy:
            run = take_inbox(copy.store, now=now, folder=store.inbox, moving=False)
            _tell(run, copy)
    else:
        with recorded(report, "inbox") as record:
            with _peoples(store) as changed:
                run = take_inbox(store, now=now)
            record.wrote += [*run.gone, *changed]
            record.notes += _notes(run)
            if run.fault:
                record.failures["inbox"] = run.fault
        _tell(run, None)
    if run.fault:
        say_error(run.fault)
        raise typer.Exit(1)


@contextmanager
def _peoples(store: Store) -> Iterator[list[str]]:
    """Yields a list that has, at the end, the files of people's that are others than before."""
    from backline.campaigns.book import file_of
    from backline.campaigns.tables import TABLES

    files = [store.roster_file, store.notes_file, *(file_of(store, name) for name in TABLES)]
    before = {path: _digest(path) for path in files}
    changed: list[str] = []
    try:
        yield changed
    finally:
        changed += [store.name(path) for path in files if _digest(path) != before[path]]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _tell(run: InboxRun, tried: Trial | None) -> None:
    from backline.names import shown

    if not run.found:
        say("Nothing is in data/inbox.")
        return
    out = console()

    def listed(heading: str, lines: list[str], most: int = 0) -> None:
        if not lines:
            return
        out.print(f"\n{heading}", style="bold", markup=False, highlight=False)
        for line in lines[: most or None]:
            out.print(f"  {line}", markup=False, highlight=False)
        if most and len(lines) > most:
            out.print(f"  and {len(lines) - most:,} more", highlight=False)

    would = "Would be " if tried else ""
    verb = (would + "taken").capitalize()
    listed(verb, [_batch(batch) for batch in run.taken])
    listed("To know", [said for batch in run.taken for said in batch.gave.said], MOST_LISTED)
    if run.beside:
        listed("Went with them, since they only help to read others", list(map(shown, run.beside)))
    refused = [line for one in run.refused for line in _refused(one)]
    listed((would + "refused").capitalize(), refused)
    listed("Still being written; the next run takes them", [shown(name) for name in run.waiting])
    listed("Not looked at", [shown(name) for name in run.left], MOST_LISTED)
    listed("Worth a look", run.said)
    if tried:
        listed("Files", [*tried.would()] or ["none would change"])
    out.print()
    if tried:
        out.print("This was a trial: nothing was written, and no file was moved.")
    elif run.taken:
        undo = "To take the last import back: scripts/import_history.py undo"
        out.print(undo, highlight=False)
    count = sum(len(batch.names) for batch in run.taken) + len(run.beside)
    out.print(
        f"{many(count, 'file')} {'would be ' if tried else ''}taken, {len(run.refused):,} refused.",
        highlight=False,
    )


def _batch(batch: TakenBatch) -> str:
    from backline.imports.inbox.kinds import WORDS
    from backline.names import shown

    names = [shown(name, 60) for name in batch.names]
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more} ({WORDS[batch.kind]}): {batch.gave.words}"


def _refused(one: RefusedFile) -> Iterator[str]:
    """What is said of a refused file: why, then how it is taken by hand, and where it is."""
    from backline.names import shown

    why, *more = one.told
    yield why
    yield from (f"  {line}" for line in more)
    if one.moved:
        yield f"  Now in {shown(one.place)}."


def _notes(run: InboxRun) -> list[str]:
    """What the commit and the page of an unattended run tell of the inbox."""
    from backline.imports.inbox.kinds import WORDS

    notes = [
        f"Inbox: {many(len(batch.names), 'file')} with {WORDS[batch.kind]} taken: "
        f"{batch.gave.words}."
        for batch in run.taken
    ]
    notes += [f"Inbox refused: {one.told[0]}" for one in run.refused]
    return notes + [f"Inbox: {said}" for said in run.said]


if __name__ == "__main__":
    entry(app)
