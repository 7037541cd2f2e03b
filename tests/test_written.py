"""What is written is proven readable before it replaces what was good."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backline.errors import DataError
from backline.exports import write_reports
from backline.names import LONGEST_KEPT, guarded, kept, unguarded
from backline.people import Identities, Identity, Notes
from backline.people.notes import Note
from backline.people.saved import read_text
from backline.people.written import LONGEST_CELL, cell_text, csv_text
from backline.store import Day, Store, Subject, Subjects
from backline.store.files import Change, only_writer
from backline.store.proof import _PIECE
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.workflow import PROJECT

STRANGE = {
    "a bare carriage return": "Night\rShift",
    "140,000 signs": "x" * 140_000,
    "140,000 signs of a formula": "=" + "x" * 140_000,
    "a line feed and quotes": 'a "b"\n,c',
    "half a surrogate pair": "a\ud83db",
    "a NUL": "a\0b",
    "a paragraph separator": "a\u2029b\u2028c",
    "what ends a line on a Mac and on Windows": "a\r\nb\rc",
}


def table(path):
    """As a reader with Python's usual limits sees it."""
    csv.field_size_limit(131_072)
    try:
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    finally:
        csv.field_size_limit(1 << 30)


def saved(root, title, detail=""):
    """A day whose track has this title, and its reports."""
    store = Store(root)
    subjects = store.subjects()
    key = subjects.place(Subject("", "track", "ada", title, credit=title, spotify="-4uLU6hMCjMI"))
    rows = [
        row(DAY, 5),
        row(DAY, 61, series="spotify/popularity", subject=key),
        row(DAY, None, series="deezer/fans", source="deezer_api", detail=detail),
    ]
    words = {("ada", "spotify"): {"top_tracks": [{"key": key, "name": title, "preview_url": None}]}}
    with store.writing():
        with store.change() as change:
            store.save(change, [Day(DAY, rows, words)], store.roster(), subjects)
        assert write_reports(store) == []
    return store


@pytest.mark.few(3)
@pytest.mark.parametrize("what", STRANGE)
def test_a_strangers_title_stops_neither_this_run_nor_the_next(tmp_path, what):
    title = STRANGE[what]
    store = saved(root_of(tmp_path, [row(before(1), 4)]), title, detail=title)
    again = saved(tmp_path, title, detail=title)
    (subject,) = again.subjects().all()
    assert subject.title == subject.credit == kept(title) and len(subject.title) <= LONGEST_KEPT
    for path in [*store.data.rglob("*.csv"), *store.reports.rglob("*.csv")]:
        assert all(None not in one and None not in one.values() for one in table(path)), path
    (told,) = [r for r in table(store.reports / "latest.csv") if r["subject"]]
    assert (unguarded(told["title"]), unguarded(told["subject"])) == (kept(title), "-4uLU6hMCjMI")
    (stored,) = json.loads(store.latest_file.read_text())["artists"]
    assert stored["spotify"]["top_tracks"][0]["name"] == kept(title)


def test_the_same_title_again_changes_no_file(tmp_path):
    store = saved(root_of(tmp_path, []), STRANGE["140,000 signs"])
    files = {p: p.read_bytes() for p in tmp_path.rglob("*.*") if p.is_file()}
    saved(tmp_path, STRANGE["140,000 signs"])
    assert {p: p.read_bytes() for p in files} == files and store.subjects_file in files


@pytest.mark.parametrize("title", ["Night\rShift", "x" * 140_000])
def test_a_table_that_an_earlier_version_left_unreadable_is_read_again(tmp_path, title):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    heading = "key,kind,artist,title,credit,isrc,spotify,youtube,release_date\n"
    store.subjects_file.write_bytes(f"{heading}k1,track,ada,{title},,,,,\n".encode())
    (subject,) = store.subjects().all()
    assert subject.title == kept(title)
    saved(tmp_path, "Another")
    assert [s.title for s in store.subjects().all()] == ["Another", kept(title)]


@pytest.mark.few(2)
@pytest.mark.parametrize("name", [r"Ada\rX", r"a\u0000b", '=x\\"y', "x" * 300])
def test_an_artists_name_breaks_no_report(tmp_path, name):
    root = root_of(tmp_path, [row(DAY, 5)], ROSTER.replace('"Ada"', f'"{name}"'))
    store = Store(root)
    for _ in range(2):
        with store.writing():
            assert write_reports(store) == []
    (told,) = table(store.popularity_file)
    assert told["followers"] == "5"


def test_ids_that_begin_as_formulas_are_guarded_and_come_back():
    for sign in "=+-@\t\r":
        known = Subjects()
        known.place(Subject("", "video", "ada", "T", youtube=f"{sign}dQw4w9WgXc"))
        text = known.to_csv()
        for cells in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell[:1] in set("=+-@\t\r") for cell in cells)
        assert Subjects.from_csv(text).all() == known.all()
    notes = Notes([Note("ada", "youtube", "views", "-abc", 2, "", "-x")])
    assert Notes.from_csv(notes.to_csv()).all() == notes.all()


