"""The audit, situation by situation: what is found, and what is left in peace."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from backline.analysis.quality import Kind, audit, new_findings
from backline.analysis.quality.gaps import own_rhythm
from backline.measure import State
from backline.store import Store
from backline.store.measurement_file import parquet_bytes
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, row

TEN = ROSTER + "".join(f'\n[[artist]]\nkey = "a{n}"\nname = "Artist {n}"\n' for n in range(1, 9))
ALL = ("ada", "bo", *(f"a{n}" for n in range(1, 9)))


def series(values, *, first=40, step=1, **about):
    """Rows of one series, ``first`` days before the day and then every ``step`` days."""
    return [row(before(first - n * step), value, **about) for n, value in enumerate(values)]


def rising(count, start=1000, by=3):
    """A count that rises a little unevenly, as counts do."""
    return [start + n * by + n % 3 for n in range(count)]


def wandering(count, seed, start=1000, most=6):
    """A count that rises by steps of its own, unlike those of another seed."""
    steps = Random(seed)  # noqa: S311 (the same numbers each time)
    values = [start]
    while len(values) < count:
        values.append(values[-1] + steps.randint(0, most))
    return values


def root_of(path, rows, roster=TEN):
    """A root with just what an audit reads; the roots of other tests take ten times as long."""
    path.mkdir(parents=True, exist_ok=True)
    store = Store(path)
    store.roster_file.write_text(roster, encoding="utf-8")
    days = {}
    for m in rows:
        days.setdefault(m.date, []).append(m)
    for day, listed in days.items():
        file = store.measurement_file(day)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(parquet_bytes(listed))
    return path


def found(path, rows, kind=None, roster=TEN, **options):
    with Warehouse(root_of(path, rows, roster)) as warehouse:
        return [f for f in audit(warehouse, **options) if kind is None or f.kind is kind]


def only(path, rows, kind=None, **options):
    (finding,) = found(path, rows, kind, **options)
    return finding


class TestJumps:
    def test_a_step_beyond_all_before(self, tmp_path):
        values = rising(30)
        f = only(tmp_path, series([*values, 1500, 1503, 1506, 1509]))
        assert (f.kind, f.artists, f.platform, f.metric) == (
            Kind.JUMP, ("ada",), "spotify", "followers",
        )  # fmt: skip
        assert (f.first, f.last, f.rank) == (before(10), before(10), 2)
        assert (f.before, f.value, f.after) == (values[-1], 1500, 1503)
        assert f.usual in range(3, 7)
        assert 0.85 < f.sure < 1
        assert "Spotify followers of Ada rose from 1,089 to 1,500 (+38%)" in f.sentence
        assert f.key == f"jump:{before(10)}:spotify:followers:up"

    def test_it_came_back_so_it_was_wrong(self, tmp_path):
        f = only(tmp_path, series([*rising(30), 3000, 3001, 1096, 1099]))
        assert (f.rank, f.last, f.after) == (1, before(9), 1096)
        assert [v.value for v in f.parts[0].values] == [3000, 3001]
        assert f.parts[0].wrong
        assert "back to 1,096 after 2 days" in f.sentence

    def test_what_it_does_now_and_then_is_no_jump(self, tmp_path):
        values = [1000]
        for n in range(39):
            values.append(round(values[-1] * (1.3 if n % 12 == 5 else 0.99)))
        assert not [f for f in found(tmp_path, series(values)) if f.first > before(30)]

    def test_too_young_to_be_judged(self, tmp_path):
        assert found(tmp_path, series([10, 20, 40, 80, 160, 320, 640, 1280, 2560])) == []

    @pytest.mark.parametrize("gap", [7, 18, 33])
    def test_growth_that_went_on_across_a_gap(self, tmp_path, gap):
        rows = series(rising(20, by=10), first=60 + gap)
        rows += series([1200 + 10 * gap + 10 * n for n in range(20)], first=40)
        assert found(tmp_path, rows, Kind.JUMP) == []

    def test_rounding_steps(self, tmp_path):
        values = [1_230_000] * 15 + [1_240_000] * 15
        about = {"series": "youtube/subscribers", "source": "youtube_api", "resolution": 10_000}
        assert found(tmp_path, series(values, **about)) == []

    def test_popularity_moves_by_a_few_points(self, tmp_path):
        values = [20] * 20 + [26] * 10 + [19] * 8
        assert found(tmp_path, series(values, series="spotify/popularity")) == []

    def test_several_on_one_day_are_one_finding(self, tmp_path):
        rows = [r for a in ("ada", "bo") for r in series([*rising(30), 1400, 1403, 1405], artist=a)]
        f = only(tmp_path, rows)
        assert (f.kind, set(f.artists)) == (Kind.JUMP, {"ada", "bo"})
        assert "of 2 artists rose together" in f.sentence

    def test_days_in_a_row_are_one_finding(self, tmp_path):
        f = only(tmp_path, series([*rising(30), 1300, 1700, 2300, 2303, 2305]))
        assert (f.first, f.last, f.before, f.value) == (before(10), before(8), 1089, 2300)
        assert "over 3 days" in f.sentence

    def test_the_day_youtube_began_to_count_differently(self, tmp_path):
        values = [*rising(24, 9000, 9), *rising(16, 20000, 9)]
        about = {"series": "youtube/views", "source": "youtube_api"}
        day = before(37)  # 2026-08-24
        assert day.isoformat() == "2026-08-24"
        assert found(tmp_path / "a", series(values, first=61, **about)) == []
        assert found(tmp_path / "b", series(values, first=62, **about))


class TestAnAcceptedAccount:
    """From the day a person accepted another account its numbers meet nothing older."""

    def changed(self, path, rows, since):
        root = root_of(path, rows)
        lines = ("12,12,Ada,2026-01-01", f"34,34,Ada,{since}")
        table = "".join(f"ada,deezer,{line}\n" for line in lines)
        (root / "data/identities.csv").write_text(f"artist,platform,account,id,name,since\n{table}")
        with Warehouse(root) as warehouse:
            return audit(warehouse)

    @pytest.mark.parametrize("value", [5_000, 40], ids=["more", "less"])
    def test_the_step_to_another_account_is_explained(self, tmp_path, value):
        rows = series([*rising(30), *rising(10, value)], series="deezer/fans")
        assert only(tmp_path / "as it is", rows).kind is Kind.JUMP
        assert self.changed(tmp_path / "accepted", rows, before(10)) == []
        gone = [r for r in rows if r.date not in (before(10), before(9))]
        found = self.changed(tmp_path / "measured later", gone, before(10))
        assert [f.kind for f in found] == [Kind.MISSING_DAYS]

    def test_another_day_or_another_platforms_account_explains_nothing(self, tmp_path):
        rows = series([*rising(30), *rising(10, 5_000)], series="deezer/fans")
        (f,) = self.changed(tmp_path / "another day", rows, before(9))
        assert f.kind is Kind.JUMP
        rows = series([*rising(30), *rising(10, 5_000)])
        (f,) = self.changed(tmp_path / "another platform", rows, before(10))
        assert f.kind is Kind.JUMP


class TestRollingCountsLeaveTheirWindow:
    LISTENERS = {"series": "spotify/monthly_listeners", "source": "spotify_page"}  # noqa: RUF012

    def told(self, tmp_path, values, **about):
        rows = series(values, first=len(values) - 1, **(self.LISTENERS | about))
        return sorted(found(tmp_path, rows), key=lambda f: f.first)

    def test_a_collapse_is_told_with_its_rise(self, tmp_path):
        values = [6 + n % 2 for n in range(30)]
        values += [638 + n % 5 for n in range(26)] + [647, 647, 370, 14, 14, 14]
        rise, fall = self.told(tmp_path, values)
        assert (rise.first, rise.value) == (before(31), 638)
        assert (fall.kind, fall.rank, fall.first, fall.last) == (
            Kind.JUMP, 2, before(3), before(2),
        )  # fmt: skip
        assert (fall.before, fall.value) == (647, 14)
        assert fall.sentence == (
            "Spotify monthly listeners of Ada fell from 647 to 14 (−98%) over 2 days, as its rise "
            f"from 7 on {before(32)} to 638 on {before(31)} left the 28 days it counts."
        )

    @pytest.mark.parametrize("scale", [1, 10, 1000])
    def test_small_and_large_over_one_day_or_many(self, tmp_path, scale):
        for spread in (1, 4, 9):
            up = [round(scale * 20 * 10 ** (n / spread)) for n in range(1, spread + 1)]
            down = [*up[-2::-1], 20 * scale]
            values = [20 * scale + n % 2 for n in range(30)] + up
            values += [200 * scale + n % 2 for n in range(28 - spread)] + down
            values += [20 * scale + n % 2 for n in range(5)]
            fall = self.told(tmp_path / f"{spread}", values)[-1]
            assert (fall.first, fall.last) == (before(4 + spread), before(5))
            assert fall.before in (200 * scale, 200 * scale + 1)
            assert fall.value == 20 * scale
            assert "left the 28 days it counts" in fall.sentence

    def test_a_window_of_seven_days(self, tmp_path):
        values = [*rising(20, 100, 0), *rising(7, 900, 0), *rising(9, 100, 0)]
        about = {"series": "spotify/streams_7d", "source": "s4a_export"}
        fall = self.told(tmp_path, values, **about)[-1]
        assert "left the 7 days it counts" in fall.sentence

    def test_a_smaller_way_back_belongs_to_the_rise(self, tmp_path):
        values = [*rising(30, 556, 0), *rising(28, 960, 0), *rising(5, 577, 0)]
        (rise,) = self.told(tmp_path, values)
        assert (rise.first, rise.value) == (before(32), 960)

    def test_several_whose_rises_leave_on_one_day_are_no_purge(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            start = wandering(30, n)
            middle = wandering(28, n, start[-1] + (400 if n < 4 else 3))
            values = [*start, *middle, *wandering(5, n, middle[-1] - (400 if n < 4 else -3))]
            rows += series(values, first=62, artist=artist, **self.LISTENERS)
        assert found(tmp_path, rows, Kind.PURGE) == []

    def test_what_a_platform_took_without_a_rise_is_one(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            values = [*wandering(58, n), *wandering(5, n, 600 if n < 4 else 1180)]
            rows += series(values, first=62, artist=artist, **self.LISTENERS)
        assert len(only(tmp_path, rows, Kind.PURGE).artists) == 4


class TestPurges:
    def test_several_artists_fall_on_one_day(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            lost = 60 if n < 4 else 0
            values = rising(30, 1000 + 10 * n)
            rows += series([*values, *(v - lost for v in rising(5, values[-1] + 2))], artist=artist)
        f = only(tmp_path, rows)
        assert (f.kind, len(f.artists), f.first, f.rank) == (Kind.PURGE, 4, before(10), 2)
        assert f.before - f.value in range(220, 241)
        assert f.sure > 0.99
        assert "of 4 of 10 artists fell together" in f.sentence
        assert not any(part.wrong for part in f.parts)

    def test_everyone_who_fell_is_counted(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            values = wandering(30, n)
            after = values[-1] - (60 if n < 4 else 2 if n < 7 else 0)
            rows += series([*values, *wandering(5, n, after)], artist=artist)
        rows += series([1500, 1501, 1100, 1100], first=12, artist="bo", series="deezer/fans")
        f = only(tmp_path, rows, Kind.PURGE)
        assert {*f.artists} == {*ALL[:7]}
        assert f.before - f.value == 4 * 60 + 3 * 2
        assert "of 7 of 10 artists fell together" in f.sentence

    def test_one_who_is_new_is_counted_too(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL[:6]):
            values = wandering(30, n)
            rows += series(
                [*values, *wandering(5, n, values[-1] - (60 if n < 4 else 0))], artist=artist
            )
        rows += series([500, 502, 503, 310, 311], first=13, artist=ALL[6])
        assert len(only(tmp_path, rows, Kind.PURGE).artists) == 5

    def test_three_entries_of_one_profile_are_one_witness(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            values = wandering(30, 0 if n < 3 else n)
            lost = 60 if n < 3 else 0
            rows += series([*values, *wandering(5, n, values[-1] - lost)], artist=artist)
        f = only(tmp_path, rows)
        assert (f.kind, len(f.artists)) == (Kind.JUMP, 3)
        assert f.sure < 0.95

    def test_what_a_purge_took_back_was_not_wrong(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL):
            values = wandering(30, n, 1000 * (n + 1))
            came = 300 if n < 4 else 0
            high = wandering(2, n, values[-1] + came)
            rows += series([*values, *high, *wandering(5, n, high[-1] - came)], artist=artist)
        jump, purge = sorted(found(tmp_path, rows), key=lambda f: f.first)
        assert (jump.kind, purge.kind) == (Kind.JUMP, Kind.PURGE)
        assert not any(part.wrong for part in (*jump.parts, *purge.parts))

    def test_two_who_fall_are_no_purge(self, tmp_path):
        rows = [r for a in ("ada", "bo") for r in series([*rising(30), 900, 903, 906], artist=a)]
        assert only(tmp_path, rows).kind is Kind.JUMP

    def test_small_falls_of_the_season_are_none(self, tmp_path):
        rows = [
            r
            for n, a in enumerate(ALL)
            for r in series(
                [5000 + 40 * ((i + n) % 7) for i in range(30)] + [4990] * 5,
                artist=a,
                series="spotify/monthly_listeners",
                source="spotify_page",
            )
        ]
        assert found(tmp_path, rows, Kind.PURGE) == []


class TestCounters:
    ABOUT = {"series": "youtube/views", "source": "youtube_api"}  # noqa: RUF012

    def test_a_counter_falls(self, tmp_path):
        f = only(tmp_path, series([*rising(30, 68000, 70), 69300, 69370], **self.ABOUT))
        assert (f.kind, f.before, f.value, f.after) == (Kind.COUNTER_FALL, 70032, 69300, 69370)
        assert "fell by 732" in f.sentence
        assert not f.parts[0].wrong

    def test_a_few_views_taken_back(self, tmp_path):
        assert found(tmp_path, series([*rising(30, 68000, 70), 70000, 70070], **self.ABOUT)) == []

    def test_a_dip_that_is_made_up_for_was_wrong(self, tmp_path):
        f = only(tmp_path, series([*rising(30, 68000, 70), 9000, 9000, 70200, 70270], **self.ABOUT))
        assert (f.kind, f.rank, f.last) == (Kind.COUNTER_FALL, 1, before(9))
        assert [v.value for v in f.parts[0].values] == [9000, 9000]
        assert (f.parts[0].wrong, f.parts[0].after) == (True, 70200)

    def test_a_number_too_high_for_a_day_is_a_jump_and_no_fall(self, tmp_path):
        f = only(tmp_path, series([*rising(30, 68000, 70), 99000, 70200, 70270], **self.ABOUT))
        assert (f.kind, f.rank, f.value) == (Kind.JUMP, 1, 99000)


class TestZeros:
    def test_zero_after_positive(self, tmp_path):
        f = only(tmp_path, series([*rising(12), 0, 0, 1040, 1043]))
        assert (f.kind, f.rank, f.first, f.last) == (Kind.ZERO, 1, before(28), before(27))
        assert (f.before, f.value, f.after, f.sure) == (1035, 0, 1040, 0.99)
        assert f.sentence == (
            "Spotify followers of Ada read 0 on 2 days after 1,035 and before 1,040."
        )

    def test_a_whole_account_is_one_finding(self, tmp_path):
        rows = [
            r
            for metric in ("followers", "posts")
            for r in series([50, 51, 0, 0], series=f"instagram/{metric}", source="instagram_api")
        ]
        f = only(tmp_path, rows)
        assert (f.metric, len(f.parts), f.after) == ("", 2, None)

    def test_a_true_zero(self, tmp_path):
        rows = series([3, 2, 1, 0, 0, 1, 0], series="spotify/popularity")
        rows += series([0, 0, 0, 0, 0, 0, 0], artist="bo")
        rows += series([4, 3, 0, 2, 2, 0, 1], artist="a1")
        assert found(tmp_path, rows) == []


class TestCountsOfSingleDays:
    DAILY = {"series": "spotify/daily_streams", "source": "s4a_export"}  # noqa: RUF012

    def test_a_zero_or_a_fall_is_a_quiet_day(self, tmp_path):
        weeks = [300 + 7 * (n % 7) for n in range(30)]
        rows = series([*weeks, 0, 310, 30, 300, 0, 0], **self.DAILY)
        rows += series(rising(41))
        assert found(tmp_path, rows) == []

    def test_several_artists_falling_on_one_day_are_no_purge(self, tmp_path):
        rows = []
        for place, artist in enumerate(ALL):
            values = [900 + 50 * place + 9 * (n % 5) for n in range(41)]
            rows += series([*values[:35], 90 + place, *values[36:]], artist=artist, **self.DAILY)
        assert found(tmp_path, rows, Kind.PURGE) == []

    def test_a_day_beyond_all_before_is_told_and_none_of_it_wrong(self, tmp_path):
        weeks = [300 + 7 * (n % 7) for n in range(30)]
        rows = series([*weeks, 3000, 310, 303], **self.DAILY)
        f = only(tmp_path, rows, Kind.JUMP)
        assert (f.rank, f.first, f.last, f.value) == (2, before(10), before(10), 3000)
        assert not any(part.wrong for part in f.parts)

    def test_an_export_that_ends_has_not_stopped(self, tmp_path):
        rows = series(rising(41)) + series([300] * 20, **self.DAILY)
        assert found(tmp_path, rows) == []


class TestSameValue:
    def test_one_artist_has_the_number_of_another(self, tmp_path):
        rows = series([*rising(30, 50_000, 20), 50_600, 50_620, 50_640])
        rows += series([*rising(30, 2000), 50_600, 2100, 2103], artist="bo")
        f = only(tmp_path, rows)
        assert (f.kind, f.artists, f.value, f.rank) == (Kind.SAME_VALUE, ("bo", "ada"), 50_600, 1)
        assert [(p.artist, p.wrong) for p in f.parts] == [("bo", True), ("ada", False)]
        assert "Bo had 2,089 on" in f.sentence

    def test_for_as_long_as_it_lasts(self, tmp_path):
        mine = rising(40, 50_000, 20)
        rows = series(mine) + series(
            [*rising(30, 2000), *mine[30:34], *rising(6, 2100)], artist="bo"
        )
        f = only(tmp_path, rows)
        assert (f.first, f.last) == (before(10), before(7))
        assert [v.value for v in f.parts[0].values] == mine[30:34]

    def test_two_alike_that_meet_are_none(self, tmp_path):
        rows = series(rising(30, 5000, 4)) + series(rising(30, 5060, 2), artist="bo")
        assert found(tmp_path, rows) == []


class TestSeriesThatMoveTogether:
    def test_two_entries_of_one_profile_of_which_one_has_gaps(self, tmp_path):
        values = [*wandering(20, 1, 5000), *wandering(21, 2, 9000)]
        rows = series(values) + [
            r for r in series(values, artist="bo") if r.date not in (before(21), before(22))
        ]
        assert found(tmp_path, rows, Kind.SAME_VALUE) == []

    def test_two_members_of_one_group_meet(self, tmp_path):
        course = wandering(30, 1, 17_600, 300)
        rows = series([*course, 26_000, 26_110, 26_205])
        rows += series([*(v + 132 for v in course), 26_000, 26_150, 26_300], artist="bo")
        told = found(tmp_path, rows)
        assert [f for f in told if f.sure > 0.95 or any(part.wrong for part in f.parts)] == []

    def test_two_entries_become_one_profile(self, tmp_path):
        mine = wandering(150, 1, 50_000, 20)
        rows = series(mine, first=149)
        rows += series([*wandering(50, 2, 2000), *mine[50:]], first=149, artist="bo")
        f = only(tmp_path, rows)
        assert (f.kind, f.first, f.last) == (Kind.SAME_VALUE, before(99), DAY)
        assert f.sure <= 0.9
        assert not any(part.wrong for part in f.parts)
        assert "on 100 days" in f.sentence
        assert "they have not parted since" in f.sentence

    def test_equal_for_longer_than_two_months_and_then_apart(self, tmp_path):
        mine = wandering(150, 1, 50_000, 20)
        own = wandering(150, 2, 2000)
        rows = series(mine, first=149)
        other = series([*own[:50], *mine[50:140], *own[140:]], first=149, artist="bo")
        rows += [r for r in other if r.date != before(60)]  # a day without a number ends nothing
        f = only(tmp_path, rows, Kind.SAME_VALUE)
        assert (f.first, f.last) == (before(99), before(10))
        (wrong,) = [part for part in f.parts if part.wrong]
        assert (wrong.artist, len(wrong.values), wrong.after) == ("bo", 89, own[140])

    def test_one_that_stays_where_the_other_is_was_not_wrong(self, tmp_path):
        mine = wandering(40, 1, 50_000, 20)
        rows = series(mine)
        other = [*wandering(20, 2, 30_000), *mine[20:30], *wandering(10, 3, 51_000)]
        rows += series(other, artist="bo")
        f = only(tmp_path, rows, Kind.SAME_VALUE)
        assert not any(part.wrong for part in f.parts)

    def test_a_jump_of_both_has_one_witness(self, tmp_path):
        course = wandering(30, 1, 5000, 20)
        alone = only(tmp_path / "a", series([*course, 7000, 7010]))
        rows = series([*course, 7000, 7010])
        rows += series([*(2 * v for v in course), 14_000, 14_020], artist="bo")
        both = only(tmp_path / "b", rows)
        assert both.sure == pytest.approx(alone.sure, abs=0.02)
        rows = series([*course, 7000, 7010])
        rows += series([*wandering(30, 2, 5000, 20), 7001, 7015], artist="bo")
        apart = [f for f in found(tmp_path / "c", rows) if f.kind is Kind.JUMP]
        assert [f.sure > alone.sure for f in apart] in ([True], [])


class TestStaleRepeats:
    def day_by_day(self, days):
        for a, artist in enumerate(ALL):
            yield from series(rising(days, 1000 * (a + 1)), artist=artist)

    def test_a_day_that_repeats_the_day_before(self, tmp_path):
        rows = list(self.day_by_day(30))
        old = {r.artist: r.value for r in rows if r.date == before(12)}
        rows = [r for r in rows if r.date != before(11)]
        rows += [row(before(11), value, artist=artist) for artist, value in old.items()]
        f = only(tmp_path, rows)
        assert (f.kind, f.first, f.last, f.rank) == (Kind.STALE_REPEAT, before(11), before(11), 1)
        assert (f.artists, f.value, len(f.parts)) == ((), 10, 10)
        assert f.sure > 0.99

    def test_small_numbers_that_rarely_move_may_stand_still(self, tmp_path):
        rows = series([7 + n // 9 for n in range(40)])
        rows += series([5 + n // 13 for n in range(40)], artist="bo")
        assert found(tmp_path, rows) == []

    def test_one_metric_of_many_artists(self, tmp_path):
        rows = list(self.day_by_day(40))
        still = series(
            [*rising(25, 700), 772, *rising(14, 780)],
            series="deezer/fans",
            source="deezer_api",
        )
        rows += [
            row(m.date, m.value + n, artist=a, series="deezer/fans", source="deezer_api")
            for n, a in enumerate(ALL)
            for m in still
        ]
        f = only(tmp_path, rows)
        assert (f.kind, f.platform, f.first) == (Kind.STALE_REPEAT, "deezer", before(15))


class TestOneArtistIsACopy:
    NUMBERS = (
        ("spotify/followers", "spotify_api"),
        ("spotify/monthly_listeners", "spotify_page"),
        ("youtube/views", "youtube_api"),
        ("youtube/subscribers", "youtube_api"),
        ("instagram/followers", "instagram_api"),
        ("deezer/fans", "deezer_api"),
    )

    def rows_of(self, copied, *, days=40, step=1, most=9, tracks=12):
        """Every artist's numbers; on the places ``copied`` those of Bo repeat the place before."""
        for n, artist in enumerate(ALL[:4]):
            about = [{"series": name, "source": source} for name, source in self.NUMBERS]
            about += [
                {"series": "spotify/streams", "source": "s4a_export", "subject": f"t-{n}-{t}"}
                for t in range(tracks)
            ]
            for place, more in enumerate(about):
                values = wandering(days, 100 * n + place, 1000 * (n + 2) + 97 * place, most)
                if artist == "bo":
                    for at in copied:
                        values[at] = values[at - 1]
                yield from series(values, first=(days - 1) * step, step=step, artist=artist, **more)

    def test_a_day(self, tmp_path):
        f = only(tmp_path, list(self.rows_of([30])), Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.last, f.value, f.rank) == (
            ("bo",), before(9), before(9), 18, 1,
        )  # fmt: skip
        assert f.sentence.startswith("All 18 numbers of Bo repeat the day before; ")
        assert all(part.wrong and part.artist == "bo" for part in f.parts)

    def test_a_week_of_days(self, tmp_path):
        f = only(tmp_path, list(self.rows_of(range(28, 35))), Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.last) == (("bo",), before(11), before(5))
        assert "repeat one day, 7 in a row" in f.sentence

    def test_a_week_of_few_numbers(self, tmp_path):
        rows = list(self.rows_of([], tracks=0))
        lone = [r for r in rows if r.artist == "bo" and r.platform in ("youtube", "deezer")]
        copied = [r for r in self.rows_of(range(28, 35), tracks=0) if r.artist == "bo"]
        copied = [r for r in copied if r.platform in ("youtube", "deezer")]
        others = [r for r in rows if r.artist != "bo"]
        assert found(tmp_path / "a", others + lone, Kind.STALE_REPEAT) == []
        f = only(tmp_path / "b", others + copied, Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.last, f.value) == (("bo",), before(11), before(5), 3)

    def test_a_week_of_a_weekly_history(self, tmp_path):
        f = only(tmp_path, list(self.rows_of([9], days=14, step=7)), Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.value) == (("bo",), before(28), 18)
        assert f"repeat those of {before(35)}; " in f.sentence

    def quiet_rows(self, copied=False, still=False):
        """Eighteen small counts of each artist, of which a few move on a day."""
        for n, artist in enumerate(ALL[:4]):
            for place in range(18):
                steps = Random(100 * n + place)  # noqa: S311 (the same numbers each time)
                values = [40 + place]
                while len(values) < 80:
                    values.append(values[-1] + (steps.random() < 0.1))
                if artist == "bo":
                    for at in range(60, 67):
                        values[at] = (
                            values[at - 7] if copied else values[59] if still else values[at]
                        )
                about = {"series": "spotify/playlists", "subject": f"t-{n}-{place}"}
                yield from series(values, first=79, artist=artist, **about)

    def test_a_week_again_where_single_days_often_rest(self, tmp_path):
        assert found(tmp_path / "a", self.quiet_rows(), Kind.STALE_REPEAT) == []
        f = only(tmp_path / "b", self.quiet_rows(copied=True), Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.last, f.value) == (("bo",), before(19), before(13), 18)
        assert f.sentence.startswith(
            f"All 18 numbers of Bo repeat those of {before(26)}, 7 in a row; "
        )

    def test_a_week_that_stands_still_where_single_days_often_rest(self, tmp_path):
        f = only(tmp_path, self.quiet_rows(still=True), Kind.STALE_REPEAT)
        assert (f.artists, f.first, f.last, f.value) == (("bo",), before(19), before(13), 18)
        assert f.sentence.startswith(
            f"All 18 numbers of Bo repeat those of {before(20)} up to {before(13)}; "
        )

    def test_small_counts_that_often_rest_do_so_by_chance(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL[:4]):
            for place in range(18):
                steps = Random(100 * n + place)  # noqa: S311 (the same numbers each time)
                values = [3 + place]
                while len(values) < 60:
                    values.append(values[-1] + (steps.random() < 0.2))
                about = {"series": "spotify/popularity", "subject": f"t-{n}-{place}"}
                rows += series(values, first=59, artist=artist, **about)
        assert found(tmp_path, rows, Kind.STALE_REPEAT) == []

    def test_numbers_that_are_renewed_every_third_day_rest_together(self, tmp_path):
        rows = []
        for n, artist in enumerate(ALL[:4]):
            for place in range(18):
                course = wandering(30, 100 * n + place, 900 + 50 * place)
                values = [course[(day + n) // 3] for day in range(60)]
                about = {
                    "series": "youtube/views",
                    "source": "youtube_api",
                    "subject": f"v-{n}-{place}",
                }
                rows += series(values, first=59, artist=artist, **about)
        told = found(tmp_path, rows, Kind.STALE_REPEAT)
        assert [f for f in told if f.first > before(45)] == []


class TestGaps:
    def test_days_without_a_file(self, tmp_path):
        values = rising(40)
        rows = [r for r in series(values) if r.date not in (before(20), before(19))]
        f = only(tmp_path, rows)
        assert (f.kind, f.first, f.last, f.value) == (
            Kind.MISSING_DAYS, before(20), before(19), 2,
        )  # fmt: skip
        assert f.sentence == "2 days without a file, although one is written every day."

    def test_a_rhythm_of_three_days(self, tmp_path):
        assert found(tmp_path / "a", series(rising(20), first=60, step=3)) == []
        rows = [r for r in series(rising(20), first=60, step=3) if r.date != before(30)]
        f = only(tmp_path / "b", rows)
        assert (f.first, f.last, f.value) == (before(32), before(28), 1)

    def test_a_rhythm_that_changes(self, tmp_path):
        rows = series(rising(6), first=180, step=30) + series(rising(29, 1030), first=28)
        assert found(tmp_path, rows) == []

    def weekly_days(self, seed, last=60):
        """Days about a week apart, from two years before to ``last`` days before."""
        steps = Random(seed)  # noqa: S311 (the same days each time)
        day = 700
        while day > last:
            yield before(day)
            day -= steps.choice([5, 6, 7, 7, 7, 7, 8, 9, 14])

    @pytest.mark.parametrize("source", ["tracking_sheet", "label_history", "chartmetric"])
    def test_a_history_has_the_rhythm_it_was_written_in(self, tmp_path, source):
        rows = []
        for n, artist in enumerate(ALL):
            days = list(self.weekly_days(n))
            rows += [
                row(day, 1000 + 7 * at, artist=artist, source=source) for at, day in enumerate(days)
            ]
            rows += series(rising(60, 1000 + 7 * len(days)), first=59, artist=artist)
        f = only(tmp_path, rows)
        assert (f.kind, f.rank, set(f.artists)) == (Kind.MISSING_DAYS, 3, set(ALL))
        assert f.sentence.startswith(
            "The history of Ada, Bo, Artist 1, Artist 2, Artist 3, Artist 4 and 4 more that "
            f"was imported or filled in has numbers about every 7 days (5 to 14) from {before(700)}"
        )

    def test_a_rhythm_in_words(self):
        weekly = list(self.weekly_days(1))
        assert own_rhythm(weekly) == "about every 7 days (5 to 14)"
        daily = [before(40 - n) for n in range(40) if n not in (7, 8, 30)]
        assert own_rhythm(daily) == own_rhythm(daily[:1]) == own_rhythm([]) == ""
        assert own_rhythm(weekly[:4]) == ""  # a few days far apart are no rhythm

    def test_missing_days_of_an_imported_daily_history_are_told(self, tmp_path):
        rows = [
            r
            for r in series(rising(41), source="label_history")
            if r.date not in (before(20), before(10))
        ]
        assert {f.first for f in found(tmp_path, rows)} == {before(20), before(10)}

    def test_missing_days_of_the_runs_after_a_weekly_history_are_told(self, tmp_path):
        days = list(self.weekly_days(1))
        rows = [row(day, 1000 + at, source="tracking_sheet") for at, day in enumerate(days)]
        rows += [r for r in series(rising(60, 1000 + len(days)), first=59) if r.date != before(30)]
        gap, rhythm = sorted(found(tmp_path, rows), key=lambda f: f.value, reverse=True)
        assert (gap.first, gap.last) == (before(30), before(30))
        assert "about every 7 days" in rhythm.sentence

    def test_an_artist_is_left_out(self, tmp_path):
        rows = series(rising(40))
        rows += [
            r for r in series(rising(40), artist="bo") if not before(20) <= r.date < before(15)
        ]
        f = only(tmp_path, rows)
        assert (f.kind, f.artists, f.value) == (Kind.MISSING_DAYS, ("bo",), 5)

    def test_an_artist_stops(self, tmp_path):
        rows = series(rising(41)) + series(rising(35), artist="bo")
        f = only(tmp_path, rows)
        assert (f.kind, f.artists, f.first, f.last) == (Kind.STOPPED, ("bo",), before(5), DAY)
        assert f.sentence == f"No number of Bo since {before(6)}, 6 days of measuring up to {DAY}."

    def test_an_artist_who_left_or_was_measured_the_day_before(self, tmp_path):
        rows = (
            series(rising(41)) + series(rising(35), artist="bo") + series(rising(40), artist="a1")
        )
        left = TEN.replace('name = "Bo"', f'name = "Bo"\nuntil = {before(6)}')
        assert found(tmp_path, rows, roster=left) == []

    def test_a_failing_artist_says_why(self, tmp_path):
        rows = series(rising(41)) + series([*rising(30), *[None] * 11], artist="bo", detail="gone")
        rows = [r if r.value is None else row(r.date, r.value, artist=r.artist) for r in rows]
        f = only(tmp_path, rows)
        assert f.sentence.endswith("(failed: gone).")

    def test_a_source_is_switched_off(self, tmp_path):
        rows = [r for a in ("ada", "bo") for r in series(rising(41), artist=a)]
        rows += [
            r
            for a in ("ada", "bo")
            for r in series(rising(30), artist=a, series="deezer/fans", source="deezer_api")
        ]
        f = only(tmp_path, rows)
        assert (f.kind, f.artists, f.platform, f.metric) == (
            Kind.STOPPED, ("ada", "bo"), "deezer", "fans",
        )  # fmt: skip

    def test_refused_rows(self, tmp_path):
        refused = {"state": State.REJECTED, "detail": "every number of the object is 0"}
        rows = series(rising(41))
        for metric in ("followers", "posts"):
            about = {"series": f"instagram/{metric}", "source": "instagram_api"}
            rows += [row(before(n), None, **about, **refused) for n in range(5)]
            rows += series(rising(36), **about)
        f = only(tmp_path, rows)
        assert (f.kind, f.first, f.last, f.value, f.sure) == (
            Kind.REFUSED, before(4), DAY, 5, 1.0,
        )  # fmt: skip
        assert f.sentence == (
            f"Instagram followers and posts refused: Ada on 5 days, still on {DAY}; "
            "every number of the object is 0."
        )

    def test_refused_for_two_reasons_on_as_many_days_tells_the_first_in_the_alphabet(
        self, tmp_path
    ):
        about = {"series": "instagram/posts", "source": "instagram_api"}
        rows = series(rising(41)) + series(rising(37), **about)
        for n, why in ((3, "not theirs"), (2, "not theirs"), (1, "all is 0"), (0, "all is 0")):
            rows.append(row(before(n), None, state=State.REJECTED, detail=why, **about))
        assert only(tmp_path, rows).sentence.endswith("; all is 0.")


class TestTheWhole:
    def test_empty_and_single_days(self, tmp_path):
        assert found(tmp_path / "a", []) == []
        assert found(tmp_path / "b", [row(DAY, 5)]) == []
        assert found(tmp_path / "c", [row(DAY, None)]) == []

    def test_worst_first(self, tmp_path):
        rows = series([*rising(20), 0, *rising(19, 1070)])
        rows += series([*rising(30), 1500, *rising(9, 1503)], artist="bo")
        rows = [r for r in rows if r.date != before(33)]
        kinds = [f.kind for f in found(tmp_path, rows)]
        assert kinds == [Kind.ZERO, Kind.JUMP, Kind.MISSING_DAYS]

    def test_up_to_an_earlier_day(self, tmp_path):
        rows = series([*rising(30), 1500, *rising(9, 1503)])
        assert found(tmp_path / "a", rows, as_of=before(11)) == []
        assert found(tmp_path / "b", rows, as_of=before(10))

    def test_each_finding_is_new_on_one_day(self, tmp_path):
        rows = series([*rising(20), 0, 0, *rising(8, 1070), 1500, *rising(9, 1503)])
        rows = [r for r in rows if r.date != before(33)]
        root = root_of(tmp_path, rows, TEN)
        with Warehouse(root) as warehouse:
            last = {f.key: f for f in audit(warehouse)}
            new = {
                before(n): [f.key for f in new_findings(warehouse, before(n))] for n in range(40)
            }
        told = [key for keys in new.values() for key in keys]
        assert sorted(told) == sorted(last)
        assert new[before(20)] == [f"zero:{before(20)}:spotify"]
        assert new[before(10)] == [f"jump:{before(10)}:spotify:followers:up"]
        assert new[before(19)] == []

    def test_a_switch_of_sources_is_one_series(self, tmp_path):
        rows = series(rising(20), source="label_history")
        rows += series(rising(20, 1060), first=20)
        assert found(tmp_path, rows) == []


def test_the_real_events_of_a_label(recordings, tmp_path):
    from backline.imports import import_label

    folder = recordings("label_history")
    import_label(folder, Store(tmp_path))
    with Warehouse(tmp_path) as warehouse:
        findings = audit(warehouse)
    told = {(f.kind, f.first.isoformat(), f.platform, f.metric): f for f in findings}
    purge = told[Kind.PURGE, "2025-09-22", "spotify", "followers"]
    assert len(purge.artists) == 5
    assert (Kind.JUMP, "2025-08-02", "spotify", "followers") in told
    assert len(told[Kind.JUMP, "2025-08-31", "spotify", "followers"].artists) == 3
    refused = [f for f in findings if f.kind is Kind.REFUSED and f.platform == "instagram"]
    assert {a for f in refused for a in f.artists} == {"pyro", "aranda", "bo-wlie"}
    assert {f.first for f in findings if f.kind is Kind.STALE_REPEAT} == {
        purge.first.replace(month=6, day=22)
    }
    assert len(findings) < 30
    first = min(f.first for f in findings)
    assert first + timedelta(1) == purge.first.replace(month=4, day=27)


@pytest.mark.parametrize("most", [1, 50, 1000])
def test_series_judged_a_few_at_a_time_give_the_same_findings(tmp_path, monkeypatch, most):
    """Of a large label the steps of all series do not fit into memory at once."""
    rows = series([*rising(20), 0, 0, *rising(8, 1070), 1500, *rising(9, 1503)])
    rows += series(wandering(40, 1, start=5_000), artist="bo")
    rows += series([*wandering(30, 2, start=400), 1500, 408, 409], artist="a1")
    rows += series(rising(40, 90), artist="bo", subject="video", series="youtube/views")
    with Warehouse(root_of(tmp_path, rows)) as warehouse:
        at_once = audit(warehouse)
        monkeypatch.setattr("backline.analysis.quality.look.MOST_POINTS", most)
        assert audit(warehouse) == at_once
    assert {f.kind for f in at_once} >= {Kind.ZERO, Kind.SAME_VALUE}
