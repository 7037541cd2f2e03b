"""A sheet agrees with itself: each figure is the difference of two numbers of its own row."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.percent import hundredths
from backline.store import Store
from backline.warehouse import Warehouse
from backline.weekly import run_weekly
from backline.weekly.figures import Weekly
from backline.weekly.sheet import WeeklySheet
from tests.drawn import drawn
from tests.roots import root_of, row
from tests.weekly_roots import AGENCY, FRIDAY, labelled, layout, report, rows_of, sheet_row

SERIES = {
    "Followers": "spotify/followers",
    "Listeners": "spotify/monthly_listeners",
    "Fans": "deezer/fans",
}
SAID = re.compile(
    r"(?P<what>[^;(]+): (?P<span>\d+) days from (?P<then>[\d,]+) on (?P<date>[\d/]+) "
    r"to (?P<now>[\d,]+) on (?P<day>[\d/]+)"
)


def back(days):
    return FRIDAY - timedelta(days)


def number(text):
    return int(text.replace(",", ""))


def day_of(text):
    month, day, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


@st.composite
def layouts(draw):
    """Layouts with any windows, columns, extras and number of weeks."""
    windows = draw(st.lists(st.sampled_from([1, 7, 10, 14, 28, 60]), min_size=1, max_size=3))
    figures = [{"shows": show, "days": days} for days in windows for show in ("growth", "change")]
    others = draw(st.lists(st.sampled_from(["blank", "remark"]), max_size=2, unique=True))
    between = draw(st.permutations([*figures, {"shows": "now"}, *({"shows": o} for o in others)]))
    extra = draw(st.lists(st.sampled_from(EXTRAS), max_size=2))
    columns = [{"shows": "label"}, *between, *[{"shows": "extra"}] * len(extra)]
    return layout(
        columns=[*columns, {"shows": "history"}],
        sections=[{"heading": "All", "rows": SERIES, "extra": extra}],
        growth={"young": draw(st.sampled_from(["empty", "first"]))},
        by=draw(st.sampled_from(["calendar", "snapshot"])),
        weeks=draw(st.none() | st.integers(1, 9)),
    )


EXTRAS = (
    {"shows": "spotify/followers", "heading": "New", "days": 7},
    {"shows": "deezer/fans", "heading": "More fans", "days": 28},
    {"shows": "note"},
)

measured = st.lists(
    st.tuples(
        st.sampled_from([*SERIES.values()]),
        st.integers(0, 70),
        st.integers(0, 20_000),
        st.sampled_from(["spotify_api", "tracking_sheet", "chartmetric"]),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda one: (one[0], one[1], one[3]),
)


def figures_of(chosen, cells):
    """By window, the growth and the change as a row has them; and its older numbers' column."""
    found = {}
    for column, text in zip(chosen.columns, cells, strict=False):
        if column.days:
            found.setdefault(column.days, {})[column.shows] = text
    return found


def explained(chosen, cells, growth, change, what):
    """Whether a growth is a difference of two printed numbers, or of two that the row tells."""
    shows = [column.shows for column in chosen.columns]
    now = cells[shows.index("now")]
    older = [text for text in cells[len(shows) - 1 :] if text]
    said = [
        (number(m["now"]), number(m["then"]))
        for m in SAID.finditer(cells[shows.index("remark")])
        if m["what"].strip() == what and day_of(m["date"]) < day_of(m["day"])
    ]
    pairs = said or [(number(a), number(b)) for a, b in product([now] if now else [], older)]
    return any(a - b == growth and change in ("", share(a - b, b)) for a, b in pairs)


def share(growth, then):
    found = hundredths(growth, then)
    return "" if found is None else f"{found:,}%"


