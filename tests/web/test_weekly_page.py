"""The weekly report as a page: the cells of the sheet, its remarks, its weeks and its files."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from backline.errors import ConfigError
from backline.exports.reports import write_reports
from backline.store import Store
from backline.weekly import run_weekly
from tests.bot_roots import roster_of
from tests.roots import ROSTER, root_of, row
from tests.test_scripts import run
from tests.web.looking import look, looks, values_of
from tests.web.pages_read import said
from tests.weekly_roots import AGENCY, FRIDAY, rows_of, sheet_row, with_tracks
from web.views.weekly import TOGETHER, WEEKS_TOGETHER
from web.visit import Mode, NotFoundError

NUMBER = re.compile(r"-?[\d,]+(\.\d+%)?")
OWN = slice(1, 6)  # the current number and its growth
REMARK, EXTRA, HISTORY = 6, slice(7, 10), 10


def back(days):
    return FRIDAY - timedelta(days)


def weeks(count, start=1000, **more):
    return [sheet_row(back(7 * n), start - 7 * n, **more) for n in range(count)]


def lines_of(rows):
    """The rows of numbers of a written report, as wide as the widest."""
    wide = [cells + [""] * (max(map(len, rows)) - len(cells)) for cells in rows]
    return [cells for cells in wide if cells[0] and any(map(NUMBER.fullmatch, cells[1:]))]


def shown_lines(page):
    """The rows of a page's tables: label with remarks, and the cells, a dash as nothing."""
    found = []
    for table in page.all("table"):
        headings = [said(cell) for cell in next(table.iter("thead")).iter("th")]
        for body in table.iter("tbody"):
            for line in body:
                label, *cells = (said(cell) for cell in line)
                cells = ["" if cell.startswith("—") else cell for cell in cells]
                by_heading = dict(zip(headings[1:], cells, strict=True))
                by_heading.pop("Trend", None)
                found.append((label, by_heading))
    return found


def assert_same(page, written, most=None):
    """The page has every cell of the written rows, in their order."""
    lines, there = lines_of(written), shown_lines(page)
    assert len(there) == len(lines) > 0
    for cells, (label, by_heading) in zip(lines, there, strict=True):
        older = cells[HISTORY:] if most is None else cells[HISTORY : HISTORY + most]
        ours = list(by_heading.values())
        dated = sum("/" in heading for heading in by_heading)
        assert label.startswith(cells[0])
        assert ours[:5] == cells[OWN]
        assert ours[len(ours) - dated :] == older[:dated]
        assert not any(older[dated:])
        numbers = [cell for cell in cells[EXTRA] if NUMBER.fullmatch(cell)]
        assert [cell for cell in ours[5 : len(ours) - dated] if cell] == numbers
        words = [cell for cell in cells[EXTRA] if cell and cell not in numbers]
        for remark in (*cells[REMARK].split("; "), *words):
            assert remark in label


@pytest.fixture(scope="module")
def agency(tmp_path_factory):
    """A real agency's sheet, taken over, and its report written."""
    from tests.conftest import SHARED

    sheet = SHARED / "agency_sheet" / "weekly_tracking.csv"
    if not sheet.is_file():
        pytest.skip("the recordings agency_sheet are not on this machine")
    root = tmp_path_factory.mktemp("agency")
    days = ("--current-date", "2025-12-26", "--previous-date", "2025-12-19")
    for call in (
        ("import_history", "sheet", sheet, *days, "--root", root),
        ("export_weekly", "--offline", "--root", root),
    ):
        done = run(*call)
        assert done.returncode == 0, done.stderr
    return root


