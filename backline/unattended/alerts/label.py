"""Alerts about the label's own numbers: what was reached or lost, who is silent, and the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from backline.analysis.day_note import day_note
from backline.analysis.digest import digest
from backline.analysis.milestones import milestones
from backline.analysis.quality import Finding
from backline.analysis.quality import Kind as Finds
from backline.analysis.verdicts import PAST, recent_findings
from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.store import Store
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.label_words import of_day, of_week
from backline.unattended.alerts.limits import DEAD_DAYS, NEWS_DAYS
from backline.unattended.alerts.world import World
from backline.warehouse import Warehouse
from backline.words import number, series_name


def label_alerts(world: World, today: date) -> list[Found]:
    """What there is to tell of the label's own numbers.

    Raises:
        ConfigError: the roster or the corrections are wrong.
        DataError: the files cannot be read.
    """
    warehouse = world.warehouse
    newest = warehouse.latest_day if warehouse else None
    if warehouse is None or newest is None or (today - newest).days > NEWS_DAYS:
        return []  # of a root that nobody measures any more nothing is new
    since = newest - timedelta(days=NEWS_DAYS)
    names = {artist.key: artist.name for artist in warehouse.roster.artists}
    findings = _findings(warehouse, since, newest)
    return [
        *_reached(warehouse, since, newest, names),
        *(_broke_out(one, names) for one in findings if _is_breakout(one)),
        *(_purge(one) for one in findings if one.kind is Finds.PURGE),
        *_silent(warehouse, newest),
        *_week(warehouse, newest, names),
        *_day(warehouse, world.store, newest, names),
    ]


def _findings(warehouse: Warehouse, since: date, newest: date) -> list[Finding]:
    found = recent_findings(warehouse, since - timedelta(days=PAST), newest)
    return [one for one in found if one.last >= since]


def _reached(
    warehouse: Warehouse, since: date, newest: date, names: dict[str, str]
) -> Iterator[Found]:
    keys = [artist.key for artist in warehouse.roster.on(newest)]
    for one in milestones(warehouse, newest, keys, since):
        if one.newest:
            continue
        what = series_name(VOCABULARY[one.platform, one.metric])
        yield Alert(
            "reached",
            f"artist {one.artist}",
            one.reached_on,
            f"{names[one.artist]}: {what} reached {number(one.milestone)} on {one.reached_on}.",
            what=f"{one.platform}/{one.metric}",
            level=one.milestone,
        )


def _is_breakout(finding: Finding) -> bool:
    """A jump up that is no mistake."""
    up = finding.before is not None and (finding.value or 0) > finding.before
    return finding.kind is Finds.JUMP and up and not any(part.wrong for part in finding.parts)


def _broke_out(finding: Finding, names: dict[str, str]) -> Alert:
    (part, *_) = finding.parts
    return Alert(
        "breakout",
        f"artist {part.artist}",
        finding.first,
        f"{names.get(part.artist, part.artist)}: {finding.sentence}",
        what=f"{part.platform}/{part.metric}/{finding.first}",
    )


def _purge(finding: Finding) -> Alert:
    series = f"{finding.platform}/{finding.metric}"
    return Alert(
        "purge",
        f"number {series}",
        finding.first,
        finding.sentence,
        what=str(finding.first),
    )


def _silent(warehouse: Warehouse, newest: date) -> Iterator[Found]:
    """Platforms that told nothing for some days, though others did."""
    warehouse.look_at(newest - timedelta(days=NEWS_DAYS), newest)
    for row in warehouse.ask("platforms_told", measured=State.MEASURED.value):
        platform = row["platform"]
        about = f"platform {platform}"
        if (newest - row["last"]).days < DEAD_DAYS:
            yield Passed("dead_source", about, row["last"])
            continue
        name = PLATFORM_LABELS.get(platform, platform)
        why = f": {row['why']}" if row["why"] else ""
        yield Alert(
            "dead_source",
            about,
            row["last"],
            f"{name} has told no number since {row['last']}{why}.",
        )


def _week(warehouse: Warehouse, newest: date, names: dict[str, str]) -> Iterator[Found]:
    """The last whole week, from Monday to Sunday, once it is over; none where it was quiet."""
    sunday = newest - timedelta(days=newest.isoweekday() % 7)
    told = digest(warehouse, sunday)
    if told.is_quiet:
        return
    year, week, _ = sunday.isocalendar()
    yield Alert(
        "week",
        "label",
        sunday,
        of_week(told, names),
        what=f"{year}-W{week:02}",
    )


def _day(
    warehouse: Warehouse, store: Store, newest: date, names: dict[str, str]
) -> Iterator[Found]:
    """The newest day, where anything is unlike the days before; told once, whatever comes later."""
    note = day_note(warehouse, store, newest)
    if note is None or note.is_quiet:
        return
    yield Alert(
        "day",
        "label",
        newest,
        of_day(note, warehouse.roster, names),
        level=int(f"{newest:%Y%m%d}"),
    )
