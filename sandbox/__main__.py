"""``python -m sandbox``: the stand-ins in the foreground, until Ctrl-C."""

from __future__ import annotations

import contextlib
import shlex
import threading
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from sandbox.failures import Failure
from sandbox.server import PLATFORMS, Sandbox
from sandbox.world import World


def _orders(given: list[str]) -> list[tuple[str, Failure]]:
    """``youtube=quota`` as a platform and its failure."""
    orders = []
    for text in given:
        platform, _, failure = text.partition("=")
        try:
            kind = Failure(failure.lower())
        except ValueError:
            kinds = ", ".join(Failure)
            raise typer.BadParameter(f"{text!r}: the failures are {kinds}") from None
        if platform not in PLATFORMS:
            raise typer.BadParameter(f"{text!r}: the platforms are {', '.join(PLATFORMS)}")
        orders.append((platform, kind))
    return orders


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date like 2026-09-01") from None


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8800,
    seed: Annotated[int, typer.Option(help="Which made-up label.")] = 1,
    artists: Annotated[int, typer.Option(min=1, help="How many artists it has.")] = 8,
    day: Annotated[
        str | None, typer.Option("--date", help="Day to tell the numbers of; today (UTC) if none.")
    ] = None,
    development_mode: Annotated[
        bool, typer.Option("--development-mode", help="Spotify treats the app as a small one.")
    ] = False,
    latency: Annotated[float, typer.Option(min=0, help="Seconds added to every answer.")] = 0.0,
    fail: Annotated[
        list[str] | None, typer.Option(metavar="PLATFORM=FAILURE", help="Let a platform fail.")
    ] = None,
    roster: Annotated[
        bool, typer.Option("--roster", help="Only print the label's roster.toml, and end.")
    ] = False,
) -> None:
    """Serve made-up platforms on 127.0.0.1 until Ctrl-C."""
    world = World(seed=seed, artists=artists)
    if roster:
        typer.echo(world.roster_toml(), nl=False)
        return
    box = Sandbox(world, _day(day), port=port, development_mode=development_mode, latency=latency)
    for platform, failure in _orders(fail or []):
        box.fail(platform, failure)
    try:
        box.start()
    except OSError as error:
        typer.echo(f"Port {port} cannot be used ({error.strerror}); try --port 0.", err=True)
        raise typer.Exit(2) from None
    with box, contextlib.suppress(KeyboardInterrupt):
        typer.echo(f"{world.label} on {box.date}, at {box.url} (Ctrl-C ends it). In a shell, set")
        for name, value in box.environment().items():
            typer.echo(f"  export {name}={shlex.quote(value)}")
        threading.Event().wait()


if __name__ == "__main__":
    typer.run(serve)
