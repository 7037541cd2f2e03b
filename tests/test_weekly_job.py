"""The weekly job: measuring first, falling back, and the scripts as people run them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from backline.errors import ConfigError, DataError
from backline.net import Credentials, Endpoints
from backline.store import Day, Store, Subjects
from backline.weekly import load_layout, run_weekly
from backline.weekly.job import WEEKS_MEASURED, Measuring
from tests.roots import ROSTER, root_of, row
from tests.sheets import adopt, block, line, write
from tests.started import finished
from tests.weekly_roots import AGENCY, FRIDAY, labelled, layout, report, rows_of

PROJECT = Path(__file__).parent.parent
STARTED = datetime(2026, 9, 25, 6, tzinfo=UTC)


@dataclass
class Refreshed:
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    measured: int = 0


def measuring(refresh, **more):
    return Measuring(
        Credentials({}), Endpoints.from_environment({}), STARTED, refresh=refresh, **more
    )


@pytest.fixture
def root(tmp_path):
    return root_of(
        tmp_path, [row(FRIDAY.replace(day=18), 10), row(FRIDAY.replace(day=18), 5, artist="bo")]
    )


def test_what_was_measured_just_now_is_in_the_report(root):
    asked = {}

    def refresh(where, credentials, endpoints, *, progress, **options):
        asked.update(options, names=[artist.name for artist in options["artists"]])
        store = Store(where)
        with store.writing(), store.change() as change:
            store.save(change, [Day(FRIDAY, [row(FRIDAY, 17)])], store.roster(), Subjects())
        progress("Ada", 1, 2)
        return Refreshed({"bo": "Chartmetric has 2 artists of this name"}, ["slow today"], 1)

    told = []
    run, rows = report(
        root, measuring=measuring(refresh, tracks=True),
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert labelled(rows)["Spotify followers"][1:3] == ["17", "7"]
    assert rows[-1][0] == "As of 9/25/2026."
    assert run.failed == {"Bo": "Chartmetric has 2 artists of this name"}
    assert run.said == ["slow today", "Bo: the newest numbers are of 2026-09-18."]
    assert (asked["weeks"], asked["tracks"], asked["week_ends"]) == (WEEKS_MEASURED, True, 4)
    assert (asked["started"], asked["names"]) == (STARTED, ["Ada", "Bo"])
    assert told == [("Ada", 1, 2), ("Ada", 0, 2), ("Bo", 1, 2), ("", 2, 2)]


def test_only_the_named_artists_are_measured(root):
    asked = []

    def refresh(*_, artists, weeks, **__):
        asked.append(([artist.key for artist in artists], weeks))
        return Refreshed(measured=0)

    report(root, "bo", measuring=measuring(refresh), weeks=3, file="Bo")
    assert asked == [(["bo"], 3)]


def agency_of(root, text):
    """The label's own layout of the name the run on Fridays asks for."""
    (root / "layouts").mkdir()
    shipped = (PROJECT / "layouts" / "agency.toml").read_text(encoding="utf-8")
    own = shipped.replace('by = "snapshot"', text).replace("tracks = false", "")
    (root / "layouts" / "agency.toml").write_text(own, encoding="utf-8")
    return load_layout(root / "layouts" / "agency.toml")


def test_the_layout_says_how_much_is_measured_unless_the_run_is_told(root):
    asked = []

    def refresh(*_, weeks, tracks, **__):
        asked.append((weeks, tracks))
        return Refreshed()

    own = agency_of(root, "weeks = 9\ntracks = true")
    for told, weeks in ((None, None), (False, 3), (True, 12)):
        report(root, layout=own, measuring=measuring(refresh, tracks=told), weeks=weeks)
    assert asked == [(9, True), (3, False), (12, True)]


def test_few_columns_do_not_leave_growth_over_28_days_unmeasured(root):
    asked = []

    def refresh(*_, weeks, **__):
        asked.append(weeks)
        return Refreshed()

    report(root, layout=agency_of(root, "weeks = 2"), measuring=measuring(refresh))
    assert asked == [WEEKS_MEASURED]


