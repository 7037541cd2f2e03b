"""The audit as a page: findings with their numbers, corrections, coverage, unreadable files."""

from __future__ import annotations

import html
from urllib.parse import unquote

import pytest

from backline.analysis.coverage import coverage
from backline.analysis.quality import audit, proposals
from backline.errors import ConfigError
from backline.exports.reports import write_reports
from backline.measure import State
from backline.store import Store
from backline.warehouse import Warehouse
from tests.bot_roots import roster_of
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.web.conftest import copy_of
from tests.web.looking import look, values_of
from tests.web.pages_read import said
from web.visit import Mode, NotFoundError

DAYS = 40
WRONG = 10  # days ago


def course(artist="ada", series="spotify/followers", **more):
    return [row(before(n), 1000 - 3 * n, artist=artist, series=series, **more) for n in range(DAYS)]


def with_a_zero(**more):
    """Followers that read 0 for a day, refused views, and gaps with their reasons."""
    rows = [r for r in course(**more) if r.date != before(WRONG)]
    rows.append(row(before(WRONG), 0, **more))
    rows += [
        r for r in course("bo", "spotify/popularity") if (DAY - r.date).days not in range(3, 8)
    ]
    rows += [
        row(before(n), None, artist="bo", series="spotify/popularity", detail="it answered 503")
        for n in (3, 4)
    ]
    rows += [
        row(before(n), None, artist="bo", series="instagram/posts", state=State.NOT_CONFIGURED,
            detail="no Instagram account in the roster")
        for n in range(DAYS)
    ]  # fmt: skip
    rows += [
        row(before(n), None, artist="bo", series="youtube/views", state=State.REJECTED,
            detail="every number is 0")
        for n in range(2, 6)
    ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The label with its reports; only to be read."""
    root = root_of(tmp_path_factory.mktemp("made") / "root", with_a_zero())
    with Store(root).writing():
        write_reports(Store(root))
    return root


@pytest.fixture
def root(made, tmp_path):
    """One of its own to write in."""
    return copy_of(made, tmp_path / "root")


def audited(root):
    with Warehouse(root, in_memory=True) as warehouse:
        return audit(warehouse)


def items(page):
    return page.all("li", data_row="")


def assert_held(root, page):
    """Each figure that names a file stands there, and the page links the file."""
    held = [one for one in page.figures if one.file]
    for one in held:
        assert values_of(root, one) == [one.value], one
        assert any(unquote(link).endswith(one.file) for link in page.links)
    return held


class TestFindings:
    def test_all_are_there_the_worst_first(self, root):
        found = audited(root)
        page = look(root, "quality.html")
        assert len(found) >= 2
        told = items(page)
        assert [e.get("data-kind") for e in told] == [f.kind.value for f in found]
        assert [e.get("data-rank") for e in told] == [str(f.rank) for f in found]
        for finding, element in zip(found, told, strict=True):
            assert finding.sentence in said(element)
            assert f"{finding.sure:.0%} sure" in said(element)
            assert set(finding.artists) - {""} <= set(element.get("data-artist").split("|"))

    def test_each_has_its_numbers_with_days_and_sources(self, root):
        page = look(root, "quality.html")
        (line,) = [r for r in page.table("Artist", "Value", "Source") if r["Value"] == "0"]
        assert line == {
            "Artist": "Ada",
            "Number": "Spotify followers",
            "Before": "967",
            "Day (UTC)": str(before(WRONG)),
            "Value": "0",
            "Source": "spotify api",
            "After": "973",
        }
        assert "None of these values can be right" in page.text
        held = assert_held(root, page)
        assert {one.file for one in held} == {"reports/series/2026-09.csv", "reports/coverage.csv"}

    def test_what_the_audit_proposes_reads_as_a_sentence(self, root):
        says = (
            f"Drop the Spotify followers of Ada on {before(WRONG)}: spotify api says 0.",
            "Reads 0 after 967.",
        )
        for mode in Mode:
            page = look(root, "quality.html", mode)
            assert all(one in page.text for one in says)

    def test_only_the_live_page_has_a_form_to_accept_it(self, root):
        (proposing,) = [f for f in audited(root) if proposals([f])]
        page = look(root, "quality.html", Mode.LIVE)
        form = page.one("form", method="post")
        assert form.get("action") == "corrections/accept"
        ((name, key),) = [(e.get("name"), e.get("value")) for e in form.iter("input")]
        assert (name, key) == ("key", proposing.key)
        for mode in (Mode.FROZEN, Mode.PUBLIC):
            page = look(root, "quality.html", mode)
            assert page.all("form", method="post") == []
            assert "scripts/audit.py --suggest" in page.text

    @pytest.mark.parametrize(
        ("query", "keeps"),
        [
            ("artist=bo", lambda f: "bo" in f.artists),
            ("kind=zero", lambda f: f.kind == "zero"),
            ("rank=3", lambda f: f.rank == 3),
            ("artist=Ada&rank=3", lambda f: "ada" in f.artists and f.rank == 3),
        ],
    )
    def test_the_live_page_shows_those_that_are_asked_for(self, root, query, keeps):
        found = audited(root)
        wanted = [f.sentence for f in found if keeps(f)]
        assert len(wanted) < len(found)
        page = look(root, f"quality.html?{query}", Mode.LIVE)
        assert [f.sentence for f in found if f.sentence in page.text] == wanted
        assert len(items(page)) == len(wanted)

    @pytest.mark.parametrize("query", ["kind=odd", "rank=9"])
    def test_what_cannot_be_asked_is_a_sentence(self, root, query):
        with pytest.raises(ConfigError, match="there are"):
            look(root, f"quality.html?{query}", Mode.LIVE)

    def test_nobody_of_that_name(self, root):
        with pytest.raises(NotFoundError, match="No artist is called"):
            look(root, "quality.html?artist=Zed", Mode.LIVE)

    def test_titles_and_names_of_others_are_text(self, tmp_path):
        text = ROSTER.replace('"Ada"', '"<i>Ada</i> \\u202e"')
        page = look(root_of(tmp_path, with_a_zero(), text), "quality.html")
        assert "<i>Ada</i>" in page.text
        assert page.all("i") == []
        assert "\u202e" not in html.unescape(page.text)

    def test_nothing_to_look_at(self, tmp_path):
        assert (
            "Nothing to look at up to 2026-09-30"
            in look(root_of(tmp_path, course()), "quality.html").text
        )


class TestCorrections:
    def accept(self, root):
        (text,) = [text for f in audited(root) if (text := proposals([f]))]
        Store(root).corrections_file.write_text(text, encoding="utf-8")
        return text

    def test_an_accepted_one_is_listed_with_its_reason_and_its_finding_is_gone(self, root):
        self.accept(root)
        page = look(root, "quality.html")
        (line,) = page.table("Correction", "Reason")
        assert line["Correction"].startswith(
            f"Drop the Spotify followers of Ada on {before(WRONG)}"
        )
        assert (line["Reason"], line["In force"]) == ("reads 0 after 967", "Yes")
        assert "zero" not in [e.get("data-kind") for e in items(page)]

    def test_one_that_the_files_have_left_behind_says_so(self, root):
        text = self.accept(root).replace("expect = 0", "expect = 7")
        Store(root).corrections_file.write_text(text, encoding="utf-8")
        page = look(root, "quality.html")
        (line,) = page.table("Correction", "Reason")
        assert line["In force"].startswith("No: it expects 7 on")
        assert "zero" in [e.get("data-kind") for e in items(page)]
        assert "Every file of measurements can be read" in page.text

    def test_a_replaced_number_is_said(self, root):
        Store(root).corrections_file.write_text(
            '[[correction]]\nartist = "ada"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {before(WRONG)}\ndo = "replace"\nvalue = 970\nexpect = 0\n'
            'reason = "as the <b>page</b> had it"\n',
            encoding="utf-8",
        )
        (line,) = look(root, "quality.html").table("Correction", "Reason")
        assert line["Correction"].startswith("Put 970 in the place of the Spotify followers of Ada")
        assert line["Reason"] == "as the <b>page</b> had it"


class TestCoverage:
    def test_what_is_missing_when_and_why(self, root):
        page = look(root, "quality.html")
        rows = {r["Artist and number"]: r for r in page.table("Missing (UTC)")}
        assert rows["Bo Spotify popularity"] == {
            "Artist and number": "Bo Spotify popularity",
            "Measured": "23",
            "Expected": "28",
            "Missing (UTC)": "2026-09-23 to 2026-09-25: no row 2026-09-26 to 2026-09-27: failed",
            "Newest day": "measured",
        }
        posts = rows["Bo Instagram posts"]
        assert posts["Newest day"] == "no Instagram account in the roster"
        assert posts["Missing (UTC)"] == f"{before(27)} to {DAY}: not configured"

    def test_every_series_is_there_as_the_file_has_it(self, root):
        page = look(root, "quality.html")
        with Warehouse(root) as warehouse:
            expected = coverage(warehouse, 28)
        held = [one for one in assert_held(root, page) if one.file == "reports/coverage.csv"]
        assert len(held) == 2 * len(expected) == 8
        assert {one.row["days"] for one in held} == {"28"}

    def test_a_large_label_has_the_days_its_file_has(self, tmp_path):
        text = roster_of(f"Artist {n}" for n in range(51))
        rows = [
            row(before(n), 100 - n, artist=f"artist-{m}-{m}") for n in (0, 2) for m in range(51)
        ]
        root = root_of(tmp_path, rows, text)
        with Store(root).writing():
            write_reports(Store(root))
        page = look(root, "quality.html")
        held = [one for one in assert_held(root, page) if one.file == "reports/coverage.csv"]
        assert len(held) == 2 * 51
        assert {one.row["days"] for one in held} == {"30"}

    def test_what_the_files_keep_back_names_no_file(self, tmp_path):
        text = ROSTER.replace('name = "Ada"', 'name = "Ada"\nowned = false')
        root = root_of(tmp_path, with_a_zero(), text)
        with Store(root).writing():
            write_reports(Store(root))
        page = look(root, "quality.html", Mode.LIVE)
        assert {one.row.get("artist", one.row.get("key")) for one in assert_held(root, page)} == {
            "bo"
        }
        assert "967" in page.text
        assert "967" not in look(root, "quality.html", Mode.PUBLIC).text

    def test_no_report_no_file_named(self, tmp_path):
        page = look(root_of(tmp_path, with_a_zero()), "quality.html")
        assert not [one for one in page.figures if one.file]
        assert not [link for link in page.links if "reports/" in link]


class TestFiles:
    def test_a_damaged_day_is_named_without_the_folder_of_this_machine(self, root):
        path = Store(root).measurement_file(before(5))
        path.write_bytes(b"no parquet")
        page = look(root, "quality.html")
        assert f"1 day cannot be read: {before(5)}." in page.text
        assert path.relative_to(root).as_posix() in page.under("Files that cannot be read")
        assert str(root) not in page.text
        (line,) = [
            r for r in page.table("Missing (UTC)") if "Spotify followers" in r["Artist and number"]
        ]
        assert line["Missing (UTC)"] == f"{before(5)}: unreadable"

    def test_a_root_without_a_day(self, tmp_path):
        page = look(root_of(tmp_path, ()), "quality.html")
        assert "scripts/collect.py" in page.text
        assert page.all("table") == []
