"""The analysis asks Soundcharts first, and then answers from what is stored, whatever came."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import typer

from backline.store import Store
from sandbox import Failure, Sandbox, World
from sandbox.soundcharts_shapes import artist_uuid
from tests.charted import fits_the_schema
from tests.test_scripts import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))
import analyze

LAST = datetime.now(UTC).date()
FIRST = LAST - timedelta(days=9)
KEYS = ("SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY")


@pytest.fixture
def box():
    """What the service knows of every day."""
    world = World(seed=1, artists=3)
    world.soundcharts.whole = True
    with Sandbox(world, date=LAST) as running:
        yield running


@pytest.fixture
def root(box, tmp_path, monkeypatch):
    """The label's folder, with every key it can have."""
    (tmp_path / "roster.toml").write_text(box.world.roster_toml(), encoding="utf-8")
    keys = {name: box.world.credentials()[name] for name in KEYS}
    keys["BACKLINE_SANDBOX_URL"] = box.environment()["BACKLINE_SANDBOX_URL"]
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def ask(root, capsys):
    """The script, called in this process: its document, its exit code and what it complains of."""

    def analysed(
        *artists: str, platforms=("spotify",), first=FIRST, last=LAST, **more
    ) -> tuple[dict, int, list[str]]:
        options = {"tracks": False, "all_tracks": False, "metric": None, "country": "", **more}
        at = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last)]
        code = 0
        try:
            analyze.main(
                list(artists or ("marlow-tide",)),
                list(platforms),
                *at,
                root=root,
                format_=analyze.Form.json,
                out=None,
                **{"offline": False, **options},
            )
        except typer.Exit as end:
            code = end.exit_code
        said = capsys.readouterr()
        return fits_the_schema(json.loads(said.out)), code, said.err.splitlines()

    return analysed


def test_what_is_not_stored_is_asked_for_and_then_answered(ask, box):
    document, code, said = ask(last=LAST + timedelta(days=30))
    assert code == 0
    (lead, *_) = document["detailed_breakdown"]
    assert (lead["metric"], lead["sources"]) == ("monthly_listeners", ["soundcharts"])
    assert lead["artist__uuid"] == artist_uuid(box.world.artists[0])
    assert lead["latest_value"] is not None
    left = box.world.soundcharts.quota
    asked = len(box.calls_to("soundcharts"))
    assert said[-1] == (
        f"Soundcharts was asked {asked} times; {left:,} are left of this month's quota."
    )


def test_the_same_again_makes_no_call_and_says_the_same(ask, box):
    everything = {"platforms": ("spotify", "tiktok", "shazam"), "tracks": True}
    first, _, _ = ask(**everything)
    assert all(first[part] for part in ("track_breakdowns", "radio", "playlists", "shazam"))
    asked = len(box.calls_to("soundcharts"))
    again, code, said = ask(**everything)
    assert (again, code, said) == (first, 0, [])
    assert asked == len(box.calls_to("soundcharts")) > 3


def test_the_streams_of_the_first_day_are_known_from_the_count_of_the_day_before(ask):
    past = {"first": LAST - timedelta(days=40), "last": LAST - timedelta(days=20)}
    document, _, _ = ask(tracks=True, **past)
    tracks = document["track_breakdowns"][0]["tracks"]
    assert max(track["data_points"] for track in tracks) == 21, "a day without a count is rare"


def test_offline_asks_nobody(ask, box):
    _, code, said = ask(offline=True)
    assert code == 1
    assert box.calls_to("soundcharts") == []
    assert len(said) == 1


def test_without_keys_it_answers_from_what_is_stored_and_says_which_are_missing(
    ask, box, monkeypatch
):
    ask()
    asked = len(box.calls_to("soundcharts"))
    monkeypatch.delenv(KEYS[1])
    document, code, said = ask(first=FIRST - timedelta(days=60))
    assert document["detailed_breakdown"][0]["data_points"] > 0
    assert (code, len(box.calls_to("soundcharts"))) == (0, asked)
    assert said == [
        "Soundcharts was not asked, since SOUNDCHARTS_API_KEY is not set (see docs/keys.md); the "
        "answer is from what is stored."
    ]


def test_refused_keys_are_said_once_and_what_is_stored_answers(ask, box):
    ask()
    box.world.soundcharts.revoked = True
    _, code, said = ask("marlow-tide", "volt-hollow", first=FIRST - timedelta(days=60))
    assert code == 0
    assert sum("refuses the keys (401)" in sentence for sentence in said) == 1


def test_a_used_up_month_is_said_once_and_what_was_had_answers(ask, box):
    box.world.soundcharts.quota = 2
    document, code, said = ask(platforms=("spotify", "deezer"))
    assert code == 0
    assert sum(row["data_points"] for row in document["detailed_breakdown"]) > 0
    assert sum("month's quota of the label's plan is used up" in text for text in said) == 1


def test_an_artist_that_fails_is_named_and_the_others_are_had(ask, box):
    box.fail("soundcharts", Failure.NOT_FOUND, match=artist_uuid(box.world.artists[0]))
    document, code, said = ask("marlow-tide", "volt-hollow")
    assert code == 0
    assert [text for text in said if text.startswith("Marlow Tide: ")] != []
    points = {row["id"]: row["data_points"] for row in document["detailed_breakdown"]}
    assert points["marlow-tide"] == 0 < points["volt-hollow"]


def test_artists_of_charts_alone_are_skipped_and_said(ask, box):
    _, code, said = ask("Achille Lauro", platforms=("spotify", "threads"), tracks=True)
    assert code == 1
    assert said[0] == "Soundcharts is not asked for everybody: Achille Lauro is not in the roster."
    assert box.calls_to("soundcharts") == []


def test_a_folder_another_run_writes_to_still_answers(ask, root):
    ask()
    with Store(root).writing():
        _, code, said = ask(first=date(2026, 1, 1))
    assert code == 0
    assert said[0].startswith("Soundcharts was not asked. ")
