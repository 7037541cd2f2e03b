"""What every script shares: the project on the path, and errors that end in one sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import typer  # noqa: E402
from rich.console import Console  # noqa: E402

from backline.errors import BacklineError  # noqa: E402


def entry(app: typer.Typer) -> None:
    """Run a script; an error of Backline's ends it with one sentence and its exit code."""
    try:
        app()
    except BacklineError as error:
        say_error(str(error))
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        say_error("Stopped. Nothing half-written was left behind.")
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader (head, less) has had enough; what is left unwritten is meant to be.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def say_error(sentence: str) -> None:
    """One sentence on standard error, as it is."""
    Console(stderr=True, soft_wrap=True).print(sentence, markup=False, highlight=False)


def console() -> Console:
    """Standard output: as wide as the terminal, or wide enough for a log that has no width."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=120, soft_wrap=False)
