"""Growth over 90 and 365 days, told once a month."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from backline.collecting.retention import forget
from backline.exports import write_reports
from backline.exports.columns import GROWTH
from backline.store import Store
from tests.roots import root_of, row

FIRST = date(2026, 9, 1)


def report(root):
    store = Store(root)
    with store.writing():
        write_reports(store)


def table(root):
    with (root / "reports/growth_long.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(day, artist="ada"):
    """A series that grows by one a day."""
    return row(day, 1000 - (FIRST - day).days, artist=artist)


@pytest.fixture
def root(tmp_path):
    """Weeks of Ada and Bo up to the last day of August, and the days around what is compared."""
    backs = (1, 2, 30, 60, 89, 90, 91, 365, 366)
    days = [FIRST - timedelta(days=back) for back in backs]
    return root_of(tmp_path, [measured(day, artist) for day in days for artist in ("ada", "bo")])


def test_is_written_on_the_first_of_a_month_and_stays_until_the_next(root):
    report(root)
    assert {r["as_of"] for r in table(root)} == {"2026-08-02"}  # the month's first measured day
    for ahead in range(3):
        root_of(root, [measured(FIRST + timedelta(days=ahead))])
        report(root)
        if ahead == 0:
            written = (root / "reports/growth_long.csv").stat().st_mtime_ns
    assert (root / "reports/growth_long.csv").stat().st_mtime_ns == written
    ada = [r for r in table(root) if r["artist"] == "ada"]
    assert [(r["as_of"], r["days"], r["growth"], r["span_days"]) for r in ada] == [
        ("2026-09-01", "90", "90", "90"),
        ("2026-09-01", "365", "365", "365"),
    ]
    assert list(ada[0]) == list(GROWTH.header)


def test_is_the_same_when_the_whole_month_comes_at_once(root, tmp_path_factory):
    days = [FIRST + timedelta(days=ahead) for ahead in range(5)]
    for day in days:
        root_of(root, [measured(day)])
        report(root)
    slowly = (root / "reports/growth_long.csv").read_bytes()
    (root / "reports/growth_long.csv").unlink()
    report(root)
    assert (root / "reports/growth_long.csv").read_bytes() == slowly


def test_is_written_anew_when_what_it_compares_was_corrected(root):
    root_of(root, [measured(FIRST)])
    report(root)
    then = FIRST - timedelta(days=90)
    (root / "corrections.toml").write_text(
        '[[correction]]\nartist = "ada"\nplatform = "spotify"\nmetric = "followers"\n'
        f'from = {then}\ndo = "replace"\nvalue = 900\nexpect = 910\nreason = "the page says 900"\n'
    )
    report(root)
    assert table(root)[0]["growth"] == "100"


def test_forgets_an_artist_at_once(root):
    root_of(root, [measured(FIRST)])
    report(root)
    assert "bo" in {r["artist"] for r in table(root)}
    store = Store(root)
    with store.writing():
        forget(store, store.roster().named("bo"))
        write_reports(store, may_empty=True)
    assert {r["artist"] for r in table(root)} == {"ada"}
