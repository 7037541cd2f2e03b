"""The first page: where the label stands today, and what is missing of it."""

from __future__ import annotations

import csv
import io

import pytest

from backline.analysis.growth import growth
from backline.analysis.totals import totals
from backline.exports.reports import write_reports
from backline.measure import State
from backline.store import Store
from backline.warehouse import Warehouse
from bot.library import Library
from tests.bot_roots import roster_of, save, series_rows, small_label
from tests.roots import DAY, before, row
from tests.web.looking import look
from tests.web.pages_read import said
from web.pages import beside_at
from web.visit import Mode, Visit


def with_reports(root):
    store = Store(root)
    with store.writing():
        write_reports(store)
    return root


@pytest.fixture(scope="module")
def label(tmp_path_factory):
    """Eight artists, the last of whom is on Instagram alone."""
    return with_reports(small_label(tmp_path_factory.mktemp("label") / "root"))


@pytest.fixture(scope="module")
def page(label):
    return look(label, "index.html")


def card(page, platform):
    (found,) = [e for e in page.all("article") if said(e.find("h3")).startswith(platform)]
    return found


def sums(root, **parts):
    page, found, suffix = beside_at("index.csv")
    library = Library(root)
    try:
        content = library.ask(
            lambda label: page.beside[suffix](page.view(Visit(label, "index.html", found)))
        )
    finally:
        library.close()
    rows = csv.DictReader(io.StringIO(content.decode()))
    return next(r for r in rows if all(r[name] == value for name, value in parts.items()))


class TestSums:
    def test_are_those_of_the_total_over_artists_and_say_of_how_many(self, label, page):
        with Warehouse(label) as warehouse:
            added = totals(growth(warehouse, 28, subjects=False), warehouse.roster, DAY)
        total = next(one for one in added if one.metric.label == "followers")
        text = said(card(page, "Spotify"))
        assert f"{total.value:,}" in text
        assert f"+{total.growth:,}" in text
        assert "from 7 of 8 artists" in text

    def test_stand_in_a_file_beside_the_page(self, label, page):
        figure = next(f for f in page.figures if f.row.get("metric") == "views")
        assert figure.file == "index.csv"
        held = sums(label, platform="youtube", metric="views")
        assert held[figure.column] == figure.value

    def test_name_who_is_missing_and_why(self, page):
        assert "Artist 8: not configured: no account" in said(card(page, "Spotify"))

    def test_are_never_made_of_what_does_not_add_up(self, page):
        heading = said(card(page, "Spotify").find("h3"))
        assert heading == "Spotify followers"
        text = said(card(page, "Spotify"))
        assert "monthly listeners" not in text and "popularity" not in text

    def test_a_platform_without_any_number_has_no_card(self, page):
        assert [said(e.find("h3")) for e in page.all("article")] == [
            "Spotify followers",
            "YouTube subscribers",
            "Instagram followers",
            "Deezer fans",
            "The label's Discord server",
        ]

    def test_the_server_of_the_label_has_a_card_of_its_own(self, page):
        text = said(card(page, "The label's Discord server"))
        assert "members 60" in text and "online 9" in text


def test_movers_are_the_largest_changes_of_a_week_with_the_report_that_holds_them(page):
    rows = page.table("Artist", "Number", "Now", "7 days")
    assert {r["Number"] for r in rows} >= {"Spotify followers", "YouTube views"}
    mover = next(f for f in page.figures if f.row.get("days") == "7" and f.column == "growth")
    assert mover.file == "reports/growth.csv"


class TestWhatIsMissing:
    @pytest.fixture
    def gaps(self, tmp_path):
        """Measured before; on the newest day Deezer failed for both, as for Bo the day before."""
        text = roster_of(["Ada", "Bo"])
        rows = []
        for artist in ("ada-0", "bo-1"):
            rows += series_rows(artist, [before(n) for n in range(1, 9)], 1, ["spotify/followers"])
            rows += series_rows(artist, [DAY], 1, ["spotify/followers"])
            rows.append(row(DAY, None, artist=artist, series="deezer/fans", detail="answered 503"))
        rows.append(row(before(1), 5, artist="ada-0", series="deezer/fans"))
        rows.append(
            row(before(1), None, artist="bo-1", series="deezer/fans", detail="answered 503")
        )
        return save(tmp_path / "root", rows, text)

    def test_is_told_with_its_reason_and_what_is_new_is_marked(self, gaps):
        told = look(gaps, "index.html").under(f"Missing on {DAY}")
        assert "New: Deezer fans of Ada: failed, answered 503" in told
        assert "New: Deezer fans of Bo" not in told
        assert "Deezer fans of Bo: failed, answered 503" in told

    def test_the_last_run_says_how_many_of_how_many(self, gaps):
        text = look(gaps, "index.html").under("The last run")
        assert "2 of 4" in text
        assert f"Still missing, as on {before(1)} : 1 number" in text

    def test_days_nobody_measured_are_named(self, tmp_path):
        rows = series_rows("ada-0", [DAY, before(4)], 1, ["spotify/followers"])
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        text = look(root, "index.html").under("The last run")
        assert f"Nobody measured 3 days between the two: {before(3)} to {before(1)}" in text

    def test_nothing_missing_is_a_sentence(self, tmp_path):
        rows = series_rows("ada-0", [DAY, before(1)], 1, ["spotify/followers"])
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        text = look(root, "index.html").under(f"Missing on {DAY}")
        assert text == "Nothing: every number that was asked for is there."

    def test_a_day_only_told_later_has_no_run(self, tmp_path):
        rows = [row(DAY, 5, source="soundcharts", series="spotify/followers", artist="ada-0")]
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        page = look(root, "index.html")
        assert "No run measured this day" in page.under(f"Missing on {DAY}")
        assert "The last run" not in [text for _, text in page.headings]


