"""The bot's log: everything in it has been through the redactor, tracebacks included."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from backline.errors import ConfigError
from backline.names import shown
from backline.net import Redactor


class Form(StrEnum):
    """How the log is written: lines for people, or one JSON object a line for programs."""

    plain = "plain"
    json = "json"


def form_of(text: str) -> Form:
    """The form that ``BACKLINE_LOG`` names; plain where it names none.

    Raises:
        ConfigError: there is no such form.
    """
    try:
        return Form(text.lower() or Form.plain)
    except ValueError:
        raise ConfigError(f"BACKLINE_LOG must be plain or json, not {shown(text, 40)!r}.") from None


class RedactingFormatter(logging.Formatter):
    """Formats a record as usual and then takes every known secret out of it."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The record's line and, below it, its traceback."""
        return self._redactor.clean(super().format(record))


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object on one line, without any known secret."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Its time in UTC, level, logger, message and, where there is one, exception."""
        at = datetime.fromtimestamp(record.created, UTC)
        said = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            # Cleaned before JSON spells it, which then stays whole whatever a secret is.
            "message": self._redactor.clean(record.getMessage()),
        }
        if record.exc_info:
            said["exception"] = self._redactor.clean(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


_RECONNECT = re.compile(r"Attempting a reconnect in ([\d.]+)s")
_TYPING = re.compile(r"Ignoring exception in autocomplete for '([^']+)'")


def in_a_sentence(record: logging.LogRecord) -> bool:
    """Say in one line what discord.py tells with a whole traceback, where nothing in it helps.

    That is a lost connection, and names that came too late for somebody who was still typing.
    """
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, Exception):
        return True
    message = record.getMessage()
    if found := _RECONNECT.match(message):
        code = getattr(error, "code", None) or getattr(error, "status", None)
        reason = f"{type(error).__name__}{f' {code}' if code else ''}"
        seconds = max(1.0, float(found[1]))
        _say(record, f"Discord cannot be reached ({reason}); tried again in {seconds:.0f} s.")
    elif found := _TYPING.match(message):
        from bot.sending import why

        if reason := why(error):
            _say(record, f"No names could be proposed for /{found[1]}, since {reason}.")
    return True


def _say(record: logging.LogRecord, sentence: str) -> None:
    record.msg, record.args = sentence, ()
    record.exc_info = record.exc_text = None
    record.levelno, record.levelname = logging.WARNING, "WARNING"


def log_to(stream: TextIO, redactor: Redactor, form: Form = Form.plain) -> logging.Handler:
    """Send every log record of the process to ``stream``; gives the handler."""
    handler = logging.StreamHandler(stream)
    formatter = JsonFormatter if form is Form.json else RedactingFormatter
    handler.setFormatter(formatter(redactor))
    handler.addFilter(in_a_sentence)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # What it tells of shards and sessions the bot says in words of its own.
    logging.getLogger("discord").setLevel(logging.WARNING)
    return handler


def log_to_stderr(redactor: Redactor, form: Form = Form.plain) -> logging.Handler:
    """:func:`log_to` the standard error stream."""
    return log_to(sys.stderr, redactor, form)
