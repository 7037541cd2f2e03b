"""Small weekly sheets made by hand for tests."""

from __future__ import annotations

import csv
import io
from datetime import date

from backline.imports import import_sheet
from backline.store import Store

CURRENT, PREVIOUS = date(2025, 12, 26), date(2025, 12, 19)
GROWTH = ("7-day growth", "7-day change", "28-day growth", "28-day change")
DATES = ("#", "12/5", "11/26", "11/21", "11/14/2025", "11/7")


def text_of(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def header(dates=DATES, *, label="Spotify", growth=GROWTH, own=("", "Notes", "", "")):
    return [label, "", *growth, *own, *dates]


def line(label, now, *older, own=("", "", "", ""), figures=("", "", "", "")):
    return [label, now, *figures, *own, *older]


def block(name="Ada", lines=(), **more):
    """A name, a header, and lines; two lines of followers when none are given."""
    usual = [line("Spotify followers", "1,060", "1,050", "1,040", "1,030", "1,020", "1,010")]
    return [[name], header(**more), *(lines or usual), []]


SUB_HEADER = ["", " ", " ", " ", " ", " ", "", "Listeners", "Saves ", "Save %"]


def write(path, rows, **more):
    path.write_text(text_of(rows, **more), encoding="utf-8")
    return path


def adopt(tmp_path, rows, *, current=CURRENT, previous=PREVIOUS, **more):
    """Import rows into a root below ``tmp_path``; its store and the report."""
    tmp_path.mkdir(exist_ok=True)
    store = Store(tmp_path / "root")
    return store, import_sheet(
        write(tmp_path / "sheet.csv", rows, **more), store, current, previous
    )


def numbers(store, series="spotify/followers", artist="ada", subject=""):
    """By ISO day, the value of a series, or its state where there is none."""
    found = {}
    for path in store.measurement_files():
        for m in store.read_day(date.fromisoformat(path.stem)).measurements:
            if (m.artist, f"{m.platform}/{m.metric}", m.subject) == (artist, series, subject):
                found[m.date.isoformat()] = m.state.value if m.value is None else m.value
    return found


def unplaced(report):
    """What was not taken: by cell, what stands there."""
    return {u.place: u.found for u in report.adopted.unplaced}
