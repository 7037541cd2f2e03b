"""Rules of the audit that hold for any numbers."""

from __future__ import annotations

import math
import tomllib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.analysis.quality import Kind, audit, proposals
from backline.analysis.quality.purges import chance_of
from backline.measure import State
from backline.people.corrections import load_corrections
from backline.warehouse import Warehouse
from tests.drawn import drawn
from tests.roots import DAY, ROSTER, before, row
from tests.test_quality import rising, root_of, series, wandering

SOME = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(SOME, max_examples=8)


def audited(root):
    with Warehouse(root) as warehouse:
        assert warehouse.problems == ()
        return audit(warehouse)


@drawn(8, 60)
def test_steady_growth_never_jumps_however_it_is_spaced(examples, tmp_path_factory):
    @settings(SOME, max_examples=examples)
    @given(
        rhythm=st.sampled_from([1, 3, 7]),
        gaps=st.lists(st.integers(1, 33), max_size=3),
        places=st.randoms(use_true_random=False),
        rate=st.floats(0, 0.01),
        start=st.integers(20, 10**6),
    )
    def holds(rhythm, gaps, places, rate, start):
        steps = [rhythm] * 30
        for gap in gaps:
            steps[places.randrange(30)] = gap
        days = [sum(steps[:n]) for n in range(31)]
        rows = [
            row(DAY - timedelta(days[-1] - day), round(start * math.exp(rate * day)))
            for day in days
        ]
        found = audited(root_of(tmp_path_factory.mktemp("steady"), rows))
        assert [f for f in found if f.kind is not Kind.MISSING_DAYS] == []

    holds()


@drawn(8, 60)
def test_changes_below_five_are_nobodys_minute(examples, tmp_path_factory):
    @settings(SOME, max_examples=examples)
    @given(
        values=st.lists(st.integers(0, 4), min_size=10, max_size=40),
        start=st.integers(0, 10**6),
        series_=st.sampled_from(
            ["spotify/followers", "youtube/videos", "spotify/monthly_listeners"]
        ),
    )
    def holds(values, start, series_):
        rows = [row(before(n), start + value, series=series_) for n, value in enumerate(values)]
        assert audited(root_of(tmp_path_factory.mktemp("small"), rows)) == []

    holds()


