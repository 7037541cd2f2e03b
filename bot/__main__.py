"""``python -m bot``: answer in Discord from the files of a root until stopped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from backline.errors import BacklineError

PROJECT = Path(__file__).resolve().parent.parent

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    root: Annotated[
        Path, typer.Option(help="The label's folder, with roster.toml and data/.")
    ] = PROJECT,
) -> None:
    """Answer slash commands such as /stats and /growth in Discord from the files of a root.

    Needs DISCORD_BOT_TOKEN, from the environment, the folder's .env file or the credentials
    worker; DISCORD_GUILD_ID limits the commands to one server.
    """
    from bot.run import run

    run(root)


if __name__ == "__main__":
    try:
        app()
    except BacklineError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
