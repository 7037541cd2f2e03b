"""What stands in one cell of an old sheet, and the account that no cell escapes."""

from __future__ import annotations

import csv
import io
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.campaigns.book import Book
from backline.campaigns.editing.ids import new_id
from backline.campaigns.kinds import is_id
from backline.campaigns.tables import CURATOR, INVOICE, STATUS, TABLES
from backline.imports.campaign_sheet.account import Fate, repeated
from backline.imports.campaign_sheet.cells import as_list, bullets, tidied_name
from tests.campaigns.sheets import ROW, taken
from tests.drawn import drawn


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('"Campaign 001', "Campaign 001"),
        ('“Campaign 003),"', "Campaign 003"),
        ("Campaign 006) ", "Campaign 006"),
        ("Campaign 065 )", "Campaign 065"),
        ("Song (feat. Eve)", "Song (feat. Eve)"),
        ('"Song"', '"Song"'),
        ("“Song”", "“Song”"),
        ('Ada - "Song"', 'Ada - "Song"'),
        ('Song 12"', 'Song 12"'),
        ("Song :)", "Song :"),
        ("(Intro", "(Intro"),
        ("  two   blanks\u00a0", "two blanks"),
        (")", ")"),
    ],
)
def test_a_name_loses_what_is_certainly_dirt(typed, name):
    assert tidied_name(typed) == name


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{}", None),
        ("{a,b}", ["a", "b"]),
        ('{"a b",c,NULL}', ["a b", "c"]),
        (r'{"say \"hi\"","a,b"}', ['say "hi"', "a,b"]),
        ('["a", "b"]', ["a", "b"]),
        ("[NEW] a", None),
        ('{"a": 1}', None),
        ("a, b", None),
    ],
)
def test_lists_as_databases_write_them(text, values):
    assert as_list(text) == values


def test_a_bullet_in_its_forms():
    link = "https://open.spotify.com/playlist/3BJntn779Myc7fdXjVIlJr?si=1/"
    text = f"- A - B [NEW]\nC [new name] \n- D: {link}\n- https://x.example.invalid/p"
    found = [(one.name, one.link[:3], bool(one.why)) for one in bullets(text)]
    assert found == [
        ("A - B", "", False),
        ("C", "", False),
        ("D", "3BJ", False),
        ("https://x.example.invalid/p", "", True),
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (STATUS, "On hold", "paused"),
        (STATUS, "Canceled", "cancelled"),
        (STATUS, "Unreleased", "planned"),
        (STATUS, "COMPLETE ", "completed"),
        (STATUS, "Live", "active"),
        (INVOICE, "N/A", "none"),
        (INVOICE, "TBD", "undecided"),
        (CURATOR, "Declined", "denied"),
    ],
)
def test_spellings_of_other_systems(kind, typed, value):
    assert kind.read(typed) == value


def test_addresses_and_private_links_are_not_repeated():
    said = repeated("a@b.co https://box.example.invalid/s/secret?k=1 https://[ x")
    assert "@" not in said and "secret" not in said and "box.example.invalid" in said


@pytest.mark.parametrize("name", ["007", "May 20", "May", "🔥", "Night", "true", "x" * 300])
def test_a_new_id_is_one_that_a_spreadsheet_leaves_alone(name):
    book = Book()
    for _ in range(3):
        row = {"name": name, "start": "2026-03-09"}
        found = new_id(book, TABLES["campaigns"], row)
        assert is_id(found) and "2026-03" in found and found not in book.rows["campaigns"]
        book.rows["campaigns"][found] = {"id": found}


CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "checked", "-5", "0", "10/22/2025", "2025-10-22", "$5", "a@b.co", "A & B", "- X",
         "{a,b}", "[1]", "{}", '{"A": 5}', "Active", "https://open.spotify.com/album/x", "\n", "'"]
    ),
    st.text(max_size=12),
)  # fmt: skip
COLUMNS = [*ROW, "Playlists", "Client Email", "Vendor Email", "vendor_id", "vendor_allocations",
           "duration_days", "Notes", "Update Client", "Mood", "Client name", "genre"]  # fmt: skip


@drawn(8, 80)
def test_whatever_stands_in_a_sheet_every_cell_is_placed_empty_or_listed(examples):
    @settings(max_examples=examples, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), min_size=1, max_size=3))
    def holds(rows):
        from pathlib import Path

        first = {**ROW, "Client": "Nova", "Campaign": "Night"}
        rows = [first, *rows]
        with TemporaryDirectory() as folder:
            made, _ = taken(Path(folder), *rows)
            text = (Path(folder) / "root/reports/import_campaigns.csv").read_text(encoding="utf-8")
        # A row without anything is none.
        full = [row for row in rows if any(cell.strip() for cell in row.values())]
        assert made.fates.total() == len(full) * len(COLUMNS)
        listed = {(one["place"], one["about"]) for one in csv.DictReader(io.StringIO(text))}
        assert made.fates[Fate.LISTED] == len(listed)
        empty = sum(not row.get(name, "").strip() for row in full for name in COLUMNS)
        assert made.fates[Fate.EMPTY] == empty

    holds()
