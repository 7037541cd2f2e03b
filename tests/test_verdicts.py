"""What the audit knows of a number stands beside every growth that is made of it."""

from __future__ import annotations

import csv
from datetime import timedelta

from backline.analysis.growth import growth, growth_batches
from backline.analysis.totals import totals
from backline.analysis.verdicts import in_short, verdicts, verdicts_in
from backline.exports import write_reports
from backline.store import Store
from backline.warehouse import Warehouse
from tests.roots import DAY, before, root_of, row


def course(change=lambda n, value: value, series="spotify/followers", artist="ada"):
    """120 days that rise by 9 to 13 a day, but for what ``change`` makes of them by their age."""
    return [
        row(before(n), change(n, 50_000 - n * 11 + n % 5 - 2), series=series, artist=artist)
        for n in range(120)
    ]


def only(path, rows, days=7, **options):
    with Warehouse(root_of(path, rows)) as warehouse:
        found = growth(warehouse, days, artist="ada", **options)
    assert len(found) == 1
    return found[0]


def test_a_usual_course_has_no_verdict(tmp_path):
    assert only(tmp_path, course()).note == ""


def test_a_zero_that_is_no_true_number(tmp_path):
    now = only(tmp_path / "now", course(lambda n, value: value if n else 0))
    assert (now.now, now.note) == (0, f"likely no true 0: {DAY} reads 0 after 49,988")
    then = only(tmp_path / "then", course(lambda n, value: 0 if n == 7 else value))
    assert then.note.split("; ")[1] == f"likely no true 0: {before(7)} reads 0 after 49,913"
    between = only(tmp_path / "between", course(lambda n, value: 0 if n == 4 else value))
    assert between.note == ""


def test_both_numbers_of_one_run_of_zeros_are_told_once(tmp_path):
    g = only(tmp_path, course(lambda n, value: value if n > 8 else 0))
    assert verdicts_in(g.note) == [f"likely no true 0: {DAY} reads 0 after 49,903"]


def test_a_counter_that_fell_is_said_once_and_with_its_numbers(tmp_path):
    rows = course(lambda n, value: value if n > 3 else value - 20_000, "youtube/views")
    g = only(tmp_path, rows)
    assert g.growth is not None
    assert g.growth < 0
    (note,) = g.note.split("; ")
    assert note.startswith("a counter that should only rise fell: 49,")
    assert in_short(note) == "a counter that should only rise fell"


def test_an_unusual_step_is_told_of_what_lies_on_both_sides_of_it(tmp_path):
    rows = course(lambda n, value: value if n > 10 else value + 30_000)
    assert only(tmp_path / "a", rows, 7).note == ""
    (note,) = only(tmp_path / "b", rows, 28).note.split("; ")
    assert note.startswith("unusual jump: 49,")


def test_a_counter_that_nearly_always_moves_and_stands_still(tmp_path):
    stuck = 50_000 - 20 * 11
    g = only(tmp_path, course(lambda n, value: max(n - 20, 0) * -11 + stuck, "youtube/views"))
    told = f"stale counter: {stuck:,} since {before(20)}, though it nearly always moves"
    assert verdicts_in(g.note)[-1] == told


def test_counted_by_snapshots_likewise(tmp_path):
    rows = [m for m in course(lambda n, value: value if n else 0) if (DAY - m.date).days % 7 == 0]
    assert "likely no true 0" in only(tmp_path, rows, 7, by="snapshot").note


def test_figures_and_files_say_the_same(tmp_path):
    rows = course(lambda n, value: 0 if n in (0, 7) else value)
    rows += course(lambda n, value: value if n > 3 else value - 20_000, "youtube/views", "bo")
    with Warehouse(root_of(tmp_path, rows)) as warehouse:
        known = verdicts(warehouse, DAY, 7)
        found = growth(warehouse, 7)
        (batch,) = growth_batches(warehouse, [7])
    assert [g.note for g in found] == batch.column("note").to_pylist()
    for g in found:
        series = (g.artist, g.platform, g.metric, g.subject, g.country)
        assert g.now_date is not None
        told = known.notes(series, g.then_date, g.now_date)
        assert told
        assert verdicts_in(g.note) == told


def test_the_newest_numbers_own_rounding_is_not_that_of_the_pair(tmp_path):
    rows = [row(before(n), 10_000, resolution=100 if n else 1) for n in range(9)]
    for by in ("calendar", "snapshot"):
        g = only(tmp_path / by, rows, 7, by=by)
        assert (g.now_resolution, g.resolution) == (1, 100)
    rounded = [row(DAY - timedelta(n), 10_000, resolution=1 if n else 100) for n in range(9)]
    assert only(tmp_path / "rounded", rounded).now_resolution == 100


def test_of_the_newer_number_alone_only_what_touches_it(tmp_path):
    now = only(tmp_path / "now", course(lambda n, value: value if n else 0))
    assert now.now_note == f"likely no true 0: {DAY} reads 0 after 49,988"
    then = only(tmp_path / "then", course(lambda n, value: 0 if n == 7 else value))
    assert "likely no true 0" in then.note
    assert then.now_note == ""


def test_the_newest_numbers_in_files_carry_it(tmp_path):
    rows = course(lambda n, value: value if n else 0) + course(artist="bo")
    root = root_of(tmp_path, rows)
    store = Store(root)
    with store.writing():
        assert write_reports(store) == []
    with (root / "reports/latest.csv").open(encoding="utf-8", newline="") as file:
        notes = {one["artist"]: one["note"] for one in csv.DictReader(file)}
    assert notes == {"ada": f"likely no true 0: {DAY} reads 0 after 49,988", "bo": ""}


def test_a_total_carries_it_though_nothing_compares(tmp_path):
    rows = course(lambda n, value: value if n else 0, "deezer/fans")
    with Warehouse(root_of(tmp_path, rows)) as warehouse:
        found = growth(warehouse, 300)
        (total,) = (t for t in totals(found, warehouse.roster, DAY) if t.measured)
    assert total.compared == 0
    assert total.value_notes == (("likely no true 0", 1),)
