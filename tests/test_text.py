"""Every text file that people save is read in one way, whatever program saved it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError, DataError
from backline.people import Notes
from backline.people.notes import COLUMNS
from backline.people.saved import MOST, WINDOWS, read_saved, read_text
from backline.people.tables import separator_of, table
from backline.store import Store

TEXT = "date,who\n2026-01-01,Beyoncé\n2026-01-02,Sigur Rós\n"


@pytest.fixture
def saved(tmp_path):
    def make(content, name="x.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_form_of_unicode_is_the_same_text(saved, encoding):
    found = read_saved(saved(TEXT.encode(encoding)))
    assert (found.text, found.said) == (TEXT, "")


def test_utf_16_with_its_mark_in_either_order(saved):
    for mark, order in ((b"\xff\xfe", "le"), (b"\xfe\xff", "be")):
        assert read_text(saved(mark + TEXT.encode(f"utf-16-{order}"))) == TEXT


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_end_of_line_is_the_same(saved, end):
    assert read_text(saved(TEXT.replace("\n", end).encode())) == TEXT


@pytest.mark.parametrize(
    "words",
    ["Beyoncé", "Söhne Mannheims", "São Paulo", "Ça va", "Mañana", "ÄÖÜ", "Don’t Stop", "Für 5 €"],
)
def test_a_spreadsheet_on_windows_is_taken_and_said(saved, words):
    content = f"name,plays\n{words},1\n".encode("cp1252")
    if words == "ÄÖÜ":  # a word of accents alone might as well be of another code page
        with pytest.raises(DataError, match="no other encoding is certain"):
            read_text(saved(content))
        return
    found = read_saved(saved(content))
    assert words in found.text
    assert found.encoding == WINDOWS
    assert found.said.startswith("x.csv is not UTF-8; it was read as Windows-1252")


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Кино", "cp1251"),
        ("Dvořák, Žižkov", "cp1250"),
        ("Łąka", "cp1250"),
        ("Beyoncé", "mac-roman"),
        ("Köln", "cp850"),
        ("宇多田", "shift-jis"),
        ("Ελλάδα", "cp1253"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_line(saved, words, encoding):
    path = saved(f"name,plays\nAda,1\n{words},1\n".encode(encoding))
    with pytest.raises(DataError, match=r"x\.csv line 3 cannot be read as UTF-8") as raised:
        read_text(path)
    assert "save the file as UTF-8" in str(raised.value)


def test_a_file_cut_within_a_letter_is_not_taken_for_another_encoding(saved):
    with pytest.raises(DataError, match="line 3 cannot be read"):
        read_text(saved("name\nBeyoncé\nRosalí".encode() + b"\xc3"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"date,who\n2026\0-01\n", "x.csv line 2 has a NUL byte"),
        (b"\xff\xfeabc", "begins as UTF-16 and does not go on as such"),
        (b"PK\x03\x04rest", "x.csv is a workbook or another packed file, not text"),
        (b"%PDF-1.7", "is a PDF, not text"),
    ],
)
def test_what_is_no_text_is_one_sentence(saved, content, said):
    with pytest.raises(DataError, match=said) as raised:
        read_text(saved(content))
    assert "\n" not in str(raised.value)


def test_no_file_a_folder_and_no_permission_are_one_sentence_each(tmp_path, saved, monkeypatch):
    with pytest.raises(ConfigError, match="There is no file"):
        read_text(tmp_path / "none", ConfigError)
    with pytest.raises(DataError, match="is a folder; name a file in it"):
        read_text(tmp_path)
    path = saved(b"x")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(DataError, match="may not be read by this user"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "sign"),
    [("a;b;c\n1,5;2;3", ";"), ("a\tb\n", "\t"), ('"a,b;c";d\n', ";"), ("a,b", ",")],
)
def test_the_separator_is_that_of_the_first_line(text, sign):
    assert separator_of(text) == sign


def test_a_first_line_may_name_the_separator():
    rows = list(table("sep=;\na;b\n1;2\n", "x.csv"))
    assert [(row.number, row.cells) for row in rows] == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_a_quotation_mark_that_is_not_closed_swallows_no_row_in_silence():
    with pytest.raises(DataError, match=r"x\.csv line 2: a quotation mark opens there"):
        list(table('a,b\n"1,2\n3,4\n', "x.csv"))
    rows = list(table('a,b\n"1\n2",3\n', "x.csv"))
    assert rows[1].cells == ["1\n2", "3"]


def test_notes_and_subjects_that_a_spreadsheet_saved_again_are_read(tmp_path):
    store = Store(tmp_path)
    store.data.mkdir()
    lines = [COLUMNS, ("ada", "spotify", "followers", "", "", "", "später fragen, Mitte März")]
    text = "\r\n".join(";".join(line) for line in lines) + "\r\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        store.notes_file.write_bytes(text.encode(encoding))
        (note,) = store.notes().all()
        assert note.note == "später fragen, Mitte März"
    subjects = "key\tkind\tartist\ttitle\tcredit\tisrc\tspotify\tyoutube\trelease_date\t\r\n"
    store.subjects_file.write_bytes(f"{subjects}a/b\ttrack\ta\tB\t\t\t\t\t\t\r\n".encode("utf-16"))
    assert [s.title for s in store.subjects().all()] == ["B"]


def test_a_notes_file_with_another_header_is_refused():
    with pytest.raises(DataError, match="the header must be artist,platform"):
        Notes.from_csv("artist;note\nada;x\n")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=60))
def test_any_text_comes_back_from_utf_8(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_text(path) == text


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_one_sentence(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(content)
    try:
        assert "\0" not in read_text(path)
    except DataError as error:
        assert "any.bin" in str(error)


class TestAFileThatIsTooLarge:
    """Somebody hands in a film, or a device that never ends: one sentence, no full memory."""

    def test_is_refused_before_it_is_read_whole(self, saved):
        path = saved(b"date,who\n")
        with path.open("r+b") as file:
            file.truncate(20 * MOST)  # takes no room on the disk
        tracemalloc.start()
        with pytest.raises(DataError, match=r"^x\.csv is larger than 32 MB, which no export"):
            read_saved(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 3 * MOST

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without an end")
    def test_one_without_an_end_is_refused_too(self):
        with pytest.raises(DataError, match="zero is larger than 32 MB"):
            read_saved(Path("/dev/zero"))

    def test_one_of_backlines_own_may_grow(self, saved):
        assert len(read_text(saved(b"a" * (MOST + 1)))) == MOST + 1
