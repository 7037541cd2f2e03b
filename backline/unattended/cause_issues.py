"""One issue for each cause for which a platform is lost.

It is opened with what to do, commented once a week, and closed when that platform answers: by no
other success. It is known by a mark in its text, whatever people make of its title and labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from backline.unattended.causes import NAMES, WITH_KEYS, WORKER, Cause, Kind, Losses
from backline.unattended.github import GitHub, Issue
from backline.unattended.github_text import markdown
from backline.unattended.issue_text import line, mark, marked_days, paragraphs

LABEL = "backline-lost-platform"

EVERY = timedelta(days=7)
"""How often an open issue says that it goes on."""

_COLOR = "d93f0b"
_MARK = re.compile(r"<!-- backline-cause (\w+) (\w+) -->")

KEYS = {
    "spotify_api": ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"),
    "youtube_api": ("YOUTUBE_API_KEY",),
    "instagram_api": ("INSTAGRAM_ACCESS_TOKEN",),
    "discord_api": ("DISCORD_BOT_TOKEN",),
    "chartmetric": ("CHARTMETRIC_REFRESH_TOKEN",),
}
"""The secrets each platform is asked with."""

WHERE = {
    "spotify_api": "at developer.spotify.com/dashboard, under the app's settings; the account that "
    "owns the app needs Premium",
    "youtube_api": "at console.cloud.google.com, APIs and services, Credentials; the YouTube Data "
    "API v3 has to be switched on for the key",
    "instagram_api": "at developers.facebook.com, in the app's own tools for tokens, by logging in "
    "again with the account that may see the label's business account",
    "discord_api": "at discord.com/developers/applications, Bot, Reset token; the bot has to be a "
    "member of the label's server",
    "chartmetric": "in the account's settings at Chartmetric, API",
}
"""Where each platform's keys are made anew."""


def keep_causes(github: GitHub, losses: Losses, day: date, repository: str, run: str) -> list[str]:
    """Bring the issues to what is lost, and tell what was done in a sentence each.

    Args:
        github: the repository's issues.
        losses: of the day.
        day: the UTC day the run began on.
        repository: its address.
        run: the address of the run's page.

    Raises:
        GitHubError: GitHub could not be reached or refused.
    """
    current = {cause.key: cause for cause in losses.causes}
    open_issues = _one_each(github, run)
    told = []
    for key, issue in open_issues.items():
        if key in current:
            told += _goes_on(github, issue, current[key], day, run)
        elif _over(key, issue, losses):
            name = NAMES.get(key.split()[0], key)
            github.comment(issue, f"[The run]({run}) of {day} had an answer from {name}.")
            github.close_issue(issue)
            told.append(f"Issue {issue.number} is closed: {name} answers.")
        else:
            told += _changed(github, issue, key, losses.causes, day)
    missing = [cause for key, cause in current.items() if key not in open_issues]
    for cause in missing:
        told.append(_opened(github, cause, day, repository, run))
    if missing:
        _one_each(github, run)  # another run may have opened the same ones meanwhile
    return told


def title(cause: Cause) -> str:
    """An issue's title."""
    if cause.source == WORKER:
        return "The credentials worker does not answer"
    what = {
        Kind.REFUSED: "its key is refused",
        Kind.UNSET: "its key is not set any more",
        Kind.LIMIT: "its limit is used up",
        Kind.OUTAGE: "it does not answer",
        Kind.SILENT: "it answers without any",
    }
    if cause.kind is Kind.EXPIRING:
        return f"{cause.name}'s {cause.ending} ends on {cause.ends}"
    return f"No numbers from {cause.name}: {what[cause.kind]}"


def issue_text(cause: Cause, day: date, repository: str, run: str) -> str:
    """The text of a new issue: what is lost, what was said, what to do."""
    since = f"The newest numbers are of {cause.last}." if cause.last else "There never were any."
    lost = f"On {day} no number came from {cause.name}. {since}"
    if cause.kind is Kind.EXPIRING:
        lost = f"{cause.name} still answers. Without a new token it will not from {cause.ends} on."
    ends = cause.kind is Kind.EXPIRING
    until = "of this end" if ends else "of it until there was an answer again"
    return paragraphs(
        f"{lost} [The run]({run}) has the whole report.",
        f"What was said: {line(cause.said)}",
        f"**What to do.** {advice(cause, repository)}".replace(" \n", "\n"),
        "A comment a week says here that it goes on. The first run to which "
        f"{_who_answers(cause)} answers closes this issue{' once the token is new' if ends else ''}"
        f". Whoever closes it before hears no more {until}.",
        f"<!-- backline-cause {cause.key} -->\n{mark(day)}",
    )