def test_a_report_guards_ids_and_no_number(tmp_path):
    rows = [
        row(before(n), 50 - n, series="youtube/views", source="youtube_api", subject="-wWw")
        for n in range(9)
    ]
    store = Store(root_of(tmp_path, rows))
    with store.writing():
        write_reports(store)
    grown = [r for r in table(store.reports / "growth.csv") if r["days"] == "7"]
    assert [(r["subject"], r["growth"]) for r in grown] == [("'-wWw", "7")]
    (series,) = sorted(store.series.glob("*.csv"))
    assert {r["subject"] for r in table(series)} == {"'-wWw"}


CELLS = st.one_of(
    st.none(), st.integers(), st.text(max_size=9), st.sampled_from([*STRANGE.values(), "'=x", "-1"])
)
ROWS = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n)))


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([(",", "\n"), (";", "\r\n")]))
@example([["\r", "a"]], (",", "\n"))
@example([['"', "\ud800"]], (";", "\r\n"))
@example([["", None]], (",", "\n"))
def test_whatever_is_written_reads_back(rows, form):
    separator, ends = form
    text = csv_text(rows, "t.csv", separator=separator, ends=ends)
    read = list(csv.reader(io.StringIO(text.encode().decode(), newline=""), delimiter=separator))
    assert read == [[cell_text(cell) for cell in cells] for cells in rows]
    assert all(len(cell) <= LONGEST_CELL for cells in read for cell in cells)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=20))
@example("\n=1+1")
@example("''=1")
def test_a_guarded_text_comes_back(text):
    assert unguarded(guarded(text)) == text


GOOD = {"a.json": b"{}", "a.toml": b"x = 1", "a.csv": b"a,b\n1,2\n"}
BAD = {
    "a.json": [b"", b"{", b'{"a": NaN}', b"\xff{}"],
    "a.toml": [b"x = ", b"\xff"],
    "a.csv": [b"a\xff\n", b"a,b\rc,d\n", b"a\0"],
    "a.parquet": [b"", b"PAR1PAR1"],
}


@pytest.mark.parametrize(("name", "content"), [(n, c) for n, all_ in BAD.items() for c in all_])
def test_what_cannot_be_read_replaces_nothing(tmp_path, name, content):
    path = tmp_path / name
    good = GOOD.get(name, b"what was there")
    path.write_bytes(good)
    said = rf"{name} would not be readable \(\w+\), so it was not written"
    with only_writer(tmp_path), pytest.raises(DataError, match=said), Change(tmp_path) as change:
        change.write(tmp_path / "data" / "b.csv", b"a\n1\n")
        change.write(path, content)
    assert path.read_bytes() == good
    assert not list(tmp_path.rglob("b.csv*"))


@pytest.mark.parametrize("before", range(4))
def test_a_sign_between_two_pieces_of_a_large_file_is_one(tmp_path, before):
    good = b"a" * (_PIECE - before) + "\N{GUITAR}\n".encode()
    with only_writer(tmp_path), Change(tmp_path) as change:
        change.write(tmp_path / "a.csv", good)
    assert (tmp_path / "a.csv").read_bytes() == good
    for bad in (good[:-2] + b"\n", good[:-2]):  # in the middle, and at the end
        with pytest.raises(DataError), only_writer(tmp_path), Change(tmp_path) as change:
            change.write(tmp_path / "a.csv", bad)


def test_every_csv_is_written_through_the_one_writer():
    found = []
    for path in sorted((*PROJECT.glob("backline/**/*.py"), *PROJECT.glob("scripts/*.py"))):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\bcsv\.(writer|DictWriter)\b|\.to_csv\(index|write_csv", text):
            found.append(path.relative_to(PROJECT).as_posix())
    assert found == ["backline/people/written.py"]


def test_a_disk_that_is_full_after_the_day_says_only_what_is_true(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    store.reports.mkdir()
    (store.reports / "growth.csv.backline-tmp").symlink_to("/dev/full")
    with only_writer(tmp_path):
        (store.reports / "growth.csv.backline-tmp").symlink_to("/dev/full")
        with pytest.raises(DataError) as raised:
            write_reports(store)
    assert str(raised.value).endswith("it and the files that change with it stay as they were.")
    with Warehouse(tmp_path) as warehouse:
        assert warehouse.days == [DAY]


def test_identities_come_back_from_whatever_names_there_are():
    known = Identities([Identity("ada", "deezer", "-27", "27", 'Ada "=x", \r\ny', DAY)])
    (read,) = Identities.from_csv(known.to_csv()).all()
    assert (read.account, read.id) == ("-27", "27")


def test_a_file_of_ours_with_a_bare_carriage_return_keeps_its_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\nx\ry,1\n")
    assert read_text(path, ours=True) == "a,b\nx y,1\n"
    path.write_bytes(b"a,b\rx,1\r")
    assert read_text(path, ours=True) == "a,b\nx,1\n"
