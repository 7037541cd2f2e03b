"""Delivery through Apprise: bounded in time, and without a word of the library's own.

Addresses are secrets and the library prints parts of them, so none of its words is passed on; of
its log only the HTTP status is read.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from dataclasses import dataclass
from typing import Any, Protocol

from backline.unattended.alerts.words import Message

TIMEOUT = (5.0, 10.0)
"""Seconds to wait for a connection, and for the next piece of an answer; addresses may say less."""

LONGEST = 30.0
"""Seconds one message may take in all, also where an answer comes a byte at a time."""

_STATUS = re.compile(r"\berror[=: ]+(\d{3})\b")


class Deliver(Protocol):
    """Sends a message to an address."""

    def __call__(self, address: str, message: Message) -> str:
        """Why it could not be delivered, as the rest of a sentence; empty where it was."""
        ...


class _Status(logging.Handler):
    """Keeps of the library's log the HTTP status alone, and lets nothing of it be printed."""

    def __init__(self) -> None:
        super().__init__()
        self.status = ""

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        self.status = found[1] if found else self.status


@dataclass(slots=True)
class _Outcome:
    """How one delivery ended; ``done`` is None while it has not."""

    done: bool | None = None


def service_of(address: str) -> str:
    """What the service of an address is called; empty where it is no address of any."""
    service = _service(address)
    return str(service.service_name) if service else ""


def deliver(address: str, message: Message, longest: float = LONGEST) -> str:
    """Send a message to one address, as :class:`Deliver`.

    Args:
        address: as Apprise writes addresses.
        message: what to send.
        longest: seconds it may take in all.
    """
    service = _service(address)
    if service is None:
        return "is no address that Apprise knows; see docs/alerts.md"
    log, heard, outcome = logging.getLogger("apprise"), _Status(), _Outcome()

    def send() -> None:
        from apprise import NotifyFormat

        text = NotifyFormat.TEXT
        try:
            sent = service.notify(body=message.text, title=message.title, body_format=text)
        except Exception:  # noqa: BLE001 (what a thread raises is printed, and may hold an address)
            sent = False
        outcome.done = bool(sent)

    log.addHandler(heard)
    try:
        # A thread of its own, since no timeout ends an answer that comes a byte at a time.
        thread = threading.Thread(target=send, name="alert", daemon=True)
        thread.start()
        thread.join(longest)
    finally:
        log.removeHandler(heard)
    if outcome.done:
        return ""
    if thread.is_alive():
        return f"gave no answer within {longest:g} s"
    return f"answered {heard.status}" if heard.status else "could not be reached"


def _service(address: str) -> Any:
    """The service of an address, bounded; None where it is no address."""
    import apprise

    _be_quiet()
    asset = apprise.AppriseAsset(
        async_mode=False,
        app_id="Backline",
        app_desc="Backline",
        app_url="",
        image_url_mask="",  # its icons are fetched from elsewhere by whoever reads the message
        image_url_logo="",
        interpret_emojis=False,
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,  # it would keep what it learns in files
        secure_logging=True,
    )
    with warnings.catch_warnings():
        # It loads every service there is, some with parts of Python that will go.
        warnings.simplefilter("ignore", DeprecationWarning)
        service = apprise.Apprise.instantiate(address, asset=asset)
    if service is not None:
        service.redirects = False  # a message is not sent on to wherever an answer says
        service.verify_certificate = True
        service.retry = 0  # the next run tries again
        service.socket_connect_timeout = min(service.socket_connect_timeout, TIMEOUT[0])
        service.socket_read_timeout = min(service.socket_read_timeout, TIMEOUT[1])
    return service


def _be_quiet() -> None:
    """Let the library's log, which has parts of addresses, reach nobody; for the whole process."""
    log = logging.getLogger("apprise")
    log.propagate = False
    if not any(isinstance(handler, logging.NullHandler) for handler in log.handlers):
        log.addHandler(logging.NullHandler())
