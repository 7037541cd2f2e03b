"""The sources of a run, asked side by side until each has ended or the run has to."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from backline.collecting.scrubbed import scrubbed
from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS, State
from backline.net.transport import not_to_the_end
from backline.people import Artist
from backline.sources import Answer, Context, Reading, Source
from backline.sources.base import gaps
from backline.store import Told

Progress = Callable[[str, int, int, bool], None]
"""Told a source's name, of how many artists an answer came, how many were asked, and whether it has
ended; then the answers are those that were no refusal."""

_LOOK = 0.1  # seconds after which whoever waits for answers looks whether the run is over
_GRACE = 2.0  # seconds for the sources to notice that; whichever hangs is left alone

_NO_ANSWER = Reading("", None, State.FAILED, detail="the platform gave no answer for this artist")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Asked:
    """One source of the run: whom it asks, and what has come back.

    Attributes:
        gap: the reading, without its metric, of every number not answered.
        notes: what it said about the whole platform.
        told: what it said of its keys' ends and its quota.
    """

    source: Source
    artists: Sequence[Artist]
    answers: list[tuple[Answer, datetime]] = field(default_factory=list)
    gap: Reading = _NO_ANSWER
    notes: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ended:
    """A source has ended; with the error that ended it, if one did."""

    error: SourceError | None = None


_Arrivals = queue.SimpleQueue[tuple[Asked, Answer | str | Told | _Ended]]


def ask_all(
    asked: Sequence[Asked], context: Context, progress: Progress, clock: Callable[[], datetime]
) -> None:
    """Ask every source, each in a thread of its own, and gather what comes.

    Once the budget is over the sources have a moment to end by themselves. What has not ended by
    then is left alone: it can add nothing any more.
    """
    arrivals: _Arrivals = queue.SimpleQueue()
    running = list(asked)
    for one in running:
        progress(one.source.name, 0, len(one.artists), False)
        threading.Thread(target=_ask, args=(one, context, arrivals), daemon=True).start()
    leave: float | None = None
    while running:
        if leave is None and context.budget.over:
            leave = time.monotonic() + _GRACE
        if leave is not None and time.monotonic() > leave:
            for one in running:
                label = PLATFORM_LABELS[one.source.platform]
                error = not_to_the_end(label, context.budget.over)
                one.notes.append(f"{error}.")
                _end(one, error, progress)
            return
        try:
            one, came = arrivals.get(timeout=_LOOK)
        except queue.Empty:
            continue
        if isinstance(came, _Ended):
            running.remove(one)
            _end(one, came.error, progress)
        elif isinstance(came, str):
            one.notes.append(came)
        elif isinstance(came, Told):
            one.told.append(came)
        else:
            one.answers.append((came, clock()))
            progress(one.source.name, len(one.answers), len(one.artists), False)


def _end(one: Asked, error: SourceError | None, progress: Progress) -> None:
    if error:
        (one.gap,) = gaps(error, ("",))
    answered = sum(_is_one(answer) for answer, _ in one.answers)
    progress(one.source.name, answered, len(one.artists), True)


def _is_one(answer: Answer) -> bool:
    """Whether an answer says anything else than why there is none."""
    failed = (State.FAILED, State.REJECTED)
    return bool(answer.items) or any(r.state not in failed for r in answer.readings)


def _ask(one: Asked, context: Context, arrivals: _Arrivals) -> None:
    clean = context.credentials.redactor.clean

    def note(sentence: str) -> None:
        arrivals.put((one, clean(sentence)))

    own = replace(context, note=note, tell=lambda told: arrivals.put((one, told)))
    ended = _Ended()
    try:
        for answer in one.source.measure(one.artists, own):
            arrivals.put((one, scrubbed(answer, clean)))
    except SourceError as error:
        ended = _Ended(error.for_all(clean(str(error))))
        note(f"{error}.")
    except Exception as error:  # noqa: BLE001 (a fault of ours costs one platform, not the day)
        kind = type(error).__name__
        log.debug("%s ended with %s", one.source.name, kind)
        ended = _Ended(SourceError(f"a fault in Backline itself ({kind}) ended the asking"))
        note(f"{PLATFORM_LABELS[one.source.platform]}: {ended.error}; please report it.")
    finally:
        arrivals.put((one, ended))
