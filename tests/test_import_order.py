"""The order of rows, files and entries never changes what an import means."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.imports.label.folder import read_folder
from backline.imports.label.history import adopt
from backline.imports.label.roster import implied_roster
from backline.imports.s4a.adopt import Adoption
from backline.imports.s4a.exports import read_export
from backline.imports.s4a.period import Period
from backline.measure import State
from backline.people import parse_roster
from backline.people.roster_edit import EMPTY_ROSTER
from backline.store import Subjects
from backline.store.day import in_order

TODAY = date(2026, 3, 10)
NO_FIXTURE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)


def write(path, header, rows):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def taken(files, period=None):
    """Every row of some exports, whatever the order of the files, and the subjects."""
    subjects = Subjects()
    adoption = Adoption("ada", subjects, period, None)
    for path in files:
        adoption.take(read_export(path, TODAY))
    found = adoption.finish()
    rows = [m for day in found.days.values() for m in day.measurements]
    return in_order(rows), subjects.to_csv(), found


def test_a_newest_first_export_keeps_its_true_zeros(tmp_path):
    """Followers of a new artist: zeros first, and only later some."""
    days = [date(2018, 1, 1) + timedelta(n) for n in range(2800)]
    rows = [f"{day},0,0,{max(0, n - 2757)}" for n, day in enumerate(days)]
    header = "date,listeners,streams,followers"
    first = taken([write(tmp_path / "a.csv", header, rows)])
    turned = taken([write(tmp_path / "b.csv", header, rows[::-1])])
    assert first[0] == turned[0]
    zeros = [m for m in turned[0] if m.metric == "followers" and m.value == 0]
    assert len(zeros) == 2758
    assert not any(m.state is State.REJECTED for m in turned[0])


def test_what_was_positive_in_one_file_is_so_in_the_next(tmp_path):
    header = "date,streams,followers"
    old = write(tmp_path / "old.csv", header, ["2026-01-01,3,50", "2026-01-02,3,51"])
    new = write(tmp_path / "new.csv", header, ["2026-01-03,3,0", "2026-01-04,3,52"])
    for files in ([old, new], [new, old]):
        (row,) = [m for m in taken(files)[0] if m.state is State.REJECTED]
        assert (row.date, row.detail) == (date(2026, 1, 3), "0 followers after there were some")


CELL = st.sampled_from(["", "0", "1", "5", "9"])
LINES = st.lists(st.tuples(st.integers(1, 6), CELL, CELL, CELL), min_size=3, max_size=12)


@NO_FIXTURE
@given(lines=LINES, turn=st.randoms(use_true_random=False), cut=st.integers(0, 12))
def test_any_order_of_lines_and_files_gives_the_same_timeline(tmp_path, lines, turn, cut):
    rows = [f"2026-01-0{day},{a},{b},{c}" for day, a, b, c in lines]
    header = "date,listeners,streams,followers"
    shuffled = turn.sample(rows, len(rows))
    one = [write(tmp_path / "a.csv", header, rows)]
    two = [
        write(tmp_path / f"{n}.csv", header, p)
        for n, p in enumerate((shuffled[cut:], shuffled[:cut]))
    ]
    assert taken(one)[:2] == taken(two)[:2] == taken(two[::-1])[:2]


SONG = st.tuples(
    st.sampled_from(["Salt", "SALT", "Half Light", "Half  Light", "Ebb"]),
    CELL,
    CELL,
    st.sampled_from(["2025-12-05", "2024-03-01", ""]),
)


@NO_FIXTURE
@given(songs=st.lists(SONG, min_size=1, max_size=8), turn=st.randoms(use_true_random=False))
def test_any_order_of_songs_gives_the_same_list(tmp_path, songs, turn):
    rows = [f"{title},{a},{b},0,{day}" for title, a, b, day in songs]
    header = "song,listeners,streams,saves,release_date"
    shuffled = turn.sample(rows, len(rows))
    period = Period(date(2025, 12, 1), date(2025, 12, 28))
    one = taken([write(tmp_path / "a.csv", header, rows)], period)
    other = taken([write(tmp_path / "b.csv", header, shuffled)], period)
    assert one[:2] == other[:2]


ROW = st.tuples(st.sampled_from(["Ada", "ada", "Bo"]), st.integers(1, 4), CELL, CELL)


@NO_FIXTURE
@given(lines=st.lists(ROW, min_size=1, max_size=12), turn=st.randoms(use_true_random=False))
def test_any_order_of_a_labels_csv_and_entries_gives_the_same_history(tmp_path, lines, turn):
    folder = tmp_path / "old"
    (folder / "historical").mkdir(parents=True, exist_ok=True)
    rows = [f"{name},2026-01-0{day},{a},{b}" for name, day, a, b in lines]
    entries = [
        {"name": name, "spotify": {"popularity_score": a, "followers": b}}
        for name, day, a, b in lines
        if day > 2
    ]
    header = "artist_name,date,popularity_score,followers"

    def history():
        found = read_folder(folder, TODAY)
        change = implied_roster('label = "L"\n', found)
        adopted = adopt(found, parse_roster(change.text), Subjects())
        return [(day.date, in_order(day.measurements)) for day in adopted.days], adopted.reasons

    results = []
    for shuffle in (len, turn.shuffle):
        shuffle(rows)
        shuffle(entries)
        write(folder / "scores.csv", header, rows)
        document = json.dumps({"date": "2026-01-04", "artists": entries})
        (folder / "historical" / "2026-01-04.json").write_text(document)
        results.append(history())
    assert results[0] == results[1]


def test_two_entries_of_one_artist_that_disagree_give_no_number(tmp_path):
    folder = tmp_path / "old"
    (folder / "historical").mkdir(parents=True)
    entries = [{"name": "Ada", "spotify": {"followers": n, "popularity_score": 7}} for n in (5, 9)]
    (folder / "historical" / "2026-01-04.json").write_text(
        json.dumps({"date": "2026-01-04", "artists": entries})
    )
    found = read_folder(folder, TODAY)
    roster = parse_roster(implied_roster(EMPTY_ROSTER, found).text)
    (day,) = adopt(found, roster, Subjects()).days
    told = {m.metric: (m.value, m.detail) for m in day.measurements}
    assert told["followers"] == (None, "the day's rows say 5 and 9")
    assert told["popularity"] == (7, "")
