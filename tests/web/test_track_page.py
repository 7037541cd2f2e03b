"""A song's page: its streams and places by day, another song beside it, and its address."""

from __future__ import annotations

import csv
import io

import pytest

from backline.store import Store, Subject
from backline.store.playlists import PLAYLISTS, PlaylistEntry
from bot.library import Library
from tests.charted import charted_root, count, line, song
from tests.roots import DAY, before, row
from tests.web.looking import look
from tests.web.pages_read import said
from web.pages import PAGES, beside_at
from web.songs import address_of, part_of
from web.visit import Mode, NotFoundError, Visit

ANTHEM, BALLAD = "a" * 22, "b" * 22


def beside(root, address):
    page, parts, suffix = beside_at(address)
    library = Library(root)
    try:
        stem = f"{address.removesuffix(suffix)}.html"
        content = library.ask(
            lambda label: page.beside[suffix](page.view(Visit(label, stem, parts)))
        )
    finally:
        library.close()
    return list(csv.DictReader(io.StringIO(content.decode())))


def every(root):
    """The addresses of all songs, as a build makes them."""
    (page,) = (page for page in PAGES if page.template == "track.html")
    library = Library(root)
    try:
        return library.ask(lambda label: [page.at(parts) for parts in page.every(label)])
    finally:
        library.close()


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Ada's two songs, counted for 100 days; one is on two charts as well."""
    songs = [
        song(ANTHEM, "Anthem", "Ada, Bo", spotify=ANTHEM, isrc="QZ1", release_date="2026-01-02"),
        song(BALLAD, "Ballad", spotify=BALLAD),
    ]
    rows = [count(before(n), ANTHEM, 100_000 - 100 * n - n % 7) for n in range(100)]
    rows += [count(before(n), BALLAD, 9_000 - 10 * n) for n in range(100)]
    rows += [row(DAY, 5)]
    lines = [line(before(n), ANTHEM, 1_000 + n, credit="Ada, Bo", position=4 + n % 5)
             for n in range(40)]  # fmt: skip
    lines.append(line(before(2), ANTHEM, None, chart="top-200-fr", country="FR", position=70,
                      platform="apple-music", metric_kind="rank", credit="Ada, Bo"))  # fmt: skip
    return charted_root(tmp_path_factory.mktemp("counted") / "root", songs, lines, rows)


@pytest.fixture(scope="module")
def page(counted):
    return look(counted, f"tracks/{ANTHEM}.html")


def facts(page, heading):
    """What stands below a heading, by term."""
    (section,) = (
        s for s in page.all("section") if (h := s.find("h2")) is not None and said(h) == heading
    )
    return {said(one.find("dt")): said(one.find("dd")) for one in section.find("dl")}


class TestStreams:
    def test_of_four_weeks_are_those_of_the_breakdown(self, page):
        found = facts(page, "Streams on Spotify")
        assert found["Streams in 28 days"] == "2,800"
        assert found["A day"] == "100"
        assert found["Days known"] == "28 of 28"
        assert found["Against the 28 days before"] == "±0"
        assert found["Share of the artist's"] == "91%"

    def test_by_day_stand_in_a_table_of_the_last_days_and_beside_the_page_all(self, counted, page):
        rows = page.table("Day", "Streams")
        assert len(rows) == 28
        assert rows[0] == {"Day": str(DAY), "Streams": "101"}
        days = [r for r in beside(counted, "artists/ada.days.csv") if r["song"] == ANTHEM]
        assert len(days) == 90
        for figure in (f for f in page.figures if f.file == "artists/ada.days.csv"):
            (there,) = [r for r in days if all(r[n] == v for n, v in figure.row.items())]
            assert there["streams"] == figure.value

    def test_are_drawn_with_the_song_s_name(self, page):
        assert said(page.one("figcaption")) == "Anthem, day by day"
        (spoken,) = [e.get("aria-label") for e in page.all("div", role="img")]
        assert spoken == "Spotify streams a day 101"

    def test_unknown_days_are_said_with_the_reason_and_never_0(self, tmp_path):
        rows = [count(before(n), ANTHEM, 1_000 - 10 * n) for n in range(12)] + [row(DAY, 5)]
        root = charted_root(tmp_path / "root", [song(ANTHEM, "Anthem", spotify=ANTHEM)], rows=rows)
        page = look(root, f"tracks/{ANTHEM}.html")
        assert facts(page, "Streams on Spotify")["Streams in 28 days"] == "≥110"
        assert "Not known: 17 days: up to the first count" in page.text
        assert len(page.table("Day", "Streams")) == 11

    def test_a_chart_that_has_too_few_days_is_none(self, tmp_path):
        rows = [count(before(n), ANTHEM, 1_000 - 10 * n) for n in range(3)] + [row(DAY, 5)]
        root = charted_root(tmp_path / "root", [song(ANTHEM, "Anthem", spotify=ANTHEM)], rows=rows)
        page = look(root, f"tracks/{ANTHEM}.html")
        assert not page.all("figure")
        assert len(page.table("Day", "Streams")) == 2


