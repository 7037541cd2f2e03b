"""What all sources share: a client per run, several artists at once, nothing secret in a word."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any, TypeVar

from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS
from backline.net import Client
from backline.net.answers import is_key
from backline.net.bounds import TIMEOUT
from backline.people import Artist, Settings
from backline.sources.base import Answer, Context, gaps

T = TypeVar("T")
R = TypeVar("R")


class AskingSource(ABC):
    """A source that asks over HTTP; a subclass says what to ask in :meth:`ask`.

    Args:
        timeout: seconds to wait for a connection and for the next piece of an answer.
    """

    name: str
    platform: str
    metrics: tuple[str, ...]
    needs: tuple[str, ...] = ()
    of_label: bool = False

    def __init__(self, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.timeout = timeout
        self.lists: dict[str, str] = {}

    @property
    def label(self) -> str:
        """What sentences call the platform."""
        return PLATFORM_LABELS[self.platform]

    def switched_off(self, settings: Settings) -> str:  # noqa: ARG002 - most have no switch
        """Why the roster's settings switch this source off, or the empty string."""
        return ""

    @abstractmethod
    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """As :meth:`measure`, with a client that is open."""

    def client(self, context: Context, **options: Any) -> Client:
        """A new client of this source; ``options`` as for :class:`Client`."""
        redactor = context.credentials.redactor
        return Client(
            self.name, self.label, context.budget, redactor, timeout=self.timeout, **options
        )

    def measure(self, artists: Sequence[Artist], context: Context) -> Iterator[Answer]:
        """Ask the platform and yield an answer for each artist as it comes.

        Raises:
            SourceError: nothing more can be had from the platform in this run.
        """
        clean = context.credentials.redactor.clean
        say = context.note
        context = replace(context, note=lambda sentence: say(clean(sentence)))
        check_keys(self.needs, context)
        try:
            with self.client(context) as client:
                for answer in self.ask(artists, context, client):
                    answer.readings = [replace(r, detail=clean(r.detail)) for r in answer.readings]
                    yield answer
        except SourceError as error:
            # Without the chain: what a library said before may hold an address with a key.
            raise error.for_all(clean(str(error))) from None

    def answers(
        self, client: Client, artists: Sequence[Artist], one: Callable[[Artist], Answer]
    ) -> Iterator[Answer]:
        """Ask ``one`` for several artists at once; its error for an artist becomes their gaps.

        Raises:
            SourceError: of scope ``platform``, after everything that was had.
        """
        for artist, answer in ask_each(client, artists, one):
            yield self.missed(artist, answer) if isinstance(answer, SourceError) else answer

    def missed(self, artist: Artist, error: SourceError) -> Answer:
        """The answer for an artist of whom nothing could be had."""
        answer = Answer(artist.key, gaps(error, self.metrics))
        for list_name, metric in self.lists.items():
            answer.readings += gaps(error, (metric,), list_name)
        return answer


def check_keys(needs: Sequence[str], context: Context) -> None:
    """Refuse keys that no header can carry, before a library fails on them in its own words.

    Raises:
        SourceError: a key has letters that no platform's keys have; names the variable.
    """
    for name in needs:
        if not is_key(context.credentials.get(name)):
            raise SourceError(
                f"{name} holds signs that no key has: copy it anew", scope="platform", lasting=True
            )


def ask_each(
    client: Client, items: Sequence[T], ask: Callable[[T], R]
) -> Iterator[tuple[T, R | SourceError]]:
    """Ask about several items at once; yield each with its result, or its own error, as it comes.

    Raises:
        SourceError: of scope ``platform``, after everything that was had: the rest is not asked.
    """
    over = threading.Event()
    fatal: SourceError | None = None

    def unless_over(item: T) -> R | None:
        return None if over.is_set() else ask(item)

    pool = ThreadPoolExecutor(max_workers=client.limit.in_flight)
    try:
        asked = {pool.submit(unless_over, item): item for item in items}
        for future in as_completed(asked):
            try:
                result = future.result()
            except SourceError as error:
                if error.scope == "platform":
                    fatal = fatal or client.stop(error)
                    over.set()
                else:
                    yield asked[future], error
            else:
                if result is not None:
                    yield asked[future], result
    finally:
        over.set()
        pool.shutdown(cancel_futures=True)
    if fatal:
        raise fatal


def gather(
    client: Client, items: Sequence[T], ask: Callable[[T], R]
) -> list[tuple[T, R | SourceError]]:
    """As :func:`ask_each`, all at once, without raising.

    Items not asked any more have the error that stopped the platform as their result; the client
    stays stopped.
    """
    done: list[tuple[T, R | SourceError]] = []
    try:
        for pair in ask_each(client, items, ask):
            done.append(pair)
    except SourceError as error:
        had = {id(item) for item, _ in done}
        done += [(item, error) for item in items if id(item) not in had]
    return done


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in groups of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
