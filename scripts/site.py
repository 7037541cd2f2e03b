"""Write the pages of a root as plain files, for a disk or for any static host."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from _run import PROJECT, STOPPED, Report, Root, entry, new_app, say, say_error

app = new_app(__doc__ or "")


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="The folder of the pages; made anew as a whole.")],
    root: Root = PROJECT,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="Only what the roster's policies let be published; nothing of campaigns.",
        ),
    ] = False,
    report: Report = None,
    when_new: Annotated[
        bool, typer.Option("--when-new", help="Only where the run of --report committed something.")
    ] = False,
) -> None:
    """Write the pages of a root as plain files, for a disk or for any static host."""
    from _bar import progress_bar

    from backline.store import Store
    from backline.unattended.run_record import recorded
    from backline.words import many
    from web.building import build

    # Whoever stops the process wants what Ctrl-C does: the old pages stay, nothing is left over.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))
    with recorded(report, "pages") as record:
        if when_new and not record.commit:
            say("Nothing is new, so the pages are those of an earlier run.")
            return
        Store(root).roster()  # so that a folder that is no root is said before anything is made
        with progress_bar() as told:
            built = build(root, out, public=public, told=told)
    for notice in built.notices:
        say_error(notice)
    say(f"{many(built.pages, 'page')} are in {out}; open {out / 'index.html'} in a browser.")
    if public:
        say("They tell only what may be published, and nothing of campaigns.")


if __name__ == "__main__":
    entry(app)
