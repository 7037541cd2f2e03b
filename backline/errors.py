"""The errors Backline raises: one small tree, each with the exit code a script ends with.

Every message is one sentence for a person: what is wrong, where (file, row, field or variable),
and the way out. None ever holds a secret.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Literal

from backline.measure import State


class BacklineError(Exception):
    """Anything Backline reports in one sentence. Ends a script with exit code 1."""

    exit_code = 1


class ConfigError(BacklineError):
    """Wrong usage or configuration: the message names the file or variable to fix (exit 2)."""

    exit_code = 2


class DataError(BacklineError):
    """A file that was asked for cannot be read or must not be written (exit 1)."""


class RootError(DataError):
    """The root itself is in the way: it cannot be written, or a file it holds is damaged.

    Whatever was to be brought into it is not to blame.
    """


class BusyError(RootError):
    """Another run is writing to the root; nothing was changed, and it can be tried again."""


class SourceError(BacklineError):
    """A platform did not give a number; it becomes the state of the rows it costs.

    Attributes:
        state: the state those rows get (never ``measured``).
        scope: ``artist`` when only the asked artist is concerned, ``platform`` when asking for
            further artists would meet the same answer (bad key, quota gone, host down).
        lasting: it does not pass by itself (bad key, unknown id), so that asking again the same
            day is of no use until somebody changes something.
    """

    def __init__(
        self,
        detail: str,
        *,
        state: State = State.FAILED,
        scope: Literal["artist", "platform"] = "artist",
        lasting: bool = False,
    ) -> None:
        super().__init__(detail)
        self.state = state
        self.scope = scope
        self.lasting = lasting

    def for_all(self, detail: str | None = None) -> SourceError:
        """The same for the whole platform, in other words where ``detail`` gives them."""
        said = str(self) if detail is None else detail
        return SourceError(said, state=self.state, scope="platform", lasting=self.lasting)


def place_of(error: BaseException) -> str:
    """Where in the code an error was raised, in words; its message may be other people's text.

    It is how a fault of Backline's own is told: no traceback reaches a person.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name} line {place.lineno}"
