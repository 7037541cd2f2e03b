"""On which charts songs stand, of which songs anything is stored, and from when until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backline.analysis.audience import Asked
from backline.analysis.audience.asked import Whom
from backline.analysis.audience.extents import Extent, extents, stored_songs
from backline.analysis.audience.lately import heard_lately, newest_days
from backline.analysis.audience.places import charted_songs, newest_charted
from backline.analysis.audience.stored import stored_breakdown
from backline.store import Store
from backline.store.playlists import PLAYLISTS, PlaylistEntry
from backline.warehouse import Warehouse
from tests.charted import charted_root, count, line, song
from tests.roots import DAY, ROSTER, before, row

ADA = Whom("ada", "Ada")


def charted(root, first=date.min, last=date.max, **more):
    with Warehouse(root, **more) as warehouse:
        return charted_songs(warehouse, ADA, first, last)


class TestPlaces:
    def test_latest_best_and_the_days_on_each_chart(self, tmp_path):
        lines = [line(before(n), "amor", 100 + n, position=p) for n, p in ((0, 7), (1, 3), (2, 3))]
        (one,) = charted(charted_root(tmp_path / "root", [song("amor")], lines))
        assert (one.latest.position, one.latest.streams) == (7, 100)
        assert (one.best.position, one.best.date) == (3, before(2))
        assert len(one.places) == 3

    def test_of_two_ids_of_one_song_the_better_place_of_each_day(self, tmp_path):
        songs = [song("amor"), song("amor-live", song="amor")]
        lines = [line(DAY, "amor-live", 9, position=4), line(DAY, "amor", 5, position=8)]
        (one,) = charted(charted_root(tmp_path / "root", songs, lines))
        assert one.song == "amor"
        assert [place.position for place in one.places] == [4]

    def test_charts_of_every_country_and_platform_the_newest_first(self, tmp_path):
        lines = [
            line(before(1), "amor", 5),
            line(DAY, "amor", None, chart="top", country="FR", platform="apple-music",
                 metric_kind="rank"),
        ]  # fmt: skip
        found = charted(charted_root(tmp_path / "root", [song("amor")], lines))
        assert [(one.platform, one.country) for one in found] == [
            ("apple-music", "FR"),
            ("spotify", "IT"),
        ]
        assert found[0].latest.streams is None

    def test_a_chart_that_credits_the_artist_beside_others(self, tmp_path):
        lines = [line(DAY, "both", 5, credit="Bo & Ada"), line(DAY, "alone", 5, credit="Bo")]
        root = charted_root(tmp_path / "root", [song("both"), song("alone", credit="Bo")], lines)
        assert [one.song for one in charted(root)] == ["both"]

    def test_days_outside_are_left_out(self, tmp_path):
        lines = [line(before(n), "amor", 5) for n in (0, 5, 40)]
        root = charted_root(tmp_path / "root", [song("amor")], lines)
        (one,) = charted(root, before(10), before(1))
        assert [place.date for place in one.places] == [before(5)]

    def test_what_may_not_be_shown_of_the_artist_is_not(self, tmp_path):
        lines = [line(DAY, "amor", 5, source="soundcharts")]
        theirs = ROSTER.replace('name = "Ada"', 'name = "Ada"\nowned = false')
        root = charted_root(tmp_path / "root", [song("amor")], lines, roster=theirs)
        assert charted(root) != []
        assert charted(root, published=True) == []

    def test_streams_of_a_chart_that_may_not_be_shown_are_not_told_either(self, tmp_path):
        lines = [line(DAY, "amor", 5, source="soundcharts")]
        theirs = ROSTER.replace('name = "Ada"', 'name = "Ada"\nowned = false')
        root = charted_root(tmp_path / "root", [song("amor")], lines, roster=theirs)
        asked = Asked((ADA,), ("spotify",), before(6), DAY, DAY, "IT")
        for published, songs in ((False, 1), (True, 0)):
            with Warehouse(root, published=published) as warehouse:
                assert len(stored_breakdown(warehouse, asked, ADA, "spotify").tracks) == songs

    @pytest.mark.parametrize("age", [0, 30, 400])
    def test_the_newest_chart_is_found_however_old(self, tmp_path, age):
        root = charted_root(tmp_path / "root", [song("amor")], [line(before(age), "amor", 5)])
        with Warehouse(root) as warehouse:
            assert newest_charted(warehouse, DAY) == before(age)

    def test_without_charts_there_is_none(self, tmp_path):
        with Warehouse(charted_root(tmp_path / "root", rows=[row(DAY, 5)])) as warehouse:
            assert newest_charted(warehouse, DAY) is None


class TestStored:
    def test_extents_are_from_the_first_to_the_last_measured_day(self, tmp_path):
        rows = [count(before(n), "amor", 50 - n) for n in (3, 9, 20)]
        root = charted_root(tmp_path / "root", [song("amor")], rows=[*rows, row(DAY, 5)])
        for in_memory in (True, False):
            with Warehouse(root, in_memory=in_memory) as warehouse:
                assert extents(warehouse) == {
                    "amor": {("spotify", "streams", ""): Extent(before(20), before(3))}
                }

    def test_a_number_a_line_on_a_chart_or_a_playlist_is_something(self, tmp_path):
        songs = [song(key) for key in ("counted", "on-a-chart", "listed", "nothing")]
        root = charted_root(
            tmp_path / "root", songs, [line(DAY, "on-a-chart", 5)], [count(DAY, "counted", 5)]
        )
        store = Store(root)
        entry = PlaylistEntry(DAY, "ada", "listed", "spotify", "p", "P", "", "", 1, 1, DAY, 9, True,
                              "soundcharts")  # fmt: skip
        with store.writing(), store.change() as change:
            PLAYLISTS.write(change, store.data, {PLAYLISTS.day_of(entry): [entry]})
        with Warehouse(root) as warehouse:
            assert stored_songs(warehouse, {"ada"}) == {"counted", "on-a-chart", "listed"}
            assert stored_songs(warehouse, {"bo"}) == {"counted", "on-a-chart"}


class TestCountsBeyondThePeriod:
    """A count long before and one long after a period tell its streams, though none is near."""

    def streams(self, tmp_path, *days):
        rows = [count(day, "amor", 1_000 + (day - date(2025, 1, 1)).days) for day in days]
        root = charted_root(tmp_path / "root", [song("amor")], rows=[*rows, row(DAY, 5)])
        asked = Asked((ADA,), ("spotify",), date(2026, 3, 1), date(2026, 3, 7), DAY)
        with Warehouse(root) as warehouse:
            return [t.total for t in stored_breakdown(warehouse, asked, ADA, "spotify").tracks]

    def test_a_gap_over_all_the_days_looked_at(self, tmp_path):
        assert self.streams(tmp_path, date(2025, 1, 1), date(2026, 9, 1)) == [7]

    def test_an_end_that_is_near_with_a_beginning_that_is_not(self, tmp_path):
        assert self.streams(tmp_path, date(2025, 1, 1), date(2026, 3, 10)) == [7]

    def test_a_beginning_that_is_near_with_an_end_that_is_not(self, tmp_path):
        assert self.streams(tmp_path, date(2026, 2, 20), date(2026, 9, 1)) == [7]

    def test_a_song_counted_only_before_has_none(self, tmp_path):
        assert self.streams(tmp_path, date(2025, 1, 1), date(2025, 1, 9)) == []

    def test_no_file_of_long_ago_is_opened_for_songs_counted_all_along(self, tmp_path, monkeypatch):
        rows = [count(before(n), "amor", 10_000 - n) for n in range(300)]
        rows += [count(before(280 + n), "gone", 900 - n) for n in range(9)]
        root = charted_root(tmp_path / "root", [song("amor"), song("gone")], rows=rows)
        asked = Asked((ADA,), ("spotify",), before(27), DAY, DAY)
        with Warehouse(root) as warehouse:
            extents(warehouse)
            looked = []
            look_at = warehouse.look_at
            monkeypatch.setattr(
                warehouse, "look_at", lambda *days: (looked.append(days), look_at(*days))
            )
            assert len(stored_breakdown(warehouse, asked, ADA, "spotify").tracks) == 1
        assert all(first > DAY - timedelta(days=100) for first, *_ in looked)


def test_lately_is_the_newest_period_with_a_song(tmp_path):
    rows = [count(before(n), "amor", 100 - n) for n in range(30, 40)]
    rows += [count(before(n), "else", 100 - n, artist="bo") for n in range(9)]
    songs = [song("amor"), song("else", credit="Bo")]
    root = charted_root(tmp_path / "root", songs, [line(before(33), "amor", 9, country="")], rows)
    with Warehouse(root) as warehouse:
        question = Asked((ADA,), ("spotify",), DAY, DAY, DAY)
        ends = newest_days(warehouse, "spotify", "", DAY)
        assert ends == [DAY, before(33)]
        found, asked = heard_lately(warehouse, question, ends, 7)
    assert (asked.first, asked.last) == (before(39), before(33))
    assert [track.total for track in found.tracks] == [6]
