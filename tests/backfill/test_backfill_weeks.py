"""Weeks, the windows they are asked in, and what the stored rows remember."""

from datetime import date, timedelta

import pytest

from backline.collecting.backfill.weeks import KnownWeeks, Week, weeks_until, windows
from backline.errors import ConfigError
from backline.sources.chartmetric.client import not_in_plan

WEDNESDAY = date(2026, 9, 2)
SERIES = ("ada", "spotify", "followers", "")
OTHER = ("ada", "spotify", "popularity", "")
WEEKS = weeks_until(WEDNESDAY, 4)


def row(day, state="measured", value=5, series=SERIES, asked_on=WEDNESDAY, detail=""):
    artist, platform, metric, subject = series
    return {
        "date": date.fromisoformat(f"2026-{day}"),
        "artist": artist,
        "platform": platform,
        "metric": metric,
        "subject": subject,
        "value": value if state == "measured" else None,
        "state": state,
        "detail": detail,
        "asked_on": asked_on,
    }


def known(*rows, today=WEDNESDAY):
    return KnownWeeks(rows, today)


class TestWeeks:
    def test_the_newest_is_the_last_one_that_has_ended(self):
        assert [w.last.isoformat() for w in WEEKS] == [
            "2026-08-07",
            "2026-08-14",
            "2026-08-21",
            "2026-08-28",
        ]

    def test_one_that_ends_today_has_ended(self):
        assert weeks_until(date(2026, 9, 4), 1) == [Week(date(2026, 9, 4))]

    def test_they_may_end_on_any_weekday(self):
        for weekday in range(7):
            (week,) = weeks_until(WEDNESDAY, 1, weekday)
            assert week.last.weekday() == weekday
            assert 0 <= (WEDNESDAY - week.last).days < 7

    def test_a_week_has_seven_days(self):
        week = Week(date(2026, 8, 28))
        inside = [d for d in (week.last + timedelta(n) for n in range(-10, 10)) if d in week]
        assert len(inside) == 7
        assert inside[0] == week.first == date(2026, 8, 22)

    @pytest.mark.parametrize(("count", "ends_on"), [(0, 4), (-3, 4), (1, 7), (1, -1)])
    def test_what_is_no_week_is_refused(self, count, ends_on):
        with pytest.raises(ConfigError):
            weeks_until(WEDNESDAY, count, ends_on)


class TestWindows:
    @pytest.mark.parametrize("count", [1, 12, 51, 52, 53, 104, 105, 500])
    def test_none_is_longer_than_365_days_and_no_week_is_missed(self, count):
        weeks = weeks_until(WEDNESDAY, count)
        found = windows(weeks)
        assert len(found) == -(-count // 52)
        assert all((w.until - w.since).days + 1 <= 365 for w in found)
        assert sorted(week for w in found for week in w.weeks) == weeks

    def test_the_newest_comes_first(self):
        found = windows(weeks_until(WEDNESDAY, 120))
        assert [w.until for w in found] == sorted((w.until for w in found), reverse=True)

    def test_weeks_far_apart_are_not_joined(self):
        weeks = weeks_until(WEDNESDAY, 104)
        assert len(windows([weeks[0], weeks[-1]])) == 2
        assert len(windows([weeks[60], weeks[-1]])) == 1

    def test_nothing_wanted_asks_nothing(self):
        assert windows([]) == []


class TestKnown:
    def test_nothing_stored_wants_every_week(self):
        assert known().wanted([SERIES], WEEKS) == set(WEEKS)

    def test_what_was_had_today_is_not_wanted_again(self):
        rows = [row("08-07"), row("08-13"), row("08-20"), row("08-28")]
        assert known(*rows).wanted([SERIES], WEEKS) == set()

    def test_the_newest_is_wanted_again_on_another_day(self):
        rows = [row(day, asked_on=date(2026, 9, 1)) for day in ("08-07", "08-14", "08-21", "08-28")]
        assert known(*rows).wanted([SERIES], WEEKS) == {WEEKS[-1]}

    def test_a_week_in_the_middle_is_filled(self):
        rows = [row("08-07"), row("08-14"), row("08-28")]
        assert known(*rows).wanted([SERIES], WEEKS) == {WEEKS[2]}

    def test_a_week_is_wanted_when_any_of_the_series_lacks_it(self):
        rows = [row(day) for day in ("08-07", "08-14", "08-21", "08-28")]
        rows += [row(day, series=OTHER) for day in ("08-14", "08-21", "08-28")]
        assert known(*rows).wanted([SERIES, OTHER], WEEKS) == {WEEKS[0]}

    @pytest.mark.parametrize(
        ("state", "again"),
        [
            ("not_offered", False),
            ("rejected", False),
            ("hidden", False),
            ("failed", True),
            ("not_configured", True),
        ],
    )
    def test_a_gap_of_the_service_is_remembered_and_a_failure_is_not(self, state, again):
        rows = [row(day) for day in ("08-07", "08-14", "08-28")] + [row("08-21", state)]
        assert (WEEKS[2] in known(*rows).wanted([SERIES], WEEKS)) is again

    def test_what_the_plan_lacked_is_wanted_together_with_the_newest_week(self):
        locked = not_in_plan("spotify")
        rows = [
            row(w.last.isoformat()[5:], "not_offered", detail=locked, asked_on=date(2026, 8, 30))
            for w in WEEKS
        ]
        assert known(*rows).wanted([SERIES], WEEKS) == set(WEEKS)
        rows.append(row("08-28", series=OTHER))  # something of the artist was had today
        assert known(*rows).wanted([SERIES], WEEKS) == set()

    def test_another_artists_rows_say_nothing(self):
        rows = [row(day, series=("bo", *SERIES[1:])) for day in ("08-21", "08-28")]
        assert known(*rows).wanted([SERIES], WEEKS[-2:]) == set(WEEKS[-2:])

    def test_an_artist_without_weeks_wants_none(self):
        assert known().wanted([SERIES], []) == set()
