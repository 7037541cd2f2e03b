"""Proxies of the environment: heeded for every platform, never for this machine itself."""

from __future__ import annotations

import os

_THIS_MACHINE = ("127.0.0.0/8", "localhost", "::1")


def around_proxies() -> dict[str, str]:
    """The ``proxies`` of a request: those of the environment, but for addresses of this machine.

    The sandbox and a worker under trial are on this machine, where a proxy cannot reach them.
    """
    theirs = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if theirs.strip() == "*":
        return {"no_proxy": "*"}
    return {"no_proxy": ",".join([*_THIS_MACHINE, *filter(None, [theirs])])}
