"""The one issue about runs that fail: opened by the first, closed by one that makes up for it.

In between it gets a comment a day: a label wants to know that numbers stop coming, and not by a
new issue for each day of it. A run that succeeds with a few numbers does not end it: each platform
that failed has to have answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from backline.unattended.causes import NAMES, Losses
from backline.unattended.commit_message import span
from backline.unattended.git import ASIDE
from backline.unattended.github import GitHub, Issue
from backline.unattended.issue_text import line, mark, marked_days, paragraphs
from backline.unattended.run_record import RunRecord

if TYPE_CHECKING:
    from backline.analysis.news import News

LABEL = "backline-run-failed"
TITLE = "The daily run fails"

_LOOK_BACK = timedelta(days=100)  # a hundred comments, one a day, are what is read
_COLOR = "b60205"
_GREEN = "<!-- backline-green -->"  # in comments of runs that succeeded
_WAITS = re.compile(r"<!-- backline-waits-for ([\w ]+) -->")


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its issue tells it.

    Attributes:
        day: the UTC day it began on.
        record: what its steps wrote down.
        failed: the ids of the steps that failed, in their order; empty for a green run.
        url: its page.
        docs: the address of the documentation's folder in the repository.
        newest: the newest stored day, None where there is none.
        news: gives the day's news, None where it is not stored.
        losses: gives what is lost on the day, and who has answered.
    """

    day: date
    record: RunRecord
    failed: Sequence[str]
    url: str
    docs: str
    newest: date | None
    news: Callable[[], News | None] = lambda: None
    losses: Callable[[], Losses] = Losses


def keep_issue(github: GitHub, run: Run) -> str:
    """Bring the issue to what this run says, and tell what was done in a sentence.

    Raises:
        GitHubError: GitHub could not be reached or refused.
    """
    issues = github.open_issues(LABEL)
    if not run.failed:
        return _ended(github, issues, run)
    if not issues:
        github.create_label(LABEL, _COLOR, "Backline's daily run fails")
        issue = github.create_issue(TITLE, issue_text(run), LABEL)
        return f"Issue {issue.number} is open: {issue.url}"
    issue = issues[0]
    if _told(github, issue, run.day):
        return f"Issue {issue.number} tells of {run.day} already."
    github.comment(issue, again_text(run))
    return f"Issue {issue.number} has a comment about {run.day}: {issue.url}"


def _ended(github: GitHub, issues: Sequence[Issue], run: Run) -> str:
    """Close the issues about failing runs, but those that platforms still owe an answer."""
    closed, told = [], []
    for issue in issues:
        said = [issue.body, *github.comments(issue, run.day - _LOOK_BACK)]
        missing = _still_missing(said, run)
        if not missing:
            github.comment(issue, green_text(run, waiting=any(ASIDE in text for text in said)))
            github.close_issue(issue)
            closed.append(str(issue.number))
            continue
        if not any(run.day in marked_days(text) for text in said if _GREEN in text):
            github.comment(issue, partly_text(run, missing))
        told.append(f"Issue {issue.number} stays open: no answer yet from {', '.join(missing)}.")
    if closed:
        told.insert(0, f"Issue {', '.join(closed)} is closed.")
    return " ".join(told) or "No issue was open."


def _still_missing(said: Sequence[str], run: Run) -> list[str]:
    """Whom failed runs named that had no answer, and who has not answered since."""
    since: dict[str, date] = {}
    for text in said:
        for found in _WAITS.finditer(text):
            for source in found[1].split():
                since[source] = max([since.get(source, date.min), *marked_days(text)])
    if not since:
        return []
    losses = run.losses()
    return [
        NAMES.get(source, source)
        for source, day in since.items()
        if source not in losses.unset and not losses.answered(source, day - timedelta(days=1))
    ]


