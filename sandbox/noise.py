"""Numbers that look like chance and are the same on every machine and every day they are asked."""

from __future__ import annotations

from hashlib import blake2b

LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
URL_SAFE = LETTERS_AND_DIGITS + "-_"
DIGITS = "0123456789"
HEX = "0123456789abcdef"


def fraction(*seed: object) -> float:
    """A number in [0, 1) that depends on nothing but ``seed``.

    A digest and not ``random``: its sequence is no promise between versions of Python, and a
    series must give any day without walking through the days before it.
    """
    text = "\x1f".join(str(part) for part in seed)
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def between(low: int, high: int, *seed: object) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return low + int(fraction(*seed) * (high - low + 1))


def code(alphabet: str, length: int, *seed: object) -> str:
    """``length`` signs of ``alphabet``, the way platforms make their ids."""
    text = "\x1f".join(str(part) for part in seed)
    digest = blake2b(text.encode(), digest_size=64).digest()
    number = int.from_bytes(digest, "big")
    signs = []
    for _ in range(length):
        number, rest = divmod(number, len(alphabet))
        signs.append(alphabet[rest])
    return "".join(signs)


def smooth(t: int, every: int, *seed: object) -> float:
    """A wandering line through [-1, 1] with a turn about each ``every`` days."""
    knot, along = divmod(t, every)
    share = along / every
    share = share * share * (3 - 2 * share)
    here, there = (2 * fraction(*seed, knot + i) - 1 for i in (0, 1))
    return here + (there - here) * share
