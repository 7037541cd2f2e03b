"""Imports take only days that can have been, and ask where day and month fit in two orders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.collecting.daily import check_clock
from backline.errors import ConfigError
from backline.imports import import_label, import_s4a, import_sheet
from backline.imports.days import BEGAN, Order, order_of, read_day, spans, why_not
from backline.measure import PLATFORM_LABELS
from backline.store import Store
from tests.backfilled import rows_of
from tests.sheets import block, line, write

PROJECT = Path(__file__).parent.parent
TODAY = date(2026, 3, 10)
ROSTER = 'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n'
EUROPEAN, AMERICAN = "{0.day:02}/{0.month:02}/{0.year}", "{0.month}/{0.day}/{0.year}"
GERMAN = "{0.day:02}.{0.month:02}.{0.year}"


@pytest.fixture
def store(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
    return Store(root)


@pytest.fixture
def timeline(store, tmp_path):
    """Writes a timeline of some days in a form of dates, and imports it."""

    def run(first, count, form="{0}", *, more=(), dates=None, today=TODAY, separator=","):
        days = [form.format(first + timedelta(n)) for n in range(count)]
        rows = [("date", "streams", "followers")]
        rows += [(day, str(20 + n), str(100 + n)) for n, day in enumerate([*days, *more])]
        path = tmp_path / "Ada-audience-timeline.csv"
        path.write_text("\n".join(separator.join(row) for row in rows) + "\n", encoding="utf-8")
        return import_s4a([path], store, "Ada", song=None, period=None, dates=dates, today=today)

    return run


def days_of(store):
    return sorted({row.date for row in rows_of(store.root)})


class TestAnOrderOfDayAndMonth:
    @pytest.mark.few(2)
    @pytest.mark.parametrize("form", [EUROPEAN, AMERICAN, GERMAN, "{0:%d-%b-%y}", "{0} 00:00:00"])
    def test_an_export_saved_again_lands_on_its_own_days(self, store, timeline, form):
        timeline(date(2025, 11, 20), 60, form)
        assert days_of(store) == [date(2025, 11, 20) + timedelta(n) for n in range(60)]

    @pytest.mark.parametrize("form", [EUROPEAN, AMERICAN])
    def test_of_twelve_days_the_order_that_goes_day_by_day_is_proof(self, store, timeline, form):
        timeline(date(2026, 2, 1), 12, form)
        assert days_of(store) == [date(2026, 2, 1 + n) for n in range(12)]

    def test_newest_first_is_the_same_proof(self, store, tmp_path):
        rows = [f"{day}/2/2026,20,100" for day in range(12, 0, -1)]
        path = tmp_path / "Ada-audience-timeline.csv"
        path.write_text("\n".join(["date,streams,followers", *rows]), encoding="utf-8")
        import_s4a([path], store, "Ada", song=None, period=None, today=TODAY)
        assert days_of(store) == [date(2026, 2, 1 + n) for n in range(12)]

    def test_one_day_that_fits_two_ways_is_asked_about_and_nothing_is_written(
        self, store, timeline
    ):
        with pytest.raises(ConfigError) as raised:
            timeline(date(2026, 2, 1), 1, AMERICAN)
        assert str(raised.value) == (
            "Ada-audience-timeline.csv: day and month fit in more than one order: line 2, "
            "2/1/2026, is 2026-01-02 (dmy: day first) or 2026-02-01 (mdy: month first). "
            "Repeat with --dates dmy or --dates mdy."
        )
        assert raised.value.exit_code == 2
        assert rows_of(store.root) == []

    @pytest.mark.parametrize(("order", "day"), [("mdy", (2, 1)), ("dmy", (1, 2))])
    def test_the_answer_is_taken(self, store, timeline, order, day):
        timeline(date(2026, 2, 1), 1, AMERICAN, dates=Order(order))
        assert days_of(store) == [date(2026, *day)]

    def test_an_answer_that_a_row_contradicts_is_refused_with_the_row(self, store, timeline):
        with pytest.raises(
            ConfigError, match=r"csv line 14: 1/13/2026 is no date with --dates dmy"
        ):
            timeline(date(2026, 1, 1), 31, AMERICAN, dates=Order.dmy)
        with pytest.raises(
            ConfigError, match=r"line 3: with --dates mdy the days jump .* dmy they"
        ):
            timeline(date(2026, 2, 1), 3, EUROPEAN, dates=Order.mdy)
        with pytest.raises(ConfigError, match=r"is 2026-12-02, which cannot be; with --dates dmy"):
            timeline(date(2026, 2, 12), 1, EUROPEAN, dates=Order.mdy)
        assert rows_of(store.root) == []

    def test_a_day_that_one_order_puts_into_the_future_is_proof(self, store, timeline):
        timeline(date(2026, 2, 12), 1, EUROPEAN)
        assert days_of(store) == [date(2026, 2, 12)]

    def test_days_a_spreadsheet_exchanged_before_are_refused(self, store, tmp_path):
        """Its days up to the 12th became other months; the rest stayed as text."""
        january = [date(2026, 1, n) for n in range(1, 32)]
        cells = [f"2025-{d.day:02}-01" if d.day < 13 else f"1/{d.day}/2025" for d in january]
        path = tmp_path / "Ada-audience-timeline.csv"
        rows = "".join(f"{cell},20,100\n" for cell in cells)
        path.write_text(f"date,streams,followers\n{rows}", encoding="utf-8")
        with pytest.raises(ConfigError, match=r"its days jump .* exchanged day and month"):
            import_s4a([path], store, "Ada", song=None, period=None, today=TODAY)

    def test_release_dates_that_fit_two_ways_are_asked_about(self, store, tmp_path):
        from backline.imports.s4a.period import Period

        path = tmp_path / "songs.csv"
        text = "song;listeners;streams;saves;release_date\nHalf Light;5;7;1;{}\n"
        period = Period(date(2026, 1, 1), date(2026, 1, 28))

        def run(released):
            path.write_text(text.format(released), encoding="utf-8")
            import_s4a([path], store, "Ada", song=None, period=period, today=TODAY)

        with pytest.raises(ConfigError, match="line 2, 03/02/2025, is 2025-02-03"):
            run("03/02/2025")
        run("23/02/2025")
        assert store.subjects().all()[0].release_date == "2025-02-23"

    def test_the_labels_own_csv_is_held_to_the_same(self, tmp_path):
        folder = tmp_path / "old"
        folder.mkdir()
        header = "artist_name;date;popularity_score;followers\n"
        rows = "".join(f"Ada;{n:02}.02.2026;7;{100 + n}\n" for n in range(1, 10))
        (folder / "scores.csv").write_text(header + rows, encoding="utf-8")
        store = Store(tmp_path / "other")
        import_label(folder, store, today=TODAY)
        assert store.days() == [date(2026, 2, n) for n in range(1, 10)]
        (folder / "scores.csv").write_text(header + "Ada;03.02.2026;7;100\n", encoding="utf-8")
        with pytest.raises(ConfigError, match=r"scores\.csv: day and month fit in more than one"):
            import_label(folder, Store(tmp_path / "third"), today=TODAY)

    @pytest.mark.parametrize("form", ["{0.day}.{0.month}.", "{0.day}/{0.month}", "{0:%Y-%m-%d}"])
    def test_a_sheet_whose_headings_have_the_day_first(self, tmp_path, form):
        days = [date(2025, 12, 19) - timedelta(7 * n) for n in range(1, 8)]
        dates = ["#", *(form.format(day) for day in days)]
        values = [str(90 - n) for n in range(9)]
        rows = block(dates=dates, lines=[line("Spotify followers", *values)])
        store = Store(tmp_path / "root")
        path = write(tmp_path / "s.csv", rows)
        import_sheet(path, store, date(2025, 12, 26), date(2025, 12, 19), today=TODAY)
        assert store.days() == sorted([*days, date(2025, 12, 19), date(2025, 12, 26)])

    def test_a_sheet_whose_one_heading_fits_two_ways_is_asked_about(self, tmp_path):
        rows = block(dates=("#", "10/9"), lines=[line("Spotify followers", "3", "2", "1")])
        path, store = write(tmp_path / "s.csv", rows), Store(tmp_path / "root")
        days = (date(2025, 12, 26), date(2025, 12, 19))
        with pytest.raises(ConfigError, match=r"s.csv: day and month of the headings .* 10/9 is"):
            import_sheet(path, store, *days, today=TODAY)
        assert not store.roster_file.exists()
        import_sheet(path, store, *days, dates=Order.dmy, today=TODAY)
        assert store.days()[0] == date(2025, 9, 10)
        rows = block(dates=("#", "12/5", "11/28", "11/21"))
        with pytest.raises(ConfigError, match="11/28 is no date with --dates dmy"):
            import_sheet(write(path, rows), store, *days, dates=Order.dmy, today=TODAY)


class TestDaysThatCannotBe:
    def test_a_day_in_the_future_is_listed_and_stops_no_later_run(self, store, timeline):
        made = timeline(date(2026, 3, 1), 9, more=["2036-03-02", "1999-12-31"])
        assert days_of(store)[-1] == date(2026, 3, 9)
        check_clock(store.newest_day(), TODAY)
        assert [(u.place[-3:], u.why) for u in made.adopted.unplaced] == [
            (":11", "2036-03-02 has not come yet (today is 2026-03-10, UTC)"),
            (":12", "Spotify began on 2008-10-07"),
        ]

    def test_a_day_that_no_order_makes_possible_says_nothing_about_the_order(self, store, timeline):
        timeline(date(2026, 2, 1), 2, GERMAN, more=["01.02.2036"])
        assert days_of(store) == [date(2026, 2, 1), date(2026, 2, 2)]

    def test_a_labels_files_and_rows_of_the_future(self, tmp_path):
        folder, store = tmp_path / "old", Store(tmp_path / "root")
        (folder / "historical").mkdir(parents=True)
        artist = {"name": "Ada", "spotify": {"followers": 300, "popularity_score": 7}}
        for day in ("2026-03-01", "2026-04-01", "1998-01-01"):
            text = json.dumps({"date": day, "artists": [artist]})
            (folder / "historical" / f"{day}.json").write_text(text)
        rows = "artist_name,date,popularity_score,followers\nAda,2026-03-02,7,301\n"
        (folder / "scores.csv").write_text(f"{rows}Ada,2027-03-03,7,302\nAda,2026-03-03,7,303\n")
        made = import_label(folder, store, today=TODAY)
        assert store.days() == [date(2026, 3, n) for n in (1, 2, 3)]
        assert made.broken_files == [
            "1998-01-01.json: YouTube began on 2005-02-14",
            "2026-04-01.json: 2026-04-01 has not come yet (today is 2026-03-10, UTC)",
        ]
        assert "scores.csv:3" in {u.place for u in made.adopted.unplaced}

    def test_a_platform_that_did_not_exist_yet_has_no_number(self, tmp_path):
        folder, store = tmp_path / "old", Store(tmp_path / "root")
        (folder / "historical").mkdir(parents=True)
        artist = {
            "name": "Ada",
            "spotify": {"followers": 300},
            "youtube": {"subscribers": 3, "total_views": 9, "video_count": 1},
        }
        text = json.dumps({"date": "2007-05-01", "artists": [artist]})
        (folder / "historical" / "2007-05-01.json").write_text(text)
        made = import_label(folder, store, today=TODAY)
        assert {m.platform for m in store.read_day(date(2007, 5, 1)).measurements} == {"youtube"}
        (listed,) = made.adopted.unplaced
        assert (listed.found, listed.why) == ("followers 300", "Spotify began on 2008-10-07")

    def test_a_sheets_current_day_cannot_be_in_the_future(self, tmp_path):
        path, store = write(tmp_path / "s.csv", block()), Store(tmp_path / "root")
        with pytest.raises(ConfigError, match=r"--current-date 2026-03-11 cannot be: .* not come"):
            import_sheet(path, store, date(2026, 3, 11), None, today=TODAY)
        assert not store.root.exists()

    def test_every_platform_says_when_it_began(self):
        assert BEGAN.keys() == PLATFORM_LABELS.keys()
        assert why_not(TODAY, TODAY, ("threads",)) == ""
        assert why_not(date(2023, 7, 4), TODAY, ("threads",)) == "Threads began on 2023-07-05"
        assert why_not(date(2005, 2, 14), TODAY, ("spotify", "youtube")) == ""


DAYS = st.dates(date(2009, 1, 1), TODAY)
FORMS = st.sampled_from([EUROPEAN, AMERICAN, GERMAN, "{0}"])


@given(first=DAYS, count=st.integers(1, 80), form=FORMS, turned=st.booleans())
def test_any_daily_file_is_read_right_or_asked_about(first, count, form, turned):
    days = [first + timedelta(n) for n in range(count) if first + timedelta(n) <= TODAY]
    days = days[::-1] if turned else days
    cells = [(n, form.format(day)) for n, day in enumerate(days)]

    def possible(day):
        return not why_not(day, TODAY, ("spotify",))

    try:
        order = order_of("x.csv", cells, possible, series=True, every_day=True)
    except ConfigError as error:
        assert len(days) < 3
        assert "--dates" in str(error)
    else:
        assert [read_day(cell, order) for _, cell in cells] == days


def test_spans_of_days_are_short():
    days = [date(2026, 1, n) for n in (1, 2, 3, 5, 9, 10)]
    assert spans(days) == "2026-01-01 to 2026-01-03, 2026-01-05, 2026-01-09 to 2026-01-10"
    assert spans(days, most=1) == "2026-01-01 to 2026-01-03 and 2 more"


def test_the_command_asks_in_one_sentence_and_takes_the_answer(store, tmp_path):
    path = tmp_path / "Ada-audience-timeline.csv"
    path.write_text("date,streams,followers\n2/1/2026,7,100\n", encoding="utf-8")

    def run(*more):
        return subprocess.run(
            [
                *(sys.executable, str(PROJECT / "scripts/import_history.py"), "s4a", str(path)),
                *("--artist", "ada", "--root", str(store.root), *more),
            ],
            env={**os.environ, "COLUMNS": "80"},
            capture_output=True,
            text=True,
            check=False,
        )

    asked = run()
    assert (asked.returncode, asked.stderr.count("\n")) == (2, 1)
    assert "Repeat with --dates dmy or --dates mdy." in asked.stderr
    assert run("--dates", "mdy").returncode == 0
    assert days_of(store) == [date(2026, 2, 1)]