def issue_text(run: Run) -> str:
    """The text of a new issue: what failed, where to look, what to do."""
    return paragraphs(
        f"The run of {run.day} failed.",
        _reasons(run),
        f"[The run]({run.url}) has the logs. {_since(run)}",
        f"**What to do.** {_advice(run)}",
        "While runs keep failing, one comment a day says so here. The first run that succeeds "
        "closes this issue, once each platform named above has answered again.",
        _marks(run),
    )


def again_text(run: Run) -> str:
    """The comment of a further day that failed."""
    return paragraphs(
        f"{run.day}: failed again.",
        _reasons(run),
        f"[The run]({run.url}). {_since(run)}",
        _marks(run),
    )


def partly_text(run: Run, missing: Sequence[str]) -> str:
    """The comment of a run that succeeded while platforms of failed runs still do not answer."""
    news = run.news()
    numbers = f" with {news.measured:,} of {news.expected:,} numbers" if news else ""
    return paragraphs(
        f"[The run]({run.url}) of {run.day} succeeded{numbers}. No answer yet came from "
        f"{', '.join(missing)}, so this stays open.",
        f"{_GREEN}\n{mark(run.day)}",
    )


def green_text(run: Run, *, waiting: bool = False) -> str:
    """The comment of the run that ends it, with the days that stay empty.

    Args:
        run: the green one.
        waiting: whether numbers of failed runs were left on branches of their own.
    """
    news = run.news()
    numbers = f": {news.measured:,} of {news.expected:,} numbers" if news else ""
    missed = ""
    if news and news.missed:
        missed = f"No numbers are stored of {span(news.missed)}, and no platform tells the past."
    rest = f"What waits on a branch `{ASIDE}` can still be merged." if waiting else ""
    return paragraphs(f"[The run]({run.url}) of {run.day} succeeded{numbers}.", f"{missed} {rest}")


def _reasons(run: Run) -> str:
    """A line for each step that failed, and for each platform where none answered."""
    lines = []
    for step in run.failed:
        said = run.record.failures.get(step)
        lines.append(f"- **{step}**: {line(said) if said else 'its log has the reason.'}")
    if not run.record.measured:
        for platform, said in run.record.reasons.items():
            whose = "" if said.startswith(platform) else f"{platform}: "
            lines.append(f"- {whose}{line(said)}")
    return "\n".join(lines)


def _since(run: Run) -> str:
    if "collect" not in run.failed:
        return ""
    if run.newest is None:
        return "No day is stored yet."
    empty = (run.day - run.newest) // timedelta(days=1)
    if empty < 1:
        return f"Numbers of {run.newest} were stored by an earlier run."
    count = f"{empty:,} days are" if empty > 1 else "1 day is"
    return f"The newest stored day is {run.newest}, so {count} without numbers."


def _advice(run: Run) -> str:
    page = f"[docs/actions.md]({run.docs}/actions.md)"
    again = "run the workflow again the same day (Actions, update-data, Run workflow)"
    if "publish" in run.failed:
        return f"See {page}, “When a push is refused”."
    if "collect" in run.failed:
        return (
            f"Mend what is named above ([keys]({run.docs}/keys.md), "
            f"[roster]({run.docs}/roster.md)), then {again}: a day that is over cannot be measured "
            "any more and stays empty."
        )
    return f"See the step's log; if something was only down, {again}. More in {page}."


def _told(github: GitHub, issue: Issue, day: date) -> bool:
    """Whether the issue or one of its comments is about this day already."""
    said = [issue.body, *github.comments(issue, day)]
    return any(day in marked_days(text) for text in said if _GREEN not in text)


def _marks(run: Run) -> str:
    """The day, and the platforms that gave nothing in a run that measured nothing."""
    heard = run.record.heard if "collect" in run.failed else {}
    waits = sorted(source for source, one in heard.items() if one.failed and not one.measured)
    listed = f"<!-- backline-waits-for {' '.join(waits)} -->\n" if waits else ""
    return f"{listed}{mark(run.day)}"