class TestPlaces:
    def test_of_every_chart_stand_with_latest_and_best(self, page):
        rows = page.table("Chart", "Latest place", "Best place")
        assert [(r["Latest place"], r["Best place"], r["Times listed"]) for r in rows] == [
            ("4", "4", "40"),
            ("70", "70", "1"),
        ]

    def test_by_day_stand_side_by_side(self, counted, page):
        rows = page.table("Day", "Spotify regional-it-daily (IT)")
        assert len(rows) == 28
        assert rows[2]["Spotify regional-it-daily (IT)"] == "6"
        assert rows[2]["apple-music top-200-fr (FR)"] == "70"
        assert rows[3]["apple-music top-200-fr (FR)"] == "—not on it"
        held = beside(counted, "artists/ada.places.csv")
        for figure in (f for f in page.figures if f.file == "artists/ada.places.csv"):
            (there,) = [r for r in held if all(r[n] == v for n, v in figure.row.items())]
            assert there["position"] == figure.value


class TestWhatItIs:
    def test_whom_it_credits_when_it_came_and_where_to_hear_it(self, page):
        assert page.heading == "Anthem"
        assert "(credited: Ada, Bo)" in page.text
        assert "Released 2026-01-02" in page.text and "ISRC QZ1" in page.text
        assert f"https://open.spotify.com/track/{ANTHEM}" in page.links
        assert {"../artists/ada.html", "../artists/bo.html"} <= set(page.links)

    def test_an_id_of_another_form_is_no_link(self, tmp_path):
        wrong = song("x1", "Anthem", spotify="javascript:alert(1)")
        root = charted_root(tmp_path / "root", [wrong], rows=[count(DAY, "x1", 5), row(DAY, 5)])
        assert not [link for link in look(root, "tracks/x1.html").links if "javascript" in link]

    def test_numbers_have_their_growth(self, page):
        (streams,) = page.table("Number", "Now", "28 days")
        assert streams["Number"] == "Spotify streams"
        assert (streams["Now"], streams["28 days"].split()[0]) == ("100,000", "+2,800")

    def test_playlists_of_this_song_alone(self, counted, tmp_path):
        store = Store(counted)
        placed = [
            PlaylistEntry(before(1), "ada", key, "spotify", f"p-{name}", name, "", "", 1, 1,
                          before(9), 10, True, "soundcharts")
            for key, name in ((ANTHEM, "Loud"), (BALLAD, "Quiet"))
        ]  # fmt: skip
        with store.writing(), store.change() as change:
            PLAYLISTS.write(change, store.data, {PLAYLISTS.day_of(placed[0]): placed})
        rows = look(counted, f"tracks/{ANTHEM}.html").table("Playlist", "Followers")
        assert [r["Playlist"].split()[0] for r in rows] == ["Loud"]


class TestBeside:
    def test_two_songs_stand_side_by_side_live(self, counted):
        page = look(counted, f"tracks/{ANTHEM}.html?beside={BALLAD}", Mode.LIVE)
        assert [text for level, text in page.headings if level == 2][:2] == ["Anthem", "Ballad"]
        assert len(page.all("figure")) == 2
        streams = [said(one.find("dd")) for one in page.all("div")
                   if said(one.find("dt")) == "Streams in 28 days"]  # fmt: skip
        assert streams == ["2,800", "280"]

    def test_frozen_there_is_one_with_links_to_the_others(self, page):
        assert not page.all("form")
        assert f"../tracks/{BALLAD}.html" in page.links
        assert len(page.all("figure")) == 1

    def test_a_song_beside_itself_is_one(self, counted):
        page = look(counted, f"tracks/{ANTHEM}.html?beside={ANTHEM}", Mode.LIVE)
        assert len(page.all("figure")) == 1

    def test_one_that_is_not_there_is_not_found(self, counted):
        with pytest.raises(NotFoundError, match="No song has the key 'nope'"):
            look(counted, f"tracks/{ANTHEM}.html?beside=nope", Mode.LIVE)


