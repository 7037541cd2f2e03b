"""The marks that git leaves in a file where it could not put two sides together.

A file has hunks between ``<<<<<<<`` and ``>>>>>>>``; in each ``=======`` divides our lines from
theirs, and where git was told to (``merge.conflictStyle diff3``) ``|||||||`` begins what both came
from. Read here into two whole texts, or three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backline.errors import DataError

_MARK = re.compile(r'"?(?P<sign><{7}|\|{7}|={7}|>{7})(?: (?P<label>.*?))?[,;\t"\s]*')
"""A line that is a mark; a spreadsheet that saved the file may have filled the line up."""

_OPEN, _BASE, _MIDDLE, _CLOSE = "<", "|", "=", ">"
_FOLLOWS = {"": _OPEN, _OPEN: _BASE + _MIDDLE, _BASE: _MIDDLE, _MIDDLE: _CLOSE}
"""By the mark that was met last the marks that may come."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A file with marks as the texts it stands for.

    Attributes:
        ours: the file as our side has it.
        theirs: the file as their side has it.
        base: what both came from; None where the marks do not tell it.
        labels: what git calls ours and theirs, such as ``HEAD`` and a branch.
    """

    ours: str
    theirs: str
    base: str | None
    labels: tuple[str, str]


def sides_of(text: str, file: str) -> Sides | None:
    """Both sides of a file with marks; None where it has none.

    A line of ``=======`` outside of a hunk is the file's own text.

    Args:
        text: as :func:`backline.people.saved.read_text` gives it.
        file: its name, for the error.

    Raises:
        DataError: a mark is missing, so that it cannot be told which lines are whose.
    """
    met, opened, hunks, with_base = "", 0, 0, 0
    labels: dict[str, str] = {}
    sides: dict[str, list[str]] = {"ours": [], "base": [], "theirs": []}
    into = {_OPEN: ("ours",), _BASE: ("base",), _MIDDLE: ("theirs",), "": tuple(sides)}
    for number, line in enumerate(text.split("\n"), 1):
        mark = _MARK.fullmatch(line)
        sign = mark["sign"][0] if mark else ""
        if not mark or (not met and sign in (_BASE, _MIDDLE)):
            for name in into[met]:
                sides[name].append(line)
            continue
        if sign not in _FOLLOWS[met]:
            raise _unpaired(file, number)
        labels.setdefault(sign, mark["label"] or "")
        met = "" if sign == _CLOSE else sign
        opened = number if sign == _OPEN else opened
        hunks += sign == _OPEN
        with_base += sign == _BASE
    if met:
        raise _unpaired(file, opened)
    if not hunks:
        return None
    ours, base, theirs = ("\n".join(lines) for lines in sides.values())
    whose = (labels.get(_OPEN, ""), labels.get(_CLOSE, ""))
    return Sides(ours, theirs, base if with_base == hunks else None, whose)


def first_mark(text: str) -> int:
    """The line, from 1, with the first mark that opens a hunk; 0 where none is closed below it."""
    met = enumerate(map(_MARK.fullmatch, text.split("\n")), 1)
    signs = [(number, mark["sign"][0]) for number, mark in met if mark]
    opened = next((number for number, sign in signs if sign == _OPEN), 0)
    return opened if any(sign == _CLOSE and number > opened for number, sign in signs) else 0


def _unpaired(file: str, line: int) -> DataError:
    return DataError(
        f"{file} line {line}: the marks of git's conflict are not complete there, so that nobody "
        "can tell which lines are whose; git checkout --merge brings the file back with all."
    )
