"""One day's collection: every expected number is a row, whatever a source does."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from backline.collecting.collect import collect
from backline.errors import SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, RunBudget
from backline.people import Settings, parse_roster
from backline.sources import Answer, Context, Reading
from backline.store import Subject, Subjects

STARTED = datetime(2026, 9, 30, 23, 59, tzinfo=UTC)

ROSTER = """
label = "Night Shift"
[[artist]]
key = "ada"
name = "Ada"
deezer = "1"
[[artist]]
key = "bo"
name = "Bo"
deezer = "2"
[[artist]]
key = "cy"
name = "Cy"
[[artist]]
key = "gone"
name = "Gone"
deezer = "4"
until = 2026-09-29
[[artist]]
key = "later"
name = "Later"
deezer = "5"
since = 2026-10-01
"""


class Fans:
    """A source made for a test: ``act`` answers for the artists it is handed."""

    name, platform, metrics = "deezer_api", "deezer", ("fans",)
    lists: dict[str, str] = {}  # noqa: RUF012
    needs: tuple[str, ...] = ()
    of_label = False

    def __init__(self, act, off="", **more):
        self.act, self.off = act, off
        for name, value in more.items():
            setattr(self, name, value)

    def switched_off(self, settings):
        return self.off

    def measure(self, artists, context):
        yield from self.act(artists, context)


def run(*sources, values=None, unavailable="", budget=None, **options):
    context = Context(
        Credentials(values or {}, unavailable),
        Settings(),
        Endpoints(),
        budget or RunBudget(0),
        STARTED,
        print,
    )
    return collect(parse_roster(ROSTER), Subjects(), sources, context, **options)


def rows(found):
    return {
        (m.artist, m.subject): m.value if m.state is State.MEASURED else f"{m.state}: {m.detail}"
        for m in found.day.measurements
    }


def answer_all(artists, _):
    for artist in artists:
        yield Answer(artist.key, [Reading("fans", len(artist.key))])


def test_each_expected_artist_has_a_row_and_no_other():
    assert rows(run(Fans(answer_all))) == {
        ("ada", ""): 3,
        ("bo", ""): 2,
        ("cy", ""): "not_configured: no Deezer account in the roster",
    }


def test_the_day_is_the_one_the_run_began_on():
    found = run(Fans(answer_all), clock=lambda: datetime(2026, 10, 1, 0, 4, tzinfo=UTC))
    assert {m.date.isoformat() for m in found.day.measurements} == {"2026-09-30"}
    assert found.day.measurements[0].collected_at.isoformat() == "2026-10-01T00:04:00+00:00"


def test_a_source_that_forgets_an_artist_loses_no_row():
    found = run(Fans(lambda artists, _: answer_all(artists[:1], _)))
    assert rows(found)["bo", ""] == "failed: the platform gave no answer for this artist"


def test_a_platform_that_stops_half_way_costs_the_rest():
    def stops(artists, context):
        yield from answer_all(artists[:1], context)
        raise SourceError("Deezer asks to wait 24 hours", scope="platform")

    found = run(Fans(stops))
    assert rows(found)["ada", ""] == 3
    assert rows(found)["bo", ""] == "failed: Deezer asks to wait 24 hours"
    assert rows(found)["cy", ""].startswith("not_configured")
    assert found.notes == ["Deezer asks to wait 24 hours."]


def test_a_fault_of_ours_costs_one_platform_and_no_traceback():
    def breaks(artists, context):
        raise KeyError("a very secret key")
        yield

    found = run(Fans(breaks), Fans(answer_all, name="other_api"))
    assert {m.value for m in found.day.measurements if m.source == "other_api"} == {3, 2, None}
    assert "fault in Backline itself (KeyError)" in found.notes[0]
    assert "secret" not in str(found)


def test_a_missing_key_is_a_state_and_a_worker_that_is_down_a_failure():
    needing = Fans(answer_all, needs=("YOUTUBE_API_KEY",))
    assert rows(run(needing))["ada", ""] == "not_configured: YOUTUBE_API_KEY is not set"
    down = run(needing, unavailable="the credentials worker answered 503")
    assert rows(down)["ada", ""] == (
        "failed: the credentials worker answered 503, so YOUTUBE_API_KEY is unknown"
    )
    assert rows(run(needing, values={"YOUTUBE_API_KEY": "x"}))["ada", ""] == 3


def test_a_source_switched_off_says_so():
    assert rows(run(Fans(answer_all, off="switched off")))["ada", ""] == (
        "not_configured: switched off"
    )


def test_numbers_that_cannot_be_are_rejected():
    found = run(Fans(lambda a, _: [Answer("ada", [Reading("fans", -1)])]))
    assert rows(found)["ada", ""] == "rejected: the answer was -1, which cannot be"


def test_the_labels_own_source_is_asked_once():
    def server(artists, _):
        assert len(artists) == 1
        yield Answer("", [Reading("members", 61)], {"server_name": "x", "server_id": "1"})

    guild = Fans(server, platform="discord", metrics=("members", "online"), of_label=True)
    found = run(guild)
    assert [(m.artist, m.metric, m.value) for m in found.day.measurements] == [
        ("", "members", 61),
        ("", "online", None),
    ]
    assert found.day.words == {("", "discord"): {"server_name": "x", "server_id": "1"}}


def test_a_list_is_rows_and_words_and_a_missing_one_is_a_gap():
    track = Subject("", "track", "ada", "Night Bus", spotify="t" * 22)

    def tracks(artists, _):
        yield Answer(
            "ada",
            [Reading("followers", 9), Reading("popularity", 40, subject=track)],
            {"genres": []},
            {"top_tracks": [(track, {"name": "Night Bus", "preview_url": None})]},
        )
        yield Answer("bo", [Reading("followers", 8)])

    source = Fans(tracks, metrics=("followers",), lists={"top_tracks": "popularity"})
    source.platform = "spotify"
    roster = ROSTER.replace("deezer = ", "spotify = ").replace('"1"', f'"{"a" * 22}"')
    roster = roster.replace('"2"', f'"{"b" * 22}"').replace('"4"', f'"{"c" * 22}"')
    roster = roster.replace('"5"', f'"{"d" * 22}"')
    context = Context(Credentials({}), Settings(), Endpoints(), RunBudget(0), STARTED, print)
    found = collect(parse_roster(roster), Subjects(), [source], context)
    assert rows(found)["ada", "t" * 22] == 40
    assert rows(found)["bo", "top_tracks"].startswith("failed")
    assert ("ada", "top_tracks") not in rows(found)
    assert found.day.words["ada", "spotify"]["top_tracks"] == [
        {"key": "t" * 22, "name": "Night Bus", "preview_url": None}
    ]


def test_sources_run_side_by_side_and_tell_their_progress():
    def slow(artists, _):
        for artist in artists:
            time.sleep(0.05)
            yield from answer_all([artist], _)

    told = []
    began = time.monotonic()
    run(*[Fans(slow, name=f"api_{n}") for n in range(8)], progress=lambda *step: told.append(step))
    assert time.monotonic() - began < 8 * 2 * 0.05
    assert [step for step in told if step[0] == "api_3"] == [
        ("api_3", 0, 2, False),
        ("api_3", 1, 2, False),
        ("api_3", 2, 2, False),
        ("api_3", 2, 2, True),
    ]
