"""Scrapes of songs' playlists: what the page showed is taken, what failed is a failure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backline.errors import ConfigError, DataError
from backline.imports import import_scrapes
from backline.imports.scrapes.playlist_export import ExportOptions
from backline.imports.scrapes.scrape_file import read_scrape
from backline.store import Store
from backline.store.playlist_streams import SCRAPES, STREAMS
from tests.campaigns.scraped import OTHER, TRACK, added, document, scrape, stats

NOW = datetime(2026, 9, 10, 8, tzinfo=UTC)
REAL = Path(__file__).parents[3] / "shared" / "data" / "s4a_scrapes"
RADIO = ("Radio", "Spotify", 900, "Not available")
NIGHT = ("Night Ride", "—", 120, added("2026-08-03"))


def taken(root: Path):
    found = [line for path in STREAMS.files(root / "data") for line in STREAMS.read(path)]
    return [(s.playlist, s.kind, s.window, s.streams, s.date_added) for s in found]


def states(root: Path):
    found = [line for path in SCRAPES.files(root / "data") for line in SCRAPES.read(path)]
    return {(s.window, s.state, s.detail) for s in found}


def take(root: Path, *files: Path, **more):
    return import_scrapes(files, Store(root), now=NOW, **more)


class TestAWholeScrape:
    def test_every_window_of_every_playlist(self, tmp_path):
        file = scrape(
            tmp_path / "in", w7day=[("Night Ride", "—", 30, "—")], w28day=[RADIO], w12months=[NIGHT]
        )
        report = take(tmp_path / "root", file)
        assert taken(tmp_path / "root") == [
            ("Night Ride", "curated", "12m", 120, date(2026, 8, 3)),
            ("Radio", "algorithmic", "28d", 900, None),
            ("Night Ride", "curated", "7d", 30, None),
        ]
        assert report.said == [
            f"1 song has no placement in data/campaigns ({TRACK}): kept, credited to nobody."
        ]

    def test_the_word_of_a_badge_is_no_part_of_a_name(self, tmp_path):
        rows = [("LowkeyPersonalized", "Spotify", 5, "—"), ("Get Personalized", "—", 3, "—")]
        file = read_scrape(scrape(tmp_path, w12months=rows), NOW)
        assert [one.playlist for one in file.streams()] == ["Lowkey", "Get Personalized"]

    def test_two_playlists_of_one_name_stay_two(self, tmp_path):
        file = scrape(tmp_path, w12months=[NIGHT, ("Night Ride", "—", 80, added("2026-01-02"))])
        assert [s.streams for s in read_scrape(file, NOW).streams()] == [120, 80]

    def test_a_stray_sign_before_it(self, tmp_path):
        file = scrape(tmp_path, w12months=[NIGHT])
        file.write_text("`" + file.read_text())
        assert read_scrape(file, NOW).streams()

    def test_of_an_early_scraper_one_column_off(self, tmp_path):
        rows = [
            {"name": "1", "made_by": "Radio", "streams": "", "date_added": "25,614"},
            {"name": "2", "made_by": "Night Ride", "streams": "", "date_added": "12"},
        ]
        window = {"stats": {"title": "Songs", "playlists": rows}}
        file = read_scrape(scrape(tmp_path, w12months=window), NOW)
        assert [(s.playlist, s.kind, s.streams, s.date_added) for s in file.streams()] == [
            ("Radio", "algorithmic", 25614, None),
            ("Night Ride", "curated", 12, None),
        ]
        assert "one column off" in file.said[0]

    def test_a_count_that_is_none_is_listed_and_the_rest_taken(self, tmp_path):
        window = stats([NIGHT, RADIO])
        window["stats"]["playlists"][0]["streams"] = "many"
        file = read_scrape(scrape(tmp_path, w12months=window), NOW)
        assert [s.playlist for s in file.streams()] == ["Radio"]
        assert [(u.about, u.found, u.why) for u in file.unread] == [
            ("Night Ride", "many", "its streams are no count")
        ]

    def test_a_day_that_has_not_come_is_not_taken_for_one(self, tmp_path):
        rows = [("Night Ride", "—", 120, added("2027-08-03"))]
        file = read_scrape(scrape(tmp_path, w12months=rows), NOW)
        assert file.streams()[0].date_added is None
        assert "has not come yet" in file.unread[0].why


class TestFailures:
    def test_a_login_wall_is_a_failure_and_no_zero(self, tmp_path):
        file = scrape(
            tmp_path / "in", w7day=stats([], "Welcome back"), w12months=stats([], "Welcome back")
        )
        report = take(tmp_path / "root", file)
        assert taken(tmp_path / "root") == []
        assert {state for _, state, _ in states(tmp_path / "root")} == {"failed"}
        assert report.failed == [f"{file.name}: the page asked to log in ('Welcome back')."]

    def test_an_empty_list_is_a_failure_and_no_zero(self, tmp_path):
        report = take(tmp_path / "root", scrape(tmp_path / "in", w7day=[], w12months=[NIGHT]))
        assert ("7d", "failed") in {(w, s) for w, s, _ in states(tmp_path / "root")}
        assert not report.failed
        assert report.unplaced[0].place.endswith(":7d")

    def test_a_window_that_still_shows_the_one_before(self, tmp_path):
        few, many = ("Night Ride", "—", 30, "—"), ("Night Ride", "—", 300, "—")
        file = read_scrape(scrape(tmp_path, w28day=[many], w7day=[few], w12months=[few]), NOW)
        assert [(s.window, s.streams) for s in file.streams()] == [("28d", 300), ("7d", 30)]
        assert file.windows[2].why == "the page still showed the 7d window"

    def test_windows_that_contradict_each_other(self, tmp_path):
        file = read_scrape(
            scrape(
                tmp_path,
                w7day=[("Night Ride", "—", 31, "—")],
                w12months=[("Night Ride", "—", 30, "—"), RADIO],
            ),
            NOW,
        )
        assert file.streams() == []
        assert "'Night Ride' has 31 streams in 7d and 30 in 12m" in file.failed

    def test_a_young_song_whose_windows_are_alike_is_no_failure(self, tmp_path):
        file = read_scrape(scrape(tmp_path, w7day=[NIGHT], w28day=[NIGHT], w12months=[NIGHT]), NOW)
        assert len(file.streams()) == 3


class TestBadFiles:
    def test_cut_in_the_middle(self, tmp_path):
        good = scrape(tmp_path / "in", w12months=[NIGHT])
        bad = scrape(tmp_path / "in", track=OTHER, w12months=[NIGHT])
        bad.write_text(bad.read_text()[:200])
        report = take(tmp_path / "root", good, bad)
        assert len(report.taken) == 1
        assert report.refused[0].startswith(f"{bad.name} line ")
        assert report.refused[0].endswith("the file may be cut short; scrape the song again.")

    def test_of_the_future(self, tmp_path):
        file = scrape(tmp_path, at="2026-09-20T10:00:00", w12months=[NIGHT])
        with pytest.raises(DataError, match=r"has not come yet.*clock"):
            take(tmp_path / "root", file)

    def test_its_name_says_another_song(self, tmp_path):
        file = scrape(tmp_path, w12months=[NIGHT])
        other = file.rename(file.with_name(file.name.replace(TRACK, OTHER)))
        with pytest.raises(DataError, match="of another by its own name"):
            read_scrape(other, NOW)

    def test_no_scrape_at_all(self, tmp_path):
        path = tmp_path / "x.json"
        path.write_text("[1]")
        with pytest.raises(DataError, match="no scrape of a song's playlists"):
            take(tmp_path / "root", path)

    def test_byte_for_byte_the_same_counts_once(self, tmp_path):
        file = scrape(tmp_path / "in", w12months=[NIGHT])
        take(tmp_path / "root", file)
        copy = tmp_path / "copy.json"
        copy.write_bytes(file.read_bytes())
        report = take(tmp_path / "root", copy)
        assert report.repeated == ["copy.json"]
        assert report.ended.changed_days == 0
        assert len(taken(tmp_path / "root")) == 1

    def test_the_same_moment_told_otherwise(self, tmp_path):
        take(tmp_path / "root", scrape(tmp_path / "in", w12months=[NIGHT]))
        other = scrape(tmp_path / "in", w12months=[RADIO])
        report = take(tmp_path / "root", other)
        assert "same song and moment" in report.refused[0]
        assert len(taken(tmp_path / "root")) == 1

    def test_older_than_one_already_taken(self, tmp_path):
        take(tmp_path / "root", scrape(tmp_path / "in", w12months=[NIGHT]))
        older = scrape(tmp_path / "in", at="2026-08-20T10:00:00", w12months=[RADIO])
        report = take(tmp_path / "root", older)
        assert "older than one of the same song" in " ".join(report.said)
        assert len(taken(tmp_path / "root")) == 2

    def test_of_a_song_that_left_a_playlist(self, tmp_path):
        take(tmp_path / "root", scrape(tmp_path / "in", w12months=[NIGHT, RADIO]))
        later = scrape(tmp_path / "in", at="2026-09-08T10:00:00", w12months=[RADIO])
        report = take(tmp_path / "root", later)
        assert f"{TRACK} was in Night Ride by the scrape before" in " ".join(report.said)


class TestAnExportedList:
    TEXT = (
        "\ufefftitle,author,listeners,streams,date_added\n"
        "Night Ride,DJ Ten,80,120,2026-08-03\nRadio,Spotify,500,900,\n"
    )

    def path(self, tmp_path):
        path = tmp_path / "in" / "Nova-playlists-28day.csv"
        path.parent.mkdir()
        path.write_text(self.TEXT, encoding="utf-8")
        return path

    def test_with_what_it_does_not_say(self, tmp_path):
        options = ExportOptions(TRACK, "28d", date(2026, 9, 1))
        take(tmp_path / "root", self.path(tmp_path), options=options)
        assert taken(tmp_path / "root") == [
            ("Radio", "algorithmic", "28d", 900, None),
            ("Night Ride", "curated", "28d", 120, date(2026, 8, 3)),
        ]

    def test_without_it(self, tmp_path):
        with pytest.raises(ConfigError, match=r"add --song, --window, --date"):
            take(tmp_path / "root", self.path(tmp_path))


@pytest.mark.skipif(not REAL.exists(), reason="the recorded scrapes are not here")
class TestTheRecordedOnes:
    def test_all_of_them(self, tmp_path):
        report = import_scrapes([REAL], Store(tmp_path), now=NOW)
        assert (len(report.taken), len(report.failed), report.refused) == (75, 2, [])
        # What the files hold, read here once more without the project's own reader.
        rows = 0
        for path in REAL.iterdir():
            for window in json.loads(path.read_text().lstrip("`"))["time_ranges"].values():
                rows += len(window["stats"]["playlists"])
        stale = 10  # the list for 12 months of one file is that for 7 days once more
        assert len(taken(tmp_path)) == rows - stale

    def test_again_nothing_is_new(self, tmp_path):
        import_scrapes([REAL], Store(tmp_path), now=NOW)
        report = import_scrapes([REAL], Store(tmp_path), now=NOW)
        assert (len(report.repeated), report.ended.changed_days) == (75, 0)


def test_the_document_is_made_as_pages_are():
    assert document(w7day=[NIGHT])["time_ranges"]["7day"]["stats"]["playlists"][0]["rank"] == "1"
