"""Where questions are answered: on this machine, or by a cluster that speaks Spark Connect."""

from __future__ import annotations

import re
from typing import Any

from backline.names import shown

HERE = "duckdb"
"""The engine of this machine, and the usual one."""

_ADDRESS = re.compile(
    r"sc://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<more>/(?:;[A-Za-z0-9_.-]{1,64}=[A-Za-z0-9_.%:+-]{1,256})*)?"
)
"""Source: Spark Connect, "Client connection string"."""

USUAL_PORT = 15002


def checked_engine(value: Any) -> str:
    """An engine as it is written down, checked.

    Raises:
        ValueError: it is none, or holds a secret; the message is the rest of a sentence.
    """
    text = value.strip() if isinstance(value, str) else ""
    found = _ADDRESS.fullmatch(text)
    if text != HERE and (found is None or int(found["port"] or 1) > 65535):
        raise ValueError(
            f'it is "{HERE}" or the address of a cluster such as "sc://host:15002", '
            f"and not {shown(repr(value), 60)}"
        )
    if found and re.search(r"(?i)token|password|secret", found["more"] or ""):
        raise ValueError(
            "an address holds no token: put that in the environment as BACKLINE_ENGINE_TOKEN"
        )
    return text


def host_and_port(address: str) -> tuple[str, int]:
    """The host and the port of a checked address of a cluster."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"{shown(repr(address), 60)} is no address of a cluster")
    return found["host"].strip("[]"), int(found["port"] or USUAL_PORT)
