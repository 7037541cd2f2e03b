"""When a campaign is worth an alert: every threshold, with its reason.

All are of days that scrapes tell of. A day of which nobody knows anything counts for nothing.
"""

from __future__ import annotations

LEAST_DAYS = 7
"""Known days before a pace is judged: a week has each weekday, and weekends differ."""

LEAST_STRETCHES = 2
"""Spans that these days were told in: one scrape gives one mean and says nothing about pace."""

BEHIND = 0.8
"""Below this share of the promise a placement is behind; the vendors' reliability counts so too."""

CAUGHT_UP = 0.9
"""From this share on it is not behind any more; between the two nothing is said, or somebody who
delivers about 80 % would be told of every week."""

STALLED_DAYS = 7
"""Known days without a stream: a song in a playlist that is listened to has some each week, and
weekly scrapes tell weeks apart."""

START_DAYS = 7
"""Days after the start in which a playlist of the vendor should be listed."""

END_DAYS = 14
"""Days before the last one on which there is still time to place a song somewhere else."""

FRESH_DAYS = 28
"""So old may be what a forecast stands on; a pace is made of as many days."""

SILENT_DAYS = 14
"""Days without a scrape that could be read: two of a weekly routine were missed."""

NEWS_DAYS = 14
"""So old may be what happened to the label's own numbers that it is told: a rule that is new would
otherwise be told of years."""

DEAD_DAYS = 3
"""Days on which a platform told no number at all: an outage of a day mends itself."""

MILESTONES = (25, 50, 75)
"""Parts of a goal in percent. Finer ones would be told in most weeks and read in none."""

EVIDENCE_DAYS = 60
"""So old may the last day be that a piece of evidence is of, that it is told: a first run over a
book of years would tell all of it at once."""
