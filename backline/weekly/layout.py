"""The layouts of the weekly sheet: data that an agency writes for itself (``layouts/*.toml``)."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from backline.analysis.growth import By
from backline.measure import VOCABULARY
from backline.names import shown

MOST_WEEKS = 2000
"""More older columns than anybody has."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Text = Annotated[str, Field(max_length=200)]


SETTINGS = ("title", "week_ends", "by", "weeks", "tracks", "rows_above", "rows_between")
"""What stands at the top of a layout, outside every table."""


def misplaced(setting: str) -> str:
    """What to do with a setting of the whole layout that stands in one of its tables."""
    return f"{setting!r} is a setting of the whole layout: move it above the first line with ["


def _known_series(value: str) -> str:
    platform, _, metric = value.partition("/")
    if (platform, metric) not in VOCABULARY:
        known = ", ".join(f"{p}/{m}" for p, m in VOCABULARY)
        raise ValueError(f"there is no number {shown(value, 60)!r}; there are {known}")
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Format(_Part):
    """How cells are written.

    Attributes:
        separator: what stands between the cells of the CSV.
        thousands: what groups the digits of a number, empty for nothing.
        date: made of ``M`` ``MM`` ``D`` ``DD`` ``YY`` ``YYYY`` and signs between them.
        byte_order_mark: begin the CSV with the mark by which Excel knows UTF-8.
    """

    separator: Literal[",", ";", "\t"] = ","
    thousands: Literal["", ",", ".", " ", "'", "\u00a0", "\u202f"] = ","
    decimal: Literal[".", ","] = "."
    date: str = "M/D/YYYY"
    byte_order_mark: bool = True

    @field_validator("date")
    @classmethod
    def _of_parts(cls, value: str) -> str:
        parts = re.findall(r"[A-Za-z]+", value)
        if sorted(part[0] for part in parts) != ["D", "M", "Y"] or not {*parts} <= {*_DATE_PARTS}:
            raise ValueError(
                f"{shown(value, 40)!r} is no form of a date; write for example M/D/YYYY, "
                "DD.MM.YYYY or YYYY-MM-DD"
            )
        return value

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError(
                f"thousands and decimal are both {self.decimal!r}, so 1{self.decimal}234 could be "
                "either; give them different signs"
            )
        return self


_DATE_PARTS = ("M", "MM", "D", "DD", "YY", "YYYY")


class GrowthRules(_Part):
    """What growth is counted from.

    Attributes:
        young: what a series younger than the window is compared with: nothing, or its first value.
    """

    young: Literal["empty", "first"] = "empty"


class Words(_Part):
    """The few words the report says itself, for sheets in other languages.

    Attributes:
        span: beside a figure whose real span is another one; with ``{window}`` and ``{span}``.
        since: beside a figure that counts from the first value; ``{window}`` and ``{date}``.
        compared: beside a figure of numbers that do not stand in its row: ``{then}`` of
            ``{date}`` and ``{now}`` of ``{day}``, ``{span}`` days apart, and ``{why}``.
        between: such a number was measured on a day between two columns.
        unshown: it stands in a column that is not shown.
        one_source: the row's newest number and its older one come from different sources.
        extra: beside the growth of another number than the row's own, called ``{name}``.
        dated: beside a current value of another day than its column; ``{date}``.
        every: above all blocks, the ``{notes}`` that every row would have.
        as_of: the last row; ``{date}``. ``stored``: the same where nothing was measured for it.
        nothing: below an artist of whom nothing was ever measured.
        trend: above the lines of the workbook.
    """

    span: Text = "{window}-day: {span} days"
    since: Text = "{window}-day: since {date}"
    compared: Text = "{window}-day: {span} days from {then} on {date} to {now} on {day} ({why})"
    between: Text = "between columns"
    unshown: Text = "a column not shown"
    one_source: Text = "one source alone"
    extra: Text = "{name}: {span} days from {then} on {date} to {now} on {day}"
    dated: Text = "of {date}"
    every: Text = "Every row: {notes}."
    as_of: Text = "As of {date}."
    stored: Text = "From stored numbers, as of {date}."
    nothing: Text = "Nothing was measured yet."
    trend: Text = "Trend"

    @field_validator("*")
    @classmethod
    def _with_known_fields(cls, value: str, info: Any) -> str:
        parse = Formatter().parse
        try:
            named = {name for _, name, _, _ in parse(value) if name is not None}
        except ValueError as error:
            raise ValueError(f"{shown(value, 60)!r} has a stray brace ({error})") from None
        default = cls.model_fields[info.field_name].default
        allowed = {name for _, name, _, _ in parse(default) if name is not None}
        if named - allowed:
            there = " and ".join(f"{{{name}}}" for name in sorted(allowed)) or "nothing"
            raise ValueError(f"only {there} can be filled in there")
        return value


class Column(_Part):
    """One column.

    Attributes:
        shows: ``label``, ``now``, ``growth``, ``change``, ``remark``, ``extra``, ``blank`` or
            ``history``.
        days: the window of a growth or change.
    """

    shows: Literal["label", "now", "growth", "change", "remark", "extra", "blank", "history"]
    heading: Text = ""
    days: Annotated[int, Field(ge=1, le=3660)] | None = None

    @model_validator(mode="after")
    def _with_days(self) -> Self:
        needs = self.shows in ("growth", "change")
        if needs and self.days is None:
            raise ValueError(f'a column that shows "{self.shows}" needs days, for example days = 7')
        if not needs and self.days is not None:
            raise ValueError(f'a column that shows "{self.shows}" has no days')
        return self


