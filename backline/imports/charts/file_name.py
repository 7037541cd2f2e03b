"""What the name of a download says: which chart, of which country, how often, of which day.

The files themselves say none of it. Names are those of Spotify Charts and of its collectors:
``regional-it-daily-2026-08-31.csv``, ``regional-it-daily-latest.csv`` and, before 2021,
``it_2019-01-04--2019-01-11.csv`` for a week from Friday to Friday, the last day excluded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from backline.countries import country_code
from backline.errors import DataError
from backline.names import shown

Value = TypeVar("Value")

_DATE = r"\d{4}-\d{2}-\d{2}(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<chart>[a-z]+)-(?P<country>global|[a-z]{{2}})-(?P<often>daily|weekly)"
        rf"(?:-(?:(?P<day>{_DATE})(?:--(?P<end>{_DATE}))?|latest))?(?![a-z0-9])",
        rf"(?P<country>global|[a-z]{{2}})_(?P<day>{_DATE})--(?P<end>{_DATE})",
        rf"(?P<chart>city[a-z]+-[a-z-]+?)-(?P<often>daily|weekly)(?:-(?P<day>{_DATE}))?(?![a-z0-9])",
    )
)
_THURSDAY = 3
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Named:
    """What is known of a download before it is read; None for what its name does not say.

    Attributes:
        chart: ``regional``, ``viral`` and the like; empty where the name does not say it.
        date: the day, or the Thursday on which the week ends.
        hint: a day in a name of another form, which may be that of saving.
    """

    chart: str = ""
    country: str | None = None
    frequency: str | None = None
    date: date | None = None
    hint: str = ""


def named(name: str, *, country: str | None = None) -> Named:
    """Read a file's name.

    Args:
        name: without its folder.
        country: what a person says, which counts where the name has no country there is.

    Raises:
        DataError: its days are none of the calendar or no week, or there is no such country.
    """
    found = next((match for form in _FORMS if (match := form.match(name))), None)
    if found is None:
        days = re.findall(_DATE, name)
        return Named(hint=days[0] if days else "")
    said = found.groupdict()
    frequency = (said.get("often") or "weekly").lower()
    chart = (said.get("chart") or "regional").lower()
    return Named(
        chart, _country(name, said.get("country"), country), frequency, _day(name, said, frequency)
    )


def _country(name: str, said: str | None, given: str | None) -> str | None:
    if said is None:
        return None
    try:
        return country_code(said)
    except ValueError as error:
        if given is not None:
            return None
        raise DataError(f"{name}: {error}; or repeat with --country.") from None


def _day(name: str, said: dict[str, str | None], frequency: str) -> date | None:
    days: list[date] = []
    for text in filter(None, (said.get("day"), said.get("end"))):
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            raise DataError(f"{name}: {text} in its name is no day of the calendar.") from None
    if not days:
        return None
    if len(days) == 1:
        return days[0]
    if frequency != "weekly" or days[1] - days[0] != _WEEK:
        raise DataError(
            f"{name}: {days[0]} to {days[1]} in its name is no week from a day to the same day of "
            "the next."
        )
    return days[1] - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of all files that do not say it themselves.

    Attributes:
        country: a code of :func:`backline.countries.country_code`; None where nothing is said.
    """

    country: str | None = None
    date: date | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a download's lines do not say."""

    chart: str
    country: str
    frequency: str
    date: date


def whole_name(name: str, options: Options, *, streams: bool, header: str | None) -> Whole:
    """What a download is of: by its name, its header and what a person says.

    Args:
        name: of the file.
        options: what a person says.
        streams: whether its lines have streams.
        header: how often the chart comes, where a column's name tells it.

    Raises:
        DataError: something is not said, or is said in two ways; the sentence names the option.
    """
    known = named(name, country=options.country)
    frequency = _one(name, "frequency", known.frequency, options.frequency) or header
    country = _one(name, "country", known.country, options.country)
    day = _one(name, "date", known.date, options.date)
    missing = {"country": country, "frequency": frequency, "date": day}
    asked = [f"--{option}" for option, value in missing.items() if value is None]
    if country is None or frequency is None or day is None:
        hint = f" ({known.hint} may be the day it was saved)" if known.hint and not day else ""
        raise DataError(
            f"{shown(name)} does not say by its name which chart day it is{hint}: repeat with "
            f"{' and '.join(asked)}."
        )
    if not known.chart and not streams:
        raise DataError(
            f"{shown(name)} has no streams, and its name does not say which chart it is: name it "
            "as Spotify does, such as viral-it-daily-2026-08-31.csv."
        )
    if frequency == "weekly" and day.weekday() != _THURSDAY:
        raise DataError(
            f"{shown(name)}: a week of Spotify ends on a Thursday, and {day} is a {day:%A}: "
            "repeat with --date and the Thursday, or name the file as it was downloaded."
        )
    where = "" if known.chart.startswith("city") else f"-{country.lower() or 'global'}"
    return Whole(f"{known.chart or 'regional'}{where}-{frequency}", country, frequency, day)


def _one(name: str, option: str, said: Value | None, given: Value | None) -> Value | None:
    """What the name says or, where it says nothing, a person; both only where they agree."""
    if said is not None and given is not None and said != given:
        raise DataError(
            f"{shown(name)} is named as of {said or 'the world'}, but --{option} "
            f"{given or 'global'} was given: repeat without it, or rename the file if its name is "
            "wrong."
        )
    return given if said is None else said
