"""Whom a credit names: ``Olly & JVLI`` is two artists, ``Florence + the Machine`` is one.

No sign tells a name of several words from several names. What is known to be one artist is one:
the whole credit first, then as much of it as is known. The rest is cut where platforms join names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backline.names import folded

_JOINED = re.compile(r" & |, | feat\. | x ", re.IGNORECASE)
"""What stands between the artists of a credit."""


def credited(credit: str, known: Callable[[str], bool] = lambda _: False) -> tuple[str, ...]:
    """The artists a credit names, the first one first.

    Args:
        credit: as a platform writes it; empty where it says nobody.
        known: whether a name is known to be one artist's. A credit that is one as a whole, or
            from one separator to another, is not cut there.
    """
    parts = list(_parts(credit))
    found: list[str] = []
    at = 0
    while at < len(parts):
        ends = range(len(parts), at + 1, -1)
        end = next((n for n in ends if known(_between(credit, parts, at, n))), at + 1)
        found.append(_between(credit, parts, at, end))
        at = end
    return tuple(dict.fromkeys(found))


def spelling(credit: str, name: str) -> str:
    """How a credit spells a name that it names as a whole or as a part; empty where it does not.

    Accents do not count, since a person types what the keyboard has. A name that has a separator in
    it, such as ``Earth, Wind & Fire``, is found beside others too.
    """
    wanted = folded(name)
    if folded(credit) == wanted:
        return credit
    parts = credited(credit, lambda part: folded(part) == wanted)
    return next((part for part in parts if folded(part) == wanted), "")


def _parts(credit: str) -> Iterator[tuple[int, int]]:
    """Where each part of a credit begins and ends."""
    begin = 0
    for found in _JOINED.finditer(credit):
        if credit[begin : found.start()].strip():
            yield begin, found.start()
        begin = found.end()
    if credit[begin:].strip():
        yield begin, len(credit)


def _between(credit: str, parts: list[tuple[int, int]], first: int, end: int) -> str:
    return credit[parts[first][0] : parts[end - 1][1]].strip()
