"""Cumulative song counts: one number a song, platform and day, whichever ids it is told under."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.errors import ConfigError, DataError
from backline.imports import import_songs
from backline.measure import VOCABULARY, Kind, State
from backline.store import Store
from backline.store.undo import undo
from tests.backfilled import rows_of
from tests.drawn import drawn
from tests.test_import_undo import everything

TODAY = date(2026, 9, 10)
ITALY = Path(__file__).resolve().parent.parent.parent / "shared/data/italy_charts"


def count(value, *plots, day="2026-08-27", platform="Spotify", song="Half Light", **more):
    """A line; plots are pairs of id and value, one of the value itself where there are none."""
    each = plots or (("id-1", value),)
    answer = {
        "date": f"{day}T00:00:00+00:00",
        "plots": [{"identifier": name, "value": number} for name, number in each],
    }
    return {
        "date": day, "audience_value": value, "platform_identifier": each[0][0],
        "fetched_at": "2026-09-01 12:00:00", "api_data": answer, "platform": platform,
        "track_uuid": f"uuid-{song}", "track": song, "credit_name": "Ada & Bo",
    } | more  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "Night Shift")


@pytest.fixture
def adopt(store, tmp_path):
    def adopt_lines(*rows, **tables):
        paths = [tmp_path / "counts.jsonl", *(tmp_path / f"{name}.jsonl" for name in tables)]
        for path, listed in zip(paths, [rows, *tables.values()], strict=True):
            path.write_text("".join(json.dumps(row) + "\n" for row in listed))
        return import_songs(paths, store, today=TODAY)

    return adopt_lines


def test_a_count_is_a_measurement_of_the_song_and_its_first_artist(adopt, store):
    adopt(count(45158))
    (row,) = rows_of(store.root)
    assert (row.date, row.platform, row.metric, row.value) == (
        date(2026, 8, 27), "spotify", "streams", 45158,
    )  # fmt: skip
    assert (row.artist, row.subject, row.source) == ("ada", "uuid-Half Light", "soundcharts_export")
    song = store.subjects().get(row.subject)
    assert (song.title, song.credit, song.soundcharts) == ("Half Light", "Ada & Bo", row.subject)
    assert (store.roster().label, store.roster().artists) == ("Night Shift", ())


@pytest.mark.parametrize(
    ("platform", "series", "value"),
    [
        ("Spotify", ("spotify", "streams"), 70),
        ("YouTube", ("youtube", "views"), 70),
        ("Shazam", ("shazam", "shazams"), 70),
        ("TikTok", ("tiktok", "videos"), 120),
    ],
)
def test_linked_ids_repeat_one_count_and_sounds_of_tiktok_add_up(
    platform, series, value, adopt, store
):
    adopt(count(50, ("a", 50), ("b", 70), platform=platform))
    (row,) = rows_of(store.root)
    assert ((row.platform, row.metric), row.value) == (series, value)
    assert series in VOCABULARY


def test_ids_on_several_lines_of_a_day_are_put_together_as_well(adopt, store):
    one, two = ({"platform": "TikTok", "api_data": {}, "platform_identifier": i} for i in "ab")
    adopt(count(50, **one), count(70, **two), count(70, **two))
    assert [row.value for row in rows_of(store.root)] == [120]


def test_of_one_id_the_line_fetched_last_counts(adopt, store):
    adopt(count(90), count(80, fetched_at="2026-09-02 12:00:00"))
    assert [row.value for row in rows_of(store.root)] == [80]


def test_two_lines_fetched_at_once_that_disagree_are_both_listed_and_none_is_taken(adopt, store):
    report = adopt(count(90), count(80), count(95, day="2026-08-28"))
    assert [row.value for row in rows_of(store.root)] == [95]
    assert [(u.place, u.found) for u in report.unplaced] == [
        ("counts.jsonl:1", "90"), ("counts.jsonl:2", "80"),
    ]  # fmt: skip


def test_a_count_that_falls_is_kept_and_a_zero_after_one_is_none(adopt, store):
    days = ("2026-08-25", "2026-08-26", "2026-08-27")
    adopt(*(count(value, day=day) for value, day in zip((900, 400, 0), days, strict=True)))
    assert [(row.value, row.state) for row in rows_of(store.root)] == [
        (900, State.MEASURED), (400, State.MEASURED), (None, State.REJECTED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "state", "why"),
    [
        (None, State.FAILED, "the file leaves it empty"),
        (-5, State.REJECTED, "no number that can be"),
        ("many", State.REJECTED, "it is no whole number"),
    ],
)
def test_a_value_that_is_none_is_a_row_with_its_reason(value, state, why, adopt, store):
    adopt(count(value))
    (row,) = rows_of(store.root)
    assert (row.value, row.state, row.detail) == (None, state, why)


def test_a_null_beside_a_count_does_not_cost_it(adopt, store):
    adopt(count(None, ("a", None), ("b", "70.0")))
    assert [row.value for row in rows_of(store.root)] == [70]


@pytest.mark.parametrize(
    "day", ["2026-08-27T23:30:00-11:00", "2026-08-27 23:59:59.9", "2026-08-27T00:00:00+02:00"]
)
def test_the_calendar_date_of_the_text_counts(day, adopt, store):
    adopt(count(5, api_data={"date": day, "plots": [{"identifier": "a", "value": 5}]}))
    assert [row.date for row in rows_of(store.root)] == [date(2026, 8, 27)]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"platform": "Deezer"}, "song counts are known of Spotify, YouTube, Shazam, TikTok alone"),
        ({"day": "2026-09-11"}, "2026-09-11 has not come yet (today is 2026-09-10, UTC)"),
        ({"day": "soon"}, "it has no day of the calendar"),
        ({"track": "", "track_uuid": None}, "it names no song"),
    ],
)
def test_a_line_of_no_song_and_day_is_listed(more, why, adopt, store):
    report = adopt(count(5), count(6, **more))
    assert [(u.place, u.why) for u in report.unplaced] == [("counts.jsonl:2", why)]
    assert len(rows_of(store.root)) == 1


def test_the_same_file_twice_changes_nothing_and_it_can_be_taken_back(adopt, store):
    adopt(count(5), count(6, day="2026-08-28"))
    before = everything(store.root)
    assert adopt(count(5), count(6, day="2026-08-28")).ended.changed_days == 0
    assert everything(store.root) == before
    undo(store)
    assert everything(store.root) == {}


def test_a_policy_may_forbid_to_keep_them(adopt, store):
    store.root.mkdir()
    store.roster_file.write_text('label = "L"\n[policy.soundcharts_export]\nstore = false\n')
    with pytest.raises(ConfigError, match="policy for soundcharts_export does not let"):
        adopt(count(5))
    assert not store.data.exists()


def test_a_file_of_something_else_is_one_sentence(adopt):
    with pytest.raises(
        DataError, match=r"^counts.jsonl is no file of song counts that is known\.$"
    ):
        adopt({"a": 1})


def test_tables_of_tracks_and_artists_tell_codes_and_names(adopt, store):
    track = {"uuid": "uuid-Half Light", "name": "Half Light", "credit_name": "Ada, Queen & Bo"}
    code = {"isrc": "{'value': 'ITF252500194', 'countryCode': 'IT'}"}
    row = count(5, credit_name="Ada, Queen & Bo")
    adopt(row, tracks=[track | code], artists=[{"uuid": "u", "name": "Ada, Queen", "slug": "x"}])
    (song,) = store.subjects().all()
    assert (song.isrc, song.artist) == ("ITF252500194", "ada-queen")


@drawn(4, 40)
def test_whatever_the_order_and_the_lines_the_ids_of_a_day_count_once(examples, tmp_path_factory):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.sampled_from("abcd"), st.integers(1, 10**9), min_size=1),
        st.sampled_from(["Spotify", "TikTok"]),
        st.data(),
    )
    def holds(values, platform, data):
        root = tmp_path_factory.mktemp("root")
        rows = [count(v, (name, v), platform=platform) for name, v in values.items()]
        rows += data.draw(st.lists(st.sampled_from(rows), max_size=3))
        rows = data.draw(st.permutations(rows))
        path = root / "counts.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        import_songs([path], Store(root / "label"), today=TODAY)
        whole = sum(values.values()) if platform == "TikTok" else max(values.values())
        assert [row.value for row in rows_of(root / "label")] == [whole]

    holds()


@pytest.mark.skipif(not ITALY.exists(), reason="../shared/data/italy_charts is not here")
def test_the_recorded_counts_are_all_there(store):
    path = ITALY / "track_audience_timeseries.jsonl"
    report = import_songs([path], store, today=TODAY)
    assert (report.refused, report.unplaced) == ([], [])
    expected = defaultdict(int)
    for text in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        for plot in row["api_data"]["plots"]:
            point = row["date"], row["platform"].lower(), row["track_uuid"]
            expected[point] = max(expected[point], plot["value"])
    found = {(str(m.date), m.platform, m.subject): m.value for m in rows_of(store.root)}
    assert found == expected
    kinds = {VOCABULARY[m.platform, m.metric].kind for m in rows_of(store.root)}
    assert kinds == {Kind.CUMULATIVE}
