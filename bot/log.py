"""The bot's log: everything in it has been through the redactor, tracebacks included."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

from backline.net import Redactor


class RedactingFormatter(logging.Formatter):
    """Formats a record as usual and then takes every known secret out of it."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The record's line and, below it, its traceback."""
        return self._redactor.clean(super().format(record))


def log_to(stream: TextIO, redactor: Redactor) -> logging.Handler:
    """Send every log record of the process to ``stream``; gives the handler."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(redactor))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def log_to_stderr(redactor: Redactor) -> logging.Handler:
    """:func:`log_to` the standard error stream."""
    return log_to(sys.stderr, redactor)
