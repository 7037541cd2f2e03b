"""Roots and reports for the weekly report's tests."""

from __future__ import annotations

import csv
import io
from datetime import date

from backline.people import Note, Notes, parse_roster
from backline.store import Day, Store, Subject, Subjects
from backline.weekly import Layout, load_layout, run_weekly
from backline.weekly.layout_file import SHIPPED
from tests.roots import ROSTER, root_of, row

FRIDAY = date(2026, 9, 25)
AGENCY = load_layout(SHIPPED / "agency.toml")


def sheet_row(day, value, **more):
    return row(day, value, source="tracking_sheet", **more)


def with_tracks(path, rows, titles, notes=(), roster=ROSTER):
    """A root whose subjects are ``titles``: key to title, or to a whole subject."""
    root = root_of(path, (), roster)
    store = Store(root)
    subjects = Subjects(
        title if isinstance(title, Subject) else Subject(key, "track", "ada", title)
        for key, title in titles.items()
    )
    days = {}
    for m in rows:
        days.setdefault(m.date, Day(m.date)).measurements.append(m)
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(roster), subjects)
        change.write(store.notes_file, Notes(Note(*n) for n in notes).to_csv().encode())
    return root


def layout(**more):
    """The agency's layout with other parts."""
    return Layout.model_validate({**AGENCY.model_dump(), **more})


def report(root, *artists, layout=AGENCY, file=None, by="calendar", **options):
    """The run, and the rows of a CSV of it: of all artists, or of one."""
    run = run_weekly(root, layout, artists, by=by, **options)
    name = f"{file} - {layout.title}" if file else f"{layout.title} - All Artists"
    path = root / "reports" / "weekly" / f"{name}.csv"
    return run, rows_of(path, layout) if path.exists() else []


def rows_of(path, layout=AGENCY):
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.format.separator))


def labelled(rows):
    """Rows by label; of several the first."""
    found = {}
    for cells in rows:
        found.setdefault(cells[0], cells)
    return found
