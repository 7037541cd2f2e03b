"""The command that shows what is out of the ordinary in placements, and lift."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from _run import PROJECT, Format, Printed, Root, console, say, say_csv, say_error, say_json
from _table import Row, Table, folded, show

if TYPE_CHECKING:
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.evidence import Evidence
    from backline.campaigns.lift import PlacementLift
    from backline.warehouse import Warehouse

Which = Annotated[
    str,
    typer.Argument(
        metavar="ROW",
        help="A placement, campaign or vendor by id or name; every placement where none is said.",
    ),
]

NO_VERDICT = (
    "Evidence is no verdict: each piece is worth asking the vendor about, and may have another "
    "reason."
)


def add_to(app: typer.Typer) -> None:
    """Give an app the command of this file."""
    app.command("evidence")(evidence_)


def evidence_(which: Which = "", root: Root = PROJECT, format_: Printed = Format.table) -> None:
    """Show what is worth asking a vendor about, and lift where a ROW is named."""
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.evidence import evidence
    from backline.campaigns.finding import placements_meant
    from backline.campaigns.lift import lifts

    with ExitStack() as stack:
        warehouse = _warehouse(stack, root)
        memory = warehouse.roster.settings.memory if warehouse else None
        campaigns = stack.enter_context(Campaigns(root, memory))
        among = tuple(placements_meant(campaigns.book, which)) if which else None
        found = evidence(campaigns, warehouse, among)
        told = lifts(campaigns, warehouse, among) if among is not None else []
        if format_ is Format.json:
            say_json({"evidence": _plain(found), "lift": _plain(told)})
        elif format_ is Format.csv:
            _csv(found)
        else:
            _print(campaigns, found, told, among)
        for problem in (*campaigns.problems, *(warehouse.problems if warehouse else ())):
            say_error(problem)


def _warehouse(stack: ExitStack, root: Path) -> Warehouse | None:
    """The measurements, where the folder has a roster; campaigns can do without."""
    from backline.store import Store
    from backline.warehouse import Warehouse

    there = Store(root).roster_file.exists()
    return stack.enter_context(Warehouse(root)) if there else None


def _plain(found: Sequence[Evidence] | Sequence[PlacementLift]) -> list[dict[str, Any]]:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    return [{name: plain(value) for name, value in asdict(one).items()} for one in found]


def _csv(found: Sequence[Evidence]) -> None:
    from backline.campaigns.evidence import Evidence

    header = [field.name for field in fields(Evidence)]
    say_csv([header, *([row[name] for name in header] for row in _plain(found))])


def _print(
    campaigns: Campaigns,
    found: Sequence[Evidence],
    told: Sequence[PlacementLift],
    among: Sequence[str] | None,
) -> None:
    from backline.campaigns.finding import called

    def words(placement: str) -> str:
        return called(campaigns.book, "placements", placement)

    out = console()
    if found:
        rows = [
            Row((one.kind, one.sentence), group=words(one.placement), note=one.rests_on)
            for one in found
        ]
        show(out, Table(("evidence", "what was seen"), rows, folds="what was seen"))
        folded(out, NO_VERDICT)
    else:
        of = "any placement" if among is None else "these placements"
        say(f"Nothing out of the ordinary is known of {of}.")
    if told:
        say("")
        for one in told:
            folded(out, f"Lift of {words(one.placement)}", style="bold")
            for sentence in one.sentences:
                folded(out, sentence, 2)
        if any(one.during or one.after for one in told):
            folded(out, "Lift is what came with a placement, which need not be what came of it.")
    elif among is None:
        say("Name a placement, campaign or vendor to see the lift of its songs as well.")
