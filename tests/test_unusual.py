"""What changed beyond noise on a day, and the note that is made of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.day_note import day_note
from backline.analysis.unusual import FEWEST, PAST, _is_unusual, unusual
from backline.store import Store
from backline.unattended.alerts import Alert
from backline.unattended.alerts.label import label_alerts
from backline.unattended.alerts.world import World
from backline.warehouse import Warehouse
from tests.roots import DAY, before, root_of, row

ROSTER = 'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n'


def course(steps, start=10_000, **about):
    """Rows up to the day, one for each step and one before them; None is a day without a number."""
    values = [start]
    for step in steps:
        values.append(None if step is None else (values[-1] or last(values)) + step)
    days = len(values) - 1
    return [row(before(days - n), v, **about) for n, v in enumerate(values) if v is not None]


def last(values):
    return next(v for v in reversed(values) if v is not None)


def found(root, day=DAY):
    with Warehouse(root) as warehouse:
        return unusual(warehouse, day)


class TestUnusual:
    def test_a_step_far_from_those_before(self, tmp_path):
        (one,) = found(root_of(tmp_path, course([10, 12, 8] * 8 + [60]), ROSTER))
        assert (one.artist, one.step, one.usual, one.steps) == ("ada", 60, 10, 24)

    def test_a_step_like_those_before_is_none(self, tmp_path):
        assert found(root_of(tmp_path, course([10, 12, 8] * 8 + [14]), ROSTER)) == []

    def test_a_fall_is_one_too(self, tmp_path):
        (one,) = found(root_of(tmp_path, course([10] * 20 + [-90]), ROSTER))
        assert one.step == -90

    def test_of_few_days_nothing_is_said(self, tmp_path):
        short = course([10] * (FEWEST - 1) + [900])
        assert found(root_of(tmp_path / "short", short, ROSTER)) == []
        enough = course([10] * FEWEST + [900])
        assert len(found(root_of(tmp_path / "enough", enough, ROSTER))) == 1

    def test_a_day_after_a_gap_is_compared_with_nothing(self, tmp_path):
        assert found(root_of(tmp_path, course([10] * 20 + [None, 900]), ROSTER)) == []

    def test_a_day_without_a_number_has_no_step(self, tmp_path):
        root = root_of(tmp_path, course([10] * 20 + [900]), ROSTER)
        assert found(root, DAY + timedelta(1)) == []

    def test_less_than_the_platform_rounds_to_is_noise(self, tmp_path):
        about = {"series": "youtube/subscribers", "source": "youtube_api", "resolution": 1000}
        rows = course([0] * 20 + [1000], start=120_000, **about)
        assert found(root_of(tmp_path / "one", rows, ROSTER)) == []
        rows = course([0] * 20 + [3000], start=120_000, **about)
        assert len(found(root_of(tmp_path / "three", rows, ROSTER))) == 1

    def test_a_platform_that_counts_anew_changed_nothing(self, tmp_path):
        from backline.measure import LEVEL_BREAKS

        (anew,) = LEVEL_BREAKS
        days = (DAY - anew.date).days
        steps = [10] * 30 + [5_000] + [10] * days
        rows = course(steps, series="youtube/views", source="youtube_api")
        assert found(root_of(tmp_path, rows, ROSTER), anew.date) == []

    def test_the_largest_comes_first(self, tmp_path):
        rows = [
            *course([10] * 20 + [300]),
            *course([10] * 20 + [900], series="deezer/fans", source="deezer_api"),
        ]
        assert [one.platform for one in found(root_of(tmp_path, rows, ROSTER))] == [
            "deezer",
            "spotify",
        ]


STEPS = st.lists(st.integers(-10_000, 10_000), min_size=FEWEST, max_size=PAST)


class TestTheRule:
    @given(STEPS, st.integers(0, 10**9))
    def test_no_step_that_was_there_before_is_unusual(self, steps, value):
        assert not any(
            _is_unusual({"step": step, "value": value, "resolution": 1}, steps) for step in steps
        )

    @given(STEPS, st.integers(0, 10**6), st.integers(1, 10**6))
    def test_farther_away_is_never_less_unusual(self, steps, value, more):
        far = max(steps) + 3 * (max(steps) - min(steps)) + value + 1 + more
        for step in (far, far + more):
            now = {"step": step, "value": value, "resolution": 1}
            assert _is_unusual(now, steps)

    @given(STEPS, st.integers(-(10**6), 10**6), st.integers(0, 10**6), st.integers(-1000, 1000))
    def test_a_faster_or_slower_pace_of_all_changes_nothing(self, steps, step, value, pace):
        plain = _is_unusual({"step": step, "value": value, "resolution": 1}, steps)
        moved = {"step": step + pace, "value": value, "resolution": 1}
        assert _is_unusual(moved, [one + pace for one in steps]) == plain


class TestTheNote:
    def note(self, root, day=DAY):
        with Warehouse(root) as warehouse:
            return day_note(warehouse, Store(root), day)

    def test_of_a_first_day_there_is_none(self, tmp_path):
        assert self.note(root_of(tmp_path, [row(DAY, 10)], ROSTER)) is None

    def test_a_day_like_the_others_is_quiet(self, tmp_path):
        assert self.note(root_of(tmp_path, course([10] * 20), ROSTER)).is_quiet

    def test_what_is_missing_and_was_there_is_told(self, tmp_path):
        rows = [*course([10] * 20), *course([1] * 19, series="deezer/fans", source="deezer_api")]
        gone = row(DAY, None, series="deezer/fans", source="deezer_api", detail="503")
        shifted = [r for r in rows if r.platform != "deezer" or r.date != DAY]
        note = self.note(root_of(tmp_path, [*shifted, gone], ROSTER))
        assert [gap.platform for gap in note.news.gaps] == ["deezer"]
        assert not note.is_quiet

    def test_a_round_number_is_told_on_the_day_that_confirms_it(self, tmp_path):
        root = root_of(tmp_path, course([10] * 20, start=9_815), ROSTER)
        assert [one.milestone for one in self.note(root).reached] == [10_000]
        root = root_of(tmp_path / "later", course([10] * 20, start=9_825), ROSTER)
        assert self.note(root).reached == []


@pytest.mark.parametrize(("step", "told"), [(900, 1), (10, 0)])
def test_the_alert_of_a_day_is_there_only_where_something_is(tmp_path, step, told):
    root = root_of(tmp_path, course([10] * 20 + [step]), ROSTER)
    with World(Store(root)) as world:
        alerts = [a for a in label_alerts(world, DAY) if a.kind == "day" and isinstance(a, Alert)]
    assert len(alerts) == told
    for one in alerts:
        assert one.level == int(f"{DAY:%Y%m%d}")
        assert one.text.startswith(
            f"{DAY}. Unlike the days before: Ada Spotify followers +900 to 11,100 (usually +10)."
        )
