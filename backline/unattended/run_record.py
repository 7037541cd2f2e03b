"""What the steps of one unattended run tell each other: a small JSON file beside the checkout.

``collect`` writes down how it went, ``publish`` adds the commit, and what people see at the end
(commit message, job summary, issue) is made from it. It holds no secret: every sentence in it has
passed the redactor.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from backline.errors import BacklineError, DataError


class MetricCount(BaseModel):
    """Of how many artists one number was measured in this run, of how many it was expected."""

    platform: str
    metric: str
    measured: int
    expected: int


class Heard(BaseModel):
    """What a run heard from one source.

    Attributes:
        measured: how many numbers.
        failed: how many it failed to give, or gave wrongly.
        unset: how many were not asked for, because a key is not set.
        reason: the sentence that cost most of them, a refused key before all others.
    """

    measured: int = 0
    failed: int = 0
    unset: int = 0
    reason: str = ""

    @property
    def asked(self) -> bool:
        """Whether it was asked at all."""
        return bool(self.measured or self.failed)


class RunRecord(BaseModel):
    """How a run went, as far as it got.

    Attributes:
        day: the UTC day the run began on; None while nothing has begun.
        measured: how many numbers this run had.
        had_before: how many earlier runs of the day had; None where there was none.
        skipped: why nobody was asked, where nobody was.
        heard: what this run heard, by source; nothing of sources it did not ask.
        counts: a line for each metric that was expected.
        gaps: a sentence for each reason for which numbers are missing.
        not_set_up: such sentences about what nobody has set up.
        reasons: by platform, the reason that cost it most numbers.
        findings: what is worth a look in the day's numbers; None where nobody looked.
        notes: what platforms said about themselves, quota among it, and what became of the weekly
            report.
        problems: a sentence for each file that could not be read.
        wrote: files of people's that the run changed or took away, by path below the root.
        failures: by step, the sentence it ended with.
        commit: the commit the day was pushed as; empty where nothing was new or it was not pushed.
        branch: where it was pushed to.
    """

    day: date | None = None
    measured: int = 0
    had_before: int | None = None
    skipped: str = ""
    heard: dict[str, Heard] = Field(default_factory=dict)
    counts: list[MetricCount] = Field(default_factory=list)
    gaps: list[str] = Field(default_factory=list)
    not_set_up: list[str] = Field(default_factory=list)
    reasons: dict[str, str] = Field(default_factory=dict)
    findings: list[str] | None = None
    notes: list[str] = Field(default_factory=list)
    problems: list[str] = Field(default_factory=list)
    wrote: list[str] = Field(default_factory=list)
    failures: dict[str, str] = Field(default_factory=dict)
    commit: str = ""
    branch: str = ""


def load_record(path: Path | None) -> RunRecord:
    """What earlier steps wrote down; an empty record where they wrote nothing.

    Raises:
        DataError: the file is no such record.
    """
    if path is None or not path.is_file():
        return RunRecord()
    try:
        return RunRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        raise DataError(f"{path.name} is no record of a run; delete it.") from None


@contextlib.contextmanager
def recorded(path: Path | None, step: str) -> Iterator[RunRecord]:
    """The record of a run, kept when the block ends, also when it ends with an error.

    Args:
        path: where it is kept; nowhere when None.
        step: under whose name an error is written down.
    """
    record = load_record(path)
    try:
        yield record
    except BacklineError as error:
        record.failures[step] = str(error)
        raise
    finally:
        if path is not None:
            path.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
