"""The tables of ``docs/alerts.md``, made from the code that uses them."""

from __future__ import annotations

from collections.abc import Mapping

from backline.exports.describe import markdown_table, with_parts
from backline.people.alert_rules import KINDS
from backline.people.key_ends import WARN_DAYS
from backline.unattended.alerts import limits
from backline.unattended.alerts.memory import COLUMNS

_WHEN: Mapping[str, str] = {
    "stalled": f"the last {limits.STALLED_DAYS} known days have no stream, playlists of the vendor "
    "are credited, and the goal is not reached",
    "never_started": f"the song's list over 12 months, read {limits.START_DAYS} days after the "
    "start or later, has no playlist of the vendor, though it has all or goes down to fewer "
    "streams than were promised by then",
    "playlist_removed": "the newest list over 12 months or 7 days does not have a credited "
    "playlist and goes down to fewer streams than it had the last time, or has all; before the "
    "placement's end",
    "behind_pace": f"as a whole and over the last 28 days less than {limits.BEHIND:.0%} of the "
    "promise for the known days, with the upper end of the pace below it, on "
    f"{limits.LEAST_DAYS} known days told in {limits.LEAST_STRETCHES} spans at least; it has "
    f"caught up from {limits.CAUGHT_UP:.0%} on",
    "end_near": f"{limits.END_DAYS} days or fewer are left, and at the pace of the last 28 known "
    f"days the rest comes later or never; not where the pace of a placement is unknown or older "
    f"than {limits.FRESH_DAYS} days",
    "risk_evidence": "[evidence](campaigns.md#evidence-of-artificial-delivery) of days within the "
    f"last {limits.EVIDENCE_DAYS}; it is no verdict",
    "not_scraped": f"no scrape of the song could be read for {limits.SILENT_DAYS} days, or since "
    "its start, where any song of the label ever was scraped",
    "milestone": f"{', '.join(map(str, limits.MILESTONES))} % of a campaign's `stream_goal`; of "
    "several the furthest",
    "goal_reached": "delivered, as far as it is known, is the goal or more",
    "dead_source": f"no artist's number of the platform was measured for {limits.DEAD_DAYS} days, "
    f"though one was within {limits.NEWS_DAYS}",
    "key_ends": f"`data/keys.csv`, where the daily run writes down what platforms tell, has an end "
    f"of a key that is {WARN_DAYS} days away or nearer",
    "purge": f"the [audit](quality.md) finds a purge of the last {limits.NEWS_DAYS} days; with "
    "more than 100 artists it is not asked",
    "breakout": f"the audit finds a jump up of the last {limits.NEWS_DAYS} days that is no mistake",
    "reached": "a [milestone](design.md) that the next measured day confirmed, of the last "
    f"{limits.NEWS_DAYS} days; of several the furthest",
    "day": "only to a rule that names it: the newest day, where a number's step is "
    "[unlike those before](bot.md#what-it-tells-by-itself), a round number is confirmed, "
    "something is newly missing or back, or the audit finds something; of each day once",
    "week": "the last whole week from Monday to Sunday, where anything moved, was reached or broke",
}
_MEANINGS: Mapping[str, str] = {
    "kind": "which alert",
    "about": "what it is about: `campaign`, `placement`, `song`, `artist`, `number` or `platform`, "
    "and the id; `label` for the label",
    "what": "which of several: a playlist, a piece of evidence, a number, a day, a week",
    "rule": "whom it is for: the rule's name",
    "level": "how far it went: 25, 50, 75 of a goal, or the round number; 0 for most",
    "day": "the day that the alert is known of",
    "found": "the day of the run that found it",
    "state": "`waiting` to be sent, `sent`, or `given up`",
    "left": "the places, from 1, of those addresses that have not had it; empty before the first",
    "tries": "how many runs failed to send it",
    "sent": "the day it was last sent to an address",
    "over": "the day as of which it was not so any more; empty while it is",
}


def described(text: str) -> str:
    """``docs/alerts.md`` with the part between each mark and its end written anew."""
    kinds = [
        (f"`{name}`", kind.severity, kind.meaning, _WHEN[name]) for name, kind in KINDS.items()
    ]
    columns = [(f"`{name}`", _MEANINGS[name]) for name in COLUMNS]
    return with_parts(
        text,
        {
            "alerts": markdown_table(("kind", "severity", "told when", "exactly"), kinds),
            "alert_columns": markdown_table(("column", "meaning"), columns),
        },
    )
