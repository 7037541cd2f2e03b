"""Turning other people's words into keys that are safe in a file, a URL or a sentence."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def slug(text: str, fallback: str) -> str:
    """A key made of ``a-z``, ``0-9`` and single hyphens, at most 60 characters.

    A text without any such letter (an emoji, another script) gets ``fallback`` and a digest of
    itself, so that the same text always makes the same key.
    """
    plain = folded(text).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    digest = hashlib.sha256(whole_signs(text).encode()).hexdigest()
    return key or f"{fallback}-{digest[:8]}"


def same_name(text: str) -> str:
    """The form in which two spellings of one name or title are equal.

    Letters are compared without case, compatibility forms and typographic quotes, and runs of
    white space count as one blank.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS).casefold()
    return " ".join(plain.split())


_BASE_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
        "ĸ": "q", "ł": "l", "ŋ": "n", "ŧ": "t", "ƀ": "b", "ɓ": "b", "ƈ": "c", "ɖ": "d",
        "ɗ": "d", "ə": "e", "ƒ": "f", "ɠ": "g", "ɨ": "i", "ƙ": "k", "ƚ": "l", "ɲ": "n",
        "ƥ": "p", "ƭ": "t", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ǥ": "g", "ɏ": "y", "ⱥ": "a",
        "\ufe0e": "", "\ufe0f": "",
    }
)  # fmt: skip
"""Letters that Unicode does not decompose, and how an emoji is to be drawn, which nobody types.

Source: Unicode CLDR, transform ``Latin-ASCII``.
"""


def folded(text: str) -> str:
    """The form in which names are searched: what somebody types who lacks the name's letters.

    :func:`same_name` without accents and with base letters: ``rosalia`` for ROSALÍA, ``sohne`` for
    Söhne, ``strasse`` for Straße. Other scripts and signs stand for themselves.
    """
    plain = unicodedata.normalize("NFKD", same_name(text)).casefold()
    # Only the accents of European scripts: in others such marks are vowels.
    plain = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKD", " ".join(plain.translate(_BASE_LETTERS).split()))


EQUAL = 2
"""The last rank of :func:`fits` at which the whole name was typed."""


def fits(typed: str, name: str) -> int | None:
    """How well typed text fits a name: smaller is better, None where it does not.

    0 is the name in this very spelling, 1 the same name (:func:`same_name`), 2 the same without
    accents, 3 its beginning, 4 the beginning of one of its words, 5 a part of it.
    """
    if typed == name:
        return 0
    if same_name(typed) == same_name(name):
        return 1
    wanted, there = folded(typed), folded(name)
    if wanted == there:
        return EQUAL
    if there.startswith(wanted):
        return 3
    if re.search(rf"(?<!\w){re.escape(wanted)}", there):
        return 4
    return 5 if wanted in there else None


def search(
    typed: str, items: Iterable[T], names: Callable[[T], Iterable[str]]
) -> list[tuple[int, T]]:
    """The items with a name that fits what was typed, the best first, ranked as by :func:`fits`.

    Items of one rank stay in their order.
    """
    ranked = []
    for item in items:
        ranks = [rank for name in names(item) if (rank := fits(typed, name)) is not None]
        if ranks:
            ranked.append((min(ranks), item))
    return sorted(ranked, key=lambda pair: pair[0])


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(text: str, most: int = 100) -> str:
    """Somebody else's text, fit for one line: no control or direction signs, shortened with ``…``.

    Zero-width joiners stay, since emoji are built with them.
    """
    line = text
    if not text.isprintable():  # which nearly every text is, and a page shows hundreds
        line = "".join(
            c if c == "\u200d" or unicodedata.category(c) not in _UNSEEN else " " for c in text
        )
    line = " ".join(line.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


LONGEST_KEPT = 500
"""So many signs of a title or a sentence of others are kept; true ones have about 300 at most."""

_NEVER_KEPT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HALVES = re.compile("[\ud800-\udfff]")


def whole_signs(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON may hold and no file can."""
    return _HALVES.sub("\ufffd", text)


def kept(text: str, most: int = LONGEST_KEPT) -> str:
    """Somebody else's text as it is stored: one line that every file can hold, not too long.

    Unlike :func:`shown` it changes nothing else, so that a text comes back as its owner wrote it.
    """
    if text.isprintable() and len(text) <= most:
        return text  # nearly all are
    line = _NEVER_KEPT.sub(" ", whole_signs(text))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def first_line(error: BaseException | str) -> str:
    """The first line of an error's text, short enough for a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return shown(lines[0], 160).rstrip(".")


_PLAIN_SIGNS = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "…": "...", "·": "|", "•": "*", "±": "+-", "×": "x",
    "→": "->", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ",
    "\u200d": "",
}  # fmt: skip


def plain_sign(sign: str) -> str:
    """The nearest ASCII to a sign, for outputs that lack it; ``?`` where there is none."""
    if sign in _PLAIN_SIGNS:
        return _PLAIN_SIGNS[sign]
    near = unicodedata.normalize("NFKD", sign).translate(_BASE_LETTERS)
    if near == sign:
        near = folded(sign)
        near = near.capitalize() if sign.isupper() else near
    near = near.encode("ascii", "ignore").decode()
    return near or ("" if unicodedata.combining(sign) or sign in "\ufe0e\ufe0f" else "?")


_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """Somebody else's text that no spreadsheet takes for a formula: an apostrophe before it.

    Source: OWASP on CSV injection: cells beginning with ``=``, ``+``, ``-``, ``@``, a tab, a
    carriage return or a line feed. :func:`unguarded` gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
