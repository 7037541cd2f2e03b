"""The search page: artists, platforms, periods and countries, and what cannot be asked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError
from bot.library import Library
from tests.roots import DAY, before, root_of, row
from tests.test_scripts import run
from tests.web.pages_read import read
from web.pages import beside_at, page_at
from web.periods import named, periods, window
from web.shown import Held, Number, marked
from web.suggesting import heard_like
from web.views.analytics import MOST_IN_FULL
from web.views.asking import MOST_ARTISTS
from web.visit import Mode, NotFoundError, Visit

AUGUST = "from=2025-08-01&to=2025-08-31"
LAURO = f"artist=Achille+Lauro&platform=spotify&country=IT&{AUGUST}"


def looked(root, address, query="", *, mode=Mode.LIVE, today=DAY):
    """A page of a root, read; or a file beside it."""
    asked = parse_qs(query)

    def html(label):
        page, parts = page_at(address)
        return page.html(Visit(label, address, parts, asked, mode))

    return read(_ask(root, html, today))


def beside(root, address, query="", *, mode=Mode.LIVE, today=DAY):
    def made(label):
        page, parts, suffix = beside_at(address)
        stem = f"{address.removesuffix(suffix)}.html"
        return page.beside[suffix](page.view(Visit(label, stem, parts, parse_qs(query), mode)))

    return _ask(root, made, today)


def _ask(root, question, today):
    library = Library(root, today=lambda: today, published=False, in_memory=False)
    try:
        return library.ask(question)
    finally:
        library.close()


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture(scope="module")
def label(tmp_path_factory):
    """Ada and Bo over three weeks; Bo's followers are unknown on one day."""
    rows = []
    for back in range(21):
        day = before(back)
        rows.append(row(day, 1000 - back))
        rows.append(row(day, None if back == 3 else 500 - back, artist="bo", detail="quota used"))
        rows.append(row(day, 90 + back, series="spotify/monthly_listeners"))
        rows.append(row(day, 40, artist="bo", series="spotify/monthly_listeners"))
    return root_of(tmp_path_factory.mktemp("label"), rows)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """One artist more than a page shows every number of."""
    keys = [f"artist-{n}" for n in range(MOST_IN_FULL + 1)]
    roster = "".join(f'\n[[artist]]\nkey = "{key}"\nname = "{key}"\n' for key in keys)
    rows = [
        row(DAY, 10, artist=key, series=f"spotify/{metric}")
        for key in keys
        for metric in ("monthly_listeners", "followers")
    ]
    return root_of(tmp_path_factory.mktemp("large"), rows, f'label = "Nova"\n{roster}')


class TestAchilleLauroInItalyInAugust:
    def test_his_songs_are_those_of_analyze(self, italy):
        page = looked(italy, "analytics.html", LAURO, today=date(2025, 9, 1))
        assert page.heading == "Achille Lauro"
        songs = page.table("Song", "Streams")
        asked = ["--artist", "Achille Lauro", "--platform", "spotify", "--country", "IT"]
        asked += ["--from", "2025-08-01", "--to", "2025-08-31", "--tracks", "--offline"]
        told = json.loads(run("analyze", *asked, "--format", "json", "--root", italy).stdout)
        tracks = told["track_breakdowns"][0]["tracks"]
        assert [song["Streams"] for song in songs] == [f"≥{t['total_streams']:,}" for t in tracks]
        assert [song["Song"].split(" Achille")[0] for song in songs] == [
            track["track_name"] for track in tracks
        ]
        assert "14 of 31" in songs[0]["Days known"]

    def test_the_files_beside_hold_the_same(self, italy):
        today = date(2025, 9, 1)
        songs = lines(beside(italy, "analytics-songs.csv", LAURO, today=today))
        page = looked(italy, "analytics.html", LAURO, today=today)
        shown = {f.value for f in page.figures if f.column == "total_streams"}
        assert shown == {song["total_streams"] for song in songs}
        with zipfile.ZipFile(
            io.BytesIO(beside(italy, "analytics.xlsx", LAURO, today=today))
        ) as book:
            sheet = book.read("xl/worksheets/sheet2.xml").decode()
        assert all(f"<v>{value}</v>" in sheet for value in shown)

    def test_somebody_with_a_typing_error_is_told_of_nothing_and_not_of_zero(self, italy):
        page = looked(italy, "analytics.html", LAURO.replace("Lauro", "Laurro"))
        assert "Nothing is stored of Achille Laurro" in page.text
        assert "Did you mean Achille Lauro?" in page.text
        assert any("artist=Achille+Lauro&platform=spotify" in link for link in page.links)
        assert not [figure for figure in page.figures if figure.value == "0" and figure.column]


