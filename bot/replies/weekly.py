"""``/weekly``: the main rows of the weekly report, and the report itself as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from backline.analysis.first_days import first_days
from backline.analysis.growth import By
from backline.analysis.latest import latest
from backline.analysis.order import of_the_label
from backline.measure import VOCABULARY
from backline.people import Artist
from backline.store import Store
from backline.weekly import Layout, load_layout
from backline.weekly.cells import as_of_row, csv_bytes
from backline.weekly.figures import Figure, Weekly, WeeklyBlock, WeeklySeries
from backline.weekly.files import ALL, file_names
from backline.weekly.layout_file import find_layout
from backline.weekly.sheet import WeeklySheet, stacked
from backline.words import MISSING, change, number, percent, series_name
from bot.library import Label
from bot.replies.digest import week_reply
from bot.replies.footer import footer
from bot.replies.reply import LARGEST, Attachment, Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import remark, safe_name
from bot.replies.who import find_artist, last_day, membership

TRACKS = 5
WINDOWS = (7, 28)
LAYOUT = "agency"

_WEEK: dict[By, str] = {"calendar": "over 7 days", "snapshot": "since the column before"}
"""What the headings say of the shorter window."""

_HEADLINES = (("spotify", "monthly_listeners", ""), ("spotify", "followers", ""))
"""What the label's reply has of each artist."""


def weekly(label: Label, name: str | None) -> Reply:
    """The main rows of the weekly report of the label, or of one artist.

    Raises:
        UnknownArtistError: nobody has this name.
    """
    return weekly_with_file(label, name, with_file=False)[0]


def weekly_with_file(
    label: Label, name: str | None, *, with_file: bool = True
) -> tuple[Reply, Attachment | None]:
    """The same with the report's CSV, which is left out where Discord would not take it.

    Raises:
        UnknownArtistError: nobody has this name.
        ConfigError: the layout is wrong.
    """
    roster, newest = label.warehouse.roster, label.warehouse.latest_day
    artist = find_artist(roster, name) if name is not None else None
    whose = safe_name(artist.name if artist else roster.label, 80)
    title = f"{whose}: {'weekly report' if artist else 'the week'}"
    if newest is None:
        return nothing_measured(label, title), None
    layout = load_layout(find_layout(LAYOUT, label.root))
    day = last_day(artist, newest) if artist else newest
    key = artist.key if artist else None
    ends = layout.last_weekday
    shown = None if artist else layout.metrics | {f"{p}/{m}" for p, m, _ in _HEADLINES}
    found = Weekly(label.warehouse, as_of=day, week_ends=ends, artist=key, metrics=shown)
    artists = (artist,) if artist else roster.on(day)
    windows = {*WINDOWS, *layout.windows}
    blocks = [
        found.block(one, sorted(windows), by=layout.by, young=layout.growth.young)
        for one in artists
    ]
    file, too_large = None, ""
    if with_file:
        file = _file(label, layout, artist, blocks, day)
        if len(file.content) > LARGEST:
            file, too_large = None, "too large for Discord, see reports/weekly"
    young = first_days(label.warehouse, WINDOWS, day, key)
    since = [young.sentence] if young else []
    if artist is None:
        of_each = _of_label(blocks, layout.by)
        made = week_reply(label, day, about=since, sections=[of_each], foot=[too_large])
        return made, file
    now = of_the_label(latest(label.warehouse, as_of=day, artist=key), roster)
    foot = [*footer(label, day, (row.source for row in now if row.value is not None)), too_large]
    about = [line for line in (membership(artist, newest), *since) if line]
    return reply(title, about, _of_artist(label, blocks[0], layout.by), foot), file


def _file(
    label: Label, layout: Layout, artist: Artist | None, blocks: Sequence[WeeklyBlock], day: date
) -> Attachment:
    store = Store(label.root)
    sheet = WeeklySheet(layout, label.subjects, store.notes())
    last = as_of_row(layout, day, stored=True)
    rows = stacked([sheet.rows(block) for block in blocks], layout, last)
    base = f"{layout.title} - {ALL}"
    if artist:
        base = f"{file_names(label.warehouse.roster.artists)[artist.key]} - {layout.title}"
    return Attachment(f"{base}.csv", csv_bytes(rows, layout.format))


def _of_label(blocks: Iterable[WeeklyBlock], by: By) -> Section:
    lines = []
    for block in blocks:
        parts = []
        for series in _HEADLINES:
            numbers = block.series.get(series)
            if numbers and numbers.now:
                share = _share(numbers.figures.get(7))
                label = VOCABULARY[series[:2]].label
                parts.append(f"{label} **{number(numbers.now.value)}**{share}")
        said = ", ".join(parts) or MISSING
        lines.append(f"{safe_name(block.artist.name, 40)}: {said}")
    return Section(f"Spotify, with the change {_WEEK[by]}", tuple(lines))


def _share(figure: Figure | None) -> str:
    if figure is None or figure.growth is None or not figure.then or not figure.then.value:
        return ""
    over = "" if figure.span_days == 7 else f" over {figure.span_days} days"
    share = percent(figure.growth, figure.then.value)
    return f" ({share}{over}){remark(figure.note)}"


def _of_artist(label: Label, block: WeeklyBlock, by: By) -> list[Section]:
    own = [
        f"{series_name(metric)} {_numbers(numbers)}"
        for place, metric in VOCABULARY.items()
        if not metric.exported and (numbers := block.series.get((*place, "")))
    ]
    return [
        Section("The artist's own numbers", tuple(own)),
        _tracks(label, block, ("spotify", "streams"), f"Most new streams {_WEEK[by]}"),
        _tracks(label, block, ("youtube", "views"), f"Most new views on YouTube {_WEEK[by]}"),
    ]


def _tracks(label: Label, block: WeeklyBlock, metric: tuple[str, str], heading: str) -> Section:
    rows = [
        (figure.growth, series[2], numbers)
        for series, numbers in block.series.items()
        if series[:2] == metric
        and series[2]
        and (figure := numbers.figures.get(7))
        and figure.growth is not None
    ]
    rows.sort(key=lambda row: (-row[0], row[1]))
    lines = []
    for _, key, numbers in rows[:TRACKS]:
        subject = label.subjects.get(key)
        title = safe_name(subject.title if subject else key, 60)
        lines.append(f"{title} {_numbers(numbers)}")
    return Section(heading, tuple(lines))


def _numbers(numbers: WeeklySeries) -> str:
    now = MISSING if numbers.now is None else f"**{number(numbers.now.value)}**"
    figures = {days: numbers.figures.get(days) for days in WINDOWS}
    if not any(figure and figure.growth is not None for figure in figures.values()):
        return now
    return f"{now}: {', '.join(_grown(days, figure) for days, figure in figures.items())}"


def _grown(days: int, figure: Figure | None) -> str:
    if figure is None or figure.growth is None or figure.then is None:
        return f"{days} days {MISSING}"
    grown = change(figure.growth, figure.then.value)
    return f"{figure.span_days} days {grown}{remark(figure.note)}"