class TestFirstDays:
    def test_say_when_there_will_be_something_to_compare(self, tmp_path):
        rows = series_rows("ada-0", [DAY], 1, ["spotify/followers"])
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        text = look(root, "index.html").text
        assert f"Measured since {DAY}: the first comparison over 7 days will exist on 2026" in text

    def test_have_no_growth_of_zero(self, tmp_path):
        rows = series_rows("ada-0", [DAY], 1, ["spotify/followers"])
        root = save(tmp_path / "root", rows, roster_of(["Ada"]))
        text = said(card(look(root, "index.html"), "Spotify"))
        assert "—no artist has both ends of the window from 1 of 1 artist" in text
        assert "±0" not in text


class TestNobody:
    def test_an_empty_root_says_what_to_do(self, tmp_path):
        (tmp_path / "roster.toml").write_text('label = "Nobody"\n', encoding="utf-8")
        assert "scripts/artists.py add" in look(tmp_path, "index.html").text

    def test_artists_without_a_day_say_how_to_measure_one(self, tmp_path):
        (tmp_path / "roster.toml").write_text(roster_of(["Ada"]), encoding="utf-8")
        page = look(tmp_path, "index.html")
        assert "scripts/collect.py" in page.text
        assert page.figures == []


def test_findings_are_told_in_short_with_where_they_stand(tmp_path):
    rows = series_rows("ada-0", [before(n) for n in range(40)], 50, ["spotify/followers"])
    rows = [r for r in rows if r.date != before(5)]
    rows.append(row(before(5), 0, artist="ada-0"))
    page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "index.html")
    assert "Spotify followers of Ada" in page.under("Worth a look")
    assert "quality.html" in page.links


def test_many_artists_are_not_audited_for_the_first_page(tmp_path, monkeypatch):
    monkeypatch.setattr("web.views.index.MOST_ARTISTS", 7)
    monkeypatch.setattr("web.views.index.findings_of", lambda label: pytest.fail("it was audited"))
    page = look(small_label(tmp_path / "root", days=3), "index.html")
    assert "takes minutes" in page.under("Worth a look")


def test_an_old_day_is_said_live_and_never_frozen(label):
    assert "see that the daily run still runs" in look(label, "index.html", Mode.LIVE).text
    assert "days ago" not in look(label, "index.html").text


class TestArtists:
    def test_each_has_a_line_with_growth_and_a_page(self, label):
        page = look(label, "artists.html")
        rows = page.table("Artist", "Spotify followers")
        assert [r["Artist"] for r in rows] == [f"Artist {n}" for n in range(1, 9)]
        assert rows[0]["Spotify followers"].startswith("1,000 +28")
        assert "artists/artist-1-0.html" in page.links

    def test_a_missing_number_is_a_dash_with_its_reason(self, label):
        last = look(label, "artists.html").table("Artist", "Deezer fans")[-1]
        assert last["Deezer fans"] == "—no row in this window"

    def test_columns_can_be_sorted(self, label):
        kinds = {th.get("data-sort") for th in look(label, "artists.html").all("th", scope="col")}
        assert kinds == {"text", "number"}

    def test_who_has_left_is_named_apart(self, tmp_path):
        text = roster_of(["Ada", ("Bo", f"until = {before(3)}")])
        rows = series_rows("ada-0", [DAY, before(1)], 1, ["spotify/followers"])
        page = look(save(tmp_path / "root", rows, text), "artists.html")
        assert [r["Artist"] for r in page.table("Artist")] == ["Ada"]
        assert f"Bo until {before(3)}" in page.under("Not with the label on this day")

    def test_of_many_artists_no_figure_names_its_row(self, label, monkeypatch):
        assert all(f.file for f in look(label, "artists.html").figures)
        monkeypatch.setattr("web.views.artists.FEW", 7)
        assert not any(f.file for f in look(label, "artists.html").figures)

    def test_nobody_is_a_sentence(self, tmp_path):
        (tmp_path / "roster.toml").write_text('label = "Nobody"\n', encoding="utf-8")
        assert "scripts/artists.py add" in look(tmp_path, "artists.html").text


def test_a_row_that_nobody_set_up_is_no_gap(tmp_path):
    rows = series_rows("ada-0", [DAY, before(1)], 1, ["spotify/followers"])
    unset = {"state": State.NOT_CONFIGURED, "detail": "no YouTube account in the roster"}
    rows.append(row(DAY, None, artist="ada-0", series="youtube/views", **unset))
    page = look(save(tmp_path / "root", rows, roster_of(["Ada"])), "index.html")
    assert "YouTube" not in page.under(f"Missing on {DAY}")
    assert "no YouTube account in the roster (1 of 1 artist)" in page.under("Not measured")