class TestAddresses:
    def test_no_song_of_that_key_is_not_found(self, counted):
        with pytest.raises(NotFoundError, match="No song has the key"):
            look(counted, "tracks/nope.html")

    def test_a_key_of_artist_and_title_is_a_name_that_a_file_can_have(self):
        part = part_of("ada/my-song")
        assert part.startswith("ada-my-song-") and "/" not in part
        assert part_of("ada/my-song") == part != part_of("ada-my/song")
        assert part_of(ANTHEM) == ANTHEM
        for bad in ("../../etc", "a" * 300, "con:", "", "<b>", "שלום"):
            assert "/" not in part_of(bad) and 5 < len(part_of(bad)) <= 100

    def test_a_song_without_an_id_has_a_page(self, tmp_path):
        key = "ada/my-song"
        root = charted_root(tmp_path / "root", [song(key, "My Song")], rows=[
            count(before(n), key, 100 - n) for n in range(9)] + [row(DAY, 5)])  # fmt: skip
        assert every(root) == [f"tracks/{part_of(key)}.html"]
        assert look(root, every(root)[0]).heading == "My Song"

    def test_ids_of_one_song_have_one_page_which_each_leads_to(self, tmp_path):
        songs = [song(ANTHEM, "Anthem"), song("other", "Anthem (Deluxe)", song=ANTHEM)]
        rows = [count(before(n), "other", 100 - n) for n in range(9)] + [row(DAY, 5)]
        root = charted_root(tmp_path / "root", songs, rows=rows)
        assert every(root) == [f"tracks/{ANTHEM}.html"]
        assert look(root, "tracks/other.html").heading == "Anthem"

    def test_a_song_of_which_nothing_is_stored_and_a_video_have_none(self, tmp_path):
        songs = [song("told"), song("untold"), Subject("v", "video", "ada", "Video")]
        rows = [count(DAY, "told", 5), count(DAY, "v", 5, platform="youtube", metric="views")]
        root = charted_root(tmp_path / "root", songs, rows=[*rows, row(DAY, 5)])
        assert every(root) == ["tracks/told.html"]
        library = Library(root)
        try:
            assert library.ask(lambda label: [address_of(label, s.key) for s in songs]) == [
                "tracks/told.html",
                None,
                None,
            ]
        finally:
            library.close()

    def test_a_song_of_nobody_in_the_roster_is_live_only(self, tmp_path):
        rows = [count(before(n), "x", 100 - n, artist="zoe") for n in range(9)] + [row(DAY, 5)]
        root = charted_root(tmp_path / "root", [song("x", "Elsewhere", "Zoe")], rows=rows)
        assert every(root) == []
        page = look(root, "tracks/x.html", Mode.LIVE)
        assert page.heading == "Elsewhere"
        assert facts(page, "Streams on Spotify")["Streams in 28 days"] == "≥8"
        library = Library(root)
        try:
            assert library.ask(lambda label: address_of(label, "x")) is None
            assert library.ask(lambda label: address_of(label, "x", anybody=True))
        finally:
            library.close()

    def test_a_song_that_only_credits_an_artist_of_the_roster_is_theirs(self, tmp_path):
        lines = [line(DAY, "x", 9, credit="Zoe & Bo")]
        root = charted_root(
            tmp_path / "root", [song("x", "Both", "Zoe & Bo")], lines, [row(DAY, 5)]
        )
        assert every(root) == ["tracks/x.html"]
        assert "../artists/bo.html" in look(root, "tracks/x.html").links

    def test_songs_of_one_title_have_titles_of_their_own(self, tmp_path):
        rows = [count(DAY, key, 5) for key in (ANTHEM, BALLAD)] + [row(DAY, 5)]
        songs = [song(key, "Intro") for key in (ANTHEM, BALLAD)]
        root = charted_root(tmp_path / "root", songs, rows=rows)
        pages = [look(root, address) for address in every(root)]
        assert len({page.title for page in pages}) == 2
        assert "Intro (bbbbbbbb)" in pages[0].text


def test_a_song_heard_long_ago_says_where_to_look(tmp_path):
    rows = [count(before(300 + n), ANTHEM, 100 - n) for n in range(9)] + [row(DAY, 5)]
    rows += [count(before(n), BALLAD, 100 - n, artist="bo") for n in range(9)]
    songs = [song(ANTHEM, "Anthem"), song(BALLAD, "Ballad", "Bo")]
    root = charted_root(tmp_path / "root", songs, rows=rows)
    page = look(root, f"tracks/{ANTHEM}.html")
    assert page.figures == []
    assert (
        "No number, place, playlist or play of this song is stored of the last 28 days" in page.text
    )
    assert "../analytics/artists/ada-365-days.html" in page.links


def test_hostile_titles_are_text(tmp_path):
    rows = [count(before(n), ANTHEM, 100 - n) for n in range(9)] + [row(DAY, 5)]
    title = "</title><script>alert(1)</script> \u202eabc " + "x" * 10_000
    root = charted_root(tmp_path / "root", [song(ANTHEM, title)], rows=rows)
    page = look(root, f"tracks/{ANTHEM}.html")
    assert page.heading.startswith("</title><script>alert(1)</script> abc")
    assert len(page.heading) <= 200
    assert [e.get("src") for e in page.all("script")] == ["../static/site.js"]
