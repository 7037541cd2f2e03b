"""The command that advises on a campaign's budget."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from _run import PROJECT, Format, Printed, Root, console, say, say_csv, say_error, say_json
from _table import Row, Table, show

if TYPE_CHECKING:
    from backline.campaigns.advice import Advice


def add_to(app: typer.Typer) -> None:
    """Give an app the command."""
    app.command("allocate")(allocate)


def allocate(
    campaign: Annotated[str, typer.Option(help="Which campaign: id or name.")],
    budget: Annotated[str, typer.Option(help="What vendors may cost, such as 1500.")],
    max_share: Annotated[
        int, typer.Option(min=1, max=100, help="Percent of it that one vendor gets at most.")
    ] = 40,
    trial_share: Annotated[
        int, typer.Option(min=0, max=100, help="Percent for vendors with too little evidence.")
    ] = 10,
    min_days: Annotated[
        int, typer.Option(min=0, help="Known days from which a record is evidence.")
    ] = 28,
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="How long it runs, where it has no end.")
    ] = 28,
    output: Printed = Format.table,
    root: Root = PROJECT,
) -> None:
    """Advise which vendors get how many streams of a budget, by their real record."""
    from backline.campaigns.advice import advise
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.candidates import Rules
    from backline.campaigns.editing.finding import find

    money = _money(budget)
    rules = Rules(Decimal(max_share) / 100, Decimal(trial_share) / 100, min_days, days)
    with Campaigns(root) as campaigns:
        advice = advise(campaigns, find(campaigns.book, "campaigns", campaign), money, rules)
        problems = campaigns.problems
    for problem in problems:
        say_error(problem)
    if output is Format.json:
        say_json(_document(advice))
    elif output is Format.csv:
        columns = ("vendor", "streams", "expected", "cost", "trial")
        say_csv([columns, *([row[name] for name in columns] for row in _rows(advice))])
    else:
        _print(advice)


def _money(text: str) -> Decimal:
    from backline.campaigns.kinds import Money
    from backline.errors import ConfigError

    try:
        return Money().read(text)
    except ValueError as error:
        raise ConfigError(f"The budget {text!r}: {error}.") from None


def advised(root: Path, campaign: Mapping[str, str], budget: str, songs: int) -> list[str]:
    """The vendors for a new campaign, as ``add campaign`` takes them; why is printed.

    Args:
        root: the label's folder.
        campaign: what was said of the campaign, by column.
        budget: what vendors may cost.
        songs: how many songs it has, which share what a vendor is given.

    Raises:
        ConfigError: the budget is no amount, or nothing.
    """
    from backline.campaigns.advice import advise_new
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.candidates import Rules
    from backline.campaigns.tables import CAMPAIGNS

    def value(column: str) -> Any:
        text = campaign.get(column, "")
        return CAMPAIGNS.field(column).kind.read(text) if text else None

    start, end = value("start"), value("end")
    rules = Rules(days=(end - start).days + 1) if start and end else Rules()
    with Campaigns(root) as campaigns:
        advice = advise_new(campaigns, value("stream_goal"), _money(budget), rules)
    _print(advice)
    cents = Decimal("0.01")
    return [
        f"{one.vendor}:{one.streams // songs}:{(one.cost / songs).quantize(cents)}"
        for one in advice.shares
    ]


def _rows(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "vendor": share.vendor,
            "name": share.name,
            "streams": share.streams,
            "expected": share.expected,
            "cost": f"{share.cost:.2f}",
            "delivers": float(share.delivers),
            "trial": share.trial,
            "rests_on": share.why,
        }
        for share in advice.shares
    ]


def _document(advice: Advice) -> dict[str, Any]:
    return {
        "campaign": advice.campaign,
        "budget": f"{advice.budget:.2f}",
        "still_to_come": advice.goal,
        "cost": f"{advice.cost:.2f}",
        "expected": advice.expected,
        "rules": {
            "max_share": float(advice.rules.most_share),
            "trial_share": float(advice.rules.trial_share),
            "min_days": advice.rules.least_days,
            "days": advice.rules.days,
        },
        "shares": _rows(advice),
        "left_out": list(advice.left_out),
        "changes": list(advice.changes),
        "asks": list(advice.asks),
    }


def _print(advice: Advice) -> None:
    from backline.names import shown

    out, rules = console(), advice.rules
    if not advice.shares:
        say("No vendor can be given anything under these rules.")
    else:
        rows = [
            Row(
                (
                    f"{shown(one.name, 30)}{' (trial)' if one.trial else ''}",
                    f"{one.streams:,}",
                    f"{one.expected:,}",
                    f"{one.cost:,.2f}",
                ),
                note=f"{one.why[0].upper()}{one.why[1:]}.",
            )
            for one in advice.shares
        ]
        headings = ("Vendor", "Streams", "Expected", "Cost")
        show(out, Table(headings, rows, right=headings[1:]))
        say(f"\nTogether {advice.expected:,} streams expected for {advice.cost:,.2f}.")
    goal = "no goal is known" if advice.goal is None else f"{advice.goal:,} streams are to come yet"
    out.print(
        f"\nOf {advice.budget:,.2f}; {goal}. One vendor gets {rules.most_share:.0%} at most, those "
        f"with less than {rules.least_days} known days {rules.trial_share:.0%} together; "
        f"{rules.days} days; orders of 1,000. No plan under these rules is expected to deliver "
        "more.",
        markup=False,
        highlight=False,
    )
    for heading, sentences in (
        ("Worth asking first", advice.asks),
        ("What would change it", advice.changes),
        ("Left out", advice.left_out),
    ):
        if sentences:
            out.print(f"\n{heading}", style="bold")
            for sentence in sentences:
                out.print(f"  {shown(sentence, 300)}", markup=False, highlight=False)
