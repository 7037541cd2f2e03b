"""What there is to tell of a goal, a campaign's or a placement's: reached, passed, out of sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backline.campaigns.figures import CampaignFigures
from backline.campaigns.finish import Finish
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.limits import END_DAYS, FRESH_DAYS, MILESTONES
from backline.unattended.alerts.placements import Placed


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and how far it is: a campaign's, or a placement's.

    Attributes:
        about: what its alerts are about.
        name: as people call it.
        per_day: the pace of the last 28 known days.
    """

    about: str
    name: str
    goal: int
    delivered: int | None
    until: date | None
    as_of: date | None
    per_day: float | None
    finish: Finish | None
    campaigns: frozenset[str]
    clients: frozenset[str]
    vendors: frozenset[str]

    def alert(self, kind: str, text: str, level: int = 0) -> Alert:
        """An alert about it."""
        return Alert(
            kind, self.about, self.as_of or date.min, f"{self.name}: {text}", "", level,
            self.campaigns, self.clients, self.vendors,
        )  # fmt: skip


def goals(campaigns: Iterable[CampaignFigures], placed: Sequence[Placed]) -> Iterator[Goal]:
    """The goals of campaigns, and of placements where the campaign's is not the same one."""
    said: dict[str, int | None] = {}
    for one in campaigns:
        own = [p.one for p in placed if p.one.campaign == one.campaign]
        said[one.campaign] = one.stream_goal if len(own) == 1 else None
        if not one.stream_goal:
            continue
        # The pace of a part of the placements is no pace of the whole.
        known = all(p.pace_known for p in placed if p.one.campaign == one.campaign)
        yield Goal(
            f"campaign {one.campaign}", one.name, one.stream_goal, one.delivered, one.until,
            one.as_of, one.recent_per_day if known else None, one.finish if known else None,
            frozenset({one.campaign}), frozenset({one.client}),
            frozenset(p.vendor for p in own if p.vendor),
        )  # fmt: skip
    for each in placed:
        one_of = each.one
        if not one_of.goal or said.get(one_of.campaign) == one_of.goal:
            continue
        yield Goal(
            each.about, each.name, one_of.goal, one_of.delivered, one_of.until, one_of.as_of,
            one_of.recent_per_day, one_of.finish, frozenset({one_of.campaign}),
            frozenset({one_of.client}), frozenset(filter(None, [one_of.vendor])),
        )  # fmt: skip


def goal_reached(goal: Goal, _today: date) -> Iterator[Found]:
    """It came. Told once for good, whatever Spotify takes back."""
    if goal.delivered is not None and goal.delivered >= goal.goal:
        yield goal.alert(
            "goal_reached",
            f"the goal of {goal.goal:,} is reached, with {goal.delivered:,} streams as of "
            f"{goal.as_of}.",
        )


def milestone(goal: Goal, _today: date) -> Iterator[Found]:
    """The furthest part of a campaign's goal that came; each is told once, never a lower one."""
    if goal.delivered is None or not goal.about.startswith("campaign "):
        return
    share = 100 * goal.delivered / goal.goal
    reached = [part for part in MILESTONES if share >= part]
    if reached and share < 100:
        yield goal.alert(
            "milestone",
            f"{reached[-1]} % of the goal is passed: {goal.delivered:,} of {goal.goal:,} streams "
            f"as of {goal.as_of}.",
            reached[-1],
        )


def end_near(goal: Goal, today: date) -> Iterator[Found]:
    """It ends soon, and at the pace of the last known days the goal comes later or never."""
    if goal.until is None or goal.as_of is None or goal.delivered is None:
        return
    left = (goal.until - today).days
    missing = goal.goal - goal.delivered
    in_sight = goal.finish is not None and goal.finish.day <= goal.until
    if missing <= 0 or left > END_DAYS or in_sight:
        yield Passed("end_near", goal.about, goal.as_of)
    elif left >= 0 and goal.per_day is not None and _fresh(goal.as_of, today):
        when = f"{goal.finish.day}" if goal.finish else "never"
        yield goal.alert(
            "end_near",
            f"it ends on {goal.until} and {missing:,} of {goal.goal:,} streams are missing as of "
            f"{goal.as_of}; at {goal.per_day:,.0f} a day they come {_on(when)}.",
        )


def _on(when: str) -> str:
    return when if when == "never" else f"by {when}"


def _fresh(as_of: date, today: date) -> bool:
    return today - as_of <= timedelta(days=FRESH_DAYS)


OF_GOALS: tuple[Callable[[Goal, date], Iterator[Found]], ...] = (goal_reached, milestone, end_near)
