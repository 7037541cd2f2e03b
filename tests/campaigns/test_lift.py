"""Lift: weeks outside of vendors' playlists against the artist's other songs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import accumulate
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.campaigns.asked import Campaigns
from backline.campaigns.lift import lift
from backline.campaigns.lift_rule import lifted, panel, weekly
from backline.warehouse import Warehouse
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    PLACEMENT,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, TRACK, added
from tests.charted import charted_root, count, song

START, END = date(2026, 8, 1), date(2026, 9, 11)
DAY = timedelta(days=1)


def course(rng, weeks, related):
    """Weeks without lift, each like the one before as far as is said."""
    value, found = rng.gauss(0, 1) / sqrt(1 - related**2), {}
    for number in range(weeks):
        found[number] = 0.1 * value
        value = related * value + rng.gauss(0, 1)
    return found


class TestTheRule:
    def test_by_hand(self):
        before = {0: log(1), 1: log(2), 2: log(1), 3: log(2)}
        then = {0: log(2), 1: log(4), 2: log(2), 3: log(4)}
        found = lifted(before, then)
        assert found is not None
        assert (found.weeks, found.weeks_before) == (4, 4)
        assert found.lift == pytest.approx(1)
        # Weeks that go up and down are not like the one before: the plain error of two means.
        error = sqrt(2 * (log(2) ** 2 / 4 * 4 / 3) / 4)
        assert log(1 + found.high) - log(2) == pytest.approx(3.182 * error)
        assert log(2) - log(1 + found.low) == pytest.approx(3.182 * error)

    def test_two_weeks_have_no_range(self):
        found = lifted({0: 0.0, 1: 0.1}, {0: 0.3, 1: 0.2, 2: 0.3})
        assert found is not None
        assert (found.low, found.high, found.weeks_before) == (None, None, 2)

    def test_no_week_no_lift(self):
        assert lifted({}, {0: 1.0}) is None
        assert lifted({0: 1.0}, {}) is None

    @pytest.mark.parametrize("sides", [(8, 6), (8, 8), (4, 4)])
    @pytest.mark.parametrize(("related", "least"), [(0, 0.95), (0.3, 0.93), (0.5, 0.91)])
    def test_the_range_has_the_truth_as_often_as_it_says(self, sides, related, least):
        """Simulated songs without lift: 95 of 100 ranges should have 0 in them."""
        rng = random.Random(f"{sides} {related}")  # noqa: S311 (the same songs each time)
        held = 0
        for _ in range(600):
            weeks = course(rng, sum(sides), related)
            before = {n: v for n, v in weeks.items() if n < sides[0]}
            found = lifted(before, {n: v for n, v in weeks.items() if n >= sides[0]})
            held += found.low <= 0 <= found.high
        assert held / 600 >= least

    @given(st.floats(0.2, 5), st.lists(st.floats(-1, 1), min_size=3, max_size=8), st.randoms())
    def test_a_larger_artist_has_the_same_lift(self, scale, weeks, rng):
        before, then = dict(enumerate(weeks)), {n: v + 0.1 for n, v in enumerate(weeks)}
        moved = [{n: v + log(scale) for n, v in side.items()} for side in (before, then)]
        one, other = lifted(before, then), lifted(*moved)
        assert other.lift == pytest.approx(one.lift)
        assert one.low <= one.lift <= one.high


class TestWeeks:
    def test_days_that_are_missing_are_no_zero(self):
        days = [START + n * DAY for n in range(14)]
        ours = {day: 10.0 for day in days if day != days[2]}
        theirs = dict.fromkeys(days, 20.0)
        weeks, empty = weekly(ours, theirs, days[0], days[-1])
        assert weeks == {0: pytest.approx(log(0.5)), 1: pytest.approx(log(0.5))}
        assert empty == 0

    def test_a_week_of_three_days_does_not_count_and_one_without_streams_is_named(self):
        days = [START + n * DAY for n in range(14)]
        ours = dict.fromkeys(days[:7], 0.0) | dict.fromkeys(days[7:10], 1.0)
        weeks, empty = weekly(ours, dict.fromkeys(days, 20.0), days[0], days[-1])
        assert (weeks, empty) == ({}, 1)

    def test_a_song_that_comes_out_in_between_is_not_among_the_others(self):
        days = [START + n * DAY for n in range(20)]
        old = dict.fromkeys(days, 5.0)
        new = dict.fromkeys(days[10:], 500.0)
        together, songs = panel([old, new], days)
        assert songs == 1
        assert set(together.values()) == {5.0}


def weeks_of(before, during, after):
    """A value for each day from eight weeks before to eight after."""
    days = [START - 56 * DAY + n * DAY for n in range(56 + 42 + 56)]
    return {d: before if d < START else during if d <= END else after for d in days}


def wobbled(n, day):
    """A number that is not the same every day."""
    return round(n * (1 + ((day.toordinal() * 7) % 5 - 2) / 100))


def root_of(path, *, song_days, other_days, given=None, roster=None, **tables):
    """Counts of two songs by day, and scrapes of a playlist that gave 100 a day while it ran."""
    points = [
        count(day, key, wobbled(n, day), metric="daily_streams", source="s4a_export")
        for key, days in (("half", song_days), ("salt", other_days))
        for day, n in days.items()
    ]
    more = {"roster": roster} if roster else {}
    songs = [song("half", spotify=TRACK), song("salt", spotify=OTHER)]
    charted_root(path, songs, rows=points, **more)
    given = given or [700] * 6 + [0] * 8
    documents = [
        seen(f"{START + 7 * n * DAY + 6 * DAY}", w12months=[ride(total, added(f"{START}"))])
        for n, total in enumerate(accumulate(given))
    ]
    placed = {**PLACEMENT, "end": f"{END}", "status": "completed"}
    return write_scrapes(write_book(path, rows(**({"placements": [placed]} | tables))), *documents)


def lift_of(root, placement="night-pulse", *, measured=True):
    with Campaigns(root) as campaigns:
        if not measured:
            return lift(campaigns, None, placement)
        with Warehouse(root) as warehouse:
            return lift(campaigns, warehouse, placement)


class TestOfAPlacement:
    def test_the_vendors_own_streams_are_no_lift(self, tmp_path):
        """200 a day before; 300 while it ran, 100 of them the vendor's."""
        root = root_of(
            tmp_path, song_days=weeks_of(200, 300, 200), other_days=weeks_of(500, 500, 500)
        )
        found = lift_of(root)
        assert found.during.lift == pytest.approx(0, abs=0.01)
        assert found.during.low < 0 < found.during.high
        assert (found.during.weeks, found.during.weeks_before, found.others) == (6, 8, 1)
        assert "which may be chance" in found.sentences[0]

    def test_more_outside_and_after(self, tmp_path):
        """250 outside instead of 200, and 300 afterwards, while the other song stays."""
        root = root_of(
            tmp_path, song_days=weeks_of(200, 350, 300), other_days=weeks_of(500, 500, 500)
        )
        found = lift_of(root)
        assert found.during.lift == pytest.approx(0.25, abs=0.01)
        assert found.after.lift == pytest.approx(0.5, abs=0.01)
        assert found.after.low > 0.4
        assert found.sentences[0].startswith(
            "While it ran: +25% streams outside of vendors' playlists, measured by Ada's other "
            "song (95%: "
        )
        assert found.sentences[0].endswith("6 weeks against 8 before).")

    def test_what_moves_every_song_is_no_lift(self, tmp_path):
        root = root_of(
            tmp_path, song_days=weeks_of(200, 500, 400), other_days=weeks_of(500, 1000, 1000)
        )
        assert lift_of(root).during.lift == pytest.approx(0, abs=0.01)

    def test_days_after_the_last_scrape_are_not_known(self, tmp_path):
        root = root_of(
            tmp_path,
            song_days=weeks_of(200, 350, 300),
            other_days=weeks_of(500, 500, 500),
            given=[700] * 6,
        )
        found = lift_of(root)
        assert found.after is None
        assert found.sentences[1] == (
            "After its end: not known, since no week is known of the song and of others."
        )

    def test_few_weeks_before(self, tmp_path):
        late = {d: n for d, n in weeks_of(200, 350, 300).items() if d >= START - 14 * DAY}
        root = root_of(tmp_path, song_days=late, other_days=weeks_of(500, 500, 500))
        found = lift_of(root)
        assert (found.during.low, found.during.weeks_before) == (None, 2)
        assert "no range, since it takes 3 known weeks a side" in found.sentences[0]


