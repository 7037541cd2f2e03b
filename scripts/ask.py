"""Put a Discord command to the files and print the reply, without Discord."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, Root, console, entry, new_app, say_json

if TYPE_CHECKING:
    from backline.exports.pictures.drawing import Picture

app = new_app("Print what the bot would answer.")


@app.command()
def main(
    command: Annotated[str, typer.Argument(help='e.g. "/growth period:30 artist:NAME"')],
    root: Root = PROJECT,
    as_json: Annotated[bool, typer.Option("--json", help="Print the embed as JSON.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Save the chart as this PNG.")] = None,
) -> None:
    """Print what the bot would answer to a command such as /stats.

    Exit codes: 0 answered, 1 an unknown artist or unreadable files, 2 a wrong command.
    """
    from threading import Thread

    from backline.exports.pictures.drawing import draw_sooner
    from bot.library import Library
    from bot.typed import question_of

    question = question_of(command)
    if picture is not None:
        Thread(target=draw_sooner).start()
    reply = Library(root, in_memory=False).ask(question)
    if picture is not None:
        _save(reply.picture, picture)
    if as_json:
        say_json(reply.to_dict())
    else:
        from bot.terminal import show

        show(reply, console())


def _save(chart: Picture | None, path: Path) -> None:
    from backline.errors import DataError

    if chart is None:
        raise DataError(f"This reply has no chart, so {path.name} was not written.")
    try:
        path.write_bytes(chart.png())
    except OSError as error:
        raise DataError(f"{path} cannot be written ({error.strerror}).") from None


if __name__ == "__main__":
    entry(app)
