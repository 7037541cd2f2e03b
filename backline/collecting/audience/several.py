"""Questions put side by side, as many at a time as the service lets be under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TypeVar

from backline.errors import SourceError

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(
    several: Sequence[T], work: Callable[[T], R], most: int
) -> Iterator[tuple[T, R | SourceError]]:
    """Do something for each, ``most`` at a time, and tell what comes as it comes."""
    pool = ThreadPoolExecutor(max_workers=max(1, min(most, len(several))))
    try:
        futures: dict[Future[R], T] = {pool.submit(work, one): one for one in several}
        for future in as_completed(futures):
            try:
                came: R | SourceError = future.result()
            except SourceError as error:
                came = error
            yield futures[future], came
    finally:
        pool.shutdown(cancel_futures=True)