def test_a_revoked_token_falls_back_to_what_is_stored_and_says_so(root):
    def refresh(*_, **__):
        raise ConfigError("Chartmetric refuses CHARTMETRIC_REFRESH_TOKEN: put in a new one.")

    run, rows = report(root, measuring=measuring(refresh))
    assert run.fell_back == "Chartmetric refuses CHARTMETRIC_REFRESH_TOKEN: put in a new one."
    assert rows[-1][0] == "From stored numbers, as of 9/18/2026."
    assert run.failed == {}


def test_when_nobody_could_be_measured_the_report_is_from_stored_numbers(root):
    def refresh(*_, artists, **__):
        return Refreshed({artist.key: "the service is down" for artist in artists})

    run, rows = report(root, measuring=measuring(refresh))
    assert rows[-1][0] == "From stored numbers, as of 9/18/2026."
    assert run.failed == {"Ada": "the service is down", "Bo": "the service is down"}


def test_the_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_its_letters(root):
    mark = b"\xef\xbb\xbf"
    report(root)
    files = list((root / "reports/weekly").glob("*.csv"))
    assert files
    assert all(path.read_bytes().startswith(mark) for path in files)
    report(root, layout=layout(format={"byte_order_mark": False}))
    assert not any(path.read_bytes().startswith(mark) for path in files)


def test_a_look_back_to_before_everything_writes_and_removes_nothing(root):
    report(root)
    folder = root / "reports/weekly"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert before
    with pytest.raises(DataError, match="Nothing is stored up to 2020-01-01, so no report"):
        report(root, as_of=date(2020, 1, 1))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    done = run("export_weekly", "--offline", "--as-of", "2020-01-01", "--root", root)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_look_back_removes_no_report_of_who_came_later(tmp_path):
    roster = ROSTER.replace('name = "Ada"', 'name = "Ada"\nsince = 2026-09-20')
    root = root_of(tmp_path, [row(FRIDAY, 9), row(FRIDAY.replace(day=4), 8, artist="bo")], roster)
    run_weekly(root, AGENCY)
    ada = root / "reports/weekly/Ada - Weekly Artist Tracking.csv"
    before = ada.read_bytes()
    run_weekly(root, AGENCY, as_of=FRIDAY - timedelta(10))
    assert ada.read_bytes() == before


