"""The day's files: what they say, when they change, and what is never read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import DataError
from backline.measure import Measurement, State
from backline.people import parse_roster
from backline.store import Day, Store, Subject, Subjects
from backline.store.day import best, merged, to_json, words_of
from backline.store.measurement_file import parquet_bytes
from tests.roots import DAY, ROSTER, before, root_of, row

AT = datetime(2026, 9, 30, 2, 30, tzinfo=UTC)


def save(store, *days, subjects=None):
    roster = parse_roster(ROSTER)
    with store.writing(), store.change() as change:
        return store.save(change, days, roster, subjects or Subjects())


def stamps(root):
    return {p: p.stat().st_mtime_ns for p in root.rglob("*.*") if p.suffix in (".json", ".parquet")}


def test_the_day_is_read_back_as_it_was(tmp_path):
    day = Day(
        DAY,
        [row(DAY, 5, collected_at=AT), row(DAY, None, series="spotify/popularity", detail="503")],
        {("ada", "spotify"): {"genres": ["trap"]}},
    )
    store = Store(tmp_path)
    save(store, day)
    assert store.read_day(DAY) == day
    assert store.read_day(before(1)) is None


def test_the_json_has_the_keys_the_labels_readers_know(tmp_path):
    subjects = Subjects()
    track = subjects.place(Subject("", "track", "ada", "Night Bus", spotify="t" * 22))
    video = subjects.place(Subject("", "video", "ada", "Night Bus (live)", youtube="vid00000001"))
    day = Day(
        DAY,
        [
            row(DAY, 5),
            row(DAY, 900, series="spotify/monthly_listeners", source="spotify_page"),
            row(DAY, 12, series="spotify/popularity", subject=track),
            row(DAY, 77, series="youtube/views", source="youtube_api", subject=video),
            row(DAY, 61, artist="", series="discord/members", source="discord_api"),
            row(DAY, None, series="instagram/followers", source="instagram_api", detail="no key"),
        ],
        {
            ("", "discord"): {"server_name": "Night Shift", "server_id": "1"},
            ("ada", "spotify"): {
                "genres": ["trap"],
                "top_tracks": [{"key": track, "name": "Night Bus", "preview_url": None}],
            },
            ("ada", "youtube"): {
                "top_videos": [
                    {
                        "key": video,
                        "title": "Night Bus (live)",
                        "published_at": "2026-01-01T00:00:00Z",
                    }
                ]
            },
        },
    )
    store = Store(tmp_path)
    save(store, day, subjects=subjects)
    document = store.read_json(store.latest_file)
    assert (document["date"], document["format"]) == ("2026-09-30", 1)
    assert document["discord"] == {
        "member_count": 61,
        "online_count": None,
        "server_name": "Night Shift",
        "server_id": "1",
    }
    (ada,) = document["artists"]
    assert ada["name"] == "Ada"
    assert ada["spotify"]["monthly_listeners"] == 900
    assert ada["spotify"]["popularity_score"] is None
    assert ada["spotify"]["top_tracks"][0] == {
        "name": "Night Bus",
        "popularity": 12,
        "preview_url": None,
        "key": track,
        "track_id": "t" * 22,
    }
    assert ada["youtube"]["top_videos"][0]["views"] == 77
    assert ada["instagram"] == {
        "followers": None,
        "media_count": None,
        "username": None,
        "name": None,
    }
    gaps = document["gaps"]
    assert gaps["artists"]["ada"]["instagram"]["followers"] == {
        "state": "failed",
        "detail": "no key",
    }
    assert gaps["discord"]["online_count"]["state"] == "not_recorded"
    assert store.latest_file.read_bytes() == store.day_file(DAY).read_bytes()
    assert words_of(document) == day.words


def test_the_same_answers_again_change_no_file(tmp_path):
    store = Store(tmp_path)
    save(store, Day(DAY, [row(DAY, 5, collected_at=AT)]))
    first = stamps(tmp_path)
    changed = save(store, Day(DAY, [row(DAY, 5, collected_at=AT.replace(hour=9))]))
    assert changed == []
    assert stamps(tmp_path) == first
    assert store.read_day(DAY).measurements[0].collected_at == AT


def test_a_later_failure_never_replaces_a_number_of_the_day(tmp_path):
    store = Store(tmp_path)
    save(store, Day(DAY, [row(DAY, 5)]))
    save(store, Day(DAY, [row(DAY, None, detail="down"), row(DAY, 3, artist="bo")]))
    assert {m.artist: m.value for m in store.read_day(DAY).measurements} == {"ada": 5, "bo": 3}


def test_a_later_failure_replaces_no_answer():
    hidden = row(DAY, None, state=State.HIDDEN, detail="it is hidden")
    failed = row(DAY, None, detail="503")
    assert merged(Day(DAY, [hidden]), Day(DAY, [failed])).measurements == [hidden]
    assert merged(Day(DAY, [failed]), Day(DAY, [hidden])).measurements == [hidden]


def test_a_later_number_replaces_a_failure_and_an_earlier_number(tmp_path):
    store = Store(tmp_path)
    save(store, Day(DAY, [row(DAY, None), row(DAY, 3, artist="bo")]))
    save(store, Day(DAY, [row(DAY, 5), row(DAY, 4, artist="bo")]))
    assert {m.artist: m.value for m in store.read_day(DAY).measurements} == {"ada": 5, "bo": 4}


def test_an_older_day_does_not_become_the_latest(tmp_path):
    store = Store(tmp_path)
    save(store, Day(DAY, [row(DAY, 5)]))
    save(store, Day(before(3), [row(before(3), 4)]))
    assert store.read_json(store.latest_file)["date"] == DAY.isoformat()


def test_a_list_had_on_the_second_run_replaces_its_gap():
    gap = row(DAY, None, series="spotify/popularity", subject="top_tracks")
    had = row(DAY, 9, series="spotify/popularity", subject="ada/night-bus")
    assert merged(Day(DAY, [gap]), Day(DAY, [had])).measurements == [had]
    assert merged(Day(DAY, [had]), Day(DAY, [gap])).measurements == [had]


def test_the_trusted_source_counts_and_a_number_before_a_gap():
    api, page = row(DAY, 5), row(DAY, 6, source="label_history")
    failed = row(DAY, None)
    assert best([page, api])["ada", "spotify", "followers", ""] is api
    assert best([failed, page])["ada", "spotify", "followers", ""] is page
    assert best([failed])["ada", "spotify", "followers", ""] is failed


values = st.one_of(st.none(), st.integers(0, 9))


@given(st.lists(st.lists(st.tuples(st.sampled_from(["ada", "bo"]), values)), max_size=5))
def test_over_any_runs_of_a_day_the_last_number_stands(runs):
    day, last = None, {}
    for run in runs:
        said = dict(run)
        day = merged(day, Day(DAY, [row(DAY, v, artist=a) for a, v in said.items()]))
        last.update({a: v for a, v in said.items() if v is not None or last.get(a) is None})
    found = {m.artist: m.value for m in day.measurements} if day else {}
    assert found == last


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "historical/2026-09-30.json is empty"),
        (b'{"format": 1, "date": "2026', "2026-09-30.json line 1 is not JSON"),
        (b"<html>", "line 1 is not JSON"),
        (b"[]", "no format number"),
        (b'{"format": 99}', "format 99, newer than the 1 known here; update Backline"),
        (b'{"format": 1, "discord": 3}', "lacks what a day has"),
        (b"\xff\xfe\x00", "cannot be read as UTF-8 text"),
    ],
)
def test_a_damaged_json_day_is_named_and_not_overwritten(tmp_path, content, said):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    store.day_file(DAY).write_bytes(content)
    with pytest.raises(DataError, match=said):
        save(store, Day(DAY, [row(DAY, 6)]))
    assert store.day_file(DAY).read_bytes() == content


@pytest.mark.parametrize("cut", [0, 4, 200])
def test_a_damaged_parquet_day_is_named(tmp_path, cut):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    path = store.measurement_file(DAY)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"2026-09-30\.parquet cannot be read as Parquet"):
        store.read_day(DAY)


def test_a_parquet_file_of_another_kind_or_a_newer_version(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    path = store.measurement_file(DAY)
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.replace_schema_metadata({}), path)
    with pytest.raises(DataError, match="no measurement file of Backline"):
        store.read_day(DAY)
    pq.write_table(table.replace_schema_metadata({"backline_format": "2"}), path)
    with pytest.raises(DataError, match="has format 2, newer than the 1"):
        store.read_day(DAY)
    pq.write_table(table.drop_columns(["state"]), path)
    with pytest.raises(DataError, match="lacks the column state"):
        store.read_day(DAY)


def test_the_measurement_table_has_the_published_columns(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    schema = pq.read_schema(store.measurement_file(DAY))
    assert schema.names == [
        "date", "artist", "platform", "metric", "subject", "country", "value", "state",
        "resolution", "source", "detail", "collected_at",
    ]  # fmt: skip
    assert (schema.field("value").type, schema.field("date").type) == (pa.int64(), pa.date32())


def test_the_same_rows_make_the_same_bytes():
    rows = [row(DAY, n, artist=a, collected_at=AT) for n, a in enumerate(["ada", "bo"])]
    assert parquet_bytes(rows) == parquet_bytes([replace(m) for m in rows])


def test_a_measurement_is_a_number_or_a_reason():
    with pytest.raises(ValueError, match="cannot have the value None"):
        Measurement(DAY, "a", "spotify", "followers", None, State.MEASURED, "x")
    with pytest.raises(ValueError, match="cannot have the value 0"):
        Measurement(DAY, "a", "spotify", "followers", 0, State.FAILED, "x")
    with pytest.raises(ValueError, match="not in the vocabulary"):
        Measurement(DAY, "a", "spotify", "plays", 0, State.MEASURED, "x")


def test_a_day_without_a_json_beside_it_keeps_its_numbers(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    store.day_file(DAY).unlink()
    assert store.read_day(DAY).measurements == [row(DAY, 5)]
    assert to_json(store.read_day(DAY), {"ada": "Ada"}, Subjects())["artists"][0]["name"] == "Ada"


class TestSubjects:
    def test_a_track_known_by_title_keeps_its_key_when_its_id_arrives(self):
        subjects = Subjects()
        key = subjects.place(Subject("", "track", "ada", "Night Bus"))
        assert key == "ada/night-bus"
        found = Subject("", "track", "ada", "NIGHT  bus", spotify="t" * 22, isrc="QZ123")
        assert subjects.place(found) == key
        assert subjects.get(key).spotify == "t" * 22
        assert subjects.place(Subject("", "track", "ada", "Renamed", spotify="t" * 22)) == key

    def test_two_tracks_of_one_title_with_two_ids_stay_two(self):
        subjects = Subjects()
        one = subjects.place(Subject("", "track", "ada", "Intro", spotify="a" * 22))
        two = subjects.place(Subject("", "track", "ada", "Intro", spotify="b" * 22))
        assert (one, two) == ("a" * 22, "b" * 22)

    def test_titles_that_make_one_slug_get_two_keys(self):
        subjects = Subjects()
        keys = [subjects.place(Subject("", "track", "ada", t)) for t in ("A/C", "A-C", "a/c")]
        assert keys == ["ada/a-c", "ada/a-c-2", "ada/a-c"]

    def test_the_table_is_read_back_with_formulas_and_commas(self):
        subjects = Subjects()
        for title in ("=cmd()", "Hello, world", "'=x", '"quoted"', "two\nlines", "🎧"):
            subjects.place(Subject("", "track", "ada", title))
        text = subjects.to_csv()
        assert "\n=cmd" not in text
        assert ",=cmd" not in text
        assert Subjects.from_csv(text).to_csv() == text

    @pytest.mark.parametrize("text", ["", "key,kind\n", "x" * 30])
    def test_another_table_is_refused(self, text):
        with pytest.raises(DataError, match="line 1: the header must be key,kind"):
            Subjects.from_csv(text)

    def test_a_cut_row_is_named(self):
        text = Subjects([Subject("k", "track", "ada", "T")]).to_csv()
        with pytest.raises(DataError, match="line 2: 6 fields where 11 belong"):
            Subjects.from_csv(text.rsplit(",", 5)[0] + "\n")


def test_json_is_written_for_people(tmp_path):
    store = Store(root_of(tmp_path, [row(date(2026, 9, 30), 5)]))
    text = store.day_file(DAY).read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["artists"][0]["key"] == "ada"


def test_a_file_that_no_day_is_named_after_is_none_of_ours(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 1)]))
    stray = store.measurement_file(DAY).with_name("2026-02-31.parquet")
    stray.write_bytes(b"")
    assert store.measurement_files() == [store.measurement_file(DAY)]
