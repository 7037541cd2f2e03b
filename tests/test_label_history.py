"""Adopting a label's old folder: one small folder per oddity, then the real one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from backline.errors import ConfigError
from backline.imports import import_label
from backline.imports.label.job import UNPLACED_FILE
from backline.measure import State
from backline.store import Store
from tests.conftest import SHARED

HEADER = (
    "artist_name,date,popularity_score,followers,"
    "youtube_subscribers,youtube_total_views,youtube_video_count"
)


def entry(name="Ada", spotify=(7, 300), youtube=(50, 900, 4), **more):
    made = {"name": name}
    if spotify:
        made["spotify"] = {"popularity_score": spotify[0], "followers": spotify[1], "genres": []}
    if youtube:
        made["youtube"] = dict(
            zip(("subscribers", "total_views", "video_count"), youtube, strict=True)
        )
    for path, value in more.items():
        platform, field = path.split("__")
        made.setdefault(platform, {})[field] = value
    return made


@pytest.fixture
def label(tmp_path):
    """Writes a folder's days and files, imports it, and gives the root's store and the report."""

    def make(days, *, config=None, rows=None, header=HEADER, **top):
        folder = tmp_path / "old"
        (folder / "historical").mkdir(parents=True, exist_ok=True)
        for day, artists in days.items():
            document = artists if isinstance(artists, str | bytes) else None
            if document is None:
                document = json.dumps({"date": day, "artists": artists, **top})
            path = folder / "historical" / f"{day}.json"
            path.write_bytes(document if isinstance(document, bytes) else document.encode())
        if config is not None:
            (folder / "artists_config.json").write_text(json.dumps(config))
        if rows is not None:
            (folder / "popularity_scores.csv").write_text("\n".join([header, *rows]) + "\n")
        store = Store(tmp_path / "root")
        return store, import_label(folder, store)

    return make


def numbers(store, day, artist="ada", subject=""):
    rows = store.read_day(date.fromisoformat(day)).measurements
    return {
        f"{m.platform}/{m.metric}": m.value if m.state is State.MEASURED else m.state.value
        for m in rows
        if (m.artist, m.subject) == (artist, subject)
    }


def test_plain_days_become_days_of_the_root(label):
    store, report = label({"2025-05-01": [entry()], "2025-05-02": [entry(spotify=(7, 301))]})
    assert numbers(store, "2025-05-02") == {
        "spotify/popularity": 7,
        "spotify/followers": 301,
        "youtube/subscribers": 50,
        "youtube/views": 900,
        "youtube/videos": 4,
    }
    assert report.ended.changed_days == 2
    assert store.roster().artists[0].key == "ada"
    assert store.read_json(store.latest_file)["date"] == "2025-05-02"


def test_importing_twice_changes_nothing(label, tmp_path):
    days = {"2025-05-01": [entry()], "2025-05-03": [entry(spotify__monthly_listeners="N/A")]}
    store, _ = label(days)
    before = {p: p.stat().st_mtime_ns for p in store.root.rglob("*") if p.is_file()}
    _, report = label(days)
    after = {p: p.stat().st_mtime_ns for p in store.root.rglob("*") if p.is_file()}
    assert report.ended.changed_days == 0
    assert {p: t for p, t in after.items() if p.suffix} == {
        p: t for p, t in before.items() if p.suffix
    }


def test_an_account_the_artist_does_not_have_is_not_configured(label):
    config = [{"name": "Ada", "spotify_id": None, "youtube_id": None, "instagram_username": "ada"}]
    store, _ = label({"2025-05-01": [entry(spotify=(0, 0), youtube=(0, 0, 0))]}, config=config)
    assert set(numbers(store, "2025-05-01").values()) == {"not_configured"}


def test_an_object_of_zeros_is_rejected(label):
    store, _ = label({"2025-05-01": [entry(youtube=(0, 0, 0), spotify__monthly_listeners="12")]})
    found = numbers(store, "2025-05-01")
    assert (found["youtube/views"], found["spotify/monthly_listeners"]) == ("rejected", 12)


def test_a_zero_beside_a_positive_number_is_true(label):
    store, _ = label({"2025-05-01": [entry(spotify=(0, 7), youtube=(5, 0, 0))]})
    found = numbers(store, "2025-05-01")
    assert (found["spotify/popularity"], found["youtube/views"]) == (0, 0)


def test_a_counter_that_was_positive_and_reads_zero_has_failed(label):
    days = {
        "2025-05-01": [entry(spotify__monthly_listeners="40")],
        "2025-05-02": [entry(spotify=(0, 300), youtube=(50, 0, 4), spotify__monthly_listeners="0")],
    }
    store, _ = label(days)
    found = numbers(store, "2025-05-02")
    assert found["youtube/views"] == "rejected"
    assert (found["spotify/popularity"], found["spotify/monthly_listeners"]) == (0, 0)
    (why,) = [
        m.detail for m in store.read_day(date(2025, 5, 2)).measurements if m.state is State.REJECTED
    ]
    assert why == "0 after 900 on 2025-05-01"


def test_not_available_is_failed_and_a_field_not_carried_yet_is_no_row(label):
    days = {
        "2025-05-01": [entry()],
        "2025-05-02": [entry(spotify__monthly_listeners="N/A")],
        "2025-05-03": [entry()],
    }
    store, _ = label(days)
    assert "spotify/monthly_listeners" not in numbers(store, "2025-05-01")
    assert numbers(store, "2025-05-02")["spotify/monthly_listeners"] == "failed"
    assert numbers(store, "2025-05-03")["spotify/monthly_listeners"] == "failed"


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        ("1400", 1400),
        (12.0, 12),
        ("abc", "rejected"),
        (-3, "rejected"),
        (None, "failed"),
        (True, "rejected"),
        (1.5, "rejected"),
        (10**30, "rejected"),
        (float("nan"), "rejected"),
        ("", "failed"),
        ("-5", "rejected"),
        ([], "rejected"),
    ],
)
def test_whatever_stands_for_a_number(label, raw, taken):
    store, _ = label({"2025-05-01": [entry(spotify__monthly_listeners=raw)]})
    assert numbers(store, "2025-05-01")["spotify/monthly_listeners"] == taken


def test_listeners_rounded_by_the_page_keep_their_step(label):
    days = {"2025-05-01": [entry(spotify__monthly_listeners="1400")]}
    store, _ = label(days)
    rows = store.read_day(date(2025, 5, 1)).measurements
    (listeners,) = [m for m in rows if m.metric == "monthly_listeners"]
    assert (listeners.resolution, listeners.source, listeners.collected_at) == (
        100,
        "label_history",
        None,
    )


def test_tracks_and_videos_are_measured_under_their_keys(label):
    tracks = [{"name": "Night Bus", "popularity": 9}, {"name": "night bus", "popularity": 9}, {}]
    videos = [
        {"title": "Live", "views": 3, "video_id": "-abc", "published_at": "2025-01-02T03:04:05Z"}
    ]
    days = {
        "2025-05-01": [entry(spotify__top_tracks=tracks, youtube__top_videos=videos)],
        "2025-05-02": [entry(spotify__top_tracks=[], youtube=(0, 0, 0), youtube__top_videos=[])],
    }
    store, report = label(days)
    assert numbers(store, "2025-05-01", subject="ada/night-bus") == {"spotify/popularity": 9}
    assert numbers(store, "2025-05-01", subject="-abc") == {"youtube/views": 3}
    (ada,) = store.read_json(store.day_file(date(2025, 5, 1)))["artists"]
    assert [t["name"] for t in ada["spotify"]["top_tracks"]] == ["Night Bus"]
    assert ada["youtube"]["top_videos"][0]["published_at"] == "2025-01-02T03:04:05Z"
    assert store.subjects().get("-abc").release_date == "2025-01-02"
    assert [u.why for u in report.adopted.unplaced] == ["an item without a title or id"]
    (ada,) = store.read_json(store.day_file(date(2025, 5, 2)))["artists"]
    assert ada["spotify"]["top_tracks"] == []
    assert ada["youtube"]["top_videos"] is None


def test_a_csv_row_serves_only_an_artist_and_day_json_lacks(label):
    rows = [
        "Ada,2025-05-01,9,999,50,900,4",  # says otherwise: listed
        "Bo,2025-05-01,1,20,10,100,2",  # JSON lacks Bo that day: taken
        "Ada,2025-05-02,7,310,50,905,4",  # JSON lacks the day: what both rows agree on is taken
        "Ada,2025-05-02,7,311,50,905,4",
    ]
    store, report = label({"2025-05-01": [entry()]}, rows=rows)
    assert numbers(store, "2025-05-01")["spotify/followers"] == 300
    assert numbers(store, "2025-05-01", "bo")["spotify/followers"] == 20
    taken = numbers(store, "2025-05-02")
    assert (taken["spotify/followers"], taken["youtube/views"]) == ("rejected", 905)
    assert report.adopted.from_csv == [
        "Bo, 2025-05-01 (popularity_scores.csv:3)",
        "Ada, 2025-05-02 (popularity_scores.csv:4)",
    ]
    listed = {(u.place, u.found) for u in report.adopted.unplaced}
    assert listed == {
        ("popularity_scores.csv:2", "spotify popularity_score 9"),
        ("popularity_scores.csv:2", "spotify followers 999"),
        ("popularity_scores.csv:4", "spotify followers 310"),
        ("popularity_scores.csv:5", "spotify followers 311"),
    }
    assert "popularity_scores.csv:4" in (store.reports / UNPLACED_FILE).read_text()


def test_rows_that_outgrew_their_header(label):
    rows = [
        "Bo,2025-05-01,1,20,10,100,2",
        "Bo,2025-05-02,1,21,33,10,101,2",
        "Bo,2025-05-03,1,22,34,10,102,2,500,9",
        "Bo,2025-05-04,1,22,34,10,102,2,500",
        "Bo,5/5/2025,1,23,10,102,2",
        "Bo,soon,1,22,10,102,2",
    ]
    store, report = label({"2025-05-01": [entry()]}, rows=rows)
    assert "spotify/monthly_listeners" not in numbers(store, "2025-05-01", "bo")
    assert numbers(store, "2025-05-02", "bo")["spotify/monthly_listeners"] == 33
    assert numbers(store, "2025-05-03", "bo")["instagram/posts"] == 9
    assert numbers(store, "2025-05-05", "bo")["spotify/followers"] == 23
    assert [(u.place, u.why) for u in report.adopted.unplaced] == [
        ("popularity_scores.csv:5", "9 fields under a header of 7: no telling which is which"),
        ("popularity_scores.csv:7", "its date cannot be read"),
    ]


def test_discord_rows_are_the_labels(label):
    rows = ["Discord Server,2025-05-01,0,61,18,0,0,0", "Discord Server,2025-05-02,0,60,0,0,0,0"]
    server = {"member_count": 61, "online_count": 17, "server_name": "🏠", "server_id": "1"}
    store, report = label({"2025-05-01": [entry()]}, rows=rows, discord=server)
    assert numbers(store, "2025-05-01", "") == {"discord/members": 61, "discord/online": 17}
    assert numbers(store, "2025-05-02", "") == {"discord/members": 60, "discord/online": 0}
    assert [a.name for a in store.roster().artists] == ["Ada"]
    assert [u.found for u in report.adopted.unplaced] == ["discord online_count 18"]
    assert "Discord" not in store.popularity_file.read_text()


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is empty"),
        ('{"date": "2025-05-02", "art', "line 1 is not JSON"),
        ("<html>", "line 1 is not JSON"),
        ("[]", "it has no list of artists"),
        ('{"date": "2025-05-01", "artists": []}', "it says it is 2025-05-01"),
        (b"\xff\xfe", "the file is empty"),
        (b"\xff\xfe\x00", "begins as UTF-16 and does not go on as such"),
    ],
)
def test_a_broken_day_costs_only_itself(label, content, why):
    store, report = label({"2025-05-01": [entry()], "2025-05-02": content})
    assert why in report.broken_files[0]
    assert report.broken_files[0].startswith("2025-05-02.json: ")
    assert numbers(store, "2025-05-01")["spotify/followers"] == 300
    assert store.read_day(date(2025, 5, 2)) is None


def test_who_joined_and_who_left(label):
    days = {
        "2025-05-01": [entry(), entry("Old")],
        "2025-05-02": [entry(), entry("New")],
        "2025-05-03": [entry(), entry("New")],
    }
    config = [{"name": "Ada", "spotify_id": "4gzpq5DPGxSnKTe4SA8HAU"}, {"name": "New"}]
    store, report = label(days, config=config)
    artists = {a.name: a for a in store.roster().artists}
    assert artists["Ada"].spotify == "4gzpq5DPGxSnKTe4SA8HAU"
    assert (artists["Ada"].since, artists["New"].since) == (None, date(2025, 5, 2))
    assert artists["Old"].until == date(2025, 5, 1)
    assert "Old was added to the roster as old, who left after 2025-05-01." in report.roster.done


def test_the_roster_wins_a_conflict_and_blanks_are_filled(label, tmp_path):
    (tmp_path / "root").mkdir()
    roster = (
        '# mine\nlabel = "L"\n[[artist]]\nkey = "ada-x"\nname = "ADA"\n'
        'spotify = "1111111111111111111111"\nyoutube = ""\n'
    )
    (tmp_path / "root" / "roster.toml").write_text(roster)
    config = [
        {
            "name": "Ada",
            "spotify_id": "2222222222222222222222",
            "youtube_id": "UCshvYG0n1I_gXbM8htuANAg",
            "instagram_username": "not a name",
        }
    ]
    store, report = label({"2025-05-01": [entry()]}, config=config)
    (ada,) = store.roster().artists
    assert (ada.key, ada.spotify) == ("ada-x", "1111111111111111111111")
    assert ada.youtube == "UCshvYG0n1I_gXbM8htuANAg"
    assert store.roster_file.read_text().startswith("# mine\n")
    assert len(report.roster.conflicts) == 2
    assert numbers(store, "2025-05-01", "ada-x")["spotify/followers"] == 300


def test_no_folder_and_an_empty_one(tmp_path):
    with pytest.raises(ConfigError, match="There is no folder"):
        import_label(tmp_path / "none", Store(tmp_path / "root"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="holds no history"):
        import_label(tmp_path / "empty", Store(tmp_path / "root"))


@pytest.mark.few(3)
@pytest.mark.parametrize("name", ["AC/DC", "..", "=cmd()", "CON", "🎧", "فرقة", "n" * 300])
def test_awkward_names_are_adopted_whole(label, name):
    store, _ = label({"2025-05-01": [entry(name)]})
    (artist,) = store.roster().artists
    assert artist.name == name
    assert numbers(store, "2025-05-01", artist.key)["spotify/followers"] == 300
    assert all(p.is_relative_to(store.root) for p in store.root.rglob("*"))
    assert not any(line.startswith("=") for line in store.popularity_file.read_text().splitlines())


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = SHARED / "label_history"
    if not folder.is_dir():
        pytest.skip("the recordings label_history are not on this machine")
    store = Store(tmp_path_factory.mktemp("label"))
    return folder, store, import_label(folder, store)


class TestTheRealHistory:
    def test_every_number_is_counted_once(self, imported):
        _, _, report = imported
        counted = Counter()
        for (name, state), count in report.adopted.counts.items():
            counted[name.split()[0], state] += count
        assert counted["instagram", State.REJECTED] == 2 * 59
        assert counted["instagram", State.NOT_CONFIGURED] == 2 * 39
        assert counted["youtube", State.REJECTED] == 3 * (151 + 67 + 1)
        assert report.adopted.counts["spotify monthly_listeners", State.FAILED] == 51
        assert report.adopted.counts["discord members", State.MEASURED] == 32

    def test_days_artists_and_the_one_csv_row(self, imported):
        folder, store, report = imported
        days = sorted(p.stem for p in (folder / "historical").glob("*.json"))
        assert [p.stem for p in store.measurement_files()] == days
        assert report.adopted.from_csv == ["pax, 2025-08-23 (popularity_scores_b.csv:179)"]
        assert report.broken_files == []
        assert [a.name for a in store.roster().artists][-1] == "pax"
        assert store.roster().find("pax").until == date(2025, 8, 23)

    def test_every_measured_number_stands_in_the_files(self, imported):
        folder, store, _ = imported
        for path in (folder / "historical").glob("*.json"):
            old = {a["name"]: a for a in json.loads(path.read_text())["artists"]}
            new = store.read_json(store.day_file(date.fromisoformat(path.stem)))
            for artist in new["artists"]:
                for platform in ("spotify", "youtube", "instagram"):
                    for field, value in artist[platform].items():
                        if isinstance(value, int):
                            said = (
                                old[artist["name"]][platform][field]
                                if artist["name"] in old
                                else value
                            )
                            assert int(said) == value, (path.name, artist["name"], field)

    def test_the_csv_has_one_row_an_artist_and_day(self, imported):
        _, store, _ = imported
        rows = [line.split(",") for line in store.popularity_file.read_text().splitlines()]
        assert {len(row) for row in rows} == {11}
        assert {row[-1] for row in rows[1:]} == {""}
        assert max(Counter((row[0], row[1]) for row in rows).values()) == 1
        assert len(rows) - 1 == 1238 - 1
