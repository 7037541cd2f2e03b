"""Everybody who asks at the same time: who is answered where, and what is kept for the next.

Nobody's small question waits behind somebody's large one. Three queues have processes of their
own: ``answers`` finds what a reply says, ``reports`` what takes seconds, ``pictures`` draws. The
bot's own process only hands over, and proposes names. Numbers do not wait for their chart: where
many are drawn, it follows.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from backline.errors import DataError
from backline.exports.pictures.drawing import Picture
from bot.asked import Question
from bot.kept import Kept, Together
from bot.library import Library, Moment, State, state_of
from bot.replies.reply import Attachment, Reply
from bot.worker import Ask, Draw, Job, Told
from bot.workers import FaultError, FullError, Lane, LostError, Worker

log = logging.getLogger(__name__)

MOST_WAITING = 300
"""So many may wait in each queue."""

PATIENCE, FOR_A_PICTURE = 20.0, 60.0
"""Seconds after which a question that waits is given up, and a chart that is not begun."""

KEPT_BYTES = 64_000_000
"""So much of finished answers and of pictures is kept, each; some 250 pictures."""

MOST_DRAWERS = 4

FOLLOWS = "the chart follows"
"""What a reply ends with until its chart stands there."""

_STEP_BACK = 19  # of charts, behind all that people read first
_SMALL = 8_000  # bytes of a reply without picture and file, roughly


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with everything that goes with it.

    Attributes:
        reply: what is said.
        png: its chart, drawn.
        shows: what the chart shows, for people who cannot see it.
        file: what is attached.
        later: the same with its chart, where it is still being drawn; the reply says so. It never
            fails: a chart that cannot be had is an answer without one.
    """

    reply: Reply
    png: bytes | None = None
    shows: str = ""
    file: Attachment | None = None
    later: asyncio.Task[Answer] | None = None

    @property
    def size(self) -> int:
        """Roughly how many bytes it takes."""
        return _SMALL + len(self.png or b"") + (len(self.file.content) if self.file else 0)


class Room:
    """Answers everybody's questions from the files as they are when each is asked."""

    def __init__(self, library: Library, *, kept: int = KEPT_BYTES) -> None:
        """Start nothing yet.

        Args:
            library: which files, which day it is and what every reply is to carry.
            kept: bytes of finished answers that are kept, and as many of pictures.
        """
        self._library = library
        root = library.root
        drawers = min(os.cpu_count() or 1, MOST_DRAWERS)

        def lane(*workers: Worker, patience: float) -> Lane:
            return Lane(workers, most=MOST_WAITING, patience=patience)

        self.answers = lane(Worker(root, "answers"), patience=PATIENCE)
        self.reports = lane(Worker(root, "reports"), patience=PATIENCE)
        beside = (Worker(root, "pictures", nice=_STEP_BACK) for _ in range(drawers))
        self.pictures = lane(*beside, patience=FOR_A_PICTURE)
        self._looks = _Looks(lambda: state_of(root))
        self._kept: Kept[Answer] = Kept(kept)
        self._drawn: Kept[bytes] = Kept(kept)
        self._answering: Together[Answer] = Together()
        self._drawing: Together[bytes] = Together()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes there are now."""
        return [pid for lane in self._lanes for pid in lane.pids]

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return (self.answers, self.reports, self.pictures)

    async def ask(self, question: Question) -> Answer:
        """The answer to a question: kept from before, or found now.

        Raises:
            FullError: too many ask.
            LostError: the process that worked on it ended.
            BacklineError: the files cannot be read, or nobody has the name.
        """
        asked = self._library.now()
        state = await self._looks.look()
        key = (question, asked.today, asked.notice, state or object())
        return self._kept.get(key) or await self._answering.do(
            key, lambda: self._find(question, asked)
        )

    async def state(self) -> State | None:
        """The state of the files now; None while they cannot be looked at."""
        return await self._looks.look()

    async def work(self, job: Job) -> Any:
        """What comes of a job of the bot's own, which nobody waits for.

        Raises:
            BacklineError: as :meth:`ask`.
        """
        return await self.reports.do(job)

    async def get_ready(self) -> None:
        """Start what answers and draws, before anybody asks."""
        await self.answers.start()
        await self.reports.start()
        await self.pictures.start()

    async def close(self) -> None:
        """End every process."""
        for lane in self._lanes:
            await lane.close()

    async def _find(self, question: Question, asked: Moment) -> Answer:
        lane = self.reports if question.is_report else self.answers
        told: Told = await lane.do(Ask(question, asked), first=question.is_small)
        at_once = self._is_at_hand(told.picture)
        key = (question, asked.today, asked.notice, told.state)
        whole = asyncio.ensure_future(self._whole(question, told, asked, key))
        if at_once:
            return await whole
        numbers = Answer(told.reply.without_picture(FOLLOWS), file=told.file, later=whole)
        if told.state is not None:
            # Whoever asks the same meanwhile has these numbers, and waits for the same chart.
            self._kept.put(key, numbers, numbers.size)
        return numbers

    async def _whole(self, question: Question, told: Told, asked: Moment, key: Hashable) -> Answer:
        """The answer with its chart, kept for the next; or without it and why, for this time."""
        picture, answer = told.picture, Answer(told.reply, file=told.file)
        if picture is not None:
            try:
                png = await self._draw(picture, asked)
            except FullError:
                self._kept.drop(key)
                why = "no chart, since many are asked for at once"
                return Answer(told.reply.without_picture(why), file=told.file)
            except (DataError, LostError, FaultError) as error:
                self._kept.drop(key)
                log.warning("The chart of /%s could not be drawn: %s", question.command, error)
                return Answer(told.reply.without_picture(), file=told.file)
            answer = Answer(told.reply, png, picture.says, told.file)
        if told.state is not None:
            self._kept.put(key, answer, answer.size)
        return answer

    def _is_at_hand(self, picture: Picture | None) -> bool:
        """Whether a chart comes so soon that the numbers may wait for it: nobody else asks."""
        if picture is None or self._drawn.get(_key(picture)) is not None:
            return True
        return self.pictures.is_free and self.answers.is_free

    async def _draw(self, picture: Picture, asked: Moment) -> bytes:
        key = _key(picture)

        async def drawn() -> bytes:
            png: bytes = await self.pictures.do(Draw(picture), since=asked.at)
            self._drawn.put(key, png, len(png))
            return png

        return self._drawn.get(key) or await self._drawing.do(key, drawn)


def _key(picture: Picture) -> bytes:
    return hashlib.sha256(repr((picture.layout, picture.own)).encode()).digest()


class _Looks:
    """Looks at the files; one look serves everybody who asked before it began."""

    def __init__(self, look: Callable[[], State | None]) -> None:
        self._look = look
        self._waiting: list[asyncio.Future[State | None]] = []
        self._looking: asyncio.Task[None] | None = None

    async def look(self) -> State | None:
        found: asyncio.Future[State | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(found)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_for_all())
        return await found

    async def _look_for_all(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            seen = await asyncio.to_thread(self._look)
            for found in waiting:
                if not found.done():
                    found.set_result(seen)
