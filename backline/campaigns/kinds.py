"""What a field of a campaign table may hold: each kind reads what people type and writes one form.

A kind's ``read`` takes any usual spelling and raises ValueError with words that end a sentence
(``it is below 0``); ``write`` gives the one form that stands in the file. No file is opened here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from backline.names import kept, same_name, shown
from backline.numbers import whole
from backline.spotify_links import playlist_link, spotify_id

LONGEST_LINE = 300
LONGEST_NOTES = 10_000


class Kind(ABC):
    """What one field holds.

    Attributes:
        words: what is expected, for prompts, errors and the documentation.
        column: DuckDB's type of the values.
    """

    words: str
    column: str = "varchar"

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value that a text which is not blank stands for.

        Raises:
            ValueError: it stands for none; the message says why.
        """

    def write(self, value: Any) -> str:
        """The form that the file has; :meth:`read` gives the value back."""
        return str(value)

    def tidy(self, text: str) -> str:
        """A text as the file has it; empty stays empty.

        Raises:
            ValueError: as for :meth:`read`.
        """
        return self.write(self.read(text)) if text.strip() else ""


@dataclass(frozen=True)
class Text(Kind):
    """Words: a name, or notes of several lines."""

    lines: bool = False

    @property
    def words(self) -> str:  # type: ignore[override]
        """Text in words."""
        return "text, several lines allowed" if self.lines else "text"

    def read(self, text: str) -> str:
        """The text without blanks around it; one line unless more may be."""
        if self.lines:
            found = "\n".join(kept(line.rstrip(), LONGEST_NOTES) for line in text.splitlines())
            return found.strip()[:LONGEST_NOTES]
        return kept(" ".join(text.split()), LONGEST_LINE)


_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MONTHS = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|"
    "oct(ober)?|nov(ember)?|dec(ember)?"
)
_DATE_LIKE = re.compile(rf"(?:{_MONTHS})-?(?:\d+-?)*|true|false")
LONGEST_ID = 80


def is_id(text: str) -> bool:
    """Whether a text can name a row and comes back from a spreadsheet as it was.

    It begins with a letter, so that no leading zero can be lost, and is no month with a number,
    which a spreadsheet takes for a day.
    """
    return bool(_ID.fullmatch(text)) and not _DATE_LIKE.fullmatch(text) and len(text) <= LONGEST_ID


@dataclass(frozen=True)
class Id(Kind):
    """The row's own name, which never changes."""

    words = "small letters, digits and single hyphens, beginning with a letter"

    def read(self, text: str) -> str:
        """The id."""
        found = text.strip()
        if not is_id(found):
            raise ValueError(f"it must be {self.words}")
        return found


@dataclass(frozen=True)
class Ref(Kind):
    """The id of a row of another table."""

    table: str

    @property
    def words(self) -> str:  # type: ignore[override]
        """What it names."""
        return f"an id of {self.table}.csv"

    def read(self, text: str) -> str:
        """The id; whether there is such a row is checked with the whole book."""
        return Id().read(text)


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number."""

    least: int | None = 0
    column = "bigint"

    @property
    def words(self) -> str:  # type: ignore[override]
        """What it may be."""
        return "a whole number" if self.least is None else f"a whole number from {self.least}"

    def read(self, text: str) -> int:
        """The number, thousands in groups or not."""
        found = whole(text.strip().removesuffix("streams").strip())
        if found is None:
            raise ValueError("it is no whole number")
        if self.least is not None and found < self.least:
            raise ValueError(f"it is below {self.least}")
        return found


_MONEY = re.compile(
    r"(?P<sign>[-−(]?)\s*(?:[A-Z]{3}|[$€£])?\s*(?P<sign2>-?)\s*"
    r"(?:(?P<grouped>[1-9]\d{0,2}(?:(?P<by>[., '’\u00a0\u202f])\d{3})+)|(?P<plain>\d+))"
    r"(?:[.,](?P<cents>\d{1,4}))?\s*(?:[A-Z]{3}|[$€£])?\)?"
)


@dataclass(frozen=True)
class Money(Kind):
    """An amount in the label's currency, never below 0."""

    words = "an amount such as 1500.00"
    column = "decimal(14, 4)"

    def read(self, text: str) -> Decimal:
        """The amount, whatever sign of a currency stands beside it."""
        found = _MONEY.fullmatch(text.strip())
        if not found or (found["grouped"] and len(set(re.findall(r"\D", found["grouped"]))) > 1):
            raise ValueError("it is no amount of money; write it as 1500.00")
        digits = re.sub(r"\D", "", found["grouped"] or found["plain"])
        if len(digits) > 10:
            raise ValueError("it is more than any campaign costs")
        if found["sign"] or found["sign2"]:
            raise ValueError("it is below 0")
        return Decimal(f"{digits}.{found['cents'] or '0'}")

    def write(self, value: Any) -> str:
        """Two decimals, or as many as a price of 1,000 streams needs."""
        amount = Decimal(value)
        exact = amount.quantize(Decimal("0.01"))
        return str(exact if exact == amount else amount.normalize())


