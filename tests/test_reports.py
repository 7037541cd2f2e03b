"""The CSVs people build on: coverage, newest numbers, and the contract that describes them."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from backline.analysis.coverage import coverage, from_days
from backline.analysis.latest import latest
from backline.errors import ConfigError, DataError
from backline.exports import write_reports
from backline.exports.columns import TABLES
from backline.imports import import_label
from backline.measure import State
from backline.store import Store
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, root_of, row


def report(root):
    store = Store(root)
    with store.writing():
        return write_reports(store)


def table(root, path):
    with (root / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_of(root):
    return [path for path in (root / "reports").rglob("*") if path.is_file()]


def only_coverage(root, days, **options):
    with Warehouse(root) as warehouse:
        (found,) = coverage(warehouse, days, **options)
    return found


class TestCoverage:
    def test_every_missing_day_is_told_with_its_state(self, tmp_path):
        rows = [row(before(n), 5) for n in range(12) if n not in (2, 3, 6, 7, 8)]
        rows += [row(before(n), None, detail="503") for n in (2, 3)]
        rows.append(row(before(7), None, state=State.REJECTED))
        found = only_coverage(root_of(tmp_path, rows), 10)
        assert (found.days_expected, found.days_measured) == (10, 5)
        assert found.by_state == {"failed": 2, "rejected": 1, "no row": 2}
        assert found.missing == (
            f"{before(8)} no row; {before(7)} rejected; {before(6)} no row; "
            f"{before(3)}/{before(2)} failed"
        )

    def test_days_before_joining_and_after_leaving_are_no_gaps(self, tmp_path):
        roster = ROSTER.replace(
            'name = "Ada"', f'name = "Ada"\nsince = {before(5)}\nuntil = {before(2)}'
        )
        root = root_of(tmp_path, [row(before(n), 5) for n in (2, 3, 5)], roster)
        found = only_coverage(root, 30, as_of=DAY)
        assert (found.days_expected, found.days_measured) == (4, 3)
        assert found.missing == f"{before(4)} no row"

    def test_an_artist_without_since_is_expected_from_the_first_row(self, tmp_path):
        found = only_coverage(root_of(tmp_path, [row(before(n), 5) for n in range(3)]), 28)
        assert (found.days_expected, found.days_measured, found.missing) == (3, 3, "")

    def test_another_sources_number_covers_a_failure(self, tmp_path):
        rows = [row(DAY, None), row(DAY, 5, source="label_history")]
        assert only_coverage(root_of(tmp_path, rows), 7).days_measured == 1

    def test_in_words(self):
        assert from_days(26, 30) == "from 26 of 30 days"


class TestLatest:
    def test_an_old_number_keeps_its_date_and_the_reason_of_today(self, tmp_path):
        rows = [row(before(4), 90), row(DAY, None, detail="down"), row(DAY, 1, artist="bo")]
        with Warehouse(root_of(tmp_path, rows)) as warehouse:
            ada, bo = latest(warehouse)
        assert (ada.value, ada.value_date, ada.row_date) == (90, before(4), DAY)
        assert (ada.state, ada.detail) == (State.FAILED, "down")
        assert (bo.value, bo.state) == (1, State.MEASURED)

    def test_of_two_sources_the_trusted_one(self, tmp_path):
        rows = [row(DAY, 6, source="label_history"), row(DAY, 5)]
        with Warehouse(root_of(tmp_path, rows)) as warehouse:
            (found,) = latest(warehouse)
        assert (found.value, found.source) == (5, "spotify_api")

    def test_tracks_leave_when_nothing_was_said_for_a_week(self, tmp_path):
        old = row(before(9), 3, series="spotify/popularity", subject="t1")
        new = row(before(2), 4, series="spotify/popularity", subject="t2")
        with Warehouse(root_of(tmp_path, [old, new, row(DAY, 1)])) as warehouse:
            assert [f.subject for f in latest(warehouse)] == ["", "t2"]


def test_the_reports_keep_their_contract(tmp_path):
    frictionless = pytest.importorskip("frictionless")
    rows = [row(before(n), 100 + n, artist=a) for n in range(40) for a in ("ada", "bo")]
    rows += [row(before(n), 9, artist="", series="discord/members") for n in range(9)]
    rows += [row(DAY, 4, series="spotify/popularity", subject="t1"), row(DAY, None, artist="bo")]
    root = root_of(tmp_path, rows)
    assert report(root) == []
    found = frictionless.validate(str(root / "reports" / "datapackage.json"))
    assert found.valid, found.flatten(["title", "rowNumber", "fieldName", "note"])
    assert found.stats["tasks"] == 5


def test_the_real_historys_reports_keep_their_contract(tmp_path, recordings):
    frictionless = pytest.importorskip("frictionless")
    import_label(recordings("label_history"), Store(tmp_path))
    found = frictionless.validate(str(tmp_path / "reports" / "datapackage.json"))
    assert found.valid, found.flatten(["title", "rowNumber", "fieldName", "note"])


def test_every_column_of_every_table_is_described():
    for described in TABLES:
        assert all(column.meaning for column in described.columns)
        assert set(described.key) <= set(described.header)
    package_tables = [t for t in TABLES if t.path.startswith("reports/")]
    assert [t.name for t in package_tables] == [
        "latest",
        "growth",
        "growth_long",
        "coverage",
        "series",
    ]


def test_reports_have_no_clock_and_change_nothing_the_second_time(tmp_path):
    root = root_of(tmp_path, [row(before(n), n) for n in range(5)])
    report(root)
    stamps = {p: p.stat().st_mtime_ns for p in files_of(root)}
    report(root)
    assert {p: p.stat().st_mtime_ns for p in files_of(root)} == stamps
    assert {r["as_of"] for r in table(root, "reports/growth.csv")} == {DAY.isoformat()}


def test_the_popularity_csv_is_as_its_readers_know_it(tmp_path):
    rows = [row(before(1), 5), row(DAY, None), row(DAY, 7, series="instagram/posts")]
    rows.append(row(DAY, 61, artist="", series="discord/members"))
    root = root_of(tmp_path, rows)
    report(root)
    assert (root / "data/popularity_scores.csv").read_text().splitlines() == [
        "artist_name,date,popularity_score,followers,monthly_listeners,youtube_subscribers,"
        "youtube_total_views,youtube_video_count,instagram_followers,instagram_media_count,reason",
        f"Ada,{before(1)},,5,,,,,,,",
        f"Ada,{DAY},,,,,,,,7,",
    ]


def roster_of(count):
    artists = [f'[[artist]]\nkey = "a{n}"\nname = "A{n}"' for n in range(count)]
    return "\n".join(['label = "Night Shift"', *artists])


class TestALargeLabel:
    def root(self, tmp_path, artists=51):
        days = [DAY, before(7), before(300)]
        rows = [row(day, 9, artist=f"a{n}") for day in days for n in range(artists)]
        track = row(DAY, 9, artist="a0", series="spotify/popularity", subject="track1")
        root = root_of(tmp_path, [*rows, track], roster_of(artists))
        report(root)
        return root

    def test_has_a_file_of_popularity_scores_for_each_year(self, tmp_path):
        root = self.root(tmp_path)
        files = sorted(p.name for p in (root / "data").rglob("*.csv") if "popul" in str(p))
        assert files == ["2025.csv", "2026.csv"]
        assert len(table(root, "data/popularity_scores/2026.csv")) == 2 * 51

    def test_leaves_tracks_to_the_measurement_files_and_tells_coverage_once(self, tmp_path):
        root = self.root(tmp_path)
        latest_rows, growth_rows, coverage_rows = (
            table(root, f"reports/{name}.csv") for name in ("latest", "growth", "coverage")
        )
        assert (len(latest_rows), len(growth_rows), len(coverage_rows)) == (51, 51, 51)
        assert {r["days"] for r in coverage_rows} == {"30"}

    def test_says_the_day_once_and_the_windows_of_a_series_side_by_side(self, tmp_path):
        root = self.root(tmp_path)
        row = table(root, "reports/growth.csv")[0]
        assert (row["artist"], row["now"], row["now_age"]) == ("a0", "9", "0")
        assert [row[f"growth_{days}"] for days in (7, 28, 30)] == ["0", "", ""]
        assert (row["span_days_7"], row["days_measured_7"], row["note_7"]) == ("7", "1", "")
        assert row["note_28"].startswith("nothing measured within 4 days of")
        newest = table(root, "reports/latest.csv")[0]
        assert (newest["value"], newest["value_age"], newest["row_age"]) == ("9", "0", "0")
        package = json.loads((root / "reports/datapackage.json").read_text())
        assert (package["as_of"], package["version"]) == (DAY.isoformat(), "2.0.0")

    def test_tells_where_a_window_has_no_row_or_another_now(self, tmp_path):
        rows = [row(before(20), 5, artist="a1"), row(DAY, 9, artist="a2")]
        rows += [row(before(n), 100 - n, artist="a2", source="tracking_sheet") for n in (1, 29)]
        root = root_of(tmp_path, rows, roster_of(51))
        report(root)
        told = {r["artist"]: r for r in table(root, "reports/growth.csv")}
        assert (told["a1"]["days_measured_7"], told["a1"]["note_7"]) == (
            "0",
            "no row in this window",
        )
        assert told["a1"]["note_28"].startswith("last measured 2026-09-10, 20 days before")
        two = told["a2"]
        assert (two["now"], two["now_age"], two["growth_7"], two["growth_28"]) == (
            ("9", "0", "", "28")
        )
        assert two["note_28"] == "now is 99 of 2026-09-29"

    def test_has_reports_that_keep_their_contract(self, tmp_path):
        frictionless = pytest.importorskip("frictionless")
        found = frictionless.validate(str(self.root(tmp_path) / "reports" / "datapackage.json"))
        assert found.valid, found.flatten(["title", "rowNumber", "fieldName", "note"])

    def test_that_shrinks_has_one_file_again(self, tmp_path):
        root = self.root(tmp_path)
        (root / "roster.toml").write_text(roster_of(50), encoding="utf-8")
        report(root)
        assert not list((root / "data").glob("popularity_scores/*.csv"))
        assert len(table(root, "data/popularity_scores.csv")) == 3 * 51


def test_names_cannot_become_formulas(tmp_path):
    roster = ROSTER.replace('"Ada"', "'=cmd()|x'").replace('"Bo"', '"Bo, \\"the\\" 🎧"')
    root = root_of(tmp_path, [row(DAY, 1), row(DAY, 2, artist="bo")], roster)
    report(root)
    names = [r["artist_name"] for r in table(root, "reports/latest.csv")]
    assert names == ["'=cmd()|x", 'Bo, "the" 🎧']


def test_a_report_that_would_lose_every_row_is_refused(tmp_path):
    root = root_of(tmp_path, [row(DAY, 1)])
    report(root)
    kept = (root / "reports/latest.csv").read_bytes()
    Store(root).measurement_file(DAY).write_bytes(b"")
    with pytest.raises(DataError, match=r"reports/latest\.csv would lose every row"):
        report(root)
    assert (root / "reports/latest.csv").read_bytes() == kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_in_the_middle_of_an_export_changes_no_report(tmp_path):
    root = root_of(tmp_path, [row(DAY, 1)])
    report(root)
    root_of(tmp_path, [row(DAY, 2)])
    kept = {p: p.read_bytes() for p in files_of(root)}
    store = Store(root)
    with store.writing():
        (root / "reports/growth.csv.backline-tmp").symlink_to("/dev/full")
        with pytest.raises(DataError, match=r"growth\.csv cannot be written \(No space left"):
            write_reports(store)
    assert {p: p.read_bytes() for p in files_of(root)} == kept
    report(root)
    assert set(kept) == set(files_of(root))
    assert kept[root / "reports/latest.csv"] != (root / "reports/latest.csv").read_bytes()


class TestDamagedFiles:
    def test_a_day_cut_short_is_left_out_and_named(self, tmp_path):
        root = root_of(tmp_path, [row(before(n), 100 - n) for n in range(9)])
        cut = Store(root).measurement_file(before(1))
        cut.write_bytes(cut.read_bytes()[:-30])
        with Warehouse(root) as warehouse:
            assert warehouse.problems == (
                f"data/measurements/2026/{before(1)}.parquet is cut short or is no Parquet file; "
                "the day is left out.",
            )
            (found,) = latest(warehouse)
            assert found.value == 100
        assert only_coverage(root, 7).missing == f"{before(1)} unreadable"

    @pytest.mark.parametrize("in_memory", [True, False])
    def test_a_day_damaged_inside_is_left_out_and_named(self, tmp_path, in_memory):
        root = root_of(tmp_path, [row(before(n), n * 977) for n in range(3)])
        path = Store(root).measurement_file(DAY)
        content = bytearray(path.read_bytes())
        content[4:60] = b"\xff" * 56
        path.write_bytes(content)
        with Warehouse(root, in_memory=in_memory) as warehouse:
            (found,) = latest(warehouse)
            assert (found.value, warehouse.latest_day) == (977, before(1))
            assert warehouse.problems == (
                f"data/measurements/2026/{DAY}.parquet is damaged inside; the day is left out.",
            )

    def test_no_data_folder_and_no_roster(self, tmp_path):
        (tmp_path / "roster.toml").write_text(ROSTER)
        with Warehouse(tmp_path) as warehouse:
            assert (warehouse.latest_day, latest(warehouse)) == (None, [])
        with pytest.raises(ConfigError, match="There is no roster"):
            Warehouse(tmp_path / "nowhere")

    def test_new_files_are_noticed(self, tmp_path):
        root = root_of(tmp_path, [row(before(1), 5)])
        stamp = Store(root).stamp()
        assert Store(root).stamp() == stamp
        root_of(tmp_path, [row(DAY, 6)])
        assert Store(root).stamp() != stamp


def test_the_package_names_the_label(tmp_path):
    root = root_of(tmp_path, [row(date(2026, 9, 30), 5)])
    report(root)
    package = json.loads((root / "reports/datapackage.json").read_text())
    assert package["title"] == "Night Shift: numbers by Backline"
    assert package["version"] == "1.0.0"
