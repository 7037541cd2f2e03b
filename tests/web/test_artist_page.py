"""An artist's page: every number with its growth, and with what the artist is heard."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, timedelta

import pytest

from backline.analysis.growth import growth
from backline.exports.reports import write_reports
from backline.measure import State
from backline.store import Store, Subject, Subjects
from backline.store.cities import CITIES, CityEntry
from backline.store.playlists import PLAYLISTS, PlaylistEntry
from backline.store.radio import RADIO, RadioEntry
from backline.warehouse import Warehouse
from bot.library import Library
from tests.bot_roots import SERIES, large_label, roster_of, save, series_rows, small_label
from tests.charted import charted_root, count, line, song
from tests.roots import DAY, before, row
from tests.test_scripts import run
from tests.web.looking import look
from tests.web.pages_read import said
from web.pages import beside_at, page_at
from web.render import STATIC
from web.visit import Mode, NotFoundError, Visit

WIRE = 30_000


def with_reports(root):
    store = Store(root)
    with store.writing():
        write_reports(store)
    return root


def beside(root, address):
    """The lines of a file beside a page."""
    page, parts, suffix = beside_at(address)
    library = Library(root)
    try:
        stem = f"{address.removesuffix(suffix)}.html"
        content = library.ask(
            lambda label: page.beside[suffix](page.view(Visit(label, stem, parts)))
        )
    finally:
        library.close()
    return content and list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture(scope="module")
def label(tmp_path_factory):
    return with_reports(small_label(tmp_path_factory.mktemp("label") / "root", days=100))


@pytest.fixture(scope="module")
def page(label):
    return look(label, "artists/artist-1-0.html")


def numbers(page, name):
    """The row of a number; what there is to know of it stands with its name."""
    (found,) = [r for r in page.table("Number", "Now") if r["Number"].startswith(name)]
    return found


class TestNumbers:
    def test_are_the_growth_that_everything_else_says(self, label, page):
        with Warehouse(label) as warehouse:
            for days in (7, 28, 90):
                rows = growth(warehouse, days, artist="artist-1-0", subjects=False)
                (found,) = [r for r in rows if (r.platform, r.metric) == ("youtube", "views")]
                cell = numbers(page, "YouTube views")[f"{days} days"]
                assert cell.startswith(f"+{found.growth:,} +{found.change:.1%}")

    def test_a_week_stands_in_the_report_and_a_quarter_beside_the_page(self, page):
        files = {f.row["days"]: f.file for f in page.figures if f.column == "growth"}
        assert files["7"] == files["28"] == "reports/growth.csv"
        assert files["90"] == "artists/artist-1-0.csv"

    def test_each_figure_stands_where_it_says(self, label, page):
        held = beside(label, "artists/artist-1-0.csv")
        own = [f for f in page.figures if f.file == "artists/artist-1-0.csv"]
        assert len(own) > 10
        for figure in own:
            (there,) = [r for r in held if all(r[n] == v for n, v in figure.row.items())]
            assert float(there[figure.column]) == float(figure.value), figure

    def test_a_fall_is_a_number_in_the_file_too(self, tmp_path):
        rows = [row(before(n), 1_000 + 3 * n, artist="ada-0") for n in range(100)]
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        page = look(root, "artists/ada-0.html")
        (fall,) = [f for f in page.figures if f.column == "change" and f.row["days"] == "90"]
        (there,) = [r for r in beside(root, fall.file) if r["days"] == "90"]
        assert there["change"] == fall.value == "-0.212598"

    def test_say_what_the_platform_rounds(self, page):
        assert numbers(page, "YouTube subscribers")["Now"] == "12,300 rounded to 100"

    def test_say_how_many_days_were_measured(self, tmp_path):
        days = [before(n) for n in range(60) if n not in (3, 40)]
        rows = series_rows("ada-0", days, 1, ["spotify/followers"])
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        found = numbers(page, "Spotify followers")
        assert found["Days measured"] == "27 of 28"
        assert found["7 days"].endswith("from 6 of 7 days")

    def test_a_window_behind_the_history_is_no_column(self, page):
        assert "365 days" not in numbers(page, "YouTube views")
        assert "the first comparison over 365 days will exist on" in page.text

    def test_one_series_too_short_is_a_dash_with_its_reason(self, tmp_path):
        days = [before(n) for n in range(60)]
        rows = series_rows("ada-0", days, 1, ["spotify/followers"])
        rows += series_rows("ada-0", days[:3], 1, ["deezer/fans"])
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        assert numbers(page, "Deezer fans")["28 days"].startswith("—nothing measured within")

    def test_what_the_audit_knows_is_told_with_the_windows_it_touches(self, tmp_path):
        rows = [
            row(before(n), 50_000 + 20 * (100 - n), artist="ada-0", series="spotify/followers")
            for n in range(100)
            if n != 28
        ]
        rows.append(row(before(28), 0, artist="ada-0"))
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        name = numbers(page, "Spotify followers")["Number"]
        assert "28 days: likely no true 0" in name

    def test_a_number_nobody_has_is_named_with_its_reason(self, tmp_path):
        rows = series_rows("ada-0", [DAY, before(1)], 1, ["spotify/followers"])
        rows.append(row(DAY, None, artist="ada-0", series="deezer/fans", detail="answered 503"))
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        assert page.under("Not measured").startswith("Deezer fans: — failed: answered 503")

    def test_an_old_number_is_told_with_its_day_and_why_there_is_none_since(self, tmp_path):
        rows = series_rows("ada-0", [before(60)], 1, ["spotify/followers"])
        rows += series_rows("bo-1", [DAY], 1, ["spotify/followers"])
        rows.append(row(DAY, None, artist="ada-0", detail="answered 503"))
        root = save(tmp_path / "root", rows, roster_of(["Ada", "Bo"]))
        (old,) = look(root, "artists/ada-0.html").table("Number", "Last known", "On")
        assert old["Last known"] == "940"
        assert old["On"] == str(before(60))
        assert "failed on 2026-09-30; answered 503" in old["Since then"]


class TestWho:
    def test_accounts_are_links_made_of_ids_alone(self, tmp_path):
        more = 'spotify = "2QpRYjtwNg9z6KwD4fhC5h"\ninstagram = "ada.sound"'
        root = save(tmp_path / "root", [], roster_of([("Ada", more)]))
        links = [link for link in look(root, "artists/ada-0.html").links if "://" in link]
        assert links == [
            "https://open.spotify.com/artist/2QpRYjtwNg9z6KwD4fhC5h",
            "https://www.instagram.com/ada.sound/",
        ]

    def test_of_one_who_has_left_the_last_day_counts(self, tmp_path):
        text = roster_of([("Ada", f"since = 2026-01-01\nuntil = {before(5)}"), "Bo"])
        rows = series_rows("ada-0", [before(n) for n in range(5, 50)], 1, ["spotify/followers"])
        rows += series_rows("bo-1", [before(n) for n in range(50)], 1, ["spotify/followers"])
        page = look(with_reports(save(tmp_path / "root", rows, text)), "artists/ada-0.html")
        assert "the artist's last day with the label" in page.text
        assert f"With the label from 2026-01-01 to {before(5)}" in page.text
        assert numbers(page, "Spotify followers")["28 days"].startswith("+28")
        # The report looks back from the newest day, on which the artist was not there.
        assert {f.file for f in page.figures if f.column == "growth"} == {"artists/ada-0.csv"}

    def test_nobody_of_a_key_is_not_found(self, label):
        with pytest.raises(NotFoundError, match="No artist has the key 'nobody'"):
            look(label, "artists/nobody.html")

    def test_an_artist_without_a_number_says_what_to_do(self, tmp_path):
        root = save(tmp_path / "root", [], roster_of(["Ada"]))
        page = look(root, "artists/ada-0.html")
        assert "scripts/collect.py" in page.text
        assert "— —" not in page.text

    def test_hostile_names_are_text(self, tmp_path):
        name = '<img src=x onerror=alert(1)>" \u202eright to left'
        root = save(tmp_path / "root", series_rows("img-src-x-onerror-alert-1-right-to-left-0",
                    [DAY], 1, ["spotify/followers"]), roster_of([name]))  # fmt: skip
        page = look(root, "artists/img-src-x-onerror-alert-1-right-to-left-0.html")
        assert page.heading == '<img src=x onerror=alert(1)>" right to left'
        assert not page.all("img")

    def test_two_whose_names_differ_at_their_ends_have_two_titles(self, tmp_path):
        names = ["Ada " * 50 + end for end in "xy"]
        root = save(tmp_path / "root", [], roster_of(names))
        keys = [a.key for a in Store(root).roster().artists]
        assert len({look(root, f"artists/{key}.html").title for key in keys}) == 2


class TestCorrections:
    @pytest.fixture
    def corrected(self, tmp_path):
        rows = series_rows("ada-0", [before(n) for n in range(9)], 1, ["spotify/followers"])
        root = save(tmp_path / "root", rows, roster_of(["Ada", "Bo"]))
        (root / "corrections.toml").write_text(
            f'[[correction]]\nartist = "ada-0"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {before(2)}\ndo = "drop"\nexpect = 998\nreason = "a failed call"\n',
            encoding="utf-8",
        )
        return root

    def test_of_the_artist_stand_on_the_page(self, corrected):
        text = look(corrected, "artists/ada-0.html").under("Corrections")
        assert "Drop the Spotify followers of Ada on 2026-09-28" in text
        assert "a failed call" in text

    def test_of_others_do_not(self, corrected):
        assert "a failed call" not in look(corrected, "artists/bo-1.html").text

    def test_are_not_for_everybody(self, corrected):
        assert "a failed call" not in look(corrected, "artists/ada-0.html", Mode.PUBLIC).text


class TestChart:
    def test_is_the_bots_with_the_real_name_and_its_last_days_behind_it(self, tmp_path):
        text = roster_of(["宇多田ヒカル"])
        key = text.split('key = "')[1].split('"')[0]
        rows = series_rows(key, [before(n) for n in range(50)])
        page = look(save(tmp_path / "root", rows, text), f"artists/{key}.html")
        figure = page.one("figure")
        assert said(figure.find("figcaption")).startswith("宇多田ヒカル, day by day")
        behind = page.table("Day", "Spotify followers")
        assert len(behind) == 28
        assert behind[0] == behind[0] | {"Day": str(DAY), "Spotify followers": "1,000"}

    def test_says_what_it_shows(self, page):
        (spoken,) = [e.get("aria-label") for e in page.all("div", role="img")]
        assert "Spotify followers 1,000 +28 (+2.9%)" in spoken

    def test_of_two_days_there_is_none(self, tmp_path):
        rows = series_rows("ada-0", [DAY, before(1)])
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        assert not page.all("figure")

    def test_the_page_with_it_is_light_and_asks_for_two_files(self, label):
        found, parts = beside_at("artists/artist-1-0.csv")[:2]
        library = Library(label)
        try:
            html = library.ask(
                lambda there: found.html(Visit(there, "artists/artist-1-0.html", parts))
            )
        finally:
            library.close()
        files = [html, *((STATIC / name).read_bytes() for name in ("site.css", "site.js"))]
        assert sum(len(gzip.compress(file)) for file in files) < WIRE
        assert html.count(b"<link rel=") + html.count(b"<script") <= 3


class TestSongs:
    @pytest.fixture
    def heard(self, tmp_path):
        """Two songs counted for 70 days; one of them and a third are in the top tracks."""
        songs = [song("a" * 22, "Anthem", spotify="a" * 22), song("b" * 22, "Ballad"),
                 song("c" * 22, "Carol")]  # fmt: skip
        rows = [count(before(n), "a" * 22, 10_000 - 100 * n) for n in range(70)]
        rows += [count(before(n), "b" * 22, 9_000 - 10 * n) for n in range(70)]
        for n in range(40):
            for key, value in (("a" * 22, 40 - n // 20), ("c" * 22, 30 + n // 20)):
                rows.append(row(before(n), value, series="spotify/popularity", subject=key))
        return charted_root(tmp_path / "root", songs, rows=rows)

    def test_the_most_streamed_come_first_with_what_is_known_of_them(self, heard):
        page = look(heard, "artists/ada.html")
        rows = page.table("Song", "Streams in 28 days")
        assert [(r["Song"], r["Streams in 28 days"]) for r in rows] == [
            ("Anthem", "2,800"),
            ("Ballad", "280"),
        ]
        assert rows[0]["Popularity"] == "40"
        assert rows[1]["Popularity"] == "—not in the list of top tracks"

    def test_a_top_track_without_streams_stands_apart(self, heard):
        page = look(heard, "artists/ada.html")
        (apart,) = page.tables[page.tables.index(page.table("Song", "Streams in 28 days")) + 1]
        assert apart["Song"] == "Carol"
        assert apart["28 days"].startswith("−1")

    def test_their_figures_stand_beside_the_page(self, heard):
        figures = [f for f in look(heard, "artists/ada.html").figures if "songs" in f.file]
        held = beside(heard, "artists/ada.songs.csv")
        assert {f.column for f in figures} >= {"total_streams", "share", "change", "data_points"}
        for figure in figures:
            (there,) = [r for r in held if all(r[n] == v for n, v in figure.row.items())]
            assert float(there[figure.column]) == float(figure.value)

    def test_each_leads_to_its_page(self, heard):
        assert f"../tracks/{'a' * 22}.html" in look(heard, "artists/ada.html").links

    def test_of_one_who_has_left_those_of_the_last_days_with_the_label(self, tmp_path):
        rows = [count(before(n), "a" * 22, 10_000 - 100 * n) for n in range(70)] + [row(DAY, 5)]
        left = f'key = "ada"\nname = "Ada"\nuntil = {before(9)}'
        roster = f'label = "L"\n[[artist]]\n{left}\n[[artist]]\nkey = "bo"\nname = "Bo"\n'
        rows += [row(DAY, 5, artist="bo")]
        root = charted_root(tmp_path / "root", [song("a" * 22, "Anthem")], rows=rows, roster=roster)
        text = look(root, "artists/ada.html").under("Songs on Spotify")
        assert str(before(36)) in text and str(before(9)) in text and str(DAY) not in text

    def test_a_song_charted_in_one_country_alone_is_told_of_that_country(self, tmp_path):
        lines = [line(before(n), "amor", 1_000) for n in range(20)]
        root = charted_root(tmp_path / "root", [song("amor")], lines, [row(DAY, 5)])
        page = look(root, "artists/ada.html")
        (only,) = page.table("Song", "Streams in 28 days")
        assert only["Streams in 28 days"] == "≥20,000"
        assert "Songs on Spotify (IT)" in [text for _, text in page.headings]

    def test_videos_have_views_and_lead_to_youtube(self, page):
        rows = page.table("Video", "Views", "7 days")
        assert [r["Views"] for r in rows] == ["2,700", "1,800", "900"]
        assert rows[0]["7 days"].startswith("+7")
        assert "https://www.youtube.com/watch?v=video000002" in page.links

    def test_a_list_that_could_not_be_had_says_so(self, tmp_path):
        subjects = Subjects([Subject("x" * 22, "track", "ada-0", "Song")])
        rows = [row(before(1), 40, artist="ada-0", series="spotify/popularity", subject="x" * 22),
                row(DAY, None, artist="ada-0", series="spotify/popularity", subject="top_tracks",
                    detail="answered 503"), row(DAY, 5, artist="ada-0")]  # fmt: skip
        page = look(
            save(tmp_path / "root", rows, roster_of(["Ada"]), subjects), "artists/ada-0.html"
        )
        assert f"No list of {DAY} : failed: answered 503" in page.under("Songs on Spotify")


class TestHeardWith:
    @pytest.fixture
    def everywhere(self, tmp_path):
        """Charts of two countries, a playlist, plays, Shazams and cities."""
        lines = [line(before(n), "amor", 1_000, position=5 + n % 3) for n in range(10)]
        lines += [line(before(1), "amor", None, chart="top-200-fr", country="FR",
                       platform="apple-music", metric_kind="rank", position=40)]  # fmt: skip
        rows = [row(DAY, 5), *(count(before(n), "amor", 90 - n, platform="shazam", metric="shazams")
                               for n in (0, 9))]  # fmt: skip
        root = charted_root(tmp_path / "root", [song("amor")], lines, rows)
        store = Store(root)
        placed = PlaylistEntry(
            before(1), "ada", "amor", "spotify", "=evil()", "Hits <b>", "Editorial", "", 3, 2,
            before(20), 9_000, True, "soundcharts",
        )  # fmt: skip
        played = RadioEntry(
            before(2), "ada", "amor", "IT", "r1", "Radio Uno", 4, 700, DAY, "soundcharts"
        )
        listened = "spotify", "monthly_listeners", "IT", "Roma", "Lazio"
        city = CityEntry(before(3), "ada", *listened, 321, "soundcharts")
        with store.writing(), store.change() as change:
            for table, entry in ((PLAYLISTS, placed), (RADIO, played), (CITIES, city)):
                table.write(change, store.data, {table.day_of(entry): [entry]})
        return root

    def test_charts_of_every_country_stand_with_latest_and_best_place(self, everywhere):
        rows = look(everywhere, "artists/ada.html").table("Song", "Chart", "Best place")
        assert rows[0]["Chart"] == "Spotify regional-it-daily (IT) daily"
        assert (rows[0]["Latest place"], rows[0]["Best place"], rows[0]["Times listed"]) == (
            "5", "5", "10")  # fmt: skip
        assert "top-200-fr (FR)" in rows[1]["Chart"]
        assert rows[1]["Streams counted"] == "—the chart tells places only"

    def test_playlists_radio_shazam_and_cities_stand(self, everywhere):
        page = look(everywhere, "artists/ada.html")
        (playlist,) = page.table("Playlist", "Followers")
        assert playlist["Playlist"] == "Hits <b> Spotify, editorial"
        assert (playlist["Followers"], playlist["Added"]) == ("9,000", str(before(20)))
        (radio,) = page.table("Song", "Plays", "Stations")
        assert (radio["Plays"], radio["Most played by"]) == ("4", "Radio Uno")
        (shazam,) = page.table("Song", "Shazams")
        assert shazam["Shazams"] == "90"
        (city,) = page.table("City", "Latest")
        assert (city["City"], city["Latest"]) == ("Roma Lazio, IT", "321")

    def test_every_figure_of_them_stands_beside_the_page(self, everywhere):
        held = beside(everywhere, "artists/ada.heard.csv")
        own = [f for f in look(everywhere, "artists/ada.html").figures if "heard" in f.file]
        assert {f.row["what"] for f in own} == {"chart", "playlist", "radio", "shazam", "city"}
        for figure in own:
            (there,) = [r for r in held if all(r[n] == v for n, v in figure.row.items())]
            assert float(there[figure.column]) == float(figure.value)

    def test_who_must_not_be_shown_to_everybody_is_not(self, everywhere):
        roster = everywhere / "roster.toml"
        text = roster.read_text(encoding="utf-8")
        roster.write_text(text.replace('name = "Ada"', 'name = "Ada"\nowned = false'), "utf-8")
        public = look(everywhere, "artists/ada.html", Mode.PUBLIC).text
        assert "Radio Uno" not in public and "Roma" not in public and "Hits" not in public

    def test_nothing_stored_says_how_to_get_it(self, page):
        assert "scripts/analyze.py --fetch" in page.text
        assert "Charts" not in [text for _, text in page.headings]


def test_the_recorded_label_tells_of_its_purge_and_of_who_left(recordings, tmp_path):
    done = run("import_history", "label", recordings("label_history"), "--root", tmp_path)
    assert done.returncode == 0, done.stderr
    pyro = numbers(look(tmp_path, "artists/pyro.html"), "Spotify followers")
    assert "a purge on 2025-09-22 took from 5 artists" in pyro["Number"]
    assert pyro["28 days"].startswith("−")
    gone = look(tmp_path, "artists/pax.html")
    assert "the artist's last day with the label" in gone.text
    assert {f.file for f in gone.figures if f.column == "growth"} == {"artists/pax.csv"}


def test_a_large_label_has_the_other_form_of_its_report(tmp_path):
    root = with_reports(large_label(tmp_path / "root", artists=60))
    page = look(root, "artists/x-2.html")
    held = list(csv.DictReader(io.StringIO((root / "reports/growth.csv").read_text("utf-8"))))
    own = [f for f in page.figures if f.file == "reports/growth.csv"]
    assert {f.column for f in own} >= {"now", "growth_7", "growth_28", "days_measured_28"}
    for figure in own:
        (there,) = [r for r in held if all(r[n] == v for n, v in figure.row.items())]
        assert there[figure.column] == figure.value


def test_reports_of_another_day_hold_no_figure_of_today(tmp_path):
    rows = series_rows("ada-0", [before(n) for n in range(1, 40)], 1, ["spotify/followers"])
    root = with_reports(save(tmp_path / "root", rows, roster_of(["Ada"])))
    later = series_rows("ada-0", [DAY], 1, ["spotify/followers"])
    save(root, rows + later, roster_of(["Ada"]))
    files = {f.file for f in look(root, "artists/ada-0.html").figures if f.column == "growth"}
    assert files == {"artists/ada-0.csv"}


def test_what_reports_must_not_show_is_held_beside_the_page_alone(tmp_path):
    text = roster_of([("Ada", "owned = false"), "Bo"])
    rows = [
        one
        for key in ("ada-0", "bo-1")
        for one in series_rows(key, [before(n) for n in range(40)], 1, ["spotify/followers"])
    ]
    root = with_reports(save(tmp_path / "root", rows, text))
    files = {
        key: {
            f.file
            for f in look(root, f"artists/{key}.html", Mode.LIVE).figures
            if f.column == "now" and not f.file.endswith(".forecasts.csv")
        }
        for key in ("ada-0", "bo-1")
    }
    assert files == {"ada-0": {"artists/ada-0.csv"}, "bo-1": {"reports/growth.csv"}}


def test_a_metric_of_each_platform_is_known_by_its_definition(page):
    for name in SERIES:
        platform, metric = name.split("/")
        assert f"../about.html#{platform}-{metric}" in page.links


def test_a_day_of_the_state_not_configured_is_no_number(tmp_path):
    unset = {"state": State.NOT_CONFIGURED, "detail": "no Deezer account in the roster"}
    rows = [
        row(DAY, 5, artist="ada-0"),
        row(DAY, None, artist="ada-0", series="deezer/fans", **unset),
    ]
    page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
    assert "no Deezer account in the roster" in page.under("Not measured")


def test_it_is_the_same_whether_the_numbers_are_in_memory_or_not(label):
    def html(in_memory):
        library = Library(label, in_memory=in_memory, today=lambda: date(2026, 10, 1))
        found, parts = beside_at("artists/artist-2-1.csv")[:2]
        try:
            return library.ask(
                lambda there: found.html(Visit(there, "artists/artist-2-1.html", parts))
            )
        finally:
            library.close()

    assert html(True) == html(False)


def test_the_charts_of_long_ago_are_told_with_their_days(tmp_path):
    old = DAY - timedelta(days=200)
    root = charted_root(
        tmp_path / "root", [song("amor")], [line(old, "amor", 1_000)], [row(DAY, 5)]
    )
    page = look(root, "artists/ada.html")
    assert page.table("Song", "Chart")[0]["On"] == str(old)
    assert f"to {old}" in page.under("Charts")


@pytest.fixture(scope="module")
def risen(tmp_path_factory):
    course = [980, 990, 1_001, 1_003, 990, 991]
    rows = [row(before(n), v, artist="ada-0") for n, v in enumerate(reversed(course))]
    rows += [row(before(n), 5_000 - n, artist="bo-1") for n in range(3)]
    rows += [row(before(n), 30 + n, artist="bo-1", series="youtube/videos",
                 source="youtube_api") for n in range(2)]  # fmt: skip
    return save(tmp_path_factory.mktemp("label") / "root", rows, roster_of(["Ada", "Bo"]))


@pytest.fixture(scope="module")
def growing(tmp_path_factory):
    rows = [row(before(n), 5_000 - 10 * n, artist="ada-0") for n in range(200)]
    rows += [row(before(n), 700 + n % 3, artist="ada-0", series="youtube/views",
                 source="youtube_api") for n in range(10)]  # fmt: skip
    rows += [row(before(n), 40, artist="ada-0", series="youtube/videos",
                 source="youtube_api") for n in range(100)]  # fmt: skip
    return save(tmp_path_factory.mktemp("label") / "root", rows, roster_of(["Ada"]))


class TestForecasts:
    def test_stand_with_their_interval_and_what_they_rest_on(self, growing):
        page = look(growing, "artists/ada-0.html")
        followers, views = page.table("Expected", "By")
        assert (followers["Number"], followers["Expected"]) == ("Spotify followers", "5,300")
        low, _, high = followers["8 of 10 ended between"].partition(" and ")
        assert number(low) <= 5_300 <= number(high)
        assert "going on" in followers["By"]
        assert "closer than no change in 100%" in followers["By"]
        assert views["Expected"] == "700"
        assert "too few days to see a course in" in views["By"]
        assert views["8 of 10 ended between"].startswith("—")

    def test_each_figure_stands_in_one_line_of_the_file(self, growing):
        page = look(growing, "artists/ada-0.html")
        own = [f for f in page.figures if f.file.endswith(".forecasts.csv")]
        assert len(own) >= 7
        for figure in own:
            held = beside(growing, figure.file)
            (there,) = [r for r in held if figure.row.items() <= r.items()]
            assert float(there[figure.column]) == pytest.approx(float(figure.value))

    def test_are_those_that_the_bot_tells(self, growing):
        from bot.replies.predict import forecast_of_artist

        library = Library(growing)
        try:
            said = library.ask(
                lambda label: forecast_of_artist(label, "Ada", "spotify followers", 30)
            )
        finally:
            library.close()
        (followers, _) = look(growing, "artists/ada-0.html").table("Expected", "By")
        assert f"about **{followers['Expected']}**" in said.description
        assert followers["8 of 10 ended between"] in said.description

    def test_where_nothing_can_be_foretold_nothing_is_said(self, tmp_path):
        rows = [row(before(n), 40, artist="ada-0", series="youtube/videos") for n in range(3)]
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        assert "In 30 days" not in page.text


def number(text):
    return int(text.replace(",", ""))


class TestMilestones:
    def test_stand_with_their_day_and_the_next_one(self, risen):
        (ada,) = look(risen, "artists/ada-0.html").table("Reached", "Next")
        assert ada["Number"] == "Spotify followers"
        assert ada["Reached"] == f"1,000 on {before(3)}"
        assert (ada["Next"], ada["Still to go"]) == ("1,000 again", "9")
        (bo,) = look(risen, "artists/bo-1.html").table("Reached", "Next")
        assert bo["Reached"] == f"5,000 on {DAY}, not confirmed by another day yet"
        assert (bo["Next"], bo["Still to go"]) == ("10,000", "5,000")

    def test_each_figure_stands_in_one_line_of_the_file(self, risen):
        for key in ("ada-0", "bo-1"):
            page = look(risen, f"artists/{key}.html")
            own = [f for f in page.figures if f.file.endswith(".milestones.csv")]
            assert len(own) == 3
            for figure in own:
                held = beside(risen, figure.file)
                (there,) = [r for r in held if figure.row.items() <= r.items()]
                assert there[figure.column] == figure.value

    def test_read_at_once_for_many_pages_they_are_those_of_each_alone(self, risen):
        page, _ = page_at("artists/ada-0.html")
        some = [{"key": "ada-0"}, {"key": "bo-1"}]

        def both(label, parts):
            alone = page.html(Visit(label, page.at(parts), parts))
            with page.prepare(label, some):
                return alone, page.html(Visit(label, page.at(parts), parts))

        library = Library(risen)
        try:
            for parts in some:
                alone, ahead = library.ask(lambda label, parts=parts: both(label, parts))
                assert alone == ahead
        finally:
            library.close()

    def test_where_no_number_can_have_any_nothing_is_said(self, tmp_path):
        rows = [row(before(n), 40, artist="ada-0", series="spotify/popularity") for n in range(3)]
        page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "artists/ada-0.html")
        assert "Milestones" not in page.text
        assert beside(tmp_path / "root", "artists/ada-0.milestones.csv") is None
