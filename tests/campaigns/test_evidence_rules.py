"""The rules of evidence, held against what chance does and against real playlists."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.campaigns.chance import evenness, most_likely, wilson
from backline.campaigns.evidence_rules import (
    Saved,
    Span,
    few_saves,
    one_alone,
    spread,
    stopped,
    too_even,
)
from backline.imports.scrapes.scrape_file import read_scrape
from tests.test_scripts import PROJECT

FIRST = date(2026, 8, 1)
REAL = PROJECT.parent / "shared/data/s4a_scrapes"


def spans(*streams: int | None, days: int = 7, since: date = FIRST) -> list[Span]:
    """Spans beside each other."""
    starts = [since + timedelta(days=days * n) for n in range(len(streams))]
    return [
        Span(start, start + timedelta(days=days - 1), n)
        for start, n in zip(starts, streams, strict=True)
    ]


def poisson(rng: random.Random, mean: float) -> int:
    """A count as chance has it, nearly: of means from 500 the normal form is close."""
    return max(0, round(rng.gauss(mean, mean**0.5)))


class TestChance:
    def test_the_lower_tail_of_chi_square_is_as_in_tables(self):
        # Three degrees: 0.0717 and 0.0201 have the lower 0.5 and (at two degrees) 1 percent.
        assert evenness([1, 1], [1, 1]) == 0
        thousand = [1000, 1000, 1000, 1000]
        off = (0.115 * 1000 / 4) ** 0.5  # squares of 0.115 together: the lower percent
        counts = [n + sign * off for n, sign in zip(thousand, (1, -1, 1, -1), strict=True)]
        assert evenness(counts, [7] * 4) == pytest.approx(0.01, abs=1e-4)

    def test_spans_of_several_lengths_are_compared_by_day(self):
        assert evenness([700, 1400, 2800], [7, 14, 28]) == 0
        assert evenness([700, 700, 700], [7, 14, 28]) > 0.999

    def test_nothing_to_compare(self):
        assert evenness([500], [7]) == evenness([0, 0], [7, 7]) == 1

    def test_ranges_are_as_in_tables(self):
        assert wilson(20, 1000) == pytest.approx((0.01298, 0.03071), abs=1e-4)
        assert wilson(0, 0) == (0, 1)
        # The exact upper ends are 3.69, 8.77 and 65.9.
        assert [round(most_likely(n), 1) for n in (0, 3, 50)] == [3.8, 8.8, 65.9]


class TestTooEven:
    def test_the_same_every_week(self):
        even = too_even(spans(3500, 3501, 3499, 3502))
        assert even is not None
        assert even.odds < 0.001
        off, chance = spread(even.spans)
        assert off < 0.001 < 0.016 < chance

    def test_as_chance_has_it(self):
        assert too_even(spans(3500, 3441, 3562, 3480)) is None

    @pytest.mark.parametrize(
        "few",
        [spans(3500, 3501, 3499), spans(*[499] * 4), spans(*[500] * 4, days=4)],
        ids=["three spans", "few streams", "short spans"],
    )
    def test_too_little_to_say_so(self, few):
        assert too_even(few) is None

    def test_the_weeks_in_which_it_began_and_ended_are_no_part_of_it(self):
        course = spans(900, 3500, 3501, 3499, 3502, 1200, 0, 4)
        first = Span(course[0].first_day, course[0].last_day, 900, since_added=True)
        even = too_even([first, *course[1:]])
        assert even is not None
        assert even.spans == tuple(course[1:5])

    def test_days_of_which_nothing_is_known_say_nothing(self):
        assert too_even(spans(3500, None, 3501, 3499)) is None
        assert too_even(spans(3500, None, 3501, 3499, 3502)) is not None

    def test_of_many_playlists_one_is_even_by_chance(self):
        by_chance = spans(3500, 3512, 3491, 3505)
        assert too_even(by_chance, 1) is not None
        assert too_even(by_chance, 50) is None

    @pytest.mark.parametrize("mean", [500, 3500])
    @pytest.mark.parametrize("weeks", [4, 8])
    def test_independent_listeners_are_seldom_called_too_even(self, mean, weeks):
        """One in a hundred by its definition; weeks that vary for a reason, far less."""
        rng = random.Random(mean + weeks)  # noqa: S311
        called = sum(
            too_even(spans(*(poisson(rng, mean * 1.15) for _ in range(weeks)))) is not None
            for _ in range(3000)
        )
        assert 0.004 < called / 3000 < 0.017
        varied = sum(
            too_even(
                spans(*(poisson(rng, mean * 1.3 * exp(rng.gauss(0, 0.05))) for _ in range(weeks)))
            )
            is not None
            for _ in range(1000)
        )
        assert varied <= 4

    @given(st.lists(st.integers(500, 5000), min_size=4, max_size=9), st.randoms())
    def test_the_order_of_weeks_and_more_variation_do_not_make_it_even(self, counts, rng):
        mixed = rng.sample(counts, len(counts))
        assert bool(too_even(spans(*counts))) == bool(too_even(spans(*mixed)))
        far = [n + (400 if place % 2 else 0) for place, n in enumerate([counts[0]] * len(counts))]
        assert too_even(spans(*far)) is None


@pytest.mark.skipif(not REAL.is_dir(), reason="the real scrapes are not here")
def test_no_real_playlist_of_the_scrapes_varies_less_than_chance():
    """Each tells three spans that do not overlap: 7 days, the 21 before, and those since it was
    added. What two or three spans can show is held against the rule's share of one in a hundred.
    """
    asked = called = 0
    for path in sorted(REAL.glob("song_*.json")):
        seen: dict[str, dict[str, int]] = {}
        since: dict[str, date] = {}
        for row in read_scrape(path, datetime(2030, 1, 1, tzinfo=UTC)).streams():
            if row.kind == "curated":
                seen.setdefault(row.playlist, {}).setdefault(row.window, row.streams)
                if row.date_added is not None:
                    since[row.playlist] = row.date_added
                last = row.date
        for name, counts in seen.items():
            if not {"7d", "28d"} <= counts.keys() or (last - since.get(name, last)).days < 27:
                continue
            told = [(counts["7d"], 7), (counts["28d"] - counts["7d"], 21)]
            age = (last - since[name]).days + 1
            if "12m" in counts and 33 <= age <= 365:
                told.append((counts["12m"] - counts["28d"], age - 28))
            if min(n for n, _ in told) >= 500:
                asked += 1
                called += evenness([n for n, _ in told], [days for _, days in told]) < 0.01
    assert asked >= 25
    assert called == 0


class TestStops:
    END = date(2026, 9, 11)  # the last day of the sixth week

    def test_steady_and_then_nothing(self):
        stop = stopped(spans(3400, 3600, 3500, 3300, 3500, 3600, 4, 0), self.END)
        assert stop is not None
        assert (stop.left, stop.about) == (4, self.END)
        assert stop.expected == pytest.approx(2 * (3500 + 3300 + 3500 + 3600) / 4, rel=0.01)

    def test_the_end_within_a_week(self):
        """Four of seven days' streams in that week: it stopped on the fourth."""
        course = spans(3500, 3500, 3500, 3500, 3500, 2000, 0, 0)
        stop = stopped(course, self.END - timedelta(days=3))
        assert stop is not None
        assert stop.about == self.END - timedelta(days=3)

    @pytest.mark.parametrize(
        "course",
        [
            spans(3500, 3500, 3500, 3500, 3500, 3500, 3400, 3500),
            spans(3500, 3500, 3500, 3500, 3500, 3500, 700, 500),
            spans(3500, 3500, 3500, 3500, 600, 3500, 0, 0),
            spans(3500, 3500, 0, 0, 0, 0, 0, 0),
            spans(30, 31, 30, 32, 29, 30, 0, 0),
            spans(3500, 3500, 3500, 3500, 3500, 3500),
            spans(3500, 3500, 3500, 3500, 3500, 3500, None, 0),
        ],
        ids=["goes on", "fades", "not steady", "long before", "few streams", "not known yet",
             "no day between known"],
    )  # fmt: skip
    def test_no_stop_on_the_last_day(self, course):
        assert stopped(course, self.END) is None

    def test_a_stop_some_days_before_the_end_is_another_thing(self):
        course = spans(3500, 3500, 3500, 3500, 3500, 500, 0, 0)
        assert stopped(course, self.END) is None
        assert stopped(course, self.END - timedelta(days=6)) is not None


