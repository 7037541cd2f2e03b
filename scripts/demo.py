"""Play 100 days of a made-up label through the real code, without any key, and ask the bot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, PYTHON, console, entry, new_app

from backline.errors import ConfigError
from backline.names import first_line

if TYPE_CHECKING:
    from rich.console import Console

app = new_app(__doc__ or "")

NEXT = """
The made-up label is in {folder}: data/ and reports/ as a real one has them, pictures/ as the bot
sends them. Ask it more:

  {python} scripts/ask.py "/growth period:90" --root {folder}
  {python} scripts/ask.py "/weekly" --root {folder}
  {python} scripts/growth.py --root {folder} --days 7

Open its pages in a browser: search, charts, campaigns, forms that save.

  {python} scripts/serve.py --root {folder}

Your own label, step by step:

  {python} scripts/setup.py
"""


@app.command()
def main(
    folder: Annotated[Path, typer.Option(help="Where the made-up label goes; made anew.")] = PROJECT
    / "demo-label",
) -> None:
    """Play 100 days of a made-up label through the real code, without any key, and ask the bot."""
    if folder.exists() and not (folder / "pictures").is_dir() and any(folder.iterdir()):
        raise ConfigError(f"{folder} holds something else than a demo; name another --folder.")
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    out = console()
    with _keys(out) as keys:
        artist, mishaps = _play(folder, keys, out)
    out.print("\nWhat went wrong on purpose, and is told as a gap:", style="bold")
    for sentence in mishaps:
        out.print(f"  {sentence}", highlight=False)
    _ask(folder, artist, out)
    shown_folder = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    said = NEXT.format(folder=shown_folder, python=PYTHON)
    out.print(said, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _keys(out: Console) -> Iterator[Mapping[str, str] | None]:
    """What leads to the made-up keys; says where they come from."""
    from sandbox.demo import label
    from sandbox.job_keys import key_endpoint
    from sandbox.local_worker import LocalWorkerError, why_not

    with ExitStack() as running:
        keys, why = None, why_not()
        if not why:
            try:
                keys = running.enter_context(key_endpoint(label())).by_token
            except LocalWorkerError as error:
                why = f"The credential endpoint did not start: {first_line(error)}."
        said = (
            "The keys come from the credential endpoint itself (worker/), which runs on this "
            "machine and gives them to the daily job for a signed token."
            if keys
            else f"The keys come from a stand-in for the credential endpoint. {why}"
        )
        out.print(said, markup=False, highlight=False)
        yield keys


def _play(folder: Path, keys: Mapping[str, str] | None, out: Console) -> tuple[str, list[str]]:
    """Play the days with a bar on a terminal, a line every ten days elsewhere."""
    from rich.progress import Progress

    from sandbox.demo import DAYS, play

    today = datetime.now(UTC).date()
    title = f"Playing {DAYS} days of a made-up label"
    with Progress(console=out, disable=not out.is_terminal) as bar:
        task = bar.add_task(title, total=DAYS)
        done = 0

        def advance(day: object) -> None:
            nonlocal done
            done += 1
            bar.advance(task)
            if not out.is_terminal and done % 10 == 0:
                out.print(f"{title}: {done} done, {day}", highlight=False)

        world, mishaps = play(folder, today, advance, keys=keys)
    return world.artists[0].name, mishaps


def _ask(folder: Path, artist: str, out: Console) -> None:
    """Print what the bot would answer and keep its pictures."""
    from bot.library import Library
    from bot.terminal import show
    from bot.typed import question_of
    from sandbox.campaign import CAMPAIGN, VENDOR

    library = Library(folder)
    commands = {
        "stats": "/stats",
        "growth": "/growth period:30",
        "artist": f"/artist artist:{artist}",
        "analyze": f"/analyze artist:{artist}",
        "tracks": f"/tracks artist:{artist}",
        "campaign": f"/campaign name:{CAMPAIGN}",
        "vendor": f"/vendor name:{VENDOR}",
    }
    for name, command in commands.items():
        reply = library.ask(question_of(command))
        out.print(f"\n{command}", style="bold", markup=False, highlight=False)
        show(reply, out)
        if reply.picture:
            (folder / "pictures" / f"{name}.png").write_bytes(reply.picture.png())


if __name__ == "__main__":
    entry(app)
