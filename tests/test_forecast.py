"""Forecasts: ways held against "no change" on what was known by then, and intervals that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.analysis.forecast.answer import closest, forecast
from backline.analysis.forecast.courses import Break, Course, can_be_foretold, courses, foretold
from backline.analysis.forecast.earning import FEWEST_OWN, earned
from backline.analysis.forecast.methods import FEWEST, METHODS, SHORTEST, Pasts
from backline.analysis.forecast.reaching import first_day, reaching
from backline.analysis.forecast.trials import foretold as told_of
from backline.analysis.forecast.trials import pasts_of, trials
from backline.measure import VOCABULARY, State
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, root_of, row

FOLLOWERS = VOCABULARY["spotify", "followers"]
LISTENERS = VOCABULARY["spotify", "monthly_listeners"]
VIEWS = VOCABULARY["youtube", "views"]
WAY = {method.name: place for place, method in enumerate(METHODS)}


def course(values, *, every=1, artist="ada", **more):
    """A course whose newest value is of the day."""
    last = DAY.toordinal()
    days = np.arange(last - every * (len(values) - 1), last + 1, every, dtype=np.int64)
    return Course(artist, days, np.array(values, np.float64), **more)


def past(values, *, rises=False, rolling=0):
    """What is known of a course on the day of its newest value."""
    one = course(values)
    first, last = np.array([0]), np.array([len(values) - 1])
    return Pasts(one.days, one.values, first, last, rises, rolling)


def told_by(name, pasts, *ahead):
    """What a way foretells of days ahead."""
    (told,) = METHODS[WAY[name]].foretell(pasts, np.array([ahead], np.float64))
    return told.tolist()


def wandering(seed, count=400, start=10_000, step=30):
    """A course that goes up or down by chance."""
    random, value, values = np.random.default_rng(seed), start, []
    for _ in range(count):
        value = max(0, value + random.normal(0, step))
        values.append(round(value))
    return values


counts = st.lists(st.integers(0, 10**9), min_size=SHORTEST + 1, max_size=120)


class TestAWay:
    @pytest.mark.parametrize("way", METHODS, ids=[way.name for way in METHODS])
    def test_sees_no_change_in_a_course_that_rests(self, way):
        assert told_by(way.name, past([500] * 80, rolling=28), 7, 90) == [500, 500]

    @pytest.mark.parametrize("name", ["drift_28", "drift_56", "drift_90", "robust_60"])
    def test_goes_on_with_a_straight_course(self, name):
        told = told_by(name, past(list(range(1000, 1000 + 5 * 100, 5))), 10)
        assert told == pytest.approx([1495 + 50])

    def test_a_single_jump_does_not_move_the_median_pace(self):
        values = [1000 + n for n in range(80)]
        values[40] = 90_000
        assert told_by("robust_60", past(values), 10) == pytest.approx([1089])

    def test_a_damped_pace_fades(self):
        rising = past([1000 + 10 * n for n in range(80)])
        near, far, farther = told_by("damped_slow", rising, 7, 60, 90)
        assert near > 1790 + 40
        assert farther - far < 10

    def test_what_came_into_the_window_leaves_it_again(self):
        # A release 28 days ago brought 5,000 within a week; since then nothing moved.
        values = [1000] * 60 + [1000 + n * 714 for n in range(1, 8)] + [5998] * 22
        assert told_by("leaving", past(values, rolling=28), 7)[0] < 5998 - 500
        # Of what is no rolling count nothing leaves.
        level, near = (told_by(name, past(values), 7) for name in ("leaving", "damped_fast"))
        assert level == near

    def test_the_weekdays_come_again_where_they_differ(self):
        week = [100, 100, 100, 100, 300, 500, 200]
        assert told_by("weekly", past(week * 10), *range(1, 15)) == week * 2

    def test_of_a_counter_with_what_a_week_brings(self):
        week = [10, 10, 10, 10, 60, 90, 20]
        values = np.cumsum(week * 10).tolist()
        told = told_by("weekly", past(values, rises=True), 7, 14)
        assert told == [values[-1] + 210, values[-1] + 420]

    @settings(deadline=None)
    @given(counts, st.sampled_from([0, 28]), st.booleans(), st.sampled_from([1, 100, 1000]))
    def test_never_foretells_less_than_there_can_be(self, values, rolling, rises, step):
        values = sorted(values) if rises else values
        told = told_of(
            past(values, rises=rises, rolling=rolling), np.array([[1.0, 7, 30, 90]]), step
        )
        least = values[-1] if rises else 0
        for (way,) in told:
            assert all(np.isfinite(way))
            assert all(value >= least - step / 2 and value % step == 0 for value in way)


class TestATrial:
    @settings(deadline=None)
    @given(counts, st.integers(1, 40), st.randoms(use_true_random=False))
    def test_knows_nothing_of_later_days(self, values, ahead, random):
        cut = len(values) - min(ahead, len(values) - 1)
        other = values[:cut] + [random.randrange(10**9) for _ in values[cut:]]
        one, two = (trials(course(each), [7, 30]) for each in (values, other))
        known = course(values).days[cut - 1]
        for days in (7, 30):
            early = one[days].asked <= known
            assert (one[days].foretold[early] == two[days].foretold[early]).all()
            assert (one[days].usual[early] == two[days].usual[early]).all()

    @pytest.mark.parametrize(("rises", "rolling"), [(False, 0), (False, 28), (True, 0)])
    def test_of_many_days_of_asking_each_is_foretold_as_if_it_were_alone(self, rises, rolling):
        values = wandering(3, count=150)
        holed = course(sorted(values) if rises else values, rises=rises, rolling=rolling)
        keep = [n for n in range(150) if n % 11]
        holed = replace(holed, days=holed.days[keep], values=holed.values[keep])
        last = np.arange(30, len(keep), 7)
        first = np.where(last > 90, 40, 0)
        ahead = np.full((len(last), 2), [7.0, 45.0])
        together = told_of(pasts_of(holed, first, last), ahead, 1)
        for n in range(len(last)):
            alone = told_of(pasts_of(holed, first[[n]], last[[n]]), ahead[[n]], 1)
            assert (alone[:, 0] == together[:, n]).all()

    def test_is_held_against_the_day_closest_to_the_horizon(self):
        one = trials(course(list(range(100)), every=3), [7])[7]
        spans = set((one.ended - one.asked).tolist())
        assert spans <= {6, 9}
        assert set(np.diff(one.asked).tolist()) <= {6, 9}

    def test_a_gap_is_no_fall(self):
        whole = course(wandering(1))
        kept = np.r_[0:200, 230:400]
        holed = replace(whole, days=whole.days[kept], values=whole.values[kept])
        one = trials(holed, [7])[7]
        missing = range(int(whole.days[200]), int(whole.days[230]))
        assert not set(one.ended.tolist()) & set(missing)
        assert len(one) > 40

    def test_errors_are_in_usual_changes(self):
        one = trials(course([1000 + 10 * n for n in range(60)]), [7])[7]
        assert one.usual.tolist() == pytest.approx([70] * len(one))
        assert one.errors[:, 0].tolist() == pytest.approx([1] * len(one))
        assert one.errors[:, WAY["drift_28"]].tolist() == pytest.approx([0] * len(one))

    def test_nothing_is_compared_across_another_way_of_counting(self):
        begin = DAY - timedelta(days=100)
        broken = Break(begin, "counted differently", other=True)
        one = trials(course(wandering(2), breaks=(broken,)), [7, 30])
        for days in (7, 30):
            across = (one[days].asked < begin.toordinal()) & (one[days].ended >= begin.toordinal())
            assert not across.any()
            after = one[days].asked >= begin.toordinal()
            assert one[days].asked[after].min() >= begin.toordinal() + SHORTEST

    def test_after_a_purge_only_the_days_since_count(self):
        day = DAY - timedelta(days=100)
        values = [3000 + n for n in range(300)] + [1000 + n for n in range(101)]
        purge = Break(day, "a purge", other=False)
        one = trials(course(values, breaks=(purge,)), [7])[7]
        after = one.asked >= day.toordinal()
        assert one.errors[after, WAY["drift_90"]].tolist() == pytest.approx([0] * after.sum())
        across = (one.asked < day.toordinal()) & (one.ended >= day.toordinal())
        assert across.any()  # what a purge takes is a miss like any other

    def test_too_few_points_make_none(self):
        assert not len(trials(course([5] * 20), [7])[7])
        assert not len(trials(course([5] * (FEWEST - 1), every=7), [7])[7])


class TestWhatHasEarnedIt:
    def test_nothing_beats_no_change_where_all_is_chance(self):
        own, *others = (trials(course(wandering(seed)), [7])[7] for seed in range(8))
        taken = [one.method for one in earned(own, others, own.asked.tolist())]
        assert taken.count(0) > 0.8 * len(taken)

    def test_a_steady_course_is_gone_on_with(self):
        own, *others = (
            trials(course([1000 + seed + 7 * n for n in range(200)]), [30])[30] for seed in range(5)
        )
        last = earned(own, others, own.asked.tolist())[-1]
        assert METHODS[last.method].name.startswith(("drift", "robust"))
        assert (last.closer, last.error) == (1.0, pytest.approx(0))

    def test_others_do_not_decide_against_the_course_itself(self):
        own = trials(course([5000] * 200), [7])[7]
        others = [trials(course([1000 + 7 * n for n in range(200)]), [7])[7] for _ in range(9)]
        taken = [one.method for one in earned(own, others, own.asked.tolist())]
        assert set(taken[FEWEST_OWN + 1 :]) == {0}

    def test_only_what_had_ended_decides(self):
        own = trials(course([1000 + 7 * n for n in range(200)]), [30])[30]
        days = own.asked.tolist()
        cut = own.ended > days[10]
        spoiled = replace(own, errors=np.where(cut[:, None], 99.0, own.errors))
        assert earned(own, [], days)[10] == earned(spoiled, [], days)[10]

    def test_8_of_10_intervals_hold_where_nobody_chose(self):
        held = []
        for seed in range(12):
            own, *others = (trials(course(wandering(100 * seed + n)), [7])[7] for n in range(6))
            told = earned(own, others, own.asked.tolist())
            for one, misses in zip(told, own.errors, strict=True):
                if one.off is not None:
                    held.append(misses[one.method] <= one.off)
        assert 0.75 <= np.mean(held) <= 0.85
        assert len(held) > 500


class TestACourse:
    def read(self, tmp_path, rows, metric=FOLLOWERS, roster=ROSTER):
        root = root_of(tmp_path, rows, roster)
        with Warehouse(root, in_memory=True) as warehouse:
            return courses(warehouse, metric, date.min, DAY, ["ada", "bo"])

    def test_has_measured_days_alone(self, tmp_path):
        rows = [row(before(n), None if n == 3 else 100 + n) for n in range(6)]
        known = self.read(tmp_path, rows)
        assert list(known) == ["ada"]
        assert known["ada"].values.tolist() == [105, 104, 102, 101, 100]
        assert (known["ada"].source, known["ada"].step) == ("spotify_api", 1)

    def test_leaves_out_what_the_audit_calls_wrong(self, tmp_path):
        values = [12_000 + 3 * n for n in range(60)]
        rows = [row(before(n), 0 if n == 10 else v) for n, v in enumerate(reversed(values))]
        assert 0 not in self.read(tmp_path, rows)["ada"].values

    def test_begins_anew_where_the_platform_counts_differently(self, tmp_path):
        rows = [row(before(n), 10_000 - n, series="youtube/views") for n in range(60)]
        (found,) = self.read(tmp_path, rows, VIEWS)["ada"].breaks
        assert (found.day, found.other) == (date(2026, 8, 24), True)
        assert "play start" in found.why

    def test_begins_anew_with_a_purge(self, tmp_path):
        names = [f"artist-{n}" for n in range(6)]
        roster = 'label = "L"\n' + "".join(
            f'[[artist]]\nkey = "{n}"\nname = "{n}"\n' for n in names
        )
        rows = [
            row(
                before(n),
                9_000 + 100 * place + (60 - n) * (place + 1) - (3_000 if n < 20 else 0),
                artist=name,
            )
            for place, name in enumerate(names)
            for n in range(60)
        ]
        root = root_of(tmp_path, rows, roster)
        with Warehouse(root, in_memory=True) as warehouse:
            known = courses(warehouse, FOLLOWERS, date.min, DAY, names)
        for one in known.values():
            assert [(b.day, b.why, b.other) for b in one.breaks] == [
                (before(19), "a purge took from 6 artists", False)
            ]

    def test_of_those_closest_in_size_is_the_pool(self):
        sizes = {"a": 10, "b": 1_000, "c": 900, "d": 40_000}
        every = [course([size] * 3, artist=key) for key, size in sizes.items()]
        assert [one.artist for one in closest(every[1], every)] == ["c", "d", "a"]

    def test_of_videos_ranks_and_moments_nothing_is_foretold(self):
        named = {f"{m.platform}/{m.name}" for m in foretold()}
        assert {"spotify/followers", "spotify/monthly_listeners", "youtube/views"} <= named
        assert not named & {"youtube/videos", "instagram/posts", "discord/online"}
        assert not can_be_foretold(VOCABULARY["spotify", "monthly_listeners_at_least"])


class TestAForecast:
    def ask(self, tmp_path, values, metric=FOLLOWERS, days=30, artist="ada", **about):
        series = f"{metric.platform}/{metric.name}"
        rows = [
            row(before(n), value, series=series, **about)
            for n, value in enumerate(reversed(values))
        ]
        with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
            return forecast(warehouse, artist, metric, days, DAY)

    def test_goes_on_with_a_steady_course(self, tmp_path):
        told = self.ask(tmp_path, [1000 + 10 * n for n in range(200)])
        assert told.last.day == DAY + timedelta(days=30)
        assert told.last.value == 2990 + 300
        assert told.last.low <= told.last.value <= told.last.high
        assert [one.day for one in told.ahead] == [DAY + timedelta(days=n) for n in (7, 14, 30)]
        assert len({one.method for one in told.ahead}) == 1

    def test_of_chance_there_is_no_better_guess_than_now(self, tmp_path):
        told = self.ask(tmp_path, wandering(3))
        assert (told.last.value, told.last.method.name) == (told.now, "last")
        assert told.last.low < told.now < told.last.high

    def test_who_was_never_measured_has_none(self, tmp_path):
        assert self.ask(tmp_path, [5] * 60, artist="bo") is None

    def test_of_a_few_days_only_the_number_itself_is_known(self, tmp_path):
        told = self.ask(tmp_path, [1000 + 10 * n for n in range(20)])
        assert not told.enough
        assert (told.last.value, told.last.low) == (1190, None)

    def test_of_days_it_has_not_spanned_has_no_interval(self, tmp_path):
        # Others' forecasts over 90 days have ended; this course is 60 days old.
        names = [f"artist-{n}" for n in range(5)]
        artists = "".join(f'[[artist]]\nkey = "{n}"\nname = "{n}"\n' for n in names)
        rows = [
            row(before(n), 5_000 + 40 * place + v, artist=name)
            for place, name in enumerate(names)
            for n, v in enumerate(wandering(place, 60 if place == 0 else 400, 9_000))
        ]
        root = root_of(tmp_path, rows, f'label = "L"\n{artists}')
        with Warehouse(root, in_memory=True) as warehouse:
            young, old = (forecast(warehouse, n, FOLLOWERS, 90, DAY) for n in names[:2])
        assert (young.last.low, young.last.high) == (None, None)
        assert old.last.low < old.last.high

    def test_never_goes_below_zero(self, tmp_path):
        told = self.ask(tmp_path, [max(3, 400 - 4 * n) for n in range(120)], days=90)
        assert told.last.value >= 0
        assert told.last.low is None or told.last.low >= 0

    def test_a_counter_never_falls(self, tmp_path):
        values = np.cumsum([abs(round(x)) for x in wandering(4, 300, 50, 20)]).tolist()
        rows = [
            row(before(n + 40), v, series="youtube/views") for n, v in enumerate(reversed(values))
        ]
        with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
            told = forecast(warehouse, "ada", VIEWS, 30, before(40))
        assert told.last.low >= told.now

    def test_is_as_coarse_as_the_platform(self, tmp_path):
        told = self.ask(tmp_path, [100 * (300 + n) for n in range(220)], LISTENERS, resolution=100)
        assert told.course.step == 100
        assert told.last.value % 100 == told.last.low % 100 == told.last.high % 100 == 0

    def test_a_failed_newest_day_is_no_zero(self, tmp_path):
        told = self.ask(tmp_path, [*[1000 + 10 * n for n in range(199)], None])
        assert (told.now, told.now_date) == (2980, before(1))
        assert told.last.day == before(1) + timedelta(days=30)
        assert told.last.value == 2980 + 300

    def test_a_refused_number_plays_no_part(self, tmp_path):
        rows = [row(before(n), 2000 - 10 * n) for n in range(1, 120)]
        rows.append(row(DAY, None, state=State.REJECTED, detail="reads -4"))
        with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
            told = forecast(warehouse, "ada", FOLLOWERS, 7, DAY)
        assert told.last.value == 1990 + 70

    def test_whatever_spans_and_days_are_asked_for_no_more_is_kept(self, tmp_path):
        rows = [row(before(n), 5000 - 7 * n, series="spotify/followers") for n in range(200)]
        with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
            told = [forecast(warehouse, "ada", FOLLOWERS, 30, DAY)]
            answers = warehouse._answers
            kept = {key: len(known) for key, known in answers.items() if "trials" in str(key)}
            assert list(kept.values()) == [3]  # 7, 14 and 30 days
            for days in range(31, 60, 4):
                told.append(forecast(warehouse, "ada", FOLLOWERS, days, DAY))
            for back in range(1, 46):
                told.append(forecast(warehouse, "ada", FOLLOWERS, 30, before(back)))
            again = {key: len(known) for key, known in answers.items() if "trials" in str(key)}
            assert again == kept
            assert len([key for key in answers if "CoursesOf" in str(key)]) <= 40
        assert all(told)


class TestReaching:
    def ask(self, tmp_path, values, value):
        rows = [row(before(n), each) for n, each in enumerate(reversed(values))]
        with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
            return reaching(warehouse, "ada", FOLLOWERS, value, DAY)

    def test_a_steady_course_has_its_day(self, tmp_path):
        when = self.ask(tmp_path, [1000 + 10 * n for n in range(250)], 3_700)
        # From 3,490 it is 21 days at 10 a day.
        assert when.expected == DAY + timedelta(days=21)
        assert when.earliest <= when.expected <= when.latest
        assert when.foretold

    def test_what_is_too_far_is_not_expected(self, tmp_path):
        when = self.ask(tmp_path, [1000 + 10 * n for n in range(400)], 10_000)
        assert (when.earliest, when.expected, when.latest, when.days) == (None, None, None, 90)

    def test_of_chance_no_day_can_be_told(self, tmp_path):
        when = self.ask(tmp_path, wandering(7), 25_000)
        assert not when.foretold
        assert when.expected is None

    @given(st.integers(1, 60), st.integers(1, 900))
    def test_the_day_is_the_first_on_which_the_course_is_there(self, pace, ahead):
        def first(value):
            return first_day([(DAY, 1000), (DAY + timedelta(days=30), 1000 + 30 * pace)], value)

        value = 1000 + min(ahead, 30 * pace)
        day = first(value)
        assert 1000 + pace * (day - DAY).days >= value > 1000 + pace * ((day - DAY).days - 1)