class TestNamesWhileSomebodyTypes:
    @pytest.mark.parametrize("typed", ["achille", "ACHILLE LAURO", "achile laur", "Achillè Laùro"])
    def test_artists_of_songs_are_found(self, italy, typed):
        assert "Achille Lauro" in _ask(italy, lambda label: heard_like(label, typed, ()), DAY)

    def test_nothing_is_no_name(self, italy):
        for typed in ("", "   ", "zzzzzzzzzz"):
            assert _ask(italy, lambda label, typed=typed: heard_like(label, typed, ()), DAY) == []

    def test_whoever_is_in_the_roster_is_not_named_twice(self, label):
        assert _ask(label, lambda known: heard_like(known, "ada", ()), DAY) == []


class TestSeveralArtists:
    def test_followers_are_added_up_on_the_days_all_are_known(self, label):
        page = looked(label, "analytics.html", "artist=ada&artist=bo&days=21")
        totals = {f.column: f.value for f in page.figures if "totals" in f.file
                  and f.row.get("metric") == "followers"}  # fmt: skip
        assert totals["latest_value"] == "1500"

    def test_listeners_never_are(self, label):
        page = looked(label, "analytics.html", "days=21")
        card = page.under("Spotify: monthly listeners")
        assert card.startswith("40 to 110")
        assert "one person listens to several artists" in card

    def test_an_unknown_day_is_said_with_its_reason(self, label):
        page = looked(label, "analytics.html", "artist=bo&days=21")
        rows = [
            r
            for table in page.tables
            for r in table
            if r.get("Number", "").startswith("Spotify followers")
        ]
        (followers,) = rows
        assert followers["Days known"] == "20 of 21"
        assert "1 of 21 days: quota used" in followers["What to know"]

    def test_each_row_leads_to_the_artist_alone(self, label):
        live = looked(label, "analytics.html", "days=7")
        assert any(link.startswith("analytics.html?artist=ada&") for link in live.links)
        frozen = looked(label, "analytics/7-days.html", mode=Mode.FROZEN)
        assert "../analytics/artists/ada-7-days.html" in frozen.links


class TestFiguresOfOneRow:
    """Where they stand is said once, by the row around them."""

    def test_each_is_found_by_what_the_row_says(self, label):
        asked = "artist=bo&platform=spotify&days=21"
        page = looked(label, "analytics.html", asked)
        row = next(e for e in page.all("tr") if "followers" in e.get("data-row", ""))
        values = {e.get("data-column"): e.get("value") for e in row.iter("data")}
        files = lines(beside(label, "analytics.csv", asked))
        (line,) = (one for one in files if one["metric"] == "followers")
        assert values["latest_value"] == line["latest_value"] == "500"
        assert values.items() <= line.items()

    def test_a_total_says_it_itself(self, label):
        page = looked(label, "analytics.html", "days=21")
        (total,) = (f for f in page.figures if f.text == "1,500")
        assert total.file.startswith("analytics-totals.csv")

    def test_what_other_people_wrote_stays_text(self):
        held = Held('a"b.csv', {"id": "<i>&"})
        html = marked(Number(1, "<b>", 'so "what"', held, "x"))
        assert "<b>" not in html and '"what"' not in html and 'a"b' not in html
        assert (
            marked(Number(1, "1", "", held, "x"), held)
            == '<data value="1" data-column="x">1</data>'
        )


class TestMoreArtistsThanAnybodyReads:
    def test_each_has_its_lead_number_and_the_others_are_in_the_file(self, large):
        page = looked(large, "analytics.html", "platform=spotify")
        assert len(page.table("Artist", "Number")) == MOST_IN_FULL + 1
        assert "only the number that each platform is known by is shown" in page.text
        assert "The 51 other numbers are in analytics.csv" in page.text
        assert "All 102 numbers" not in page.text

    def test_one_artist_less_has_every_number_in_the_page(self, large):
        some = "&".join(f"artist=artist-{n}" for n in range(MOST_IN_FULL))
        page = looked(large, "analytics.html", f"platform=spotify&{some}")
        assert "All 100 numbers" in page.text


