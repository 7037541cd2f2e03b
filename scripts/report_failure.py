"""Keep the issues about failing runs and lost platforms: open, comment on and close them."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from _run import PROJECT, Report, Root, entry, new_app, say, say_error

from backline.errors import BacklineError, ConfigError

if TYPE_CHECKING:
    from backline.analysis.news import News
    from backline.store import Store
    from backline.unattended.causes import Losses
    from backline.unattended.failure_issue import Run
    from backline.unattended.run_record import RunRecord

app = new_app(__doc__ or "")

VARIABLES = """
The step passes JOB_STATUS (${{ job.status }}), STEPS (${{ toJSON(steps) }}) and GITHUB_TOKEN.
"""


@app.command(epilog=VARIABLES)
def main(
    root: Root = PROJECT,
    report: Report = None,
) -> None:
    """Keep the issues about failing runs and lost platforms: open, comment on and close them."""
    from backline.net import Redactor
    from backline.unattended.cause_issues import keep_causes
    from backline.unattended.failure_issue import keep_issue
    from backline.unattended.github import GitHub

    status = os.environ.get("JOB_STATUS", "")
    if status not in ("success", "failure"):
        say(f"The run was {status or 'not told how it went'}; the issues stay as they are.")
        return
    try:
        run = _run(root, report, failed=status == "failure")
        with GitHub.from_environment(os.environ, Redactor()) as github:
            say(keep_issue(github, run))
            repository = run.docs.removesuffix("/blob/HEAD/docs")
            for told in keep_causes(github, run.losses(), run.day, repository, run.url):
                say(told)
    except BacklineError as error:
        if status == "failure":
            raise
        # A green run stays green: its numbers are there, only the issue could not be looked at.
        say_error(f"The issue about failed runs stays as it is. {error}")


def _run(root: Path, report: Path | None, *, failed: bool) -> Run:
    """What this run's variables and record say about it."""
    from backline.store import Store
    from backline.unattended.failure_issue import Run
    from backline.unattended.run_record import load_record

    def told() -> News | None:
        from backline.analysis.news import news

        return news(store, day, findings=())

    record = load_record(report)
    store = Store(root)
    day = record.day or datetime.now(UTC).date()
    variables = {n: os.environ.get(f"GITHUB_{n}", "") for n in ("SERVER_URL", "REPOSITORY")}
    repository = "/".join(variables.values())
    return Run(
        day=day,
        record=record,
        failed=_failed_steps() if failed else (),
        url=f"{repository}/actions/runs/{os.environ.get('GITHUB_RUN_ID', '')}",
        docs=f"{repository}/blob/HEAD/docs",
        newest=store.newest_day(),
        news=told,
        losses=cache(lambda: _losses(store, record, day)),
    )


def _losses(store: Store, record: RunRecord, day: date) -> Losses:
    """What is lost; nothing where the files cannot be read, which the run has told."""
    from backline.unattended.causes import Losses, losses

    try:
        return losses(store, record, day)
    except BacklineError as error:
        say_error(f"Which platforms are lost could not be looked up. {error}")
        return Losses()


def _failed_steps() -> list[str]:
    """The ids of the steps that failed, in the workflow's order."""
    try:
        steps = json.loads(os.environ.get("STEPS") or "{}")
        failed = [name for name, step in steps.items() if step["outcome"] == "failure"]
    except (ValueError, AttributeError, KeyError, TypeError):
        raise ConfigError("STEPS must be ${{ toJSON(steps) }}.") from None
    return failed or ["a step without a name"]


if __name__ == "__main__":
    entry(app)
