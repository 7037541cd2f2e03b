"""Reading an HTTP answer without trusting it: its endpoint, its reason, the wait it asks for."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from backline.names import whole_signs

_DEEPEST = 50  # levels in each other; Python's own limit would be met at another depth each time
_LONGEST = 40  # digits of a number
_YEAR = 366 * 86400.0  # no wait is longer, whatever a header says
_REASON = re.compile(r"[A-Za-z][A-Za-z_]{2,39}")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{2,19}")


def dig(body: Any, *path: str | int) -> Any:
    """What lies at ``path`` in a JSON value, or None where any step of it is missing."""
    for step in path:
        if isinstance(step, int):
            body = body[step] if isinstance(body, list) and step < len(body) else None
        else:
            body = body.get(step) if isinstance(body, dict) else None
    return body


def number(body: Any, *path: str | int) -> int | None:
    """The whole number at ``path``, such as an error's code, or None where there is none."""
    found = dig(body, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def endpoint(url: str) -> str:
    """The last word of an address's path, to name it without ids or secrets.

    ``…/v1/artists/0OdUWJ0sBjDrqHygGUXeCF/top-tracks?market=US`` is ``top-tracks``.
    """
    words = [part for part in urlsplit(url).path.split("/") if _WORD.fullmatch(part)]
    return words[-1] if words else "request"


def json_value(content: bytes | str) -> Any:
    """The JSON in a body: UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    A whole number that is longer than any count or id comes as the text of its digits.

    Raises:
        ValueError: it is none, or nested deeper than any answer.
    """
    try:
        value = json.loads(content, parse_int=_whole)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return value
    raise ValueError("nested too deep")


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST else digits


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def json_object(content: bytes) -> dict[str, Any] | None:
    """The JSON object in a body, or None where it holds none."""
    try:
        value = json_value(content)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def page_text(content: bytes) -> str:
    """The text of a web page, in any form of Unicode; what is none is replaced."""
    return content.decode(json.detect_encoding(content), "replace")


def is_text(value: str) -> bool:
    """Whether a text can be written down: JSON may hold halves of surrogate pairs, no file can."""
    return value == whole_signs(value)


def is_key(value: str) -> bool:
    """Whether a text can be a key or token: a header carries no others."""
    return value.isascii() and value.isprintable() and " " not in value


def reason(body: Any) -> str:
    """The platform's code word for an error, or the empty string.

    Only single words pass: a message is a stranger's text and may repeat what it was sent.
    """
    for path in (
        ("error", "errors", 0, "reason"),
        ("error", "reason"),
        ("error", "status"),
        ("error",),
    ):
        word = dig(body, *path)
        if isinstance(word, str) and _REASON.fullmatch(word):
            return word
    return ""


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds an answer asks to wait, or None where it asks for nothing readable.

    Source: RFC 9110 ``Retry-After`` (seconds or a date); Discord's ``X-RateLimit-Reset-After``.
    """
    for name in ("Retry-After", "X-RateLimit-Reset-After"):
        text = headers.get(name)
        if text is None:
            continue
        try:
            seconds = float(text)
        except ValueError:
            try:
                seconds = Retry().parse_retry_after(text)
            except (InvalidHeader, ValueError, OverflowError):  # no date, or none of a calendar
                continue
        if math.isfinite(seconds):
            return min(max(0.0, seconds), _YEAR)
    return None


def duration(seconds: float) -> str:
    """A wait in words, e.g. ``24 hours``."""
    for size, unit in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    whole = math.ceil(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}"


def wrong_kind(
    headers: Mapping[str, str],
    content: bytes,
    body: dict[str, Any] | None,
    expects: Literal["json", "html"],
) -> str:
    """What came instead of the expected kind of answer, or the empty string.

    ``body`` is the JSON object in ``content``, where there is one. Data is taken under any name
    but that of a web page: Meta has called its own ``text/javascript``.
    """
    if not content:
        return "with nothing"
    kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
    is_html = "html" in kind
    if expects == "html":
        return "" if is_html else "something that is no web page"
    if is_html:
        return "a web page where data belongs"
    return "" if body is not None else "data that is broken off or garbled"
