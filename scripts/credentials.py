"""Say of every source whether its keys are there, how long they last and whether it takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _bar import progress_bar
from _run import (
    PROJECT,
    Root,
    console,
    context_of,
    credentials_of,
    entry,
    new_app,
    say_error,
    setting,
)
from _setup_check import PATIENCE, WHERE
from _table import Row, Table, folded, show

from backline.errors import ConfigError, DataError
from backline.measure import platform_label

if TYPE_CHECKING:
    from backline.net import Credentials
    from backline.people.key_ends import KeyEnd
    from backline.sources.standing import KeyState, Standing
    from backline.store import Store

app = new_app(__doc__ or "")


@app.callback()
def _main() -> None:
    """Look after the keys of the platforms."""


@app.command()
def check(
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only these sources, such as spotify,youtube; may be given again."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no platform, only the worker for keys.")
    ] = False,
    root: Root = PROJECT,
) -> None:
    """Say of every source whether its keys are there, how long they last and whether it takes them.

    Each platform is asked as cheaply as it can be, and nothing of a key is ever printed.
    Exit code 0: every source that is set up is ready, 1: one is refused, has expired or could not
    be asked, or none is ready, 2: something is half set or set wrongly, or the credentials worker
    refuses.
    """
    from backline.sources.standing import ALSO, KEYS
    from backline.store import Store

    platforms = _meant(only or (), KEYS)
    names = [name for p in platforms for name in (*KEYS[p], *ALSO.get(p, ()))]
    credentials, refused = _held(root, names)
    ends = _known_ends(Store(root)) if offline else ()
    found = _standings(root, platforms, credentials, ends, offline=offline)
    _tell(found, credentials, refused or _of_worker(root, credentials, names))
    raise typer.Exit(2 if refused else _code([one.state for one in found.values()]))


def _meant(only: Iterable[str], known: Iterable[str]) -> list[str]:
    """The sources that ``--only`` names, in their own order; all where it names none.

    Raises:
        ConfigError: there is no such source.
    """
    words = {word.strip().lower() for text in only for word in text.split(",")} - {""}
    unknown = sorted(words - set(known))
    if unknown:
        raise ConfigError(
            f"There is no source {unknown[0]!r} to ask; there are {', '.join(known)}."
        )
    return [platform for platform in known if not words or platform in words]


def _held(root: Path, names: Sequence[str]) -> tuple[Credentials, str]:
    """The keys; and where the credentials worker refuses, its sentence and what is set here."""
    from backline.net.key_worker import WorkerError

    try:
        return credentials_of(root, names), ""
    except WorkerError as error:
        own = credentials_of(root, names, ask=False)
        own.unavailable = "the credentials worker gives no keys"
        return own, str(error)


def _known_ends(store: Store) -> list[KeyEnd]:
    """The ends that the daily run was told; none where they cannot be read, which is said."""
    from backline.store import key_ends

    try:
        return list(key_ends(store))
    except DataError as error:
        say_error(str(error))
        return []


def _standings(
    root: Path,
    platforms: Sequence[str],
    credentials: Credentials,
    ends: Iterable[KeyEnd],
    *,
    offline: bool,
) -> dict[str, Standing]:
    """How each one's keys stand; the platforms whose keys are all set are asked side by side."""
    from backline.sources.key_check import ask_platform
    from backline.sources.standing import KeyState, standing

    day, known = datetime.now(UTC).date(), list(ends)
    found = {p: standing(p, credentials, known, day, WHERE.get(p, "")) for p in platforms}
    asked = [p for p, one in found.items() if one.state is KeyState.SET and not offline]
    contexts = {p: context_of(root, credentials, PATIENCE) for p in asked}
    with progress_bar() as told, ThreadPoolExecutor(max_workers=len(asked) or 1) as pool:
        answers = pool.map(lambda p: ask_platform(p, contexts[p]), asked)
        for done, (platform, answer) in enumerate(zip(asked, answers, strict=True), 1):
            refused = answer.state is KeyState.REFUSED
            way_out = f" Where from: {WHERE[platform]}." if refused else ""
            found[platform] = replace(answer, said=f"{answer.said}{way_out}")
            told(platform_label(platform), done, len(asked))
    return found


def _of_worker(root: Path, credentials: Credentials, names: Sequence[str]) -> str:
    """What became of asking the credentials worker; where it is down, that was said already."""
    if not setting(root, "WORKER_API_URL"):
        return "No credentials worker is set (WORKER_API_URL): keys are those set here."
    given = [one.shown for one in credentials.origins.values() if one.place == "worker"]
    if given:
        return f"The credentials worker gave {len(given)} of {len(names)} settings for {given[0]}."
    if credentials.unavailable:
        return "The credentials worker could not be asked: keys are those set here."
    if credentials.missing(tuple(names)):
        return "The credentials worker gave none of these keys: keys are those set here."
    return "The credentials worker was not asked: every key is set here."


def _tell(found: Mapping[str, Standing], credentials: Credentials, worker: str) -> None:
    """Print it all, through what knows every secret."""
    out, clean = console(), credentials.redactor.clean
    folded(out, clean(worker))
    out.print()
    headings = ("Source", "State", "Keys from", "What is known")
    rows = [
        Row((platform_label(p), one.state.value, _places(p, credentials), clean(one.said)))
        for p, one in found.items()
    ]
    show(out, Table(headings, rows, folds="What is known"))
    out.print()
    folded(out, "; ".join(_counted(one.state for one in found.values())) + ".", style="bold")


def _places(platform: str, credentials: Credentials) -> str:
    from backline.sources.standing import KEYS

    origins = credentials.origins
    places = dict.fromkeys(origins[name].place for name in KEYS[platform] if name in origins)
    return "\n".join(places) or "–"


def _counted(states: Iterable[KeyState]) -> Iterator[str]:
    """``3 ready``, ``1 not set up``: how many there are of each."""
    for state, count in Counter(states).most_common():
        yield f"{count} {state.value}"


def _code(states: Sequence[KeyState]) -> int:
    from backline.sources.standing import KeyState

    if {KeyState.WRONG, KeyState.HALF} & set(states):
        return 2
    lost = {KeyState.EXPIRED, KeyState.REFUSED, KeyState.UNASKED, KeyState.UNKNOWN}
    well = {KeyState.READY, KeyState.ENDING, KeyState.SET}
    keyless = all(state is KeyState.KEYLESS for state in states)
    return 0 if keyless or (well & set(states) and not lost & set(states)) else 1


if __name__ == "__main__":
    entry(app)