class TestSaves:
    def test_far_below_the_norm(self):
        assert few_saves(Saved(12, 24000, 30), Saved(1900, 80000, 56))

    def test_listeners_of_playlists_save_less(self):
        assert not few_saves(Saved(240, 24000, 30), Saved(1900, 80000, 56))

    @given(st.integers(0, 3000), st.integers(0, 40), st.integers(0, 3000))
    def test_small_numbers_are_no_evidence(self, within, saves, norm):
        """Of a norm of 2 percent, 1,000 streams without a save are needed, and 20 saves."""
        found = few_saves(Saved(0, within, 30), Saved(min(saves, norm), norm, 56))
        assert not found or (within >= 1000 and norm >= 1000 and saves >= 20)

    def test_the_same_rate_is_seldom_called_far_below(self):
        rng = random.Random(4)  # noqa: S311
        draws = [sum(rng.random() < 0.02 for _ in range(1200)) for _ in range(200)]
        assert not any(few_saves(Saved(n, 1200, 30), Saved(200, 10000, 56)) for n in draws)


class TestOneAlone:
    def test_of_several(self):
        assert one_alone({"a": 9700, "b": 200, "c": 100}, 5) == "a"

    @pytest.mark.parametrize(
        ("streams", "playlists"),
        [({"a": 9000, "b": 1000}, 5), ({"a": 9700}, 2), ({"a": 999}, 5), ({"a": 9700, "b": -5}, 5)],
        ids=["not nearly all", "a vendor of two", "few streams", "counts that fell"],
    )
    def test_nothing_to_say(self, streams, playlists):
        assert one_alone(streams, playlists) is None
