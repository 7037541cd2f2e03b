"""What every script needs to be run by people: the project importable, errors in one sentence."""

from __future__ import annotations

import codecs
import io
import json
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from backline.net import Credentials, Endpoints, RunBudget
    from backline.people import Roster
    from backline.sources import Context

PROJECT = Path(__file__).resolve().parent.parent
"""The project's root, the usual ``--root`` of every script."""

PYTHON = r".venv\Scripts\python" if os.name == "nt" else ".venv/bin/python"
"""What a person types before a script's name."""

if str(PROJECT) not in sys.path:  # run as scripts/NAME.py, only scripts/ is
    sys.path.insert(0, str(PROJECT))

Root = Annotated[Path, typer.Option(help="The label's folder, with roster.toml and data/.")]
"""The option every script has for the folder it works on."""

OneArtist = Annotated[str | None, typer.Option(help="Only this artist: key or name.")]

AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day to look back from; the latest measured one."),
]


class By(StrEnum):
    """How a window is counted."""

    calendar = "calendar"
    snapshot = "snapshot"


Counted = Annotated[By, typer.Option(help="Count days, or dated columns as a sheet does.")]


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


Printed = Annotated[Format, typer.Option("--format")]

Report = Annotated[
    Path | None, typer.Option(help="Where the steps of a run write down how it went.")
]


def new_app(summary: str) -> typer.Typer:
    """An app for one script's commands, without the parts of typer that people need not see."""
    return typer.Typer(
        help=summary, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )


STOPPED = 130
"""The exit code of what was stopped from outside."""


def entry(app: typer.Typer) -> NoReturn:
    """Run a script's app and end the process.

    Exit codes: 0 done, 1 something asked for failed, 2 wrong usage or configuration. Every error
    is one sentence on standard error; a fault of Backline's own says where it is, without its
    message, which may hold a key.
    """
    from backline.errors import BacklineError, place_of
    from backline.names import shown

    speak_readably()
    try:
        app()
    except BacklineError as error:
        _end(str(error), error.exit_code)
    except SystemExit as end:
        if end.code == STOPPED:  # typer's way of ending on Ctrl-C
            say_error("Stopped; nothing half-written was left behind.")
        raise
    except BrokenPipeError:
        # The reader (head, less) has had enough; what is left unwritten is meant to be.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where = shown(str(error.filename or "a file"), 100)
        _end(f"{where} cannot be used ({error.strerror or type(error).__name__}).", 1)
    except Exception as error:  # noqa: BLE001 (the last handler there is; it hides nothing)
        _end(f"This is a fault in Backline: {place_of(error)}.", 1)
    sys.exit(0)


@contextmanager
def stoppable() -> Iterator[Callable[[RunBudget], None]]:
    """Let a run be ended early by Ctrl-C or whoever stops the process, with what it had by then.

    Yields what the run hands its budget to. A second signal ends the process at once.
    """
    budgets: list[RunBudget] = []
    whys: list[str] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def stop(number: int, _frame: FrameType | None) -> None:
        whys.append(f"the run was stopped ({signal.Signals(number).name})")
        for budget in budgets:
            budget.end(whys[0])
        restore()

    def begun(budget: RunBudget) -> None:
        budgets.append(budget)
        if whys:
            budget.end(whys[0])

    for number in before:
        signal.signal(number, stop)
    try:
        yield begun
    finally:
        restore()


