"""A platform that repeats a key, in a title or anywhere, has it removed before it is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from backline.collecting import run_day
from backline.collecting.scrubbed import scrubbed
from backline.measure import State
from backline.net import Credentials, Endpoints
from backline.people import Who
from backline.sources import Answer, Reading
from backline.store import Store, Subject
from tests.roots import ROSTER, root_of

KEY = "sk-live-0123456789abcdef"
SPOTIFY = "0OdUWJ0sBjDrqHygGUXeCF"


class Echo:
    """A platform whose answers hold the key it was asked with."""

    name = "spotify_api"
    platform = "spotify"
    metrics = ("followers", "popularity")
    lists: ClassVar = {"top_tracks": "popularity"}
    needs = ("SPOTIFY_CLIENT_SECRET",)
    of_label = False

    def switched_off(self, settings):
        return ""

    def measure(self, artists, context):
        for artist in artists:
            track = Subject("", "track", artist.key, f"Song {KEY}", KEY, spotify="4uLU6hMCjMI75M1A")
            item = {"name": f"Song {KEY}", "preview_url": f"https://p.example/?key={KEY}"}
            readings = [
                Reading("followers", 5),
                Reading("popularity", None, State.REJECTED, detail=f"it said {KEY}"),
                Reading("popularity", 61, subject=track),
            ]
            words, who = {"genres": [KEY, "trap"]}, Who(SPOTIFY, f"Ada {KEY}")
            yield Answer(artist.key, readings, words, {"top_tracks": [(track, item)]}, who)


def test_the_key_is_in_no_file(tmp_path):
    root = root_of(tmp_path, [], ROSTER.replace('"Ada"', f'"Ada"\nspotify = "{SPOTIFY}"'))
    keys = Credentials({"SPOTIFY_CLIENT_SECRET": KEY})
    started = datetime(2026, 9, 1, 2, 30, tzinfo=UTC)
    done = run_day(root, keys, Endpoints.from_environment({}), started=started, sources=[Echo()])
    assert done.measured == 2
    for path in root.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
    (subject,) = Store(root).subjects().all()
    assert (subject.title, subject.credit) == ("Song ***", "***")
    day = Store(root).read_day(started.date())
    assert day.words["ada", "spotify"]["genres"] == ["***", "trap"]
    assert "it said ***" in {m.detail for m in day.measurements}


def test_what_holds_no_key_stays_as_it_is():
    answer = Answer("ada", [Reading("followers", 5)], {"genres": ["a"]}, {}, Who("1", "Ada"))
    assert scrubbed(answer, lambda text: text.replace(KEY, "***")) == answer
    assert scrubbed({"a": [1, None, (KEY, True)]}, lambda t: t.replace(KEY, "x")) == {
        "a": [1, None, ("x", True)]
    }
    assert scrubbed(State.FAILED, lambda _: "") is State.FAILED
