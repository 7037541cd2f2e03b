"""What the clients of paid services have in common: they count, and know what the plan has not."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from backline.net import Client, Redactor


class ServiceSession(Client):
    """The session of a service that is paid for by the request.

    Attributes:
        asked: requests made so far.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As any client."""
        super().__init__(*args, **kwargs)
        self.asked = 0

    def forgive(self) -> None:
        """Take what was refused for what it is, and not for a sign of a dead platform."""
        with self._lock:
            self._in_a_row = 0


Session = TypeVar("Session", bound=ServiceSession)


class ServiceClient(Generic[Session]):
    """The calls Backline makes to a service.

    An endpoint that refuses good keys is not in the label's plan: it is asked no more in this run
    and every later call of it raises ``not_offered``.

    Attributes:
        locked: by endpoint, the sentence of what the plan does not give.
        clean: takes the keys out of a text.
    """

    def __init__(self, session: Session, redactor: Redactor) -> None:
        self.locked: dict[str, str] = {}
        self.clean = redactor.clean
        self._session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    @property
    def asked(self) -> int:
        """Requests made so far, those for a token included."""
        return self._session.asked
