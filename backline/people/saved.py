"""Every text file that people save, read in one way, whatever program saved it.

A file may begin with a byte order mark, be UTF-16, and end its lines in any way. What is no UTF-8
is taken only where its encoding is certain. Tables are read by :mod:`backline.people.tables`.
"""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backline.errors import BacklineError, DataError
from backline.names import whole_signs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS = (
    (b"PK\x03\x04", "a workbook or another packed file"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old Excel"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a packed file"),
    (b"PAR1", "a Parquet file"),
)
"""What a file begins with that people take for a CSV."""

MOST = 32 * 2**20
"""Bytes of a file that is handed in. The exports and sheets of a label have a tenth of it; what is
made of a larger one would fill the memory."""

WINDOWS = "Windows-1252"


@dataclass(frozen=True, slots=True)
class Saved:
    """A file's text, its lines ended by line feeds.

    Attributes:
        name: of the file.
        encoding: empty where it is a form of Unicode, else what it was taken for.
    """

    name: str
    text: str
    encoding: str = ""

    @property
    def said(self) -> str:
        """A sentence for people where the file is not Unicode, else nothing."""
        if not self.encoding:
            return ""
        return (
            f"{self.name} is not UTF-8; it was read as {self.encoding}, as spreadsheets on Windows "
            "save it: look at the names with accents."
        )


