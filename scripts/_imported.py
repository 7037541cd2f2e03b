"""How an import, tried or done, is told on the terminal."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import typer
from _run import console, say_error
from _table import Row, Table, show

from backline.measure import State

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from rich.console import Console

    from backline.imports.reading import Unplaced
    from backline.imports.trial import Trial
    from backline.store import Store

MOST_LISTED = 10


class Told:
    """Tells one import.

    Attributes:
        store: what to import into: the root, or a copy of it that is thrown away.
    """

    def __init__(self, store: Store, trial: Trial | None) -> None:
        self.store = store
        self._trial = trial
        self._out: Console = console()

    def states(self, counts: Counter[tuple[str, State]]) -> None:
        """How many numbers of each metric got each state."""
        show(self._out, _states(counts))

    def tables(self, added: Counter[str], changed: Counter[str]) -> None:
        """How many rows of each table are new, and how many that were there say something else."""
        verbs = ("would be new", "would change") if self._trial else ("new", "changed")
        rows = [
            Row(
                (
                    name,
                    *(f"{counts[name]:,}" if counts[name] else "–" for counts in (added, changed)),
                )
            )
            for name in dict.fromkeys([*added, *changed])
        ]
        if rows:
            show(self._out, Table(("Table", *verbs), rows, right=verbs))

    def list(self, heading: str, sentences: Sequence[str], most: int = MOST_LISTED) -> None:
        """A list, cut where a file has the rest; of a trial no file has it."""
        if not sentences:
            return
        most = len(sentences) if self._trial else most
        self._out.print(f"\n{heading}", style="bold", markup=False)
        for sentence in sentences[:most]:
            self._out.print(f"  {sentence}", markup=False, highlight=False)
        if len(sentences) > most:
            self._out.print(f"  and {len(sentences) - most} more")

    def not_taken(self, unplaced: Sequence[Unplaced], file: str, more: Iterable[str] = ()) -> None:
        """What was not taken: a sentence for each kind; of a trial every place."""
        from backline.imports.reading import by_kind

        sentences = [*more, *by_kind(unplaced)]
        count = f"{len(unplaced):,}"
        if self._trial is None:
            self.list(f"Not taken: {count} (all in reports/{file})", sentences, most=30)
            return
        self.list(f"Not taken: {count} (reports/{file} would have all)", sentences)
        if len(unplaced) > 1:
            self.list("Each of them", [_sentence(one) for one in unplaced])

    def end(self, days: Sequence[date], changed: int, more: str = "") -> None:
        """Which days there were, the oldest first, and how many of them are others now."""
        span = f"{days[0]} to {days[-1]}" if days else "none"
        would = "would change" if self._trial else "changed"
        did = f"{changed} {would}" if changed else "nothing was new"
        self.close(f"{len(days)} days, {span}: {did}{more}.", changed)

    def close(self, sentence: str, changed: int) -> None:
        """The last sentence, and before it what becomes of the files."""
        if self._trial:
            self.list("The roster's lines", self._trial.roster_lines())
            self.list("Files", self._trial.would() or ["none would change"])
        self._out.print()
        if self._trial:
            self._out.print("This was a trial: nothing was written.")
        elif changed:
            self._out.print("To take it back: scripts/import_history.py undo", highlight=False)
        self._out.print(sentence, markup=False, highlight=False)


@contextlib.contextmanager
def telling(root: Path, *, trial: bool) -> Iterator[Told]:
    """What tells an import into a root, or into a copy of it."""
    from backline.store import Store

    if not trial:
        yield Told(Store(root), None)
        return
    from backline.imports.trial import trial as tried

    with tried(root) as copy:
        yield Told(copy.store, copy)


def complain(problems: Iterable[str], failed: Collection[str]) -> None:
    """Say what is wrong; end with 1 where something that was asked for was not taken at all."""
    for sentence in [*problems, *failed]:
        say_error(sentence)
    if failed:
        raise typer.Exit(1)


def _sentence(unplaced: Unplaced) -> str:
    parts = (unplaced.place, unplaced.about, unplaced.found, unplaced.why)
    return ": ".join(filter(None, parts))


def _states(counts: Counter[tuple[str, State]]) -> Table:
    """How many numbers of each metric got each state."""
    states = [s for s in State if any(state is s for _, state in counts)]
    headings = [
        "taken" if state is State.MEASURED else state.value.replace("_", " ") for state in states
    ]
    rows = [
        Row(
            (
                name.replace("_", " "),
                *(f"{counts[name, s]:,}" if counts[name, s] else "–" for s in states),
            )
        )
        for name in sorted({name for name, _ in counts})
    ]
    return Table(("Number", *headings), rows, right=headings)
