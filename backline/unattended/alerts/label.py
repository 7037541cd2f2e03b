"""Alerts about the label's own numbers: what was reached or lost, who is silent, and the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from backline.analysis.day_note import DayNote, day_note
from backline.analysis.digest import WEEK, Digest, digest
from backline.analysis.milestones import milestones
from backline.analysis.quality import Finding
from backline.analysis.quality import Kind as Finds
from backline.analysis.verdicts import PAST, recent_findings
from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.people import Roster
from backline.store import Store
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.limits import DEAD_DAYS, NEWS_DAYS
from backline.unattended.alerts.world import World
from backline.unattended.run_report import gap_lines
from backline.warehouse import Warehouse
from backline.words import change, many, number, series_name

_IN_A_MESSAGE = 3
"""So many movers, milestones and gaps of a week or a day are told in its one message."""


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
    for one in milestones(warehouse, newest, keys):
        if one.reached_on < since or one.newest:
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


def last_sunday(newest: date) -> date:
    """The last day of the last whole week that a newest day ends or comes after."""
    return newest - timedelta(days=newest.isoweekday() % 7)


def _week(warehouse: Warehouse, newest: date, names: dict[str, str]) -> Iterator[Found]:
    """The last whole week, from Monday to Sunday, once it is over; none where it was quiet."""
    sunday = last_sunday(newest)
    told = digest(warehouse, sunday)
    if told.is_quiet:
        return
    year, week, _ = sunday.isocalendar()
    yield Alert(
        "week",
        "label",
        sunday,
        f"The week from {told.first} to {told.last}. {' '.join(_sentences(told, names))}",
        what=f"{year}-W{week:02}",
    )


def _sentences(told: Digest, names: dict[str, str]) -> Iterator[str]:
    moved = [
        f"{names.get(row.artist, 'the label')} {series_name(VOCABULARY[row.platform, row.metric])} "
        f"{change(row.growth or 0, row.then or 0)}"
        for row in told.moved[:_IN_A_MESSAGE]
    ]
    reached = [
        f"{names.get(one.artist, one.artist)} "
        f"{series_name(VOCABULARY[one.platform, one.metric])} {number(one.milestone)}"
        for one in told.reached[:_IN_A_MESSAGE]
    ]
    yield from _list(f"Moved most over {WEEK} days", moved, len(told.moved))
    yield from _list("Reached", reached, len(told.reached))
    broke = len(told.findings) + len(told.stopped)
    if told.findings:
        yield f"The audit: {told.findings[0].sentence}"
    if broke > len(told.findings[:1]):
        yield f"{broke:,} things to look at in all; reports and /weekly have them."


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
        f"{newest}. {' '.join(_of_day(note, warehouse.roster, names))}",
        level=int(f"{newest:%Y%m%d}"),
    )


def _of_day(note: DayNote, roster: Roster, names: dict[str, str]) -> Iterator[str]:
    moved = [
        f"{names.get(one.artist, 'the label')} {series_name(VOCABULARY[one.platform, one.metric])} "
        f"{one.step:+,} to {number(one.value)} (usually {one.usual:+,.0f})"
        for one in note.moved[:_IN_A_MESSAGE]
    ]
    reached = [
        f"{names.get(one.artist, one.artist)} "
        f"{series_name(VOCABULARY[one.platform, one.metric])} {number(one.milestone)}"
        for one in note.reached[:_IN_A_MESSAGE]
    ]
    gaps = [line.sentence for line in gap_lines(note.news.gaps, roster)]
    yield from _list("Unlike the days before", moved, len(note.moved))
    yield from _list("Reached", reached, len(note.reached))
    if gaps:
        yield f"Newly missing: {' '.join(gaps[:_IN_A_MESSAGE])}"
    if note.news.back:
        yield f"{many(len(note.news.back), 'number is', 'numbers are')} back."
    if note.findings:
        yield f"The audit: {note.findings[0]}"


def _list(heading: str, told: Sequence[str], count: int) -> Iterator[str]:
    if told:
        more = f", and {count - len(told):,} more" if count > len(told) else ""
        yield f"{heading}: {', '.join(told)}{more}."
