"""Advice on a budget: by the real record, within the stated rules."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from backline.campaigns.advice import advise
from backline.campaigns.asked import Campaigns
from backline.campaigns.candidates import Rules
from backline.errors import ConfigError
from tests.campaigns.campaign_roots import PLACEMENT, ride, rows, seen, write_book, write_scrapes
from tests.campaigns.scraped import added

PROJECT = Path(__file__).resolve().parents[2]
TRACKS = [f"{n:022d}" for n in range(4)]
NEXT = {
    "id": "next", "client": "nova", "name": "Next", "status": "planned", "stream_goal": "40000",
}  # fmt: skip


def vendor(name: str, **more: str) -> dict[str, str]:
    usual = {"cost_per_1000": "5", "max_streams_per_day": "1000", "active": "yes"}
    return {"id": name, "name": name.title(), **usual, **more}


def placed(vendor: str, track: str) -> dict[str, str]:
    return {
        **PLACEMENT, "id": f"p-{vendor}", "vendor": vendor, "song": track, "goal": "100000",
        "promised_per_day": "100", "price_paid": "500",
    }  # fmt: skip


def root_of(path: Path, delivered: dict[str, int], **vendors: dict[str, str]) -> Path:
    """Vendors that promised 100 a day since 1 August and delivered so many a day for 40 days."""
    there = {name: vendor(name, **vendors.get(name, {})) for name in {*delivered, *vendors}}
    tables = rows(
        vendors=list(there.values()),
        campaigns=[rows()["campaigns"][0], NEXT],
        placements=[placed(n, t) for n, t in zip(sorted(delivered), TRACKS, strict=False)],
        playlists=[{"id": f"l-{n}", "vendor": n, "name": f"List {n}"} for n in sorted(delivered)],
    )
    first = date(2026, 8, 1)
    scrapes = [
        seen(
            f"{first + timedelta(days - 1)}",
            track,
            w12months=[ride(delivered[name] * days, added("2026-08-01"), f"List {name}")],
        )
        for name, track in zip(sorted(delivered), TRACKS, strict=False)
        for days in (8, 16, 24, 32, 40)
    ]
    return write_scrapes(write_book(path, tables), *scrapes)


def told(root: Path, budget: str, **rules: object):
    with Campaigns(root) as campaigns:
        return advise(campaigns, "next", Decimal(budget), replace(Rules(), **rules))


def streams(advice) -> dict[str, int]:
    return {share.vendor: share.streams for share in advice.shares}


def test_who_delivers_gets_the_orders(tmp_path):
    root = root_of(tmp_path, {"good": 100, "poor": 20})
    advice = told(root, "100", most_share=Decimal(1))
    assert streams(advice) == {"good": 20_000}
    # Its record is 100 % of one placement, drawn towards the 60 % of all, which count as two.
    assert advice.shares[0].delivers == Decimal("0.733")
    assert advice.expected == 14_660
    assert advice.left_out == ("Poor: others are expected to deliver more for the money.",)


def test_no_vendor_gets_more_than_its_share(tmp_path):
    root = root_of(tmp_path, {"good": 100, "poor": 20})
    advice = told(root, "100", most_share=Decimal("0.5"))
    assert streams(advice) == {"good": 10_000, "poor": 10_000}
    assert "If one vendor might have 70% of the budget instead of 50%" in " ".join(advice.changes)


def test_the_cheaper_of_two_that_deliver_alike(tmp_path):
    root = root_of(tmp_path, {"dear": 90, "cheap": 90}, cheap={"cost_per_1000": "4"})
    advice = told(root, "40", most_share=Decimal(1))
    assert streams(advice) == {"cheap": 10_000}
    assert "Dear would come in below 4.00 for 1,000 streams (it asks 5.00)." in advice.changes


def test_within_the_capacity_that_other_placements_leave(tmp_path):
    root = root_of(tmp_path, {"good": 100}, good={"max_streams_per_day": "200"})
    advice = told(root, "1000", most_share=Decimal(1), days=50)
    assert streams(advice) == {"good": 5_000}  # 200 a day less the 100 that are promised
    assert "Good is at its capacity; nothing more fits within 50 days." in advice.changes


def test_a_goal_is_not_overshot(tmp_path):
    root = root_of(tmp_path, {"good": 100})
    advice = told(root, "5000", most_share=Decimal(1), days=200)
    assert advice.goal == 40_000
    assert 40_000 <= advice.expected < 41_000


def test_a_new_vendor_gets_a_trial_share_and_no_more(tmp_path):
    root = root_of(tmp_path, {"good": 100}, new={"cost_per_1000": "1"})
    advice = told(root, "100", most_share=Decimal(1))
    (trial,) = [share for share in advice.shares if share.trial]
    assert (trial.vendor, trial.streams, trial.cost) == ("new", 10_000, Decimal(10))
    assert "no record of its own" in trial.why


def test_other_music_inactive_and_without_a_price_are_left_out_with_the_reason(tmp_path):
    root = root_of(
        tmp_path,
        {"good": 100},
        metal={"genres": "metal"},
        gone={"active": "no"},
        free={"cost_per_1000": ""},
    )
    book = rows()["placements"][0]
    tables = {"placements": [placed("good", TRACKS[0]), {**book, "id": "n", "campaign": "next",
              "genre": "House", "status": "planned", "vendor": "", "goal": ""}]}  # fmt: skip
    from backline.campaigns.book import read_book, save_book
    from backline.store import Store

    store = Store(root)
    with store.writing(), store.change() as change:
        there = read_book(store)
        for row in tables["placements"]:
            there.put("placements", row)
        save_book(store, change, there)
    left = told(root, "100").left_out
    assert "Metal: takes metal, and the campaign is House." in left
    assert "Gone: not active." in left
    assert "Free: nobody wrote down what 1,000 streams cost." in left


def test_nobody_has_a_record_yet(tmp_path):
    root = root_of(tmp_path, {}, new={})
    advice = told(root, "100")
    assert streams(advice) == {"new": 2_000}
    assert advice.shares[0].why.endswith("nothing; half is assumed")


def test_evidence_of_a_chosen_vendor_is_told(tmp_path):
    """The same number every day, as no playlist gives."""
    root = root_of(tmp_path, {"even": 100})
    assert told(root, "100").asks[0].startswith("Even: too even, once; evidence and no verdict")


def test_a_budget_of_nothing(tmp_path):
    root = root_of(tmp_path, {"good": 100})
    with pytest.raises(ConfigError, match="name an amount above 0"):
        told(root, "0")


def test_the_command(tmp_path):
    root = root_of(tmp_path, {"good": 100, "poor": 20})
    words = ["allocate", "--campaign", "Next", "--budget", "$100", "--root", root]
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts/campaigns.py", *words, "--format", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["cost"] == "80.00"
