"""The cities and the months of an analysis, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from _figures import least, number, signed
from _table import Row, Table, folded, show

from backline.names import shown

if TYPE_CHECKING:
    from rich.console import Console


def show_cities(out: Console, cities: Sequence[dict[str, Any]]) -> None:
    """Print the largest cities of each artist and platform, or why there are none."""
    for one in cities:
        out.print()
        if one["cities"]:
            show(out, *_city_tables(one))
        folded(out, one["note"])


def _city_tables(one: dict[str, Any]) -> Iterator[Table]:
    """The cities with the days of their numbers, and without where all have the same."""
    first, last = one["told_on"][0], one["told_on"][-1]
    whose = f"{shown(one['artist'], 60)} on {one['platform_name']}"
    told = f"{first} to {last}" if first != last else first
    title = f"Cities of {whose}: {one['metric_name']}, {told}"
    names = Counter(city["city"] for city in one["cities"])
    headings = ("City", "Country", "First", "Latest", "Difference", "Change", "Days")
    for wide, room in ((True, 40), (False, 40), (False, 22)):
        rows = [
            Row(
                (
                    shown(_named(city, names), room),
                    city["country"],
                    _at(city, "first", wide=wide),
                    _at(city, "latest", wide=wide),
                    signed(city["difference"]),
                    _percent(city["change"]),
                    number(city["data_points"]),
                ),
                # Of one day alone the note says of every city what the title says once.
                note="; ".join([*_dates(city, first, last, wide=wide), *city["notes"]])
                if first != last
                else "",
            )
            for city in one["cities"]
        ]
        yield Table(headings, rows, right=headings[2:], title=title)


def _named(city: dict[str, Any], names: Counter[str]) -> str:
    """A city, with its region where two share a name."""
    region = city["region"] if names[city["city"]] > 1 else None
    return f"{city['city']}, {region}" if region else city["city"]


def _at(city: dict[str, Any], name: str, *, wide: bool) -> str:
    value, day = city[f"{name}_value"], city[f"{name}_date"]
    return f"{number(value)} on {day}" if wide else number(value)


def _dates(city: dict[str, Any], first: str, last: str, *, wide: bool) -> list[str]:
    """The days of a city's numbers, where they are others than those of most."""
    own = city["first_date"], city["latest_date"]
    if wide or own == (first, last):
        return []
    return [f"{own[0]} to {own[1]}" if own[0] != own[1] else f"on {own[0]}"]


def _percent(fraction: float | None) -> str:
    return "–" if fraction is None else f"{fraction:+.1%}"


def show_months(out: Console, months: Sequence[dict[str, Any]]) -> None:
    """Print the months of each artist and platform."""
    if not months:
        return
    out.print()
    show(out, *_month_tables(months))
    if any(month["at_least"] for month in months):
        folded(out, "≥: some days or songs are unknown, so that it is at least this much.")
    folded(
        out,
        "Each month is answered as if it alone were asked, by the first source that knows a day of "
        "it; days that are not known are never 0.",
    )


def _month_tables(months: Sequence[dict[str, Any]]) -> Iterator[Table]:
    """The months, without the number that leads where it is known of none."""
    measured = any(month["data_points"] for month in months)
    headings = ("Month", "Streams", "Songs", *(("Latest", "Average", "Days") if measured else ()))
    for wide in (True, False):
        rows = [
            Row(
                (
                    month["month"],
                    least(month["total_streams"], at_least=month["at_least"]),
                    number(month["total_tracks"]),
                    *(_lead(month, wide=wide) if measured else ()),
                ),
                group=_group(month, measured=measured),
                note="; ".join(month["notes"]),
            )
            for month in months
        ]
        yield Table(headings, rows, right=headings[1:], title="By month")


def _lead(month: dict[str, Any], *, wide: bool) -> tuple[str, str, str]:
    """Latest, average and measured days of the number that leads."""
    value, day = number(month["latest_value"]), month["latest_date"]
    return (
        f"{value} on {day}" if wide and day else value,
        number(month["month_average"]),
        f"{month['data_points']} of {month['period']['days']}",
    )


def _group(month: dict[str, Any], *, measured: bool) -> str:
    whose = f"{shown(month['artist'], 60)}, {month['platform_name']}"
    if month["metric_name"] is None or not measured:
        return f"{whose}: streams"
    where = f" ({month['country']})" if month["country"] else ""
    return f"{whose}: streams; latest, average and days are of {month['metric_name']}{where}"
