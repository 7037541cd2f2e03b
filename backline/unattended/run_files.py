"""Which files runs write, and which are people's own: the one list for all that commits a run's.

A run stages, commits and rescues what is named here and nothing beside it, so that what a person
has begun in the same checkout stays theirs to finish. A job that writes to a new place adds it
here.
"""

from __future__ import annotations

import re

from backline.store.monthly import MONTHLY

PUBLISHED = ("data", "reports")
"""The folders that a run's files are in; beside them a roster in which it filled in ids."""

BY_RUNS = (
    "data/latest.json",
    "data/subjects.csv",
    "data/identities.csv",
    "data/popularity_scores.csv",
    "data/alerts.csv",
    "data/keys.csv",
    "data/quotas.csv",
    "data/measurements/",
    "data/historical/",
    "data/popularity_scores/",
    *(f"data/{table.folder}/" for table in MONTHLY),
    "data/inbox/done/",
    "data/inbox/refused/",
    "reports/",
)
"""Files, and folders with all below them, that no person edits."""

BY_BOTH = ("data/notes.csv",)
"""What imports write and people edit as well. A run takes it along only where nobody else is at
work in the checkout, as on GitHub, or where it says that it wrote it."""


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(name) + (".+" if name.endswith("/") else "") for name in names)
    )


_BY_RUNS, _BY_BOTH = _pattern(BY_RUNS), _pattern(BY_BOTH)


def is_of_runs(name: str, *, alone: bool) -> bool:
    """Whether a file, called as git calls it, is one that a run writes.

    Args:
        name: below the label's folder.
        alone: whether nobody else is at work in the checkout.
    """
    return bool(_BY_RUNS.fullmatch(name) or (alone and _BY_BOTH.fullmatch(name)))
