"""``/predict``: what to expect of a number, how sure that is, and what it rests on."""

from __future__ import annotations

from datetime import date, timedelta

from backline.analysis.forecast.answer import Forecast, forecast
from backline.analysis.forecast.courses import can_be_foretold
from backline.analysis.forecast.earning import FEWEST_OWN
from backline.analysis.forecast.methods import FEWEST, SHORTEST
from backline.analysis.marks import marks
from backline.analysis.verdicts import verdicts
from backline.errors import ConfigError
from backline.exports.pictures.ahead import Expected, forecast_chart
from backline.exports.pictures.drawing import Picture, drawable
from backline.measure import VOCABULARY
from backline.people import Artist
from backline.words import MISSING, many, number, series_name, signed
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.metrics import find_metric
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import rounded, safe, safe_name
from bot.replies.who import find_artist, last_day, membership

USUAL = "spotify/monthly_listeners"
DAYS = 30
"""What is asked for where nothing is said."""

_BEHIND = 3
"""So many times as many days as are looked ahead are drawn of the past."""


def forecast_of_artist(label: Label, name: str, metric: str, days: int) -> Reply:
    """What is expected of one number of an artist.

    Raises:
        UnknownArtistError: nobody has this name.
        ConfigError: the metric is none, or one that nothing can be foretold of.
    """
    artist = find_artist(label.warehouse.roster, name)
    asked = find_metric(metric or USUAL)
    if not can_be_foretold(asked):
        what = series_name(asked)
        raise ConfigError(f"Of {what} nothing can be foretold: ask for another number.")
    title = f"{safe_name(artist.name, 80)}: {series_name(asked)}, {days} days ahead"
    newest = label.warehouse.latest_day
    if newest is None:
        return nothing_measured(label, title)
    day = last_day(artist, newest)
    told = forecast(label.warehouse, artist.key, asked, days, day)
    if told is None:
        said = f"{series_name(asked)} {MISSING} (never measured in two years up to {day})"
        return reply(title, [said], [], footer(label, day))
    lines = [_sentence(told), *_notes(label, told, artist, newest)]
    sections = [Section("What it rests on", tuple(_rests_on(told, days))), _steps(told)]
    return reply(
        title,
        lines,
        sections,
        footer(label, told.now_date, [told.source]),
        _picture(label, told, artist, days),
    )


def _sentence(told: Forecast) -> str:
    last, now = told.last, f"**{number(told.now)}**{rounded(told.course.step)} on {told.now_date}"
    if not last.earned.method:
        said = f"{now}. No better guess for {last.day} than this number"
        return f"{said}: {_between(told)}." if last.low is not None else f"{said}."
    about = f"about **{number(last.value)}** ({signed(last.value - told.now)}) on {last.day}"
    return f"{now}, {about}" + (f": {_between(told)}." if last.low is not None else ".")


def _between(told: Forecast) -> str:
    """8 of 10, as the interval says it."""
    low, high = number(told.last.low or 0), number(told.last.high or 0)
    return f"8 of 10 such forecasts ended between {low} and {high}"


def _notes(label: Label, told: Forecast, artist: Artist, newest: date) -> list[str]:
    notes = []
    if (late := (newest - told.now_date).days) > 2:
        notes.append(f"The newest number is {many(late, 'day')} older than the newest day.")
    if told.broken:
        notes.append(f"Only the days since {told.since} count: {safe(told.broken.why, 120)}.")
    metric = told.metric
    series = (told.artist, metric.platform, metric.name, "", "")
    known = verdicts(label.warehouse, told.now_date, DAYS)
    start = max(told.since, told.now_date - timedelta(days=DAYS))
    notes += [f"{safe(note, 200)}." for note in known.notes(series, start, told.now_date)]
    left = membership(artist, newest)
    return [*notes, *([f"{left}."] if left else [])]


def _rests_on(told: Forecast, days: int) -> list[str]:
    """Why the forecast is what it is."""
    earned, trials = told.last.earned, many(told.last.earned.own, "trial")
    if not told.enough:
        return [
            f"There are too few measured days since {told.since} to see a course in: it takes "
            f"{FEWEST} over {SHORTEST} days."
        ]
    if earned.method:
        lines = [f"Made by {told.last.method.words}."]
        if earned.closer is not None and earned.error is not None:
            lines.append(
                f"Over {days} days it was closer than no change in {earned.closer:.0%} of this "
                f"artist's last {trials}, and off by {earned.error:.0%} of what that was off by."
            )
        return [*lines, *_pool(told)]
    if earned.own < FEWEST_OWN:
        few = f"Only {trials}" if earned.own else "No trial"
        return [f"{few} over {days} days could be held against what came.", *_pool(told)]
    return [
        f"In the last {trials} over {days} days no way was clearly closer than no change: by a "
        "tenth, and in 6 of 10 of them.",
        *_pool(told),
    ]


def _pool(told: Forecast) -> list[str]:
    others = many(told.pool, "other artist")
    if told.last.low is None:
        return [f"Too few forecasts have ended for an interval, with {others} counted."]
    return [f"The interval is how far such forecasts were off, here and for {others}."]


def _steps(told: Forecast) -> Section:
    lines = []
    for one in told.ahead[:-1]:
        between = "" if one.low is None else f" ({number(one.low)} to {number(one.high or 0)})"
        lines.append(f"{one.day}: {number(one.value)}{between}")
    return Section("On the way", tuple(lines))


def _picture(label: Label, told: Forecast, artist: Artist, days: int) -> Picture | None:
    behind = max(_BEHIND * days, SHORTEST)
    first = told.now_date.toordinal() - behind
    points = [
        (date.fromordinal(int(day)), int(value))
        for day, value in zip(told.course.days, told.course.values, strict=True)
        if day >= first
    ]
    expected = [Expected(one.day, one.value, one.low, one.high) for one in told.ahead]
    breaks = [b.day for b in told.course.breaks if points and b.day > points[0][0]]
    name = drawable(artist.name, artist.key, 30)
    place = (told.metric.platform, told.metric.name)
    happened = marks(label.warehouse, told.artist, points[0][0], told.now_date) if points else {}
    return forecast_chart(
        told.metric.platform,
        series_name(VOCABULARY[place]),
        points,
        expected,
        f"{name}: {days} days ahead",
        breaks,
        happened.get(place, ()),
    )