class Extra(_Part):
    """What a section puts into one of the extra columns.

    Attributes:
        shows: ``note``, ``release_date``, ``blank``, or a number such as ``spotify/saves``.
        share_of: a second number of which the first is a percentage.
        days: show the number's growth over so many days instead of the number.
    """

    shows: str
    heading: Text = ""
    share_of: str | None = None
    days: Annotated[int, Field(ge=1, le=3660)] | None = None

    @property
    def name(self) -> str:
        """What a remark calls it."""
        return self.heading or self.shows

    @model_validator(mode="after")
    def _of_known(self) -> Self:
        if self.shows in OWN_WORDS:
            if self.share_of or self.days:
                raise ValueError(f'"{self.shows}" has neither share_of nor days')
            return self
        if "/" not in self.shows:
            raise ValueError(
                f"shows is {shown(self.shows, 40)!r}; write {', '.join(OWN_WORDS)} or a number "
                "such as spotify/saves"
            )
        _known_series(self.shows)
        if self.share_of:
            _known_series(self.share_of)
        if self.share_of and self.days:
            raise ValueError("share_of and days cannot go together; leave one out")
        return self


OWN_WORDS = ("note", "release_date", "blank")


class Section(_Part):
    """A part of an artist's block: rows of the artist's own numbers, or of tracks.

    Attributes:
        rows: label to number, from top to bottom; a number that was never measured has no row.
        tracks: the number of which every track has a row, e.g. ``spotify/streams``.
        most: only so many tracks, those with the highest numbers; all when None.
    """

    heading: Text = ""
    rows: dict[str, str] = Field(default_factory=dict)
    tracks: str | None = None
    most: Annotated[int, Field(ge=1)] | None = None
    extra: tuple[Extra, ...] = ()

    @field_validator("extra", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("rows")
    @classmethod
    def _known_rows(cls, rows: dict[str, str]) -> dict[str, str]:
        for label, series in rows.items():
            try:
                _known_series(series)
            except ValueError as error:
                if label in SETTINGS:
                    raise ValueError(misplaced(label)) from None
                raise ValueError(f'"{shown(label, 60)}": {error}') from None
        return rows

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if bool(self.rows) == bool(self.tracks):
            raise ValueError("a section has either rows or tracks")
        if self.tracks:
            _known_series(self.tracks)
        return self


class Layout(_Part):
    """A whole layout.

    Attributes:
        title: what the files are called after the artist's name.
        week_ends: the last day of the music week.
        by: how growth is counted where nobody says otherwise: by days, or by dated columns.
        weeks: so many older columns at most; all that are stored when None.
        tracks: whether the artists' tracks are measured for the report, too.
        columns: from left to right; one for remarks comes before the history where none does.
        rows_above: empty rows before the first block; ``rows_between`` between two.
    """

    title: Annotated[str, Field(min_length=1, max_length=80, pattern=r'^[^/\\:*?"<>|]+$')] = (
        "Weekly Artist Tracking"
    )
    week_ends: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "friday"
    by: By = "calendar"
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] | None = None
    tracks: bool = False
    rows_above: Annotated[int, Field(ge=0, le=20)] = 1
    rows_between: Annotated[int, Field(ge=0, le=20)] = 1
    format: Format = Format()
    growth: GrowthRules = GrowthRules()
    words: Words = Words()
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @field_validator("columns", "sections", mode="before")
    @classmethod
    def _as_tuples(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("columns")
    @classmethod
    def _with_room_for_remarks(cls, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """A figure that needs words must find room for them in its row."""
        if any(column.shows == "remark" for column in columns):
            return columns
        return (*columns[:-1], Column(shows="remark"), columns[-1])

    @model_validator(mode="after")
    def _fits(self) -> Self:
        shows = [column.shows for column in self.columns]
        for once in ("label", "now", "remark", "history"):
            if shows.count(once) != 1:
                raise ValueError(
                    f'one column must show "{once}"; {shows.count(once) or "none"} does'
                )
        if shows[0] != "label" or shows[-1] != "history":
            raise ValueError('the first column must show "label" and the last one "history"')
        most = max(len(section.extra) for section in self.sections)
        if most > shows.count("extra"):
            raise ValueError(
                f"a section has {most} extra cells, but only {shows.count('extra')} columns show "
                '"extra"; add columns'
            )
        return self

    @property
    def last_weekday(self) -> int:
        """The last day of the music week, 1 for Monday to 7 for Sunday."""
        return _WEEKDAYS.index(self.week_ends) + 1

    @property
    def windows(self) -> tuple[int, ...]:
        """Every window the layout shows a growth over, in days."""
        own = {column.days for column in self.columns}
        extra = {one.days for section in self.sections for one in section.extra}
        return tuple(sorted(days for days in own | extra if days))

    @property
    def metrics(self) -> frozenset[str]:
        """Every number the layout shows anything of, e.g. ``spotify/followers``."""
        found: set[str | None] = set()
        for section in self.sections:
            found |= {*section.rows.values(), section.tracks}
            found |= {one.share_of for one in section.extra}
            found |= {one.shows for one in section.extra if one.shows not in OWN_WORDS}
        return frozenset(metric for metric in found if metric)
