"""Turning other people's words into keys that are safe in a file, a URL or a sentence."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def slug(text: str, fallback: str) -> str:
    """A key made of ``a-z``, ``0-9`` and single hyphens, at most 60 characters.

    A text without any such letter (an emoji, another script) gets ``fallback`` and a digest of
    itself, so that the same text always makes the same key.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return key or f"{fallback}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def same_name(text: str) -> str:
    """The form in which two spellings of one name or title are equal.

    Letters are compared without case, compatibility forms and typographic quotes, and runs of
    white space count as one blank.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS).casefold()
    return " ".join(plain.split())


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(text: str, most: int = 100) -> str:
    """Somebody else's text, fit for one line: no control or direction signs, shortened with ``…``.

    Zero-width joiners stay, since emoji are built with them.
    """
    line = "".join(
        c if c == "\u200d" or unicodedata.category(c) not in _UNSEEN else " " for c in text
    )
    line = " ".join(line.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


FORMULA = r"^'*[=+\-@\t\r]"
"""How a text begins that a spreadsheet would take for a formula: see :func:`guarded`."""

_FORMULA = re.compile(FORMULA)


def guarded(text: str) -> str:
    """Somebody else's text that no spreadsheet takes for a formula: an apostrophe before it.

    Source: OWASP on CSV injection: cells beginning with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return. :func:`unguarded` gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