class TestTheSheet:
    def test_a_page_of_one_artist_has_every_cell_of_the_file(self, agency):
        for artist in Store(agency).roster().artists:
            path = agency / "reports" / "weekly" / f"{artist.name} - {AGENCY.title}.csv"
            assert_same(look(agency, f"weekly/{artist.key}.html"), rows_of(path))

    def test_the_page_of_all_has_the_newest_half_year(self, agency):
        page = look(agency, "weekly.html")
        written = rows_of(agency / "reports" / "weekly" / f"{AGENCY.title} - All Artists.csv")
        assert_same(page, written, WEEKS_TOGETHER)
        (every,) = [cells[0] for cells in written if cells[0].startswith("Every row")]
        assert every in page.text
        assert "With 12 older weeks" in page.text

    def test_a_current_number_stands_in_the_file_it_names(self, agency):
        with Store(agency).writing():
            write_reports(Store(agency))
        page = look(agency, "weekly.html")
        held = [one for one in page.figures if one.file]
        assert len(held) == len(lines_of(shown_rows(page)))
        for one in held:
            assert values_of(agency, one) == [one.value], one
            assert any(unquote(link).endswith(one.file) for link in page.links)

    def test_notes_and_release_dates_stand_below_the_label(self, tmp_path):
        rows = weeks(6) + weeks(6, series="spotify/streams", subject="t1")
        rows += weeks(6, series="youtube/views", subject="v1")
        notes = [
            ("ada", "spotify", "followers", "", None, "", "tour <in> May"),
            ("ada", "youtube", "views", "v1", 1, "5/5/2026", "clip"),
        ]
        root = with_tracks(tmp_path, rows, {"t1": "Öne", "v1": "<b>Video</b>"}, notes)
        labels = [label for label, _ in shown_lines(look(root, "weekly.html"))]
        assert labels == [
            "Spotify followerstour <in> May",
            "Öne",
            "<b>Video</b>Released 5/5/2026clip",
        ]
        everybody = look(root, "weekly.html", Mode.PUBLIC).text
        assert "tour" not in everybody
        assert "Released 5/5/2026" in everybody

    def test_a_gap_says_what_it_is(self, tmp_path):
        rows = [r for r in weeks(6) if r.date != back(7)] + weeks(6, series="spotify/popularity")
        rows += weeks(6, series="spotify/monthly_listeners")
        page = look(root_of(tmp_path, rows), "weekly.html")
        ((_, cells), _) = shown_lines(page)
        assert cells["9/18/2026"] == cells["7-day growth"] == ""
        gaps = {said(e) for e in page.all("td", class_="gap")}
        assert gaps == {"— no number", "— no number 1 column back"}

    def test_the_labels_own_layout_decides(self, tmp_path):
        root = root_of(tmp_path, weeks(6, start=12_000))
        (root / "layouts").mkdir()
        (root / "layouts" / "agency.toml").write_text(
            'title = "Wochenbericht"\n[format]\nthousands = "."\ndecimal = ","\n'
            'date = "DD.MM.YYYY"\n'
            '[[columns]]\nshows = "label"\n[[columns]]\nshows = "now"\nheading = "Aktuell"\n'
            '[[columns]]\nshows = "change"\ndays = 7\n[[columns]]\nshows = "history"\n'
            '[[sections]]\nheading = "Zahlen"\n[sections.rows]\n"Fans" = "spotify/followers"\n',
            encoding="utf-8",
        )
        page = look(root, "weekly.html")
        ((label, cells),) = shown_lines(page)
        assert (label, cells["7-day change"], cells["18.09.2026"]) == ("Fans", "0,06%", "11.993")
        assert (3, "Zahlen") in page.headings
        assert "Growth counts days" in page.text

    def test_a_trend_needs_three_numbers(self, tmp_path):
        rows = weeks(3) + weeks(2, series="spotify/monthly_listeners")
        page = look(root_of(tmp_path, rows), "weekly.html")
        (trend,) = page.all("svg")
        assert trend.get("aria-label") == "986 … 1,000"
        assert "— too few numbers for a line" in [said(e) for e in page.all("td")]


def shown_rows(page):
    return [[label, *cells.values()] for label, cells in shown_lines(page)]


