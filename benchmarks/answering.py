"""A bot reply: warm in a process that stays, cold from a new one, and the data of one alone."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from backline.errors import DataError
from backline.store import Store
from benchmarks.measuring import PROJECT, Facts, repeated
from bot.asked import Question
from bot.library import Library
from bot.typed import question_of

NAME = "NAME"
"""Stands for an artist of the label in the commands below."""

COMMANDS = (
    "/stats",
    "/growth period:30",
    f"/growth period:30 artist:{NAME}",
    f"/artist artist:{NAME}",
)

DAYS = 30
"""The window of the data measured alone, in days."""


def warm(root: str, repeat: int) -> Facts:
    """Answer every command again and again in one process, with its chart (a part).

    Returns:
        ``opening``: seconds to read the files; ``first``: of each command's first time; ``again``
        and ``drawing``: of each repetition, the whole and its chart.
    """
    library = Library(Path(root))
    opening = repeated(1, lambda: library.ask(lambda label: label.today))[0]
    name = _some_artist(library)
    facts: Facts = {"opening": opening, "first": {}, "again": {}, "drawing": {}}
    questions = {command: question_of(command.replace(NAME, name)) for command in COMMANDS}
    for command, question in questions.items():
        facts["first"][command] = sum(_answered(library, question))
    library.warm_one({DAYS})  # as the bot does whenever it has looked for new files
    for command, question in questions.items():
        pairs = [_answered(library, question) for _ in range(repeat)]
        facts["again"][command] = [sum(pair) for pair in pairs]
        facts["drawing"][command] = [drawing for _, drawing in pairs]
    library.close()
    return facts


def _some_artist(library: Library) -> str:
    """The key of the last artist: an ordinary one wherever there are more than the eight odd."""
    return library.ask(lambda label: label.warehouse.roster.artists[-1].key)


def _answered(library: Library, question: Question) -> tuple[float, float]:
    """Seconds of making a reply, and of drawing its chart."""
    before = time.perf_counter()
    reply = library.ask(question)
    made = time.perf_counter()
    if reply.picture is not None:
        reply.picture.png()
    return made - before, time.perf_counter() - made


def data(root: str, repeat: int) -> Facts:
    """The data of a ``/growth`` reply alone (a part).

    Returns:
        ``opening``: seconds to read the files; ``again``: of asking the same once more; ``anew``:
        of asking what was not asked before (the growth up to another day), from the same table;
        ``files``: of looking whether the files are still the same, which each of them includes.
    """
    from backline.analysis.growth import growth

    library = Library(Path(root))
    opening = repeated(1, lambda: library.ask(lambda label: label.today))[0]
    newest = library.ask(lambda label: label.warehouse.latest_day)
    if newest is None:
        raise DataError("There is no day to ask about.")
    library.ask(lambda label: growth(label.warehouse, DAYS))
    again = repeated(repeat, lambda: library.ask(lambda label: growth(label.warehouse, DAYS)))
    days = iter(newest - timedelta(days=back + 1) for back in range(repeat))
    anew = repeated(
        repeat,
        lambda: library.ask(lambda label: growth(label.warehouse, DAYS, as_of=next(days))),
    )
    files = repeated(repeat, lambda: library.ask(lambda label: label.today))
    return {"opening": opening, "again": again, "anew": anew, "files": files}


def read_json(root: str, days: int, repeat: int) -> Facts:
    """Plain Python reads the newest days' JSON, as a bot without a database does (a part)."""
    folder = Path(root) / "data" / "historical"

    def work() -> None:
        for path in sorted(folder.glob("*.json"))[-days:]:
            json.loads(path.read_text(encoding="utf-8"))

    return {"seconds": repeated(repeat, work)}


def cold(root: str, repeat: int) -> Facts:
    """Answer every command from a new process that draws and saves its chart (a part).

    This process stays small, since the peak a child reports is never below its parent's.

    Returns:
        ``commands``: seconds of each repetition; ``peak``: the most bytes a process held.
    """
    name = Store(Path(root)).roster().artists[-1].key
    seconds: dict[str, list[float]] = {}
    peak = 0
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            seconds[command] = []
            for _ in range(repeat):
                took, held = _asked(command.replace(NAME, name), root, Path(folder) / "chart.png")
                seconds[command].append(took)
                peak = max(peak, held)
    return {"commands": seconds, "peak": peak}


def _asked(command: str, root: str, chart: Path) -> tuple[float, int]:
    """Seconds and peak bytes of ``scripts/ask.py``, from its start to its end."""
    script = str(PROJECT / "scripts" / "ask.py")
    arguments = [sys.executable, script, command, "--root", root, "--json"]
    if not command.startswith("/stats"):  # which has no chart
        arguments += ["--picture", str(chart)]
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    before = time.perf_counter()
    child = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    took = time.perf_counter() - before
    if status != 0:
        raise DataError(f"scripts/ask.py failed on {command}.")
    return took, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
