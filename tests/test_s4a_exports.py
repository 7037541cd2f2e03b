"""Reading Spotify for Artists' exports: every generation of headers, and what spreadsheets do."""

from datetime import date

import pytest

from backline.errors import DataError
from backline.imports.s4a.exports import NUMBERS, Sort, read_export

TODAY = date(2026, 11, 1)
FIRST = "date,listeners,streams,followers\n2026-01-01,5,7,100\n2026-01-02,6,8,101\n"
SECOND = (
    "date,listeners,monthly listeners,monthly active listeners,streams,playlist adds,saves,"
    "followers\n2026-01-01,5,40,30,7,1,2,100\n"
)
THIRD = (
    "date,listeners,monthly listeners,monthly active listeners,super listeners,streams,"
    "playlist adds,saves,followers\n2026-01-01,5,40,30,3,7,1,2,100\n"
)
SONGS = 'song,listeners,streams,saves,release_date\n"Half Light, Pt. 2",5,7,1,2025-03-01\n'


@pytest.fixture
def export(tmp_path):
    def make(text, name="Ada-audience-timeline.csv", encoding="utf-8-sig", **more):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_export(path, TODAY, **more)

    return make


class TestGenerations:
    @pytest.mark.parametrize("text", [FIRST, SECOND, THIRD])
    def test_every_audience_timeline_is_known_by_its_names(self, export, text):
        found = export(text)
        assert found.sort is Sort.AUDIENCE
        assert found.unread == []
        row = found.rows[0]
        assert row.day == date(2026, 1, 1)
        assert (row.numbers["listeners"], row.numbers["streams"]) == (5, 7)
        assert row.numbers["followers"] == 100

    def test_the_third_has_every_number_there_ever_was(self, export):
        assert export(THIRD).columns == NUMBERS[Sort.AUDIENCE]

    def test_columns_in_another_order_are_the_same(self, export):
        found = export("followers,date,streams,listeners\n100,2026-01-01,7,5\n")
        assert found.rows[0].numbers == {"listeners": 5, "streams": 7, "followers": 100}

    def test_a_song_timeline_has_only_streams(self, export):
        found = export("date,streams\n2026-01-01,7\n", "Half Light-timeline.csv")
        assert found.sort is Sort.SONG
        assert found.named_after == "Half Light"

    def test_a_list_of_songs_is_read(self, export):
        found = export(SONGS, "Ada-songs-28day.csv")
        assert found.sort is Sort.SONGS
        assert not found.says_all_time
        assert found.named_after == "Ada"
        (row,) = found.rows
        assert (row.song, row.released) == ("Half Light, Pt. 2", date(2025, 3, 1))
        assert row.numbers == {"listeners": 5, "streams": 7, "saves": 1}

    def test_one_of_all_time_says_so_in_its_name(self, export):
        assert export(SONGS, "Ada-songs-all.csv").says_all_time
        assert not export(SONGS, "Ada-songs-allegro.csv").says_all_time

    def test_a_list_of_playlists_is_known(self, export):
        text = "title,author,listeners,streams,date_added\nRadio,Spotify,5,7,n/a\n"
        assert export(text, "Ada-playlists-28day.csv").sort is Sort.PLAYLISTS

    def test_a_column_of_a_coming_generation_is_listed(self, export):
        found = export("date,streams,followers,hugs\n2026-01-01,7,100,3\n")
        assert found.rows[0].numbers == {"streams": 7, "followers": 100}
        assert [(u.found, u.why) for u in found.unread] == [
            ("hugs", "a column that is not known here")
        ]