class TestWeeksAndFiles:
    def test_an_earlier_week_is_chosen_on_the_live_page_alone(self, tmp_path):
        root = root_of(tmp_path, weeks(6))
        page = look(root, "weekly.html?week=2026-09-18", Mode.LIVE)
        ((_, cells),) = shown_lines(page)
        assert next(iter(cells.values())) == "993"
        assert page.one("option", selected="").get("value") == "2026-09-18"
        assert [e.get("value") for e in page.all("option")][:2] == ["2026-09-25", "2026-09-18"]
        assert look(root, "weekly.html").all("form") == []

    def test_pages_of_several_weeks_one_after_the_other_do_not_mix(self, tmp_path):
        root = root_of(tmp_path, weeks(6) + weeks(6, 500, artist="bo"))
        older, newer = "weekly.html?week=2026-09-11", "weekly.html"
        asked = [older, newer, "weekly/ada.html", older, "weekly/bo.html", newer, older]
        alone = {at: shown_lines(look(root, at, Mode.LIVE)) for at in asked}
        assert len({str(lines) for lines in alone.values()}) == 4
        together = looks(root, asked, Mode.LIVE)
        assert [shown_lines(page) for page in together] == [alone[at] for at in asked]

    @pytest.mark.parametrize("week", ["soon", "2026-13-01", "1999-01-01", "2026-09-26"])
    def test_a_week_that_cannot_be_is_a_sentence(self, tmp_path, week):
        root = root_of(tmp_path, weeks(6))
        with pytest.raises(ConfigError, match=r"2026"):
            look(root, f"weekly.html?week={week}", Mode.LIVE)

    def test_where_none_was_written_the_page_says_how(self, tmp_path):
        page = look(root_of(tmp_path, weeks(6)), "weekly.html")
        assert "scripts/export_weekly.py --offline" in page.text
        assert not [link for link in page.links if "reports/weekly" in link]

    def test_files_are_linked_whatever_the_artist_is_called(self, tmp_path):
        text = ROSTER.replace('"Ada"', '"#1 & 100% Ada?"')
        root = root_of(tmp_path, weeks(6), text)
        run_weekly(root, AGENCY)
        page = look(root, "weekly/ada.html")
        found = [link for link in page.links if "reports/weekly/" in link]
        assert [link.rpartition(".")[2] for link in found] == ["csv", "xlsx"]
        for link in found:
            assert "#" not in link and (root / unquote(link.removeprefix("../"))).is_file()
        assert "As of" in look(root, "weekly.html").text
        everybody = look(root, "weekly.html", Mode.PUBLIC)
        assert not [link for link in everybody.links if "reports/weekly" in link]

    def test_a_root_without_a_day_or_an_artist(self, tmp_path):
        assert (
            "scripts/import_history.py sheet"
            in look(root_of(tmp_path / "a", ()), "weekly.html").text
        )
        nobody = root_of(tmp_path / "b", (), 'label = "Empty"\n')
        assert "scripts/artists.py add" in look(nobody, "weekly.html").text
        assert "scripts/artists.py add" not in look(nobody, "about.html").text

    def test_nobody_of_this_key(self, tmp_path):
        with pytest.raises(NotFoundError, match="nobody"):
            look(root_of(tmp_path, weeks(2)), "weekly/nobody.html")


class TestManyArtists:
    @pytest.fixture
    def many(self, tmp_path):
        names = [f"{'ÄBC'[n % 3]} {n:02}" for n in range(TOGETHER + 1)]
        text = roster_of(names)
        keys = re.findall(r'key = "(.*?)"', text)
        rows = [r for n, key in enumerate(keys) for r in weeks(8, 1000 + n, artist=key)]
        rows += weeks(8, series="spotify/streams", artist=keys[0], subject="t1")
        return root_of(tmp_path, rows, text), keys

    def test_one_page_has_the_first_numbers_of_each(self, many):
        root, keys = many
        page = look(root, "weekly.html")
        assert {f"artist-{key}" for key in keys} <= page.anchors
        assert [said(a) for nav in page.all("nav") for a in nav.iter("a")][-3:] == ["A", "B", "C"]
        lines = [line for line in page.all("tr") if len(line) > 2][1:]
        assert len(lines) == len(keys)
        assert said(lines[0][0]) == "Spotify followers"
        assert [said(cell) for cell in lines[0][1:3]] == ["1,000", "7"]
        assert "9/18/2026" not in page.text

    def test_the_page_of_one_has_everything(self, many):
        root, keys = many
        page = look(root, f"weekly/{keys[0]}.html")
        assert [label for label, _ in shown_lines(page)] == ["Spotify followers", "t1"]
        assert shown_lines(page)[0][1]["8/7/2026"] == "951"


def test_a_number_of_an_older_day_says_so(tmp_path):
    rows = [row(back(n), 1000 - n) for n in range(1, 30)]
    rows += [row(FRIDAY, 5, series="instagram/followers")]
    root = root_of(tmp_path, rows)
    with Store(root).writing():
        write_reports(Store(root))
    page = look(root, "weekly.html")
    label, cells = shown_lines(page)[0]
    assert label == "Spotify followersof 9/24/2026"
    assert next(iter(cells.values())) == "999"
    held = next(one for one in page.figures if one.text == "999")
    assert (held.row["date"], values_of(root, held)) == (str(back(1)), ["999"])
