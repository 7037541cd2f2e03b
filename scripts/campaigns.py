"""Keep the tables of playlist campaigns: clients, vendors, campaigns, placements, playlists."""

from __future__ import annotations

import _campaigns_allocate
import _campaigns_evidence
import _campaigns_rows
import _campaigns_settle
import _campaigns_shared
import typer
from _run import PROJECT, Root, entry, new_app, say

app = new_app(__doc__ or "")


@app.callback()
def main() -> None:
    """Keep the tables of playlist campaigns: clients, vendors, campaigns, placements, playlists."""


@app.command()
def check(root: Root = PROJECT) -> None:
    """Explain every fault in data/campaigns with its file, line and field."""
    from backline.campaigns.book import read_book
    from backline.campaigns.checks import faults
    from backline.store import Store

    book = read_book(Store(root))
    found = faults(book)
    for fault in found:
        say(fault.sentence)
    rows = sum(map(len, book.rows.values()))
    say(f"{rows:,} rows, {len(found):,} faults.")
    if found:
        raise typer.Exit(1)


for commands in (
    _campaigns_rows,
    _campaigns_shared,
    _campaigns_settle,
    _campaigns_allocate,
    _campaigns_evidence,
):
    commands.add_to(app)

if __name__ == "__main__":
    entry(app)
