"""One progress bar for a run that asks about artists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from _run import console

Told = Callable[[str, int, int], None]
"""Told whose turn it is, how many are done, and of how many."""


@contextmanager
def progress_bar() -> Iterator[Told]:
    """A bar on a terminal; elsewhere nothing, since the end says it all."""
    out = console()
    if not out.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from backline.names import shown

    with Progress(
        BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False),
        console=out, transient=True,
    ) as bars:  # fmt: skip
        task = bars.add_task("", total=None)
        yield lambda name, done, of: bars.update(
            task, description=shown(name, 40), completed=done, total=of
        )