@drawn(5, 50)
def test_whatever_the_series_and_the_layout_a_figure_can_be_found_in_its_row(examples):
    @settings(deadline=None, max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=measured, chosen=layouts())
    def holds(rows, chosen):
        with tempfile.TemporaryDirectory() as folder:
            root = root_of(
                Path(folder), [row(back(n), v, series=s, source=src) for s, n, v, src in rows]
            )
            run_weekly(root, chosen)
            found = rows_of(root / f"reports/weekly/Ada - {chosen.title}.csv")
            values = list(workbook_rows(root / f"reports/weekly/Ada - {chosen.title}.xlsx"))
        for cells in found:
            if cells[0] not in SERIES:
                continue
            for days, texts in figures_of(chosen, cells).items():
                if texts["growth"]:
                    args = (number(texts["growth"]), texts["change"], f"{days}-day")
                    assert explained(chosen, cells, *args), (days, cells)
            names = [extra.name for extra in chosen.sections[0].extra]
            first = [column.shows for column in chosen.columns].index("extra") if names else 0
            for place, extra in enumerate(chosen.sections[0].extra, first):
                if extra.days and cells[place]:
                    assert explained(chosen, cells, number(cells[place]), "", extra.name), cells
        # The workbook has the CSV's numbers, with the trend's column before the history.
        assert [list(numbers(cells)) for cells in found if cells[0] in SERIES] == [
            row for label, row in values if label in SERIES
        ]

    holds()


BESIDE = ("instagram/followers", "spotify/popularity")
"""Numbers that no drawn layout shows."""


@drawn(5, 50)
def test_numbers_that_the_layout_does_not_show_change_nothing_in_its_rows(examples):
    @settings(deadline=None, max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=measured, others=st.lists(st.sampled_from(BESIDE)), chosen=layouts())
    def holds(rows, others, chosen):
        rows = [*rows, *((other, 7 * n + 3, 5, "chartmetric") for n, other in enumerate(others))]
        with tempfile.TemporaryDirectory() as folder:
            root = root_of(
                Path(folder), [row(back(n), v, series=s, source=src) for s, n, v, src in rows]
            )
            store = Store(root)
            sheet = WeeklySheet(chosen, store.subjects(), store.notes())
            with Warehouse(root) as warehouse:
                ada = warehouse.roster.artists[0]
                of_all, shown = (
                    Weekly(warehouse, metrics=metrics).block(ada, chosen.windows, by=chosen.by)
                    for metrics in (None, chosen.metrics)
                )
        assert sheet.rows(shown) == sheet.rows(of_all)
        assert {f"{p}/{m}" for p, m, _ in shown.series} <= chosen.metrics
        assert {s: one for s, one in of_all.series.items() if s in shown.series} == shown.series

    holds()