@st.composite
def troubled(draw):
    """Rows of four artists with zeros, wild numbers, gaps and refusals anywhere."""
    rows = []
    for artist in ("ada", "bo", "cy", "di"):
        level = draw(st.integers(5, 10**5))
        for n in range(24):
            value = draw(
                st.one_of(
                    st.just(level + 2 * (24 - n)),
                    st.just(level + 2 * (24 - n)),
                    st.sampled_from([0, 777, level * 3, level // 2, None, "refused", "no row"]),
                )
            )
            if value == "refused":
                rows.append(row(before(n), None, artist=artist, state=State.REJECTED))
            elif value != "no row":
                rows.append(row(before(n), value, artist=artist))
    return rows


FOUR = ROSTER + '[[artist]]\nkey = "cy"\nname = "Cy"\n[[artist]]\nkey = "di"\nname = "Di"\n'


@drawn(6, 60)
def test_whatever_the_numbers_findings_are_in_order_and_proposals_load(examples, tmp_path_factory):
    @settings(SOME, max_examples=examples)
    @given(rows=troubled())
    def holds(rows):
        root = root_of(tmp_path_factory.mktemp("troubled"), rows, FOUR)
        found = audited(root)
        assert len({f.key for f in found}) == len(found)
        assert [f.rank for f in found] == sorted(f.rank for f in found)
        for f in found:
            assert 0.3 < f.sure <= 1
            assert f.first <= f.last <= DAY
            assert f.sentence.endswith(".")
            assert "None" not in f.sentence
        text = proposals(found)
        (root / "corrections.toml").write_text(text, encoding="utf-8")
        with Warehouse(root) as warehouse:
            assert warehouse.problems == ()
            left = audit(warehouse)
        wrong = {(f.kind, f.key) for f in found if any(p.wrong for p in f.parts)}
        stale = {f.key for f in left} & {key for _, key in wrong}
        assert not {key for key in stale if key.startswith("zero")}

    holds()


@drawn(3, 30)
def test_the_order_of_rows_does_not_matter(examples, tmp_path_factory):
    @settings(FEW, max_examples=examples)
    @given(rows=troubled(), order=st.randoms(use_true_random=False))
    def holds(rows, order):
        first = audited(root_of(tmp_path_factory.mktemp("one"), rows, FOUR))
        order.shuffle(rows)
        assert audited(root_of(tmp_path_factory.mktemp("two"), rows, FOUR)) == first

    holds()


@given(measured=st.integers(1, 60), rate=st.floats(0.001, 0.5), data=st.data())
def test_the_chance_of_a_purge_is_the_binomial_tail(measured, rate, data):
    fell = data.draw(st.integers(0, measured))
    plain = sum(
        math.comb(measured, k) * rate**k * (1 - rate) ** (measured - k)
        for k in range(fell, measured + 1)
    )
    assert chance_of(fell, measured, rate) == pytest.approx(plain, rel=1e-6, abs=1e-300)


class TestProposals:
    def accepted(self, root):
        """The findings before, the proposals, and the findings once a person took them over."""
        found = audited(root)
        text = proposals(found)
        (root / "corrections.toml").write_text(text, encoding="utf-8")
        return found, tomllib.loads(text).get("correction", []), audited(root)

    def test_zeros_are_dropped_and_the_finding_is_silent(self, tmp_path):
        root = root_of(tmp_path, series([*rising(12), 0, 0, *rising(27, 1040)]))
        _, tables, left = self.accepted(root)
        assert tables == [
            {
                "artist": "ada", "platform": "spotify", "metric": "followers",
                "source": "spotify_api", "from": before(28), "to": before(27), "do": "drop",
                "expect": 0, "reason": "reads 0 after 1,035",
            }
        ]  # fmt: skip
        assert left == []

    def test_a_spike_of_two_days_expects_both_numbers(self, tmp_path):
        root = root_of(tmp_path, series([*rising(30), 3000, 3001, *rising(9, 1096)]))
        _, (table,), left = self.accepted(root)
        assert (table["expect"], table["reason"]) == ([3000, 3001], "1,089 before and 1,096 after")
        assert left == []

    def test_each_source_has_its_own_table(self, tmp_path):
        rows = series([*rising(11), 0], source="label_history")
        rows += series([0, *rising(28, 1040)], first=28)
        _, tables, left = self.accepted(root_of(tmp_path, rows))
        assert [t["source"] for t in tables] == ["label_history", "spotify_api"]
        assert left == []

    def test_a_stale_day_is_dropped_number_by_number(self, tmp_path):
        rows = [
            r for n, a in enumerate("abcdef") for r in series(rising(30, 900 * n + 900), artist=a)
        ]
        old = {r.artist: r.value for r in rows if r.date == before(21)}
        rows = [r for r in rows if r.date != before(20)]
        rows += [row(before(20), value, artist=artist) for artist, value in old.items()]
        roster = 'label = "L"\n' + "".join(
            f'[[artist]]\nkey = "{a}"\nname = "{a}"\nuntil = {before(11)}\n' for a in "abcdef"
        )
        _, tables, left = self.accepted(root_of(tmp_path, rows, roster))
        assert len(tables) == 6
        assert {t["from"] for t in tables} == {before(20)}
        assert left == []

    def test_real_events_are_not_proposed(self, tmp_path):
        rows = [
            r
            for n, a in enumerate(("ada", "bo", "cy", "di"))
            for r in series([*wandering(30, n), *rising(11, 800 + n)], artist=a)
        ]
        rows += series(
            [*rising(30), *rising(11, 5000)], series="instagram/followers", source="instagram_api"
        )
        found, tables, left = self.accepted(root_of(tmp_path, rows, FOUR))
        assert {f.kind for f in found} == {Kind.PURGE, Kind.JUMP}
        assert tables == []
        assert proposals(found) == ""
        assert left == found

    def test_a_number_between_the_days_that_two_artists_share_stays(self, tmp_path):
        """Of the day between them only one of the two was measured."""
        numbers = {
            artist: {n: level + 2 * (24 - n) for n in range(24)} | {2: 777, 4: 777}
            for artist, level in (("ada", 5), ("bo", 5), ("cy", 5), ("di", 12))
        }
        numbers["ada"][3] = None
        for quiet in ("bo", "cy"):
            numbers[quiet] |= {2: 49, 4: 45}
        rows = [
            row(before(n), value, artist=artist)
            for artist, theirs in numbers.items()
            for n, value in theirs.items()
        ]
        root = root_of(tmp_path, rows, FOUR)
        found, tables, _ = self.accepted(root)
        assert Kind.SAME_VALUE in {f.kind for f in found}
        shared = [t for t in tables if t["expect"] == 777]
        days = {t["artist"]: [] for t in shared}
        for t in shared:
            assert t["from"] == t["to"]
            days[t["artist"]].append(t["from"])
        assert days == {"ada": [before(4), before(2)], "di": [before(4), before(2)]}
        with Warehouse(root) as warehouse:
            assert warehouse.problems == ()

    @FEW
    @given(subject=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
    def test_any_subject_is_escaped(self, tmp_path_factory, subject):
        root = root_of(
            tmp_path_factory.mktemp("subject"),
            series(
                [*rising(12, 5000), 0, *rising(27, 5040)],
                series="youtube/views",
                source="youtube_api",
                subject=subject,
            )
            + series(rising(41)),
        )
        found = audited(root)
        (root / "corrections.toml").write_text(proposals(found), encoding="utf-8")
        with Warehouse(root) as warehouse:
            (placed,) = load_corrections(root / "corrections.toml", warehouse.roster)
        assert placed.correction.subject == subject
        assert audited(root) == []
