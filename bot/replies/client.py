"""``/campaign client:``: what a client spent, and what came of each campaign."""

from __future__ import annotations

from collections.abc import Sequence

from backline.campaigns.figures import CampaignFigures, ClientFigures
from backline.campaigns.picked import campaigns_of, client_of, meant_row, unread_cells
from backline.words import MISSING, many
from bot.library import Label
from bot.replies.campaigning import (
    counted,
    expected,
    money,
    of_goal,
    some,
    told_below,
)
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe, safe_name

_EACH = 7


def client_reply(label: Label, typed: str) -> Reply:
    """A client's campaigns, without anybody's contact.

    Args:
        label: the files.
        typed: the id, or the name as people write it.

    Raises:
        ConfigError: no client is called so, or several are.
        DataError: there is none, or the row cannot be read.
    """
    campaigns = label.campaigns()
    key = meant_row(campaigns, "clients", typed)
    one = client_of(campaigns, key)
    every = campaigns_of(campaigns, key)
    rows = [("campaigns", campaigns.book.rows["campaigns"].get(each.campaign)) for each in every]
    other = [each for each in every if each.status not in ("active", "completed")]
    return reply(
        f"{safe_name(one.name, 80)}: client",
        _about(one, every),
        [
            Section("Active", _lines(every, "active")),
            Section("Completed", _lines(every, "completed")),
            Section("Others", some([_line(c, said=True) for c in other], _EACH, "campaigns")),
        ],
        told_below(label, campaigns, one.as_of, unread_cells(campaigns, rows)),
    )


def _about(one: ClientFigures, every: Sequence[CampaignFigures]) -> list[str]:
    begun = sum(each.status not in ("planned", "cancelled") for each in every)
    if one.spent is None:
        spent = f"spent {MISSING}: no budget of {many(begun, 'campaign')} that began is known"
    else:
        spent = (
            f"spent **{money(one.spent)}**: the budgets of {one.budgets_known:,} of "
            f"{many(begun, 'campaign')} that began"
        )
    return [
        f"{many(one.campaigns, 'campaign')}: {one.active:,} active, {one.completed:,} completed",
        spent,
        f"delivered **{counted(one.delivered)}** streams: known of {one.delivered_known:,} of "
        f"{many(one.campaigns, 'campaign')}; goals {counted(one.stream_goal)} in all",
    ]


def _lines(every: Sequence[CampaignFigures], status: str) -> tuple[str, ...]:
    return some([_line(one) for one in every if one.status == status], _EACH, "campaigns")


def _line(one: CampaignFigures, *, said: bool = False) -> str:
    whose = f" ({safe(one.artist, 40)})" if one.artist else ""
    parts = [of_goal(one.delivered, one.stream_goal)]
    if said:
        parts.insert(0, one.status)
    if one.status == "active" and (one.finish or (one.remaining or 1) <= 0):
        parts.append(expected(one.finish, one.remaining))
    parts.append(f"budget {money(one.budget)}")
    when = f", from {one.start}" if one.start else ""
    return f"{safe_name(one.name, 40)}{whose}{when}: {'; '.join(parts)}"