@dataclass(frozen=True)
class Day(Kind):
    """A day of the calendar."""

    words = "a day such as 2026-01-31"
    column = "date"

    def read(self, text: str) -> date:
        """The day, which is written year first: no other form says which day is meant."""
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            raise ValueError("it is no day written as 2026-01-31")
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise ValueError("there is no such day in the calendar") from None


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no; empty where nobody said."""

    words = "yes or no"
    column = "boolean"

    def read(self, text: str) -> bool:
        """Yes, in the spellings of spreadsheets and other tables."""
        said = text.strip().casefold()
        if said in {"yes", "y", "true", "t", "1", "checked", "x", "✓"}:
            return True
        if said in {"no", "n", "false", "f", "0", "unchecked"}:
            return False
        raise ValueError("it is neither yes nor no")

    def write(self, value: Any) -> str:
        """``yes`` or ``no``."""
        return "yes" if value else "no"


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words.

    Attributes:
        values: the words.
        spellings: what other systems call them.
    """

    values: Sequence[str]
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:  # type: ignore[override]
        """The words there are."""
        return ", ".join(self.values[:-1]) + f" or {self.values[-1]}"

    def read(self, text: str) -> str:
        """The word that is meant."""
        said = same_name(text).replace("-", "_").replace(" ", "_")
        found = self.spellings.get(said, said)
        if found not in self.values:
            raise ValueError(f"it must be {self.words}")
        return found


@dataclass(frozen=True)
class Track(Kind):
    """A song, as Spotify's id of it."""

    words = "a song's link on Spotify, or its id of 22 signs"

    def read(self, text: str) -> str:
        """The id."""
        return spotify_id("track", text)


@dataclass(frozen=True)
class PlaylistLink(Kind):
    """A playlist's address on Spotify."""

    words = "a playlist's link on Spotify"

    def read(self, text: str) -> str:
        """The id."""
        return spotify_id("playlist", text)

    def write(self, value: Any) -> str:
        """The link."""
        return playlist_link(value)


@dataclass(frozen=True)
class Email(Kind):
    """An address of somebody."""

    words = "an e-mail address"

    def read(self, text: str) -> str:
        """The address."""
        found = text.strip().strip("<>").removeprefix("mailto:")
        if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", found) or len(found) > 254:
            raise ValueError("it is no e-mail address")
        return found


@dataclass(frozen=True)
class Phone(Kind):
    """A number to call."""

    words = "a number such as +44 20 7946 0000"

    def read(self, text: str) -> str:
        """The number as somebody wrote it."""
        found = " ".join(text.split())
        if not re.fullmatch(r"\+?[0-9 ()/.\-]{3,40}(?:\s*(?:x|ext\.?)\s*\d+)?", found):
            raise ValueError("it is no phone number")
        if re.fullmatch(r"[1-9][0-9]+", found):
            raise ValueError(
                "it begins with neither + nor 0, so that a spreadsheet may have taken its zero "
                "away: write it as +44 20 7946 0000 or with its 0"
            )
        return found


_SEPARATED = re.compile(r"(?:[^;\\]|\\.)+")


@dataclass(frozen=True)
class Many(Kind):
    r"""Several values in one cell, with ``; `` between them; a ``;`` of their own is ``\;``."""

    each: Kind
    column = "varchar[]"

    @property
    def words(self) -> str:  # type: ignore[override]
        """What each is."""
        return f"{self.each.words}; several with a semicolon between them"

    def read(self, text: str) -> tuple[Any, ...]:
        """The values, each once, in their order."""
        found = [re.sub(r"\\(.)", r"\1", part).strip() for part in _SEPARATED.findall(text)]
        return tuple(dict.fromkeys(self.each.read(part) for part in found if part))

    def write(self, value: Any) -> str:
        """The values in one line."""
        parts = (self.each.write(one).replace("\\", "\\\\").replace(";", "\\;") for one in value)
        return "; ".join(parts)


def said(text: str) -> str:
    """A cell's text as errors repeat it."""
    return shown(text, 60)
