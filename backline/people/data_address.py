"""Where an engine reads the measurements: in this checkout, or at an address that has the same."""

from __future__ import annotations

import re
from typing import Any

from backline.names import shown

CHECKOUT = "data"
"""The folder of this checkout, and the usual place."""

_ADDRESS = re.compile(
    r"(?P<scheme>file|s3|s3a|gs|gcs|az|abfss|hdfs)://"
    r"(?P<host>(?:[A-Za-z0-9_.-]+@)?[A-Za-z0-9_.-]*(?::[0-9]{1,5})?)"
    r"(?P<path>(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_.~=+,-]+)*)/?"
)
"""Without signs that engines read in different ways: blanks, ``%``, what patterns are made of."""

_NAMED_BEFORE_A_HOST = "abfss"
"""In an address of it, ``container@account`` names no user."""


def checked_data(value: Any) -> str:
    """Where the measurements are, as it is written down, checked; an address ends in no slash.

    Raises:
        ValueError: it is no such place, or holds a secret; the message is the rest of a sentence.
    """
    text = value.strip() if isinstance(value, str) else ""
    if text == CHECKOUT:
        return text
    if _has_secret(text):  # said before anything of it is repeated
        raise ValueError(
            "an address holds no user, no key and nothing behind ? or #: give those to whoever "
            "reads there, as a secret of DuckDB's, in the cluster's configuration or in its "
            "environment"
        )
    if text.startswith(("http://", "https://")):
        raise ValueError(
            "a web server does not list its files, and what is not listed cannot be held against "
            'this checkout; name an address that can be listed, such as "s3://bucket/label/data"'
        )
    found = _ADDRESS.fullmatch(text)
    local = found is not None and found["scheme"] == "file"
    if found is None or bool(found["host"]) == local or (local and not found["path"]):
        raise ValueError(
            f'it is "{CHECKOUT}", which is this checkout, or an address such as '
            '"s3://bucket/label/data" or "file:///mnt/label/data", of letters, digits and '
            f"._~=+,- alone, and not {shown(repr(value), 60)}"
        )
    return text.rstrip("/")


def scheme_of(address: str) -> str:
    """What a checked address begins with, e.g. ``s3``."""
    return address.partition("://")[0]


def path_of(address: str) -> str:
    """What a checked address has behind its scheme and host, without the slash it begins with."""
    return address.partition("://")[2].partition("/")[2]


def _has_secret(text: str) -> bool:
    scheme, is_address, rest = text.partition("://")
    if not is_address:
        return False
    before, at, _ = rest.partition("/")[0].rpartition("@")
    named = scheme == _NAMED_BEFORE_A_HOST and ":" not in before
    return "?" in rest or "#" in rest or (bool(at) and not named)