def read_saved(
    path: Path,
    error: type[BacklineError] = DataError,
    most: int | None = MOST,
    *,
    ours: bool = False,
) -> Saved:
    """The text of a file and how it was encoded.

    Args:
        path: the file.
        error: what to raise.
        most: bytes it may have; None for a file of Backline's own, however long it has grown.
        ours: whether Backline writes it, always with line feeds. A bare carriage return among them
            is a part of a cell, as earlier versions left it there.

    Raises:
        BacklineError: of the type asked for: there is no such file, it cannot be opened, it is too
            large, or no text of a certain encoding; one sentence with the way out.
    """
    try:
        with path.open("rb") as file:
            content = file.read() if most is None else file.read(most + 1)
    except FileNotFoundError:
        raise error(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise error(f"{path} is a folder; name a file in it.") from None
    except PermissionError:
        what = "is a folder; name a file in it" if path.is_dir() else "may not be read by this user"
        raise error(f"{path} {what}.") from None
    except OSError as fault:
        raise error(f"{path.name} cannot be read ({fault.strerror or 'unknown fault'}).") from None
    if most is not None and len(content) > most:
        raise error(
            f"{path.name} is larger than {most // 2**20} MB, which no export or sheet is: name the "
            "right file, or hand it in in several parts."
        )
    text, encoding = _decoded(content, path.name, error)
    text = text.replace("\r\n", "\n")
    bare = " " if ours and "\n" in text else "\n"
    return Saved(path.name, text.replace("\r", bare), encoding)


def read_text(path: Path, error: type[BacklineError] = DataError, *, ours: bool = False) -> str:
    """The text of :func:`read_saved` alone."""
    return read_saved(path, error, most=None, ours=ours).text


def _decoded(content: bytes, name: str, error: type[BacklineError]) -> tuple[str, str]:
    """The text, and the name of its encoding where that is no Unicode."""
    for begin, what in _OTHERS:
        if content.startswith(begin):
            raise error(f"{name} is {what}, not text: save it as CSV (UTF-8).")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _unicode(content[len(mark) :], encoding, name, error), ""
    if b"\0" in content:
        encoding = _unmarked(content)
        if not encoding:
            at = content.index(b"\0")
            line = content.count(b"\n", 0, at) + 1
            raise error(
                f"{name} line {line} has a NUL byte: the file is damaged, or it is no text; take a "
                "copy from where it came from."
            )
        return _unicode(content, encoding, name, error), ""
    try:
        return content.decode(), ""
    except UnicodeDecodeError as fault:
        text = _western(content)
        if text is None:
            line = content.count(b"\n", 0, fault.start) + 1
            raise error(
                f"{name} line {line} cannot be read as UTF-8, and no other encoding is certain: "
                "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)."
            ) from None
        return text, WINDOWS


def _unicode(content: bytes, encoding: str, name: str, error: type[BacklineError]) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        form = encoding[:6].upper().rstrip("-")
        raise error(
            f"{name} begins as {form} and does not go on as such: the file is damaged; save it "
            "again as UTF-8."
        ) from None
    if "\0" in text:
        raise error(f"{name} has NUL characters: the file is damaged, or it is no text.")
    return text


def _unmarked(content: bytes) -> str:
    """UTF-16 without a mark, where it is certain: every other byte of plain signs is 0."""
    if len(content) % 2:
        return ""
    even, odd = content[::2], content[1::2]
    for encoding, low, high in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        if 0 in low or high.count(0) * 2 < len(high):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(sign in "\r\n\t" or unicodedata.category(sign) != "Cc" for sign in text):
            return encoding
    return ""


_BESIDE_WORDS = set("’‘“”„‚–—…•€£§©®™°·«»¿¡ªº´½¼¾²³× \u00a0")
_HALF_UTF8 = re.compile("[ÂÃâ][\u0080-\u00bf\u2013-\u203a\u20ac\u2122]|ðŸ")
_CENTRAL = (set("šžŠŽ"), set("èøìùïòØÈÏÒÙÌ"))
"""Signs of which Czech saved in its own code page has both; read as Western, it looks like this."""


def _western(content: bytes) -> str | None:
    """The text as Windows-1252, or None where that is not certain.

    Western European words have single accented letters among plain ones. Other code pages read as
    this one give whole words of accents, capitals after small letters, or signs within words.
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    signs = set(text)
    if re.search(r"[^\x00-\x7f]{3}", text) or _HALF_UTF8.search(text):
        return None
    if any(unicodedata.category(sign) == "Cc" and sign not in "\r\n\t" for sign in signs):
        return None
    if all(signs & some for some in _CENTRAL):
        return None
    return (
        text if all(_fits(text, at.start()) for at in re.finditer(r"[^\x00-\x7f]", text)) else None
    )


def _fits(text: str, at: int) -> bool:
    """Whether a sign beyond ASCII stands where Western words have it."""
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign.isalpha() and sign not in "ªºƒ":
        plain = (before.isalpha() and before.isascii()) or (after.isalpha() and after.isascii())
        single = sign in "àÀáÁóÓéÉ" and not before.isalpha() and not after.isalpha()
        return (plain or single) and not (sign.isupper() and before.islower())
    within = before.isalpha() and after.isalpha()
    return sign in _BESIDE_WORDS and (sign in "’·" or not within)


def unmangled(text: str) -> tuple[str, bool]:
    """The text, and whether it was UTF-8 that a program had read as Windows-1252 and saved again.

    ``Mi NiÃ±a`` becomes Mi Niña, where all of the text can have come about so.
    """
    if not _HALF_UTF8.search(text):
        return text, False
    try:
        # The five bytes that Windows-1252 does not have pass through as themselves.
        parts = (c.encode("latin-1" if "\x80" <= c <= "\x9f" else "cp1252") for c in text)
        return b"".join(parts).decode(), True
    except UnicodeError:
        return text, False


def parse_json(text: str) -> Any:
    """A JSON document; halves of surrogate pairs in it are replaced, which no file can hold.

    Raises:
        DataError: it is none; the message is only why, without the file's name.
    """
    try:
        return _whole_signs(json.loads(text))
    except json.JSONDecodeError as error:
        raise DataError(
            f"line {error.lineno} is not JSON ({error.msg}); the file may be cut short"
        ) from None
    except RecursionError:
        raise DataError("nests lists or objects too deeply to be read") from None
    except ValueError:
        raise DataError("has a number with more digits than any count") from None


def _whole_signs(value: Any) -> Any:
    if isinstance(value, str):
        return whole_signs(value)
    if isinstance(value, list):
        return [_whole_signs(one) for one in value]
    if isinstance(value, dict):
        return {whole_signs(name): _whole_signs(one) for name, one in value.items()}
    return value