def speak_readably() -> None:
    """Let both outputs write in any encoding: what it lacks comes as the nearest plain sign."""
    from backline.names import plain_sign

    def replaced(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = error.object[error.start : error.end]
        return "".join(plain_sign(sign) for sign in text), error.end

    codecs.register_error("backline", replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backline")
            _guard(stream)


def _guard(stream: io.TextIOWrapper) -> None:
    """Let nothing that is printed be a command, nor show a password in an address.

    Everything a script prints passes here, whichever library prints it. A terminal and a file take
    no commands.
    """
    from backline.unattended.github_text import LogText, without_logins

    raw = getattr(stream.write, "raw", stream.write)
    safe = LogText() if _is_log(stream) else without_logins

    def write(text: str) -> int:
        raw(safe(text))
        return len(text)

    write.raw = raw  # type: ignore[attr-defined]
    stream.write = write  # type: ignore[method-assign]


def _is_log(stream: io.TextIOWrapper) -> bool:
    """Whether a stream may be read by the runner of a workflow."""
    try:
        return not (stream.isatty() or stat.S_ISREG(os.fstat(stream.fileno()).st_mode))
    except (OSError, ValueError):
        return True


def command(text: str) -> None:
    """Give the runner of a workflow a command, which nothing else that is printed can be."""
    write = getattr(sys.stdout.write, "raw", sys.stdout.write)
    write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def _end(sentence: str, code: int) -> NoReturn:
    say_error(sentence)
    sys.exit(code)


def say(text: str, end: str = "\n") -> None:
    """A line on standard output; click's own way would write UTF-8 where that is not spoken."""
    sys.stdout.write(f"{text}{end}")
    sys.stdout.flush()


def say_csv(rows: Iterable[Sequence[object]]) -> None:
    """A table on standard output, as the files have theirs."""
    from backline.people.written import csv_text

    say(csv_text(rows, "the table"), end="")


def say_json(value: Any) -> None:
    """JSON on standard output; where that is not UTF-8, in letters that every encoding has."""
    utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not utf8, indent=2)
    say(text.replace("##[", "\\u0023#["))  # the same to whoever reads JSON


def say_error(sentence: str) -> None:
    """One sentence on standard error, on one line and as it is."""
    sys.stderr.write(" ".join(sentence.split()) + "\n")


def credentials_of(
    root: Path, names: Sequence[str] | None = None, *, ask: bool = True
) -> Credentials:
    """The keys, masked in GitHub Actions before anything else is printed.

    Args:
        root: whose ``.env`` counts.
        names: what is wanted; the platforms' keys when None.
        ask: whether the credentials worker may be asked.

    Raises:
        WorkerError: the credentials worker refuses, or answers something else.
        ConfigError: the ``.env`` is no text.
    """
    from backline.net import load_credentials
    from backline.net.credentials import NAMES, actions_mask

    mask = actions_mask(command) if in_actions() else None
    wanted = NAMES if names is None else names
    credentials = load_credentials(os.environ, root / ".env", mask, wanted, ask=ask)
    if credentials.unavailable:
        say_error(f"{credentials.unavailable[0].upper()}{credentials.unavailable[1:]}.")
    return credentials


def endpoints_of(root: Path) -> Endpoints:
    """Where the platforms are, by the environment or the folder's ``.env``.

    Raises:
        ConfigError: the sandbox's address is not on this machine.
    """
    from backline.net import Endpoints, load_settings

    return Endpoints.from_environment(load_settings(os.environ, root / ".env"))


def context_of(root: Path, credentials: Credentials, seconds: float | None = None) -> Context:
    """What a script lends the platforms it asks a question.

    Args:
        root: whose settings count.
        credentials: the keys.
        seconds: for how long platforms may have it wait; as the roster says when None.
    """
    from backline.net import RunBudget
    from backline.sources import Context
    from backline.store import Store

    settings = Store(root).roster().settings
    return Context(
        credentials,
        settings,
        endpoints_of(root),
        RunBudget(settings.retry_seconds if seconds is None else seconds),
        datetime.now(UTC),
        note=say_error,
    )


def stop_where_nobody(roster: Roster) -> None:
    """End a script that would measure or report artists where the roster has none.

    That is wrong usage (exit code 2), but no fault of a scheduled run (0): its repository is not
    set up yet.
    """
    from backline.people.roster import NOBODY

    if roster.artists:
        return
    say_error(NOBODY)
    raise typer.Exit(0 if in_actions() else 2)


def in_actions() -> bool:
    """Whether this is a step of a workflow on GitHub."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def setting(root: Path, name: str) -> str:
    """A variable of the environment or else of the root's ``.env``; empty where unset."""
    from backline.net import load_settings

    return load_settings(os.environ, root / ".env").get(name, "")


def switched_on(root: Path, name: str) -> bool:
    """Whether a variable of the environment or else of the root's ``.env`` says yes.

    Raises:
        ConfigError: it says neither yes nor no.
    """
    from backline.net import load_settings
    from backline.net import switched_on as says_yes

    return says_yes(load_settings(os.environ, root / ".env"), name)


def console(file: io.StringIO | None = None) -> Console:
    """Standard output: as wide as the terminal or COLUMNS says, or wide enough for a log.

    Args:
        file: draw into this instead, for a text file.
    """
    from rich.console import Console

    if file is not None:
        return Console(file=file, width=120)
    plain = Console()
    if plain.is_terminal or os.environ.get("COLUMNS", "").isdecimal():
        return plain
    return Console(width=120)
