"""People's corrections: ``corrections.toml`` drops or replaces numbers that are known to be wrong.

The files keep what was recorded; every reader sees the corrected numbers. A correction names the
value it expects to find, so that one written for yesterday's file does no harm to today's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from backline.errors import ConfigError
from backline.measure import VOCABULARY
from backline.names import shown
from backline.people.roster import Roster
from backline.people.saved import read_text
from backline.people.toml import in_words, parse_toml

Count = Annotated[int, Field(ge=0, le=10**15)]


class Correction(BaseModel):
    """One correction.

    Attributes:
        artist: roster key; empty for the label itself.
        subject: key of a track or video; empty for the artist.
        country: ISO 3166 alpha-2; empty for the worldwide number, which is another one.
        source: only rows of this source; all when None.
        first, last: the days it covers (``from`` and ``to`` in the file).
        do: ``drop`` the number, or ``replace`` it with ``value``.
        expect: the value it expects to find: one for every day, or a list with one for each
            measured day of the span.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    artist: str
    platform: str
    metric: str
    subject: str = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    source: str | None = None
    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="to")
    do: Literal["drop", "replace"]
    value: Count | None = None
    expect: Count | tuple[Count, ...]
    reason: Annotated[str, Field(min_length=3, max_length=300)]

    @field_validator("expect", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.platform, self.metric) not in VOCABULARY:
            raise ValueError(f"there is no number {self.platform}/{self.metric}")
        if self.last and self.last < self.first:
            raise ValueError(f"to {self.last} is before from {self.first}")
        if (self.do == "replace") is (self.value is None):
            raise ValueError("a value belongs to replace, and only to it")
        return self

    @property
    def series(self) -> tuple[str, str, str, str, str]:
        """Whose number of what it is: artist, platform, metric, subject and country."""
        return self.artist, self.platform, self.metric, self.subject, self.country

    @property
    def until(self) -> date:
        """The last day it covers."""
        return self.last or self.first


@dataclass(frozen=True, slots=True)
class Placed:
    """A correction and the line of its table in the file."""

    line: int
    correction: Correction


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    correction: list[dict[str, Any]] = []


def load_corrections(path: Path, roster: Roster) -> tuple[Placed, ...]:
    """Read and check a root's corrections; none where there is no file.

    Raises:
        ConfigError: the file is no TOML, breaks a rule, names an artist the roster lacks, or two
            corrections want different things of one number; the sentence names the line.
    """
    return (
        parse_corrections(read_text(path, ConfigError), roster, path.name) if path.exists() else ()
    )


def parse_corrections(text: str, roster: Roster, name: str) -> tuple[Placed, ...]:
    """The corrections of a text, checked.

    Args:
        text: as :func:`backline.people.saved.read_text` gives it.
        roster: has the artists.
        name: what errors call the file.

    Raises:
        ConfigError: as for :func:`load_corrections`.
    """
    document = parse_toml(text, name, lists=("correction",))
    try:
        tables = _File.model_validate(document).correction
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        raise ConfigError(
            f"{name}: {shown(str(field))!r} is unknown; write [[correction]] tables."
        ) from None
    lines = [n for n, line in enumerate(text.splitlines(), 1) if HEADER.match(line)]
    placed = tuple(
        Placed(line, _checked(table, f"{name} line {line}", roster))
        for line, table in zip(lines or [1] * len(tables), tables, strict=True)
    )
    _refuse_contradictions(placed, name)
    return placed


HEADER = re.compile(r"^[ \t]*\[\[\s*correction\s*\]\]", re.MULTILINE)
"""What each correction begins with."""


def _checked(table: dict[str, Any], where: str, roster: Roster) -> Correction:
    try:
        correction = Correction.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
        message = in_words(first)
        if first["type"] == "extra_forbidden":
            message = "there is no such field of a correction"
        about = f"{field}: " if field else ""
        raise ConfigError(f"{where}: {about}{message}.") from None
    if correction.artist and roster.find(correction.artist) is None:
        raise ConfigError(f"{where}: the roster has no artist {shown(correction.artist)!r}.")
    return correction


def _refuse_contradictions(placed: tuple[Placed, ...], name: str) -> None:
    """No number may be corrected twice: which one counts would be anybody's guess."""
    for place, one in enumerate(placed):
        for other in placed[:place]:
            if overlap(one.correction, other.correction):
                raise ConfigError(
                    f"{name} line {one.line}: covers days that line {other.line} corrects already; "
                    "keep one of them."
                )


def overlap(a: Correction, b: Correction) -> bool:
    """Whether two corrections are about one number."""
    same = a.series == b.series
    sources = a.source is None or b.source is None or a.source == b.source
    return same and sources and a.first <= b.until and b.first <= a.until
