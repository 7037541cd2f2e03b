"""What a process beside the bot does: it answers and draws. :mod:`bot.workers` starts it.

It takes one job after the other from a socket and sends back what came of it. It ends when the
other end of the socket is gone, so that none is left behind by a bot that was killed.
"""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from backline.errors import BacklineError
from backline.exports.pictures import layouts
from backline.exports.pictures.drawing import Layout, Picture, draw_sooner
from bot.asked import Question
from bot.library import Library, Moment, State
from bot.replies.artist import LONG, SHORT
from bot.replies.growth import PERIODS
from bot.replies.reply import Attachment, Reply

WINDOWS = (SHORT, LONG, 30, *PERIODS)
"""What is worked out while nobody asks: what most replies stand on comes first."""


class Job(Protocol):
    """Something a worker can do."""

    def do(self, library: Library) -> Any:
        """Do it; the library is the worker's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as numbers alone make it.

    Attributes:
        reply: without its picture.
        picture: what is to be drawn with it.
        file: what is to be attached.
        state: of the files it stands on, where that is certain.
    """

    reply: Reply
    picture: Picture | None
    file: Attachment | None
    state: State | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Find the reply to a question."""

    question: Question
    asked: Moment

    def do(self, library: Library) -> Told:
        """Find it.

        Raises:
            BacklineError: the files cannot be read, or nobody has this name.
        """
        (reply, file), state = library.ask_with_state(self.question.with_file, self.asked)
        return Told(replace(reply, picture=None), reply.picture, file, state)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw a picture."""

    picture: Picture

    def do(self, library: Library) -> bytes:  # noqa: ARG002 (every job is given it)
        """The PNG.

        Raises:
            DataError: it cannot be drawn.
        """
        return self.picture.png()


@dataclass(frozen=True, slots=True)
class Refused:
    """A job that ended with a sentence for the person."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A job that failed in a way nobody foresaw; for the log."""

    traceback: str


def outcome(job: Job, library: Library) -> Any:
    """What came of a job: its own result, a refusal or a fault."""
    try:
        return job.do(library)
    except BacklineError as error:
        return Refused(str(error))
    except Exception:  # noqa: BLE001 (the bot logs it)
        return Fault(traceback.format_exc())


def look(library: Library) -> None:
    """Open the files, or look whether they are still the same, before anybody asks."""
    with suppress(BacklineError):  # whoever asks is told
        library.ask(lambda _: None)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a worker does while it has no job.

    Attributes:
        first: when it starts.
        idle: seconds without a job after which it does ``then``, and again after so many more.
    """

    first: Callable[[Library], None]
    idle: float | None = None
    then: Callable[[Library], None] = Library.close


def _ready_to_draw(_library: Library) -> None:
    draw_sooner()
    for layout in _OF_LINES:
        layout()


_OF_LINES: tuple[Callable[[], Layout], ...] = (
    partial(layouts.panels_of_lines, 2),
    layouts.sparks,
    partial(layouts.panels_of_lines, 1),
)
"""Of pictures of lines, which are laid out where they are drawn."""

DUTIES = {
    "answers": Duty(look, 15, look),
    "reports": Duty(look, 600),  # then lets go of the numbers, which `answers` holds, too
    "pictures": Duty(_ready_to_draw),
}
"""By what a worker is for: ready before anybody asks, and small where hardly anybody does."""


_OBJECTS = 100_000
"""So many new objects at least before garbage is looked for: an answer of a large label makes
hundreds of thousands that all stay until it is done, and to look through them again and again would
take a fifth of its time."""

_BREATH = 0.05
"""Seconds in which the next job comes where one waits; the bot has to see the answer first."""


def serve(jobs: Connection, library: Library, duty: Duty) -> None:
    """Do jobs until there are no more; between them get ready for those that may come."""
    unmade = list(_LAYOUTS)
    duty.first(library)
    while True:
        if not jobs.poll(_BREATH) and _ready_for_one_more(library, unmade):
            continue
        if jobs.poll(duty.idle):
            jobs.send(outcome(jobs.recv(), library))
        else:
            duty.then(library)


_LAYOUTS: tuple[Callable[[], Layout], ...] = (
    partial(layouts.bars, 2, 3),
    partial(layouts.bars, 2, 4),
)
"""Of nearly every other picture, the commonest last: they are made from the end."""


def _ready_for_one_more(library: Library, unmade: list[Callable[[], Layout]]) -> bool:
    """Do one thing that the next question may need; whether there was any."""
    try:
        if library.warm_one(WINDOWS):
            return True
    except BacklineError:
        return False  # whoever asks is told
    if not library.is_open or not unmade:
        return False
    unmade.pop()()
    return True


def main() -> None:
    """Serve the socket whose number, and the root whose folder, are in the arguments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the bot, which gets it too, ends us
    gc.set_threshold(_OBJECTS)
    number, _, duty, root = sys.argv[1:]
    library = Library(Path(root))
    with suppress(EOFError, ConnectionError), Connection(int(number)) as jobs:
        serve(jobs, library, DUTIES[duty])
    library.close()
