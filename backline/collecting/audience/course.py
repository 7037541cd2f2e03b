"""How a fetch goes: what its answers are worth, what is missing and why, and whether it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from backline.collecting.audience.fetched import Fetched, Gap
from backline.collecting.audience.several import side_by_side
from backline.errors import SourceError
from backline.measure import State
from backline.people import Artist
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.windows import Window

Progress = Callable[[str, int, int], None]
"""Told an artist's name, how many questions are answered, and of how many."""


class _Question(Protocol):
    """Whatever is asked of one artist."""

    @property
    def artist(self) -> Artist:
        """Whom it is about."""


Q = TypeVar("Q", bound=_Question)


@dataclass
class Course:
    """A fetch so far.

    Attributes:
        result: takes the gaps and the failures.
        stopped: why nothing more is asked, if that is so.
        answered: whether the service has told anything.
        silent: whether some answers did not say whose they are.
    """

    result: Fetched
    stopped: SourceError | None = None
    answered: bool = False
    silent: bool = False

    def each(
        self,
        questions: Sequence[Q],
        put: Callable[[Q], Listed],
        client: SoundchartsClient,
        progress: Progress,
    ) -> Iterator[tuple[Q, Listed | SourceError]]:
        """Put questions side by side, and tell what comes as it comes."""
        for done, (question, came) in enumerate(
            side_by_side(questions, put, client.side_by_side), 1
        ):
            progress(question.artist.name, done, len(questions))
            if isinstance(came, SourceError):
                self.heed(came, client)
            yield question, came

    def heed(self, error: SourceError, client: SoundchartsClient) -> None:
        """Ask no more after an error that every further question would meet."""
        if error.scope == "platform" and self.stopped is None:
            self.stopped = error
            client.stop(error)

    def is_final(self, error: SourceError) -> bool:
        """Whether asking again today will not help; the service has answered then."""
        final = error.state is State.NOT_OFFERED or error.lasting
        if final and error.scope == "artist":
            self.answered = True
        return final

    def gap(self, artist: Artist, platform: str, window: Window, error: SourceError) -> None:
        """Take down what could not be had, and why."""
        said = str(error)
        found = Gap(artist.key, platform, window.first, window.last, error.state, said)
        self.result.gaps.append(found)
        if error.state is not State.NOT_OFFERED:
            self.fail(artist, said)

    def fail(self, artist: Artist, sentence: str) -> None:
        """Take down that something of an artist could not be had; the first sentence stays."""
        self.result.failed.setdefault(artist.key, sentence)
