"""Whose a playlist is, is asked once and remembered."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.book import read_book
from backline.campaigns.settling import open_playlists, settle
from backline.errors import ConfigError
from backline.store import Store
from tests.campaigns.campaign_roots import ride, rows, seen, write_book, write_scrapes
from tests.campaigns.scraped import added
from tests.started import finished

PROJECT = Path(__file__).resolve().parents[2]
SPRING = added("2026-03-01")
AUGUST = added("2026-08-05")


def run(root: Path, *words: str, code: int = 0) -> str:
    done = finished(
        [sys.executable, PROJECT / "scripts/campaigns.py", "settle", *words, "--root", root]
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def root(tmp_path):
    return write_scrapes(
        write_book(tmp_path, rows()),
        seen("2026-08-20", w12months=[ride(700, SPRING, "Drift"), ride(90, SPRING, "Gym")]),
    )


def open_names(root: Path) -> list[str]:
    with Campaigns(root) as campaigns:
        return [one.name for one in open_playlists(campaigns)]


def category(root: Path, name: str) -> str:
    with Campaigns(root) as campaigns:
        lines = campaigns.ask("campaign_scraped", "campaign_credit")
    return next(line["why"] for line in lines if line["playlist"] == name)


def test_what_is_open_is_listed_with_its_reason(root):
    told = run(root)
    assert "Drift" in told
    assert "there before a placement began" in " ".join(told.split())
    assert "2 playlists are to be settled." in told
    assert json.loads(run(root, "--format", "json"))[0]["streams_12m"] == 700


def test_as_a_vendors_it_is_the_vendors_from_then_on(root):
    assert "playlist" in run(root, "Drift", "--vendor", "PULSE")
    assert open_names(root) == ["Gym"]
    assert category(root, "Drift") == "from before the placement"


def test_as_nobodys_it_is_not_asked_again(root):
    run(root, "drift", "--nobody")
    assert open_names(root) == ["Gym"]
    assert category(root, "Drift") == "nobody's"


def test_a_renamed_one_goes_on_where_the_old_one_ended(tmp_path):
    root = write_scrapes(
        write_book(tmp_path, rows()),
        seen("2026-08-20", w12months=[ride(300, AUGUST)]),
        seen(
            "2026-08-27", w12months=[ride(420, AUGUST, "Night Ride 2027"), ride(3, SPRING, "Gym")]
        ),
    )
    with Campaigns(root) as campaigns:
        new, gym = open_playlists(campaigns)
        # Its count has the 300 streams of the old name in it, which must not count twice.
        assert [r["streams"] for r in campaigns.rows("from credit where vendor = 'pulse'")] == [300]
    assert (new.name, new.renamed_from, gym.name) == ("Night Ride 2027", ("Night Ride",), "Gym")
    run(root, "Night Ride 2027", "--renamed-from", "Night Ride")
    with Campaigns(root) as campaigns:
        told = campaigns.rows(
            "select streams from credit where vendor = 'pulse' order by first_day"
        )
    assert [row["streams"] for row in told] == [300, 120]


def test_what_spotify_makes_is_given_to_nobody(root):
    write_scrapes(root, seen("2026-08-21", w12months=[("Radio", "Spotify", 5, "—")]))
    assert "is made by Spotify" in run(root, "Radio", "--vendor", "pulse", code=2)


def test_an_answer_is_not_turned_round_by_the_way(root):
    book = read_book(Store(root))
    with pytest.raises(ConfigError, match="is the vendor pulse's already"):
        settle(book, "Night Ride", vendor="pulse")
    with pytest.raises(ConfigError, match=r"edit playlist night-ride --vendor"):
        settle(book, "night ride", nobody=True)


def test_just_one_answer(root):
    assert "one of --vendor, --nobody" in run(root, "Drift", "--nobody", "--vendor", "p", code=2)


def test_names_that_differ_in_signs_and_years_are_proposed_and_taken_when_asked(tmp_path):
    spring = [ride(9, SPRING, name) for name in ("Night Ride 2026 🔥", "NIGHT RIDE!", "Drift")]
    root = write_scrapes(write_book(tmp_path, rows()), seen("2026-08-20", w12months=spring))
    with Campaigns(root) as campaigns:
        told = {one.name: one.resembles for one in open_playlists(campaigns)}
    assert told == {
        "Night Ride 2026 🔥": ("night-ride",),
        "NIGHT RIDE!": ("night-ride",),
        "Drift": (),
    }
    assert "2 names were given to playlists that they resemble." in run(root, "--alike")
    assert open_names(root) == ["Drift"]