def advice(cause: Cause, repository: str) -> str:
    """What a person does about a cause; nothing, where it is the platform's own fault."""
    keys = f"[keys]({repository}/blob/HEAD/docs/keys.md)"
    if cause.source == WORKER:
        return (
            "Look after the worker that `WORKER_API_URL` names; as long as it is down no platform "
            "with a key can be asked. The keys can also be set as secrets of this repository "
            f"({keys})."
        )
    if cause.kind is Kind.OUTAGE:
        return (
            f"Nothing is to be done: the fault is on {cause.name}'s side. Every run asks again, "
            "and days without an answer stay without these numbers."
        )
    if cause.kind is Kind.SILENT:
        return (
            f"{cause.name} can be reached and gives no number. If the sentence above names an id "
            f"or a name, correct it in [roster.toml]({repository}/blob/HEAD/roster.toml); if it "
            "names nothing that is the label's, nothing is to be done."
        )
    if cause.kind is Kind.LIMIT:
        return (
            "If something else uses the same key, give it one of its own; else ask "
            f"{cause.name} for a higher limit, or wait: every run asks again."
        )
    return _new_key(cause, repository, keys)


def _new_key(cause: Cause, repository: str, keys: str) -> str:
    """How a key is made anew, where it goes and what then."""
    names = KEYS.get(cause.source, ())
    secrets = f"[Settings, Secrets and variables, Actions]({repository}/settings/secrets/actions)"
    named = " and ".join(f"`{name}`" for name in names)
    again = (
        "run the workflow again the same day (Actions, update-data, Run workflow): a day that is "
        "over cannot be measured any more"
    )
    put = f"put {named} under {secrets}, or into the credentials worker where the label has one"
    if cause.kind is Kind.UNSET:
        return (
            f"{put[0].upper()}{put[1:]}, and {again}. More under {keys}. If the label does without "
            f"{cause.name} now, close this issue."
        )
    return (
        f"\n\n1. Make {'them' if names[1:] else 'it'} anew {WHERE[cause.source]}."
        f"\n2. Then {put}. If the sentence above names another setting, correct that one ({keys})."
        f"\n3. {'The next run tries it.' if cause.kind is Kind.EXPIRING else f'Then {again}.'}"
    )


def _who_answers(cause: Cause) -> str:
    return "a platform with a key" if cause.source == WORKER else cause.name


def _one_each(github: GitHub, run: str) -> dict[str, Issue]:
    """The open issues by their cause, the oldest of each; what is double is closed."""
    found: dict[str, Issue] = {}
    for issue in github.every_open_issue():
        marked = _MARK.search(issue.body)
        if not marked:
            continue
        key = f"{marked[1]} {marked[2]}"
        first = found.setdefault(key, issue)
        if first is not issue:
            github.comment(issue, f"This is told in #{first.number} already ([the run]({run})).")
            github.close_issue(issue, "not_planned")
    return found


def _opened(github: GitHub, cause: Cause, day: date, repository: str, run: str) -> str:
    """Open an issue, unless a person closed the last one and nothing was heard since."""
    for closed in github.closed_issues(LABEL):
        if f"<!-- backline-cause {cause.key} -->" not in closed.body or not closed.closed:
            continue
        heard_since = cause.last is not None and cause.last >= closed.closed
        if cause.kind is Kind.EXPIRING:  # a platform that still answers: the day tells
            heard_since = not re.search(rf"\bend(?:s|ed) on {cause.ends}", closed.body)
        if not heard_since:
            return f"Issue {closed.number} about {cause.name} was closed by hand and stays closed."
        break
    github.create_label(LABEL, _COLOR, "A platform gives no numbers any more")
    issue = github.create_issue(title(cause), issue_text(cause, day, repository, run), LABEL)
    return f"Issue {issue.number} is open: {issue.url}"


def _goes_on(github: GitHub, issue: Issue, cause: Cause, day: date, run: str) -> list[str]:
    recent = github.comments(issue, day - EVERY + timedelta(days=1))
    days = [d for text in (issue.body, *recent) for d in marked_days(text)]
    if days and day - max(days) < EVERY:
        return []
    since = f"The newest numbers are of {cause.last}. " if cause.last else ""
    said = f"{day}: it goes on. {since}What was said: {line(cause.said)} [The run]({run})."
    github.comment(issue, paragraphs(said, mark(day)))
    return [f"Issue {issue.number} has a comment about {day}: {issue.url}"]


def _over(key: str, issue: Issue, losses: Losses) -> bool:
    """Whether the platform of an issue has answered since it was opened."""
    source, kind = key.split()
    sources: Iterable[str] = WITH_KEYS if source == WORKER else (source,)
    opened = min(marked_days(issue.body), default=date.max)
    if kind == Kind.EXPIRING:
        now = losses.heard.get(source)
        return losses.learned and bool(now and now.measured)
    return any(losses.answered(one, opened) for one in sources)


def _changed(
    github: GitHub, issue: Issue, key: str, causes: Iterable[Cause], day: date
) -> list[str]:
    """Say once in an issue that its platform is lost for another reason now."""
    source, kind = key.split()
    now = [c for c in causes if c.source == source and Kind.EXPIRING not in (c.kind, kind)]
    opened = min(marked_days(issue.body), default=day)
    for cause in now:
        tag = f"<!-- backline-now {cause.key} -->"
        if not any(tag in text for text in github.comments(issue, opened)):
            said = f"{day}: {markdown(cause.name)} is lost for another reason now"
            text = f"{said}: {line(cause.said)} It has an issue of its own."
            github.comment(issue, paragraphs(text, f"{tag}\n{mark(day)}"))
            return [f"Issue {issue.number} tells that the cause is another now."]
    return []