class TestSavedAgain:
    def test_dates_of_a_spreadsheet_are_american(self, export):
        text = "date,listeners,streams,followers\n"
        text += "".join(f"1/{day}/2023,1,2,3\n" for day in range(1, 32))
        found = export(text)
        assert found.rows[0].day == date(2023, 1, 1)
        assert found.rows[-1].day == date(2023, 1, 31)

    def test_few_days_of_a_month_are_told_by_their_order(self, export):
        text = "date,streams,followers\n1/2/2023,1,2\n2/2/2023,1,2\n3/2/2023,1,2\n"
        assert [r.day for r in export(text).rows] == [date(2023, 2, day) for day in (1, 2, 3)]
        text = "date,streams,followers\n30/1/2023,1,2\n31/1/2023,1,2\n1/2/2023,1,2\n"
        assert [r.day for r in export(text).rows][-1] == date(2023, 2, 1)

    def test_years_may_be_short(self, export):
        found = export("date,streams,followers\n12/31/23,1,2\n1/1/24,1,2\n")
        assert [r.day for r in found.rows] == [date(2023, 12, 31), date(2024, 1, 1)]

    def test_separators_and_thousands_may_be_others(self, export):
        found = export("date;streams;followers\n2026-01-01;1,234;10\n")
        assert found.rows[0].numbers == {"streams": 1234, "followers": 10}
        found = export('date,streams,followers\n2026-01-01,"1,234",10.0\n')
        assert found.rows[0].numbers == {"streams": 1234, "followers": 10}

    def test_a_byte_order_mark_and_line_ends_change_nothing(self, export):
        plain = export(FIRST, encoding="utf-8")
        assert export(FIRST.replace("\n", "\r\n")).rows == plain.rows
        assert export(FIRST.upper().replace("DATE", " Date ")).rows == plain.rows

    def test_trailing_empty_lines_are_nothing(self, export):
        assert len(export(FIRST + ",,,\n\n").rows) == 2


class TestBroken:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "nothing"),
            ("a,b\n1,2\n", "a,b"),
            ("<html><body>", "<html><body>"),
            ("date,hugs\n", "date,hugs"),
        ],
    )
    def test_what_is_no_export_is_refused_with_its_name(self, export, text, said):
        with pytest.raises(DataError, match=r"x\.csv is no export") as raised:
            export(text, "x.csv")
        assert said in str(raised.value)

    def test_what_is_no_text_is_refused(self, export):
        with pytest.raises(DataError, match="begins as UTF-16 and does not go on as such"):
            export(b"\xff\xfe\x00d\x00")

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(DataError, match=r"gone\.csv"):
            read_export(tmp_path / "gone.csv", TODAY)

    def test_a_line_that_cannot_be_read_costs_only_itself(self, export):
        found = export(FIRST + "soon,5,7,100\n2026-01-04,-1,many,102\n")
        assert [r.day.day for r in found.rows] == [1, 2, 4]
        assert found.rows[-1].numbers == {"followers": 102}
        assert [(u.place.rpartition(":")[2], u.found) for u in found.unread] == [
            ("4", "soon"),
            ("5", "-1"),
            ("5", "many"),
        ]

    def test_an_empty_cell_is_no_number_and_no_fault(self, export):
        found = export("date,streams,followers\n2026-01-01,,100\n")
        assert found.rows[0].numbers == {"streams": None, "followers": 100}
        assert found.unread == []

    def test_a_line_without_a_song_is_listed(self, export):
        found = export("song,listeners,streams,saves,release_date\n,1,2,3,2025-01-01\n")
        assert found.rows == []
        assert found.unread[0].why == "a line without a song"


class TestRecordings:
    def test_one_series_saved_twice_is_the_same_with_american_dates(self, recordings):
        folder = recordings("s4a_exports") / "shep"
        again, first = (
            read_export(p, TODAY) for p in sorted(folder.glob("*.csv"), key=lambda p: p.name)
        )
        longer, shorter = sorted((first, again), key=lambda e: -len(e.rows))
        numbers = {row.day: row.numbers for row in longer.rows}
        assert len(shorter.rows) == 796
        assert len(longer.rows) == 950
        assert all(numbers[row.day] == row.numbers for row in shorter.rows)

    def test_every_file_is_read_without_a_rest(self, recordings):
        for path in recordings("s4a_exports").rglob("*.csv"):
            export = read_export(path, TODAY)
            assert export.unread == []
            assert len(export.rows) == len(path.read_text(encoding="utf-8-sig").splitlines()) - 1
