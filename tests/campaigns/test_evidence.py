"""Evidence of a root's placements, from scrapes and exports to the sentence."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from datetime import date, timedelta
from itertools import accumulate

import pytest
from rich.cells import cell_len

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence import Kind, evidence
from backline.campaigns.evidence_rules import Span, stopped, too_even
from backline.warehouse import Warehouse
from tests.campaigns.campaign_roots import (
    PLACEMENT,
    PLAYLIST,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, TRACK, added
from tests.charted import charted_root, count, song
from tests.test_scripts import run as run_script

START = date(2026, 8, 1)
ADDED = added(f"{START}")
EVEN = (3500, 3501, 3499, 3502, 3500, 3501)
USUAL = (3500, 4100, 3300, 3900, 3650, 3200)


def scrapes(*weeks, name="Night Ride", more=()):
    """A scrape at the end of each week, the first of which is the one it was added in."""
    return [
        seen(f"{START + timedelta(days=7 * n + 6)}", w12months=[ride(total, ADDED, name), *more])
        for n, total in enumerate(accumulate(weeks))
    ]


def root_of(path, *documents, **tables):
    return write_scrapes(write_book(path, rows(**tables)), *documents)


def told(root, *, measured=False, **more):
    """The evidence by kind."""
    with Campaigns(root) as campaigns:
        if not measured:
            found = evidence(campaigns, **more)
        else:
            with Warehouse(root) as warehouse:
                found = evidence(campaigns, warehouse, **more)
    assert all("fake" not in f"{one.sentence} {one.rests_on}" for one in found)
    assert all("worth asking the vendor" in one.sentence for one in found)
    return {one.kind: one for one in found}


class TestTooEven:
    def test_a_vendor_whose_weeks_are_the_same(self, tmp_path):
        one = told(root_of(tmp_path, *scrapes(2000, *EVEN)))[Kind.TOO_EVEN]
        assert (one.placement, one.vendor, one.playlist) == ("night-pulse", "pulse", "Night Ride")
        assert (one.first_day, one.last_day) == (date(2026, 8, 8), date(2026, 9, 18))
        assert "499.9 to 500.3 streams a day in each of 6 spans" in one.sentence
        assert "0.03% off their mean" in one.sentence
        assert "1.69% off" in one.sentence
        assert one.rests_on.startswith("21,003 streams in 6 spans")

    def test_a_vendor_whose_weeks_vary(self, tmp_path):
        assert told(root_of(tmp_path, *scrapes(2000, *USUAL))) == {}

    def test_weeks_after_the_placements_end_are_not_the_placements(self, tmp_path):
        ends = {**PLACEMENT, "end": "2026-08-28"}
        root = root_of(tmp_path, *scrapes(2000, *EVEN), placements=[ends])
        assert Kind.TOO_EVEN not in told(root)

    def test_only_the_placements_that_are_asked_for(self, tmp_path):
        root = root_of(tmp_path, *scrapes(2000, *EVEN))
        assert told(root, among=["another"]) == {}
        assert Kind.TOO_EVEN in told(root, among=["night-pulse"])


class TestStops:
    def test_at_the_placements_end(self, tmp_path):
        ends = {**PLACEMENT, "end": "2026-09-18", "status": "completed"}
        root = root_of(tmp_path, *scrapes(2000, *USUAL, 3, 0), placements=[ends])
        one = told(root)[Kind.STOPS]
        assert "ended about 2026-09-18 (its last day is 2026-09-18)" in one.sentence
        assert "gave 3 in the 14 days after, where 7,025 were to be expected" in one.sentence
        assert one.last_day == date(2026, 10, 2)

    def test_at_the_goal(self, tmp_path):
        """19,300 of 20,000 by the fifth week, 23,650 by the sixth; nothing since."""
        goal = {**PLACEMENT, "goal": "20000"}
        root = root_of(tmp_path, *scrapes(2000, *USUAL[:5], 0, 0), placements=[goal])
        one = told(root)[Kind.STOPS]
        assert "(the goal of 20,000 was reached)" in one.sentence
        assert Kind.STOPS not in told(
            root_of(tmp_path / "b", *scrapes(2000, *USUAL), placements=[goal])
        )

    def test_it_goes_on_as_playlists_do(self, tmp_path):
        ends = {**PLACEMENT, "end": "2026-09-18", "status": "completed"}
        root = root_of(tmp_path, *scrapes(2000, *USUAL, 3400, 3300), placements=[ends])
        assert told(root) == {}

    def test_one_of_two_playlists_is_its_own_affair(self, tmp_path):
        ends = {**PLACEMENT, "end": "2026-09-18", "status": "completed"}
        both = [PLAYLIST, {"id": "low", "vendor": "pulse", "name": "Low"}]
        small = [sum((100, *[900] * 6, 0, 0)[: n + 1]) for n in range(9)]
        large = list(accumulate((2000, *USUAL, 3500, 3400)))
        documents = [
            seen(
                f"{START + timedelta(days=7 * n + 6)}",
                w12months=[ride(large[n], ADDED), ride(small[n], ADDED, "Low")],
            )
            for n in range(9)
        ]
        root = root_of(tmp_path, *documents, placements=[ends], playlists=both)
        assert Kind.STOPS not in told(root)

    def test_who_paused_has_stopped(self, tmp_path):
        ends = {**PLACEMENT, "end": "2026-09-18", "status": "paused"}
        root = root_of(tmp_path, *scrapes(2000, *USUAL, 3, 0), placements=[ends])
        assert told(root) == {}


class TestSaves:
    def root(self, path, *, streams=600, saves=0, norm=24, track=TRACK, subject="half"):
        """From 56 days before: 100 streams and saves of its norm; since then what is said."""
        days = [START + timedelta(days=n) for n in range(-56, 35)]
        points = []
        for day in days:
            before = day < START
            own = (400 if before else streams, norm if before else saves)
            for metric, value in zip(("daily_streams", "daily_saves"), own, strict=True):
                if track == TRACK or not before:
                    points.append(count(day, subject, value, metric=metric, source="s4a_export"))
        charted_root(path, [song("half", spotify=TRACK), song("salt", spotify=OTHER)], rows=points)
        return root_of(path, *scrapes(3000, 4100, 3300, 3900, 3650))

    def test_far_below_the_songs_norm(self, tmp_path):
        one = told(self.root(tmp_path), measured=True)[Kind.FEW_SAVES]
        assert "0 saves in 21,000 streams (0.00%), against 1,344 saves in 22,400 streams" in (
            one.sentence
        )
        assert "in the 56 days before" in one.sentence
        assert "about 85% of its streams came from the vendor's playlists" in one.sentence
        assert (one.first_day, one.last_day) == (START, date(2026, 9, 4))

    def test_somewhat_below(self, tmp_path):
        assert told(self.root(tmp_path, saves=12), measured=True) == {}

    def test_mostly_streams_that_the_vendor_did_not_bring(self, tmp_path):
        assert told(self.root(tmp_path, streams=2000), measured=True) == {}

    def test_without_measurements_nothing_is_said(self, tmp_path):
        assert told(self.root(tmp_path)) == {}

    def test_without_a_before_the_artists_other_songs_are_the_norm(self, tmp_path):
        days = [START + timedelta(days=n) for n in range(35)]
        points = [
            count(day, key, value, metric=metric, source="s4a_export")
            for day in days
            for key, metric, value in (
                ("half", "daily_streams", 600), ("half", "daily_saves", 1),
                ("salt", "daily_streams", 300), ("salt", "daily_saves", 15),
            )
        ]  # fmt: skip
        charted_root(
            tmp_path, [song("half", spotify=TRACK), song("salt", spotify=OTHER)], rows=points
        )
        root = root_of(tmp_path, *scrapes(3000, 4100, 3300, 3900, 3650))
        one = told(root, measured=True)[Kind.FEW_SAVES]
        assert "(5.00%) of the artist's other songs in these days" in one.sentence


class TestOneAlone:
    SEVERAL = (
        PLAYLIST,
        {"id": "low", "vendor": "pulse", "name": "Low"},
        {"id": "lower", "vendor": "pulse", "name": "Lower"},
    )

    def test_of_three(self, tmp_path):
        more = [ride(90, ADDED, "Low")]
        root = root_of(tmp_path, *scrapes(3000, more=more), playlists=list(self.SEVERAL))
        one = told(root)[Kind.ALONE]
        assert "'Night Ride' gave 3,000 of the 3,090 streams credited (97%)" in one.sentence
        assert "has 3 playlists, 2 of which list the song" in one.sentence

    def test_seen_in_no_other(self, tmp_path):
        one = told(root_of(tmp_path, *scrapes(3000), playlists=list(self.SEVERAL)))[Kind.ALONE]
        assert "has 3 playlists, and the song was seen in no other" in one.sentence

    def test_several_give(self, tmp_path):
        more = [ride(900, ADDED, "Low")]
        root = root_of(tmp_path, *scrapes(3000, more=more), playlists=list(self.SEVERAL))
        assert told(root) == {}


def test_the_question_leaves_out_no_playlist_that_a_rule_would_name(tmp_path):
    """Sixty songs of every sort: what the question says equals the rules on all their spans."""
    rng = random.Random(11)  # noqa: S311 (the same songs each time)
    placed, documents = [], []
    for number in range(60):
        track = f"{number:022d}"
        placed.append({**PLACEMENT, "id": f"p{number}", "song": track, "end": "2026-09-18"})
        mean, off = rng.choice((450, 600, 3500)), rng.choice((0, 3, 12, 60, 300))
        weeks = [max(0, mean + rng.randint(-off, off)) for _ in range(9)]
        for place in range(rng.choice((9, 9, 7, 6)), 9):
            weeks[place] = rng.choice((0, 3, 60))
        for n, total in enumerate(accumulate(weeks)):
            if rng.random() < 0.9:
                day = START + timedelta(days=7 * n + 6)
                documents.append(seen(f"{day}", track, w12months=[ride(total, ADDED)]))
    root = root_of(tmp_path, *documents, placements=placed)
    even, stop = set(), set()
    with Campaigns(root) as campaigns:
        found = evidence(campaigns)
        for one in placed:
            told = [
                (
                    Span(
                        r["first_day"],
                        r["last_day"],
                        r["streams"],
                        r["counted"].startswith("count"),
                    )
                )
                for r in campaigns.rows(
                    "from credit where track = ? order by first_day", one["song"]
                )
            ]
            end = date(2026, 9, 18)
            if too_even([span for span in told if span.last_day <= end]):
                even.add(one["id"])
            if stopped(told, end):
                stop.add(one["id"])
    assert {e.placement for e in found if e.kind is Kind.TOO_EVEN} == even
    assert {e.placement for e in found if e.kind is Kind.STOPS} >= stop
    assert len(even) > 5
    assert len(stop) > 5


class TestTheCommand:
    @pytest.fixture
    def root(self, tmp_path):
        return root_of(tmp_path, *scrapes(2000, *EVEN))

    def ask(self, root, *arguments):
        return run_script("campaigns", "evidence", *arguments, "--root", root, COLUMNS="80")

    @pytest.mark.parametrize("which", ["night-pulse", "night", "PULSE", "night drive"])
    def test_a_placement_a_campaign_or_a_vendor(self, root, which):
        done = self.ask(root, which)
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert max(map(cell_len, lines)) <= 80
        text = re.sub(r"\s+", " ", done.stdout)
        assert "too even" in text
        assert "Evidence is no verdict" in text
        assert "No lift: no measurements are stored of the artist's songs." in text
        assert "secret" not in text

    def test_for_programs(self, root):
        document = json.loads(self.ask(root, "pulse", "--format", "json").stdout)
        assert [one["kind"] for one in document["evidence"]] == ["too even"]
        assert [one["placement"] for one in document["lift"]] == ["night-pulse"]
        found = list(csv.DictReader(io.StringIO(self.ask(root, "--format", "csv").stdout)))
        assert [one["first_day"] for one in found] == ["2026-08-08"]

    def test_nothing_out_of_the_ordinary(self, tmp_path):
        done = self.ask(write_book(tmp_path, rows()))
        assert done.stdout.startswith("Nothing out of the ordinary is known of any placement.")

    def test_a_name_that_nobody_has(self, root):
        done = self.ask(root, "nobody")
        assert done.returncode == 2
        assert done.stderr.startswith("'nobody' is no placement, campaign or vendor;")
