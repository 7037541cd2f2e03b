"""``python -m bot``: answer in Discord from the files of a root until stopped."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from backline.errors import BacklineError
from bot.log import Form

PROJECT = Path(__file__).resolve().parent.parent

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    root: Annotated[
        Path, typer.Option(help="The label's folder, with roster.toml and data/.")
    ] = PROJECT,
    check: Annotated[
        bool, typer.Option("--check", help="Start nothing: say what is well and what to mend.")
    ] = False,
    log: Annotated[
        Form | None,
        typer.Option(help="The log as lines for people or as JSON; BACKLINE_LOG says it, too."),
    ] = None,
) -> None:
    """Answer slash commands such as /stats and /growth in Discord from the files of a root.

    Needs DISCORD_BOT_TOKEN, from the environment, bot/.env, the folder's .env or the credentials
    worker; DISCORD_GUILD_ID limits the commands to one server. With --check, exit code 0: all is
    well, 1: something must be mended, 2: something is not set up.
    """
    if check:
        from bot.check import check_bot

        raise typer.Exit(check_bot(root, os.environ))
    from bot.run import run

    run(root, log)


if __name__ == "__main__":
    try:
        app()
    except BacklineError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
