"""The weekly report: its columns, its growth, and what stands in its cells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError, DataError
from backline.people import Notes, parse_roster
from backline.percent import hundredths
from backline.store import Store, Subject
from backline.weekly.files import file_names
from tests.roots import ROSTER, root_of, row
from tests.weekly_roots import AGENCY, FRIDAY, labelled, layout, report, sheet_row, with_tracks


def back(days, day=FRIDAY):
    return day - timedelta(days)


def daily(count, day=FRIDAY, **more):
    return [row(back(n, day), 1000 - n, **more) for n in range(count)]


def followers(rows):
    return labelled(rows)["Spotify followers"]


def dates(rows):
    return labelled(rows)["Spotify"][10:]


class TestColumns:
    def test_measured_daily_each_week_has_its_friday(self, tmp_path):
        _, rows = report(root_of(tmp_path, daily(30)))
        assert dates(rows) == ["9/18/2026", "9/11/2026", "9/4/2026", "8/28/2026"]
        assert followers(rows)[1:2] + followers(rows)[10:] == ["1,000", "993", "986", "979", "972"]

    def test_in_the_middle_of_a_week_the_newest_day_is_the_current_one(self, tmp_path):
        _, rows = report(root_of(tmp_path, daily(12, date(2026, 9, 30))))
        assert dates(rows) == ["9/25/2026"]
        assert followers(rows)[1:4] == ["1,000", "7", "0.70%"]

    def test_the_end_of_the_music_week_is_a_setting(self, tmp_path):
        other = layout(week_ends="thursday")
        _, rows = report(root_of(tmp_path, daily(12)), layout=other)
        assert dates(rows) == ["9/24/2026", "9/17/2026"]

    def test_every_dated_column_of_a_sheet_stays_one(self, tmp_path):
        rows = [sheet_row(back(n), 100 - n) for n in (0, 6, 7, 9, 30)]
        _, found = report(root_of(tmp_path, rows))
        assert dates(found) == ["9/19/2026", "9/18/2026", "9/16/2026", "8/26/2026"]

    def test_a_column_of_blanks_alone_is_a_snapshot_too(self, tmp_path):
        rows = [sheet_row(back(n), None if n == 7 else 100 - n) for n in (0, 7, 14, 21, 28)]
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert dates(found)[0] == "9/18/2026"
        assert followers(found)[1:6] == ["100", "", "", "28", "38.89%"]
        assert followers(found)[10:] == ["", "86", "79", "72"]

    def test_metrics_with_days_of_their_own_share_the_weeks_column(self, tmp_path):
        rows = [row(back(7 * n), 100 - n) for n in range(3)]
        rows += [row(back(7 * n + 2), 50 - n, series="tiktok/followers") for n in range(3)]
        _, found = report(root_of(tmp_path, rows))
        assert dates(found) == ["9/18/2026", "9/11/2026"]
        tiktok = labelled(found)["TikTok Followers"]
        assert (tiktok[1], tiktok[10:]) == ("50", ["49", "48"])
        assert tiktok[6] == "of 9/23/2026"

    def test_tracks_measured_after_the_artist_make_no_week_of_their_own(self, tmp_path):
        rows = [row(back(7 * n), 100 - n) for n in range(3)]
        rows.append(row(back(-3), 7, series="youtube/views", subject="t"))
        root = with_tracks(tmp_path, rows, {"t": "Song"})
        _, found = report(root)
        assert dates(found) == ["9/18/2026", "9/11/2026"]
        assert followers(found)[1:3] == ["100", "1"]
        assert followers(found)[6] == "of 9/25/2026"

    def test_fewer_weeks_are_shown_when_asked_and_the_growth_stays(self, tmp_path):
        _, rows = report(root_of(tmp_path, daily(60)), weeks=2)
        assert dates(rows) == ["9/18/2026", "9/11/2026"]
        assert followers(rows)[4] == "28"

    def test_as_of_an_earlier_day(self, tmp_path):
        _, rows = report(root_of(tmp_path, daily(30)), as_of=back(10))
        assert followers(rows)[1] == "990"
        assert rows[-1][0] == "From stored numbers, as of 9/15/2026."


class TestGrowth:
    def test_by_the_calendar_a_figure_outside_the_tolerance_is_empty(self, tmp_path):
        rows = [row(back(n), 100 - n) for n in (0, 1, 2, 3, 4, 5, 9, 10, 11, 12)]
        _, found = report(root_of(tmp_path, rows))
        assert followers(found)[2:7] == ["", "", "", "", ""]

    def test_by_the_calendar_a_figure_inside_it_carries_its_true_span(self, tmp_path):
        rows = [row(back(n), 100 - n) for n in (0, 8, 15, 22, 30, 37)]
        _, found = report(root_of(tmp_path, rows))
        assert followers(found)[2:7] == [
            "8", "8.70%", "30", "42.86%", "7-day: 8 days; 28-day: 30 days",
        ]  # fmt: skip

    def test_by_snapshots_a_wide_span_is_said_beside_the_row(self, tmp_path):
        rows = [sheet_row(back(n), 100 - n) for n in (0, 14, 20, 27, 33)]
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert followers(found)[2:7] == [
            "14", "16.28%", "33", "49.25%", "7-day: 14 days; 28-day: 33 days",
        ]  # fmt: skip
        near = [sheet_row(back(n), 100 - n) for n in (0, 7, 14, 20, 27)]
        _, found = report(root_of(tmp_path / "near", near), by="snapshot")
        assert followers(found)[6] == ""

    def test_a_young_track_has_no_growth_unless_the_layout_compares_with_its_first_value(
        self, tmp_path
    ):
        rows = [sheet_row(back(7 * n), 100 - n) for n in range(6)]
        rows += [
            sheet_row(back(7 * n), 500 - 200 * n, series="spotify/streams", subject="s")
            for n in range(3)
        ]
        root = with_tracks(tmp_path, rows, {"s": "Song"})
        for by in ("calendar", "snapshot"):
            _, found = report(root, by=by)
            assert labelled(found)["Song"][1:7] == ["500", "200", "66.67%", "", "", ""], by
            first = layout(growth={"young": "first"})
            _, found = report(root, by=by, layout=first)
            assert labelled(found)["Song"][4:7] == [
                "400", "400.00%", "28-day: since 9/11/2026",
            ]  # fmt: skip
            assert followers(found)[4] == "4"

    def test_a_gap_is_not_taken_for_youth(self, tmp_path):
        rows = [sheet_row(back(7 * n), None if n == 4 else 100 - n) for n in range(8)]
        first = layout(growth={"young": "first"})
        _, found = report(root_of(tmp_path, rows), by="snapshot", layout=first)
        assert followers(found)[4:6] == ["", ""]

    def test_growth_over_nothing_has_no_percentage(self, tmp_path):
        rows = [sheet_row(back(n), 7 if n == 0 else 0) for n in (0, 7)]
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert followers(found)[2:4] == ["7", ""]

    def test_across_a_day_a_platform_began_to_count_differently(self, tmp_path):
        days = (date(2026, 8, 28), date(2026, 8, 21))
        rows = [row(day, 9, series="youtube/views", subject="v") for day in days]
        root = with_tracks(tmp_path, rows, {"v": "Song"})
        for by in ("calendar", "snapshot"):
            _, found = report(root, by=by)
            assert (
                "counts every play start as a view since 2026-08-24" in labelled(found)["Song"][6]
            )


@given(part=st.integers(-(10**12), 10**12), whole=st.integers(1, 10**9))
def test_percentages_round_half_away_from_zero_from_whole_numbers(part, whole):
    exact = Decimal(part) * 100 / Decimal(whole)
    if (Decimal(part) * 20_000) % Decimal(whole) == 0 or exact.as_tuple().exponent > -20:
        assert hundredths(part, whole) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(hundredths(part, whole) - exact) <= Decimal("0.005")
    assert hundredths(-part, whole) == -hundredths(part, whole)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 800, "0.13"), (-1, 800, "-0.13"), (1, 8000, "0.01"), (201, 40000, "0.50"), (0, 5, "0.00")],
)
def test_halves(part, whole, shown):
    assert str(hundredths(part, whole)) == shown


class TestPeoplesCells:
    def test_notes_release_dates_and_the_order_of_tracks_come_out_again(self, tmp_path):
        rows = [sheet_row(FRIDAY, 9)]
        for n, key in enumerate("abc"):
            rows.append(sheet_row(FRIDAY, 10 * n, series="youtube/views", subject=key))
        notes = [
            ("ada", "spotify", "followers", "", None, "", "=ask Bo, Friday"),
            ("ada", "youtube", "views", "c", 1, "10/3", ""),
            ("ada", "youtube", "views", "a", 2, "", "new video"),
        ]
        titles = {
            "a": "Alpha", "b": Subject("b", "track", "ada", "Beta", release_date="2026-01-05"),
            "c": "Gamma",
        }  # fmt: skip
        _, found = report(with_tracks(tmp_path, rows, titles, notes))
        assert followers(found)[7] == "'=ask Bo, Friday"
        place = [row[0] for row in found].index("YouTube")
        tracks = [(row[0], row[7], row[8]) for row in found[place + 1 : place + 4]]
        assert tracks == [
            ("Gamma", "10/3", ""),
            ("Alpha", "", "new video"),
            ("Beta", "1/5/2026", ""),
        ]

    def test_words_the_section_has_no_column_for_stand_with_the_remarks(self, tmp_path):
        rows = [sheet_row(FRIDAY, 9, series="spotify/streams", subject="s")]
        notes = [("ada", "spotify", "streams", "s", 1, "10/3/2025", "radio edit")]
        _, found = report(with_tracks(tmp_path, rows, {"s": "Song"}, notes))
        assert labelled(found)["Song"][6] == "10/3/2025; radio edit"

    def test_a_table_of_notes_that_people_spoilt_names_the_line(self, tmp_path):
        root = root_of(tmp_path, daily(2))
        for text, why in (
            ("a,b\n", "line 1: the header must be artist,platform"),
            ("{}\nada,spotify,followers,,x,,\n", "line 2: the place 'x' is no number"),
            ("{}\nada,spotify\n", "line 2: 2 fields where 7 belong"),
            ("{0}\nada,s,f,,,,\nada,s,f,,,,\n", "line 3: a second line for the same number"),
        ):
            header = Notes().to_csv().strip()
            Store(root).notes_file.write_text("\ufeff" + text.format(header), encoding="utf-8")
            with pytest.raises(DataError, match=why):
                report(root)


class TestRows:
    def test_a_number_nobody_ever_measured_has_no_row(self, tmp_path):
        rows = [*daily(3), row(FRIDAY, None, series="tiktok/likes", detail="quota")]
        _, found = report(root_of(tmp_path, rows))
        assert {"Socials", "TikTok Likes", "YouTube"}.isdisjoint(labelled(found))

    def test_a_track_listed_twice_under_two_ids_has_two_rows_and_a_sentence(self, tmp_path):
        rows = [
            row(FRIDAY, 9, series="spotify/streams", subject=key) for key in ("x" * 22, "y" * 22)
        ]
        run, found = report(with_tracks(tmp_path, rows, {"x" * 22: "Song", "y" * 22: "Song"}))
        assert {"Song", "Song (2)"} <= set(labelled(found))
        assert run.said == [
            f"Ada: Song stands under 2 ids ({'x' * 22}, {'y' * 22}); each has a row of its own."
        ]

    def test_a_track_not_heard_of_for_weeks_is_left_out_unless_it_has_a_place(self, tmp_path):
        rows = daily(60)
        rows += [row(back(50), 9, series="spotify/streams", subject=key) for key in "ab"]
        notes = [("ada", "spotify", "streams", "b", 1, "", "")]
        _, found = report(with_tracks(tmp_path, rows, {"a": "Old", "b": "Kept"}, notes))
        assert "Old" not in labelled(found)
        assert labelled(found)["Kept"][1] == ""

    def test_titles_and_names_cannot_become_formulas(self, tmp_path):
        roster = ROSTER.replace('name = "Ada"', 'name = "=HYPERLINK(1), é 🎸"')
        rows = [row(FRIDAY, -0, series="spotify/streams", subject="s"), *daily(9)]
        root = with_tracks(tmp_path, rows, {"s": "@SUM(A1), -x"}, roster=roster)
        _, found = report(root)
        assert {"'=HYPERLINK(1), é 🎸", "'@SUM(A1), -x"} <= set(labelled(found))
        assert (root / "reports/weekly/=HYPERLINK(1), é 🎸 - Weekly Artist Tracking.csv").exists()

    def test_a_fall_is_a_number_and_no_guarded_text(self, tmp_path):
        rows = [row(back(n), 9000 + 1540 * (n > 0)) for n in range(8)]
        _, found = report(root_of(tmp_path, rows))
        assert followers(found)[2:4] == ["-1,540", "-14.61%"]


class TestRun:
    def test_one_file_of_each_artist_and_one_of_all_and_twice_changes_nothing(self, tmp_path):
        root = root_of(tmp_path, [*daily(9), *daily(9, artist="bo")])
        run, rows = report(root)
        title = AGENCY.title
        assert sorted(p.name for p in (root / "reports/weekly").iterdir()) == [
            f"Ada - {title}.csv", f"Ada - {title}.xlsx", f"Bo - {title}.csv", f"Bo - {title}.xlsx",
            f"{title} - All Artists.csv", f"{title} - All Artists.xlsx",
        ]  # fmt: skip
        assert [row[0] for row in rows if row[0] in ("Ada", "Bo")] == ["Ada", "Bo"]
        assert run.written.changed == 6
        assert report(root)[0].written.changed == 0

    def test_one_artist_alone_leaves_the_others_files(self, tmp_path):
        root = root_of(tmp_path, [*daily(9), *daily(9, artist="bo")])
        run, rows = report(root, "bo", file="Bo")
        assert [path.suffix for path in run.written.files] == [".csv", ".xlsx"]
        assert followers(rows)[1] == "1,000"
        assert not (root / "reports/weekly/Ada - Weekly Artist Tracking.csv").exists()

    def test_an_artist_never_measured_is_reported_and_costs_nobody_else(self, tmp_path):
        run, rows = report(root_of(tmp_path, daily(9)))
        assert run.failed == {"Bo": "nothing was ever measured"}
        assert [row[0] for row in rows][-5:-2] == ["Bo", "Spotify", "Nothing was measured yet."]

    def test_an_artist_whose_report_breaks_costs_nobody_else(self, tmp_path, monkeypatch):
        from backline.weekly.figures import Weekly

        root = root_of(tmp_path, [*daily(9), *daily(9, artist="bo")])
        report(root)
        good = Weekly.block

        def bad(self, artist, *rest, **more):
            if artist.key == "ada":
                raise KeyError("secret")
            return good(self, artist, *rest, **more)

        monkeypatch.setattr(Weekly, "block", bad)
        run, rows = report(root)
        assert list(run.failed) == ["Ada"]
        assert run.failed["Ada"].startswith("this is a fault in Backline: KeyError in test_weekly")
        assert "Bo" in labelled(rows)
        assert (root / "reports/weekly/Ada - Weekly Artist Tracking.csv").exists()

    def test_an_artist_far_behind_the_others_is_said(self, tmp_path):
        run, _ = report(root_of(tmp_path, [*daily(9), *daily(9, back(30), artist="bo")]))
        assert run.said == ["Bo: the newest numbers are of 2026-08-26."]

    def test_an_empty_roster_and_unknown_names(self, tmp_path):
        empty = root_of(tmp_path / "empty", (), 'label = "L"\n')
        with pytest.raises(ConfigError, match="has no artist yet"):
            report(empty)
        root = root_of(tmp_path / "two", daily(9))
        with pytest.raises(ConfigError, match="no artist 'Nobody'; it has Ada, Bo"):
            report(root, "Nobody")
        run, _ = report(root, "Nobody", "ada")
        assert run.failed == {"Nobody": "the roster has no such artist"}
        assert len(run.written.files) == 2

    def test_reports_of_those_who_left_the_roster_go_with_the_next_full_run(self, tmp_path):
        root = root_of(tmp_path, [*daily(9), *daily(9, artist="bo")])
        report(root)
        (root / "reports/weekly/notes of mine.csv").write_text("x")
        (root / "roster.toml").write_text('label = "L"\n[[artist]]\nkey = "bo"\nname = "B/o"\n')
        report(root, "bo")
        assert (root / "reports/weekly/Ada - Weekly Artist Tracking.csv").exists()
        report(root)
        left = {p.name for p in (root / "reports/weekly").iterdir() if p.suffix == ".csv"}
        assert left == {
            "B_o - Weekly Artist Tracking.csv", "Weekly Artist Tracking - All Artists.csv",
            "notes of mine.csv",
        }  # fmt: skip

    def test_names_that_no_file_can_have(self, tmp_path):
        names = ["A/C", "A_C", "a_c", "..", "x" * 300, "🎸" * 99, "CON", "a\u202eb"]
        roster = 'label = "L"\n' + "".join(
            f'[[artist]]\nkey = "k{n}"\nname = "{name}"\n' for n, name in enumerate(names)
            if name != "a_c"
        )  # fmt: skip
        files = file_names(parse_roster(roster).artists)
        assert [files[key] for key in ("k0", "k1", "k3", "k6", "k7")] == [
            "A_C", "A_C (k1)", "k3", "CON", "a b",
        ]  # fmt: skip
        assert files["k4"] == f"{'x' * 120} (k4)"
        assert all(len(name.encode()) < 140 for name in files.values())

    def test_numbers_a_policy_keeps_back_are_not_in_the_report(self, tmp_path):
        roster = ROSTER.replace('[[artist]]\nkey = "ada"', (
            '[policy.chartmetric]\npublish = false\n\n[[artist]]\nkey = "ada"'))  # fmt: skip
        rows = [*daily(9), *daily(9, series="tiktok/followers", source="chartmetric")]
        _, found = report(root_of(tmp_path, rows, roster))
        assert "TikTok Followers" not in labelled(found)


@pytest.mark.parametrize("weeks", [1, 2, 5])
def test_columns_filled_some_weeks_after_the_others_hold_the_same(tmp_path, monkeypatch, weeks):
    """Of a large label the numbers of all weeks do not fit into memory at once."""
    rows = daily(100) + daily(40, artist="bo") + [sheet_row(back(9), 77, artist="bo")]
    root = root_of(tmp_path, rows)
    _, at_once = report(root)
    monkeypatch.setattr("backline.weekly.figures.MOST_ARTIST_DAYS", 7 * weeks)
    _, by_and_by = report(root)
    assert by_and_by == at_once
    assert len(dates(at_once)) > 10
