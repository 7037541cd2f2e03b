"""Radio plays and playlists of artists, kept beside the measurements."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from backline.collecting.audience import lists
from backline.collecting.retention import forget
from backline.sources.soundcharts import client
from backline.store import Store
from backline.store.playlists import PLAYLISTS
from backline.store.radio import RADIO
from sandbox import Failure
from sandbox.soundcharts_shapes import artist_uuid
from sandbox.soundcharts_songs import broadcasts, placements, song_uuid
from tests.backfilled import content_of
from tests.soundcharts.conftest import DAY
from tests.soundcharts.test_fetch import YESTERDAY, calls, fetched

FIRST = YESTERDAY - timedelta(days=19)


def heard(root):
    return [e for path in RADIO.files(root / "data") for e in RADIO.read(path)]


def placed(root):
    return [e for path in PLAYLISTS.files(root / "data") for e in PLAYLISTS.read(path)]


def have(root, box, **more):
    return fetched(root, box, songs=1, **{"first": FIRST, **more})


def told_by(world, first=FIRST, last=YESTERDAY):
    """The plays as the world has them: by song, day and station."""
    return Counter(
        (song_uuid(track), play["airedAt"][:10], play["radio"]["slug"])
        for track in world.tracks(world.artists[0], DAY)
        for play in broadcasts(track, first, last)
    )


def counted(root):
    known = Store(root).subjects()
    return Counter(
        {
            (known.get(e.track).soundcharts, str(e.date), e.station): e.spins
            for e in heard(root)
            if e.spins
        }
    )


def test_the_plays_of_a_period_are_counted_by_song_day_and_station(root, box, roomy):
    result = have(root, box)
    assert result.failed == {}
    assert counted(root) == told_by(roomy)
    assert {e.date for e in heard(root)} == {FIRST + timedelta(n) for n in range(20)}


def test_a_day_without_a_play_is_known_to_have_none(root, box, roomy):
    have(root, box, first=YESTERDAY - timedelta(days=89))
    quiet = [e for e in heard(root) if not e.spins]
    assert all((e.track, e.station, e.reach) == ("", "", None) for e in quiet)
    assert {e.date for e in heard(root)} == {YESTERDAY - timedelta(n) for n in range(90)}


def test_the_same_again_makes_no_call_and_changes_nothing(root, box, roomy):
    have(root, box)
    before, asked = content_of(root), len(calls(box))
    have(root, box)
    assert len(calls(box)) == asked
    assert content_of(root) == before


def test_later_only_the_days_that_were_young_are_asked_for_again(root, box, roomy):
    have(root, box)
    asked = len(calls(box))
    box.date = DAY + timedelta(days=20)
    have(root, box)
    (radio,) = [c.query for c in calls(box)[asked:] if "broadcasts" in c.path]
    assert "startDate=2026-08-26T00%3A00%3A00Z&endDate=2026-09-01T23" in radio
    later = len(calls(box))
    have(root, box)
    assert len(calls(box)) == later


def test_a_list_that_is_cut_off_is_asked_for_further_and_loses_no_play(
    root, box, roomy, monkeypatch
):
    monkeypatch.setattr(client, "PAGE", 6)
    monkeypatch.setattr(client, "MOST_PAGES", 2)
    have(root, box)
    ends = {c.query.partition("endDate=")[2][:10] for c in calls(box) if "broadcasts" in c.path}
    assert len(ends) > 1
    assert counted(root) == told_by(roomy)


def test_playlists_are_those_of_the_day_of_asking(root, box, roomy):
    have(root, box)
    known = Store(root).subjects()
    true = {
        (song_uuid(track), one["playlist"]["identifier"], one["position"])
        for track in roomy.tracks(roomy.artists[0], DAY)
        for one in placements(track, DAY)
    }
    found = placed(root)
    mine = {(known.get(e.track).soundcharts, e.playlist, e.position) for e in found}
    assert {e.date for e in found} == {DAY}
    assert mine <= true
    assert all(e.whole for e in found) == (mine == true)


def test_only_the_newest_playlists_are_listed_and_that_is_remembered(root, box, roomy, monkeypatch):
    monkeypatch.setattr(lists, "MOST_PLACEMENTS", 10)
    have(root, box)
    assert not any(e.whole for e in placed(root))


def test_a_past_period_that_was_looked_at_afterwards_needs_no_look_at_playlists(root, box, roomy):
    have(root, box)
    box.date = DAY + timedelta(days=30)
    asked = len(calls(box))
    have(root, box)
    assert not [c for c in calls(box)[asked:] if "playlist" in c.path]


def test_without_songs_neither_is_asked_for(root, box, roomy):
    fetched(root, box, first=FIRST)
    assert not [c for c in calls(box) if "broadcasts" in c.path or "playlist" in c.path]


def test_what_the_plan_lacks_is_said_and_not_asked_for_again_today(root, box, roomy):
    roomy.soundcharts.locked = {"broadcasts"}
    result = have(root, box)
    assert result.failed == {}
    assert "plan does not give radio plays" in " ".join(result.notes)
    assert heard(root) == []
    assert placed(root) != []
    assert have(root, box).asked == 0


def test_radio_that_fails_costs_the_radio_alone_and_is_asked_for_again(root, box, roomy):
    box.fail("soundcharts", Failure.SERVER_ERROR, match="/broadcasts")
    assert "500" in have(root, box).failed["marlow-tide"]
    assert (heard(root), bool(placed(root))) == ([], True)
    box.heal()
    assert have(root, box).failed == {}
    assert counted(root) == told_by(roomy)


def test_a_list_of_somebody_else_is_not_taken(root, box, roomy):
    first, second = roomy.artists[:2]
    roomy.pass_on("soundcharts", artist_uuid(first), second)
    assert first.key in have(root, box).failed
    assert (heard(root), placed(root)) == ([], [])


def test_an_artist_s_plays_and_playlists_are_forgotten_with_them(root, box, roomy):
    have(root, box, artists=Store(root).roster().artists[:2])
    store = Store(root)
    gone, stays = store.roster().artists[:2]
    with store.writing():
        forget(store, gone)
    assert {e.artist for e in [*heard(root), *placed(root)]} == {stays.key}