def run(script, *arguments, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    return finished(
        [sys.executable, str(PROJECT / f"scripts/{script}.py"), *map(str, arguments)],
        env={**base, "COLUMNS": "120", **environment},
    )


class TestScripts:
    def test_the_report_is_written_offline(self, root):
        done = run("export_weekly", "--offline", "--root", root, "--by", "snapshot", "--weeks", 3)
        assert (done.returncode, done.stderr) == (0, "")
        assert "6 files in" in done.stdout
        assert "As of 2026-09-18, from stored numbers." in done.stdout
        again = run("export_weekly", "--offline", "--root", root, "--by", "snapshot", "--weeks", 3)
        assert "nothing was new" in again.stdout

    def test_the_run_on_fridays_counts_as_the_agency_does(self, tmp_path):
        # By the calendar nothing was measured near 7 days ago; a column there is.
        days = (0, 11, 22, 30, 36)
        root = root_of(
            tmp_path,
            [
                row(FRIDAY - timedelta(n), 100 - n, artist=artist, source="tracking_sheet")
                for n in days
                for artist in ("ada", "bo")
            ],
        )
        path = root / "reports/weekly/Ada - Weekly Artist Tracking.csv"
        done = run("export_weekly", "--offline", "--root", root)
        assert (done.returncode, done.stderr) == (0, "")
        assert labelled(rows_of(path))["Spotify followers"][2:6] == ["11", "12.36%", "36", "56.25%"]
        run("export_weekly", "--offline", "--root", root, "--by", "calendar", "--weeks", 2)
        assert labelled(rows_of(path))["Spotify followers"][2:] == [
            "", "", "30", "42.86%",
            "28-day: 30 days from 70 on 8/26/2026 to 100 on 9/25/2026 (a column not shown)",
            "", "", "", "89", "78",
        ]  # fmt: skip

    def test_a_layout_of_the_label_is_what_the_run_on_fridays_follows(self, root):
        agency_of(root, 'by = "calendar"\nweeks = 1')
        done = run("export_weekly", "--offline", "--root", root)
        assert (done.returncode, done.stderr) == (0, "")
        agency_of_line = (root / "layouts/agency.toml").read_text(encoding="utf-8")
        wrong = agency_of_line.replace('"calendar"', '"columns"')
        (root / "layouts/agency.toml").write_text(wrong, encoding="utf-8")
        done = run("export_weekly", "--offline", "--root", root)
        assert done.returncode == 2
        assert done.stderr == ("agency.toml line 6: by: it should be 'calendar' or 'snapshot'.\n")

    def test_without_a_token_it_says_so_and_writes_what_is_stored(self, root):
        done = run("export_weekly", "--root", root)
        assert done.returncode == 0
        assert done.stderr.startswith("CHARTMETRIC_REFRESH_TOKEN is not set")
        assert done.stderr.count("\n") == 1
        assert "As of 2026-09-18, from stored numbers." in done.stdout

    def test_an_artist_without_numbers_is_told_at_the_end(self, tmp_path):
        root = root_of(tmp_path, [row(FRIDAY, 9)])
        done = run("export_weekly", "--offline", "--root", root)
        assert done.returncode == 1
        assert done.stderr == "Bo: nothing was ever measured.\n"
        assert (root / "reports/weekly/Ada - Weekly Artist Tracking.csv").exists()

    def test_what_is_asked_wrongly(self, root, tmp_path):
        for options, words in (
            (("--artist", "Nobody"), "no artist 'Nobody'; it has Ada, Bo"),
            (("--layout", "mine"), "There is no layout 'mine'; there are agency, extended"),
            (("--root", tmp_path / "none"), "There is no roster.toml"),
            (("--check-layout", tmp_path / "none.toml"), "There is no file"),
        ):
            given = options if "--root" in options else (*options, "--root", root)
            done = run("export_weekly", "--offline", *given)
            assert done.returncode == 2, options
            assert words in done.stderr
            assert "Traceback" not in done.stderr

    def test_a_layout_is_checked(self, tmp_path):
        done = run("export_weekly", "--check-layout", PROJECT / "layouts/agency.toml")
        assert (done.returncode, done.stderr) == (0, "")
        path = tmp_path / "mine.toml"
        path.write_text('week_ends = "freitag"\n')
        done = run("export_weekly", "--check-layout", path)
        assert done.returncode == 1
        assert done.stderr.splitlines() == [
            "mine.toml line 1: week_ends: it should be 'monday', 'tuesday', 'wednesday', "
            "'thursday', 'friday', 'saturday' or 'sunday'.",
            "mine.toml line 1: 'columns' is missing.",
            "mine.toml line 1: 'sections' is missing.",
        ]

    def test_a_sheet_is_imported(self, tmp_path):
        lines = [line("Spotify followers", "10", "9", "8x")]
        path = write(tmp_path / "sheet.csv", [*block(lines=lines), *block("Bo"), *block("Bo")])
        options = ("--current-date", "2025-12-26", "--root", tmp_path / "root")
        done = run("import_history", "sheet", path, *options, "--previous-date", "2025-12-19")
        assert done.returncode == 1
        assert "Bo heads several blocks (rows 5 and 9)" in done.stderr
        assert "Not taken: 1 (all in reports/import_tracking_sheet.csv)" in done.stdout
        assert "it is no count (L3: Ada, Spotify followers, 2025-12-05: 8x)" in done.stdout
        assert "3 days, 2025-12-05 to 2025-12-26: 3 changed." in done.stdout
        refused = run("import_history", "sheet", path, *options, "--previous-date", "2025-12-27")
        assert refused.returncode == 2
        assert "must be before --current-date" in refused.stderr


def test_from_a_sheet_to_the_report_in_two_steps(tmp_path):
    store, _ = adopt(tmp_path, block())
    _, rows = report(store.root, by="snapshot")
    assert labelled(rows)["Spotify followers"] == [
        "Spotify followers", "1,060", "10", "0.95%", "40", "3.92%", "28-day: 35 days",
        "", "", "", "1,050", "1,040", "1,030", "1,020", "1,010",
    ]  # fmt: skip
