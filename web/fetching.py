"""Asking the source on a page for what is not stored: one at a time, in the background, to an end.

The keys are in the memory of the asking alone: no page, no log and no sentence holds one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backline.analysis.audience.asked import Asked
from backline.collecting.audience.asking import Request, ask_service, request_of
from backline.errors import BacklineError, place_of
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.net import Endpoints, RunBudget, load_credentials, load_settings, switched_on
from backline.sources.soundcharts.client import KEYS
from backline.store import Store
from backline.words import listed
from web.answering import AnswerError

log = logging.getLogger(__name__)

_FEW = 6
_CANCELLED = "the asking was cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be asked.

    Attributes:
        request: what of it can be asked.
        link: where the answer is, below the site's root.
    """

    request: Request
    link: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        asked = self.request.asked
        whom = listed([shown(one.name, 60) for one in asked.artists], _FEW)
        where = listed([PLATFORM_LABELS.get(name, name) for name in asked.platforms], _FEW)
        songs = ", with songs" if self.request.tracks else ""
        return f"{whom} on {where}, {asked.first} to {asked.last}{songs}"


@dataclass(slots=True)
class Fetch:
    """An asking, under way or ended.

    Attributes:
        wanted: what is asked.
        who: whom the last answer was about; empty before the first.
        done: how many questions of the present step are answered.
        of: of how many.
        over: whether it has ended.
        cancelled: whether somebody ended it.
        told: what could not be had and what was spent, a sentence each.
    """

    wanted: Wanted
    who: str = ""
    done: int = 0
    of: int = 0
    over: bool = False
    cancelled: bool = False
    told: Sequence[str] = field(default=())


def wanted(asked: Asked, link: str, *, tracks: bool) -> Wanted:
    """What can be asked of a question.

    Raises:
        AnswerError: nothing of it can.
    """
    request = request_of(asked, tracks=tracks)
    if not request.has_any:
        raise AnswerError(400, " ".join(request.said) or "Nothing of this can be asked.")
    return Wanted(request, link)


def hindrance(root: Path, environment: Mapping[str, str]) -> str:
    """Why the source cannot be asked here, as a sentence; empty where it can.

    The credentials worker is not asked yet: what it does not give is said when it is.
    """
    try:
        settings = load_settings(environment, root / ".env")
        if switched_on(settings, "OFFLINE"):
            return "OFFLINE is set, so that no source is asked."
        Endpoints.from_environment(settings)
    except BacklineError as error:
        return str(error)
    missing = [name for name in KEYS if name not in settings]
    if missing and "WORKER_API_URL" not in settings:
        are = "are" if len(missing) > 1 else "is"
        return (
            f"Soundcharts cannot be asked, since {' and '.join(missing)} {are} not set: see "
            "docs/keys.md."
        )
    return ""


class Fetching:
    """The asking of one site.

    Args:
        root: the label's folder.
        environment: the variables that hold keys and settings.
    """

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment
        self._lock = threading.Lock()
        self._budget: RunBudget | None = None
        self._thread: threading.Thread | None = None
        self.now: Fetch | None = None

    @property
    def under_way(self) -> bool:
        """Whether something is being asked."""
        return self.now is not None and not self.now.over

    def start(self, wanted: Wanted) -> None:
        """Begin to ask.

        Raises:
            AnswerError: something else is being asked, or the source cannot be asked here.
        """
        if why := hindrance(self._root, self._environment):
            raise AnswerError(409, why)
        with self._lock:
            if self.under_way:
                raise AnswerError(
                    409,
                    "Something else is being asked just now; wait until it has ended, or cancel "
                    "it.",
                )
            self.now, self._budget = Fetch(wanted), None
            self._thread = threading.Thread(target=self._run, args=(self.now,), name="fetch")
            self._thread.start()

    def cancel(self) -> None:
        """Ask no more; what was had by then is stored."""
        with self._lock:
            if self.now is not None and not self.now.over:
                self.now.cancelled = True
                if self._budget is not None:
                    self._budget.end(_CANCELLED)

    def close(self) -> None:
        """Ask no more, and wait until what was had is stored."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()

    def _run(self, fetch: Fetch) -> None:
        try:
            told = self._ask(fetch)
        except BacklineError as error:
            told = [f"Soundcharts was not asked. {error}"]
        except Exception as error:  # noqa: BLE001 (its message may hold a key, so only its place is said)
            where = place_of(error)
            log.error("The asking ended with a fault: %s", where)  # noqa: TRY400
            told = [f"This is a fault in Backline: {where}."]
        fetch.told = (*fetch.wanted.request.said, *told)
        fetch.over = True

    def _ask(self, fetch: Fetch) -> list[str]:
        dotenv = self._root / ".env"
        credentials = load_credentials(self._environment, dotenv, names=KEYS)
        endpoints = Endpoints.from_environment(load_settings(self._environment, dotenv))

        def progress(who: str, done: int, of: int) -> None:
            fetch.who, fetch.done, fetch.of = shown(who, 60), done, of

        def begun(budget: RunBudget) -> None:
            with self._lock:
                self._budget = budget
                if fetch.cancelled:
                    budget.end(_CANCELLED)

        told = ask_service(
            Store(self._root),
            credentials,
            endpoints,
            fetch.wanted.request,
            progress=progress,
            begun=begun,
        )
        down = credentials.unavailable
        return [*([f"{down[0].upper()}{down[1:]}."] if down else []), *told]