def numbers(cells):
    """A CSV's numbers and percentages, as a workbook holds them."""
    for text in cells[1:]:
        if re.fullmatch(r"-?[\d,]+", text):
            yield round(Decimal(number(text)), 6)
        elif re.fullmatch(r"-?[\d,.]+%", text):
            yield round(Decimal(text[:-1].replace(",", "")) / 100, 6)


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook_rows(path):
    """Of each row the label and the numbers from left to right."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        words = ["".join(one.itertext()) for one in texts]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    for line in sheet.iter(f"{MAIN}row"):
        cells = [(c.get("t"), c.findtext(f"{MAIN}v")) for c in line]
        label = next((words[int(v)] for kind, v in cells if kind == "s" and v), "")
        yield label, [round(Decimal(v), 6) for kind, v in cells if kind != "s" and v is not None]


class TestTheRowSaysWhichNumbers:
    def test_707_in_24_days_beside_columns_that_differ_by_774(self, tmp_path):
        rows = [
            row(date(2026, 9, 30), 14_000), row(date(2026, 9, 6), 13_293),
            row(date(2026, 9, 10), 13_226),
        ]  # fmt: skip
        _, found = report(root_of(tmp_path, rows))
        followers = labelled(found)["Spotify followers"]
        assert (followers[4], followers[10:]) == ("707", ["13,226"])
        assert followers[6] == (
            "28-day: 24 days from 13,293 on 9/6/2026 to 14,000 on 9/30/2026 (between columns)"
        )

    def test_a_column_that_is_not_shown(self, tmp_path):
        rows = [sheet_row(back(7 * n), 100 - n) for n in range(6)]
        _, found = report(root_of(tmp_path, rows), weeks=2, by="snapshot")
        assert labelled(found)["Spotify followers"][4:7] == [
            "4", "4.17%",
            "28-day: 28 days from 96 on 8/28/2026 to 100 on 9/25/2026 (a column not shown)",
        ]  # fmt: skip

    def test_numbers_of_one_source_where_the_row_has_anothers(self, tmp_path):
        rows = [row(back(7 * n), 1000 - n, source="chartmetric") for n in range(2)]
        rows.append(row(back(0), 1200, source="spotify_api"))
        _, found = report(root_of(tmp_path, rows))
        assert labelled(found)["Spotify followers"][1:7] == [
            "1,200", "1", "0.10%", "", "",
            "7-day: 7 days from 999 on 9/18/2026 to 1,000 on 9/25/2026 (one source alone)",
        ]  # fmt: skip

    def test_the_growth_of_another_number_names_it(self, tmp_path):
        rows = [row(back(7 * n), 100 - n) for n in range(2)]
        rows += [row(back(7 * n), 50 - 3 * n, series="deezer/fans") for n in range(2)]
        extra = [{"shows": "deezer/fans", "heading": "New fans", "days": 7}]
        chosen = layout(sections=[{"rows": {"Followers": "spotify/followers"}, "extra": extra}])
        _, found = report(root_of(tmp_path, rows), layout=chosen)
        assert labelled(found)["Followers"][6:8] == [
            "New fans: 7 days from 47 on 9/18/2026 to 50 on 9/25/2026", "3",
        ]  # fmt: skip

    def test_a_layout_without_a_column_for_it_gets_one_before_the_history(self, tmp_path):
        columns = [{"shows": "label"}, {"shows": "now"}, {"shows": "growth", "days": 7}]
        chosen = layout(
            columns=[*columns, {"shows": "history"}],
            sections=[{"heading": "All", "rows": SERIES}],
        )
        rows = [row(back(n), 1000 - n) for n in range(12)]
        _, found = report(root_of(tmp_path, rows), layout=chosen, as_of=back(2))
        assert labelled(found)["Followers"] == [
            "Followers", "998", "7",
            "7-day: 7 days from 991 on 9/16/2026 to 998 on 9/23/2026 (between columns)", "993",
        ]  # fmt: skip


class TestSaidOnce:
    @pytest.fixture
    def root(self, tmp_path):
        days = (0, 14, 20, 27, 33)
        return root_of(
            tmp_path,
            [
                sheet_row(back(n), 100 - n, artist=artist, series=series)
                for n in days
                for artist in ("ada", "bo")
                for series in ("spotify/followers", "tiktok/followers")
            ],
        )

    def test_what_every_row_would_say_stands_once_above_all_blocks(self, root):
        _, found = report(root, by="snapshot")
        assert found[0][0] == "Every row: 7-day: 14 days; 28-day: 33 days."
        assert sum("14 days" in " ".join(cells) for cells in found) == 1

    def test_in_the_file_of_one_artist_too(self, root):
        _, found = report(root, by="snapshot", file="Bo")
        assert found[0][0] == "Every row: 7-day: 14 days; 28-day: 33 days."

    def test_what_one_row_has_not_stays_in_the_others(self, tmp_path):
        rows = [sheet_row(back(n), 100 - n) for n in (0, 14, 20, 27, 33)]
        rows += [sheet_row(back(n), 100 - n, artist="bo") for n in (0, 7, 14, 21, 33)]
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert found[0][0] == "Every row: 28-day: 33 days."
        said = [cells[6] for cells in found if cells[0] == "Spotify followers"]
        assert said == ["7-day: 14 days", ""]

    def test_rows_without_such_a_figure_do_not_count(self, tmp_path):
        rows = [sheet_row(back(n), 100 - n) for n in (0, 14)]
        rows += [sheet_row(back(n), 5, series="tiktok/followers") for n in (0, 14)]
        rows.append(sheet_row(back(0), 5, series="tiktok/likes"))
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert found[0][0] == "Every row: 7-day: 14 days."

    def test_one_row_alone_keeps_its_note(self, tmp_path):
        rows = [sheet_row(back(n), 100 - n) for n in (0, 14)]
        _, found = report(root_of(tmp_path, rows), by="snapshot")
        assert found[0][0] == ""
        assert labelled(found)["Spotify followers"][6] == "7-day: 14 days"

    def test_a_layout_without_a_row_above_gets_one_for_it(self, root):
        _, found = report(root, by="snapshot", layout=layout(rows_above=0))
        assert [cells[0] for cells in found[:2]] == [
            "Every row: 7-day: 14 days; 28-day: 33 days.", "Ada",
        ]  # fmt: skip


def test_the_words_of_the_shipped_layout_are_the_ones_documented():
    page = (Path(__file__).parent.parent / "docs" / "weekly.md").read_text(encoding="utf-8")
    for word in type(AGENCY.words).model_fields:
        assert f"`{word}`" in page
