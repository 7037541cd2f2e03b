"""What becomes of an interaction: it is acknowledged in time and once, answered, or too late."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord_shapes import error, message

PATIENCE = 3.0
"""Seconds within which an interaction is to be acknowledged."""

CALLBACK, EDIT, FOLLOWUP = "callback", "edit", "followup"
"""What a bot does with an interaction."""

_WITHOUT_MESSAGE = {6, 8}
"""Ways to acknowledge that make no message: a press, and names to choose from."""

Seen = Callable[[str, dict[str, Any]], None]


@dataclass(slots=True)
class Fault:
    """What a request gets instead of its answer.

    Attributes:
        status: of the answer; 0 cuts the connection.
        code: Discord's own, in the body.
        retry_after: seconds, of a 429.
        after: whether what was asked for is done all the same.
    """

    status: int
    code: int = 0
    retry_after: float = 0.0
    after: bool = False


@dataclass(slots=True)
class Asked:
    """An interaction and what came of it; moments are those of :func:`time.perf_counter`.

    Attributes:
        payload: what the bot was sent.
        said: the bodies of all that was done with it, by what it was.
        message: its message, once there is one.
        alone: messages that one person alone sees.
        expired: whether its token counts no more.
        deleted: whether somebody took its message away.
        seen: is told of everything that is done with it: what, and the body.
    """

    payload: dict[str, Any]
    begun: float = field(default_factory=time.perf_counter)
    acknowledged: float = 0.0
    answered: float = 0.0
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    message: dict[str, Any] | None = None
    alone: list[str] = field(default_factory=list)
    expired: bool = False
    deleted: bool = False
    seen: Seen | None = None

    def take(self, what: str, body: dict[str, Any], new_id: Callable[[], str]) -> tuple[Any, int]:
        """Do what a bot asks for, as Discord would; gives the body and the status of its answer.

        Args:
            what: :data:`CALLBACK`, :data:`EDIT` or :data:`FOLLOWUP`.
            body: what was sent.
            new_id: gives an id for a message.
        """
        now = time.perf_counter()
        if what == CALLBACK:
            if self.acknowledged:
                return error(40060), 400
            if self.expired or now - self.begun > PATIENCE:
                return error(10062), 404
            self.acknowledged = now
        elif self.expired:
            return error(50027), 401
        elif not self.acknowledged:
            return error(10015), 404
        elif what == EDIT and self.deleted:
            return error(10008), 404
        self.said.append((what, body))
        if self.seen is not None:
            self.seen(what, body)
        return self._shown(what, body, now, new_id), 200

    def _shown(
        self, what: str, body: dict[str, Any], now: float, new_id: Callable[[], str]
    ) -> dict[str, Any]:
        """Put it where people see it, and give what Discord says of it."""
        shown = (body.get("data") or {}) if what == CALLBACK else body
        only_one = bool(shown.get("flags", 0) & 64)
        if what == FOLLOWUP or (what == CALLBACK and body["type"] == 4 and only_one):
            self.alone.append(shown.get("content") or "")
            self.answered = self.answered or now
            made = message(new_id(), shown)
        elif what == CALLBACK and body["type"] in _WITHOUT_MESSAGE:
            self.answered = now if body["type"] == 8 else 0.0
            made = self.message or message(new_id(), {})
        else:
            before = self.message or message(new_id(), {})
            made = self.message = before | message(before["id"], before | shown)
            self.answered = self.answered or (now if what == EDIT or body["type"] == 4 else 0.0)
        if what != CALLBACK:
            return made
        return {
            "interaction": {"id": self.payload["id"], "type": self.payload["type"]},
            "resource": {"type": body["type"], "message": made},
        }