FULL = {"song_days": weeks_of(200, 300, 200), "other_days": weeks_of(500, 500, 500)}


class TestNoLift:
    def why(self, root, *arguments, **more):
        found = lift_of(root, *arguments, **more)
        assert (found.during, found.after) == (None, None)
        (sentence,) = found.sentences
        return sentence

    def test_no_measurements(self, tmp_path):
        root = root_of(tmp_path, **FULL)
        assert "no measurements are stored" in self.why(root, measured=False)

    def test_an_artist_outside_the_roster(self, tmp_path):
        roster = 'label = "L"\n[[artist]]\nkey = "bo"\nname = "Bo"\n'
        assert "Ada is not in the roster" in self.why(
            root_of(
                tmp_path, roster=roster, **FULL,
                campaigns=[CAMPAIGN | {"artist": "Ada"}],
            )
        )  # fmt: skip

    def test_a_campaign_without_an_artist(self, tmp_path):
        root = root_of(tmp_path, **FULL, campaigns=[CAMPAIGN | {"artist": ""}])
        assert self.why(root) == "No lift: its campaign names no artist."

    def test_a_song_without_a_scrape(self, tmp_path):
        root = root_of(tmp_path, **FULL, placements=[{**PLACEMENT, "song": "1" * 22}])
        assert "no scrape since its start" in self.why(root)

    def test_a_song_that_no_measurements_know(self, tmp_path):
        strange = "1" * 22
        root = root_of(tmp_path, **FULL, placements=[{**PLACEMENT, "song": strange}])
        write_scrapes(root, seen("2026-09-01", strange, w12months=[ride(9, added(f"{START}"))]))
        assert f"no measurements know the song Night Drive by its id {strange}" in self.why(root)

    def test_no_other_song(self, tmp_path):
        root = root_of(tmp_path, song_days=FULL["song_days"], other_days={})
        assert "Ada's other songs have no streams stored" in self.why(root)

    def test_no_days_of_the_song(self, tmp_path):
        root = root_of(tmp_path, song_days={}, other_days=FULL["other_days"])
        assert "no streams by day are stored of Night Drive" in self.why(root)

    def test_the_only_other_song_is_paid_for_too(self, tmp_path):
        second = {**PLACEMENT, "id": "salt-pulse", "song": OTHER}
        root = root_of(tmp_path, **FULL, placements=[PLACEMENT, second])
        assert "other songs have no streams" in self.why(root)

    def test_no_such_placement(self, tmp_path):
        root = root_of(tmp_path, **FULL)
        assert self.why(root, "nowhere") == "No lift: there is no such placement."