class TestThePeriod:
    def test_28_days_up_to_the_newest_where_nothing_is_said(self, label):
        page = looked(label, "analytics.html")
        assert f"{before(27)} to {DAY} (28 days), worldwide" in page.text

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("period=2026-09", "2026-09-01 to 2026-09-30 (30 days)"),
            ("days=10", f"{before(9)} to {DAY} (10 days)"),
            ("from=2026-09-20", f"2026-09-20 to {DAY} (11 days)"),
            ("from=2026-09-20&to=2026-09-21", "2026-09-20 to 2026-09-21 (2 days)"),
            ("to=2026-09-21", "2026-08-25 to 2026-09-21 (28 days)"),
            # the form sends everything: what was changed counts
            ("shown=28-days&period=28-days&from=2026-09-20&to=2026-09-21", "2026-09-20 to 2026"),
            ("shown=own&period=7-days&from=2026-09-20&to=2026-09-21", f"{before(6)} to {DAY}"),
            ("shown=28-days&period=7-days&days=", f"{before(6)} to {DAY}"),
        ],
    )  # fmt: skip
    def test_as_it_was_asked(self, label, query, words):
        assert words in looked(label, "analytics.html", query).text

    def test_the_month_of_an_address_is_the_same_as_of_the_query(self, label):
        by_query = looked(label, "analytics.html", "period=2026-09")
        by_address = looked(label, "analytics/2026-09.html", mode=Mode.FROZEN)
        values = [[f.value for f in page.figures] for page in (by_query, by_address)]
        assert values[0] == values[1] != []

    @given(st.dates(date(2020, 1, 1), date(2026, 9, 30)), st.integers(0, 900))
    def test_every_period_of_a_root_is_found_again_by_its_name(self, oldest, span):
        newest = oldest + timedelta(span)
        for period in periods(oldest, newest):
            assert named(period.name, newest) == period
        months = [p for p in periods(oldest, newest) if not p.name.endswith("days")]
        assert months[-1].first <= oldest <= months[-1].last
        assert window(7, newest).days == 7


class TestWhatCannotBeAsked:
    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("platform=myspace", "There is no platform 'myspace'"),
            ("country=XX", "There is no country 'XX'"),
            ("from=2026-09-20&to=2026-09-01", "The period ends before it starts"),
            ("from=2031-01-01&to=2031-02-01", "has not begun"),
            ("from=1900-01-01&to=2026-09-01", "A period has at most 3,660 days"),
            ("from=yesterday", "'yesterday' is no day written as 2026-01-31"),
            ("days=0", "'0' is no number of days from 1 to 3,660"),
            ("days=many", "'many' is no number of days"),
            ("&".join(f"artist=a{n}" for n in range(2000)), f"ask for at most {MOST_ARTISTS}"),
        ],
    )
    def test_gets_one_sentence(self, label, query, sentence):
        with pytest.raises(ConfigError, match=sentence.replace("(", r"\(")) as refused:
            looked(label, "analytics.html", query)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        "address", ["analytics/2026-13.html", "analytics/long.html", "analytics/0-days.html"]
    )
    def test_a_period_that_is_none_is_not_found(self, label, address):
        with pytest.raises(NotFoundError, match=r"There is no (period|page)"):
            looked(label, address)

    def test_nobody_of_that_key_is_not_found_frozen(self, label):
        with pytest.raises(NotFoundError, match="no artist 'nobody'"):
            looked(label, "analytics/artists/nobody-7-days.html", mode=Mode.FROZEN)


class TestNobodyAndNothing:
    def test_a_root_without_a_day(self, tmp_path):
        root = root_of(tmp_path, [])
        assert "Nothing has been measured yet" in looked(root, "analytics.html").text

    def test_a_roster_without_an_artist_still_searches_charts(self, italy):
        page = looked(italy, "analytics.html")
        assert "The roster has no artist yet" in page.text
        assert page.one("input", name="artist") is not None

    def test_the_form_keeps_what_was_asked(self, label):
        page = looked(label, "analytics.html", "artist=ada&platform=spotify&country=IT&days=5")
        checked = {e.get("value") for e in page.all("input", type="checkbox", checked="")}
        assert checked == {"ada", "spotify"}
        assert page.one("input", name="country").get("value") == "IT"

    def test_frozen_it_has_no_form(self, label):
        assert not looked(label, "analytics.html", mode=Mode.FROZEN).all("form")
