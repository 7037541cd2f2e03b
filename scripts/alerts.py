"""Tell people what they asked to be told, once each: to Discord, Slack, e-mail and others."""

from __future__ import annotations

from typing import Annotated

import typer
from _run import PROJECT, Report, Root, credentials_of, entry, new_app, say, say_error

from backline.words import many

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print what would be sent, and to whom.")
    ] = False,
    report: Report = None,
) -> None:
    """Send the alerts that rules of roster.toml ask for and nobody was sent.

    Exit codes: 0 all that was new is sent, 1 some could not be (the next run tries again), 2 wrong
    usage or configuration.
    """
    from backline.net.credentials import alert_variable
    from backline.store import Store
    from backline.unattended.alerts import run_alerts
    from backline.unattended.run_record import recorded

    store = Store(root)
    rules = store.roster().alerts
    if not rules:
        say("roster.toml has no rule [alerts.NAME], so nobody is told anything.")
        return
    credentials = credentials_of(root, [alert_variable(name) for name in rules])
    with recorded(None if dry_run else report, "alerts") as record:
        run = run_alerts(store, credentials, dry=dry_run)
        clean = credentials.redactor.clean
        record.notes += [clean(note) for note in run.notes]
    for sentence in (*run.problems, *run.failed):
        say_error(clean(f"{sentence[0].upper()}{sentence[1:]}"))
    for rule, where, message in run.would:
        say(clean(f"To {rule} ({where}): {message.title}\n{message.text}\n"))
    if dry_run:
        say(f"{many(len(run.would), 'message')} would be sent; nothing was sent or written down.")
    elif not any(run.sent.values()):
        say("Nothing was sent." if run.failed else "Nothing is new, so nothing was sent.")
    for rule, count in run.sent.items():
        if count:
            say(f"{many(count, 'alert')} sent to {rule}.")
    if run.failed and not dry_run:
        raise typer.Exit(1)


if __name__ == "__main__":
    entry(app)
