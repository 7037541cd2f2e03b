"""A day in several files: how it is cut, when it is whole, and that nobody can tell the answers."""

from __future__ import annotations

import pytest

from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.errors import DataError
from backline.imports.trial import trial
from backline.people import parse_roster
from backline.store import Day, Store, Subjects, day_files
from backline.store.day_files import Place, cut, place_of
from backline.store.measurement_file import PART_KEY, parquet_bytes, said_in, seal_holds
from backline.unattended.rescue import days_of
from backline.warehouse import Warehouse, held, newest
from tests.roots import DAY, ROSTER, before, root_of, row

ARTISTS = ("ada", "bo", "cy", "di")


@pytest.fixture
def small(monkeypatch):
    """Days of more than four rows are large."""
    monkeypatch.setattr(day_files, "MOST_ROWS", 4)


def rows(day=DAY, artists=ARTISTS, value=5):
    series = ("spotify/followers", "spotify/popularity")
    return [row(day, value, artist=a, series=s) for a in artists for s in series]


def save(root, *days):
    store = Store(root)
    with store.writing(), store.change() as change:
        store.save(change, days, parse_roster(ROSTER), Subjects())


def rewrite(root, day):
    store = Store(root)
    with store.writing(), store.change() as change:
        store.rewrite(change, day, parse_roster(ROSTER), Subjects())


def names(root):
    return [path.name for path in Store(root).measurement_files()]


def parts(*numbers, day=DAY):
    return [f"{day}.part-{number}.parquet" for number in numbers]


def answers(root, **options):
    with Warehouse(root, **options) as warehouse:
        found = [warehouse.days, warehouse.unreadable, warehouse.latest_day, warehouse.first_day]
        found += [latest(warehouse), growth(warehouse, 1), coverage(warehouse, 7)]
        warehouse.look_at()
        return [*found, warehouse.ask("points", artist=None), warehouse.problems]


def test_only_names_of_days_are_read():
    assert place_of("2026-09-30.parquet") == Place(DAY)
    assert place_of("2026-09-30.part-12.parquet") == Place(DAY, "part", 12)
    assert place_of("2026-09-30.run-3.parquet") == Place(DAY, "run", 3)
    for name in (
        "2026-02-30.parquet",
        "2026-09-30.part-0.parquet",
        "2026-09-30.part-x.parquet",
        "2026-09-30.copy-1.parquet",
        "2026-09-30.parquet.backline-tmp",
        "copy of 2026-09-30.parquet",
    ):
        assert place_of(name) is None
    assert Place(DAY, "run", 3).name == "2026-09-30.run-3.parquet"


def test_a_day_within_the_limit_is_the_file_it_always_was(tmp_path, small):
    root_of(tmp_path, rows(artists=ARTISTS[:2]))
    path = Store(tmp_path).measurement_file(DAY)
    assert names(tmp_path) == [path.name]
    assert path.read_bytes() == parquet_bytes(rows(artists=ARTISTS[:2]))
    assert b"backline_part" not in path.read_bytes()


def test_a_larger_day_is_cut_between_artists(tmp_path, small):
    root_of(tmp_path, rows())
    store = Store(tmp_path)
    assert names(tmp_path) == parts(1, 2)
    assert store.read_day(DAY) == Day(DAY, rows())
    assert store.days() == [DAY]
    said = [said_in(path, PART_KEY) for path in store.measurement_files()]
    assert [one.partition(":")[0] for one in said] == ["1/2", "2/2"]
    assert said[0].partition(":")[2] == said[1].partition(":")[2]
    assert all(seal_holds(path.read_bytes()) for path in store.measurement_files())


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([4], [["a", "a", "a", "a"]]),
        ([3, 2, 1], [["a", "a", "a"], ["b", "b", "c"]]),
        ([1, 9, 1], [["a"], ["b"] * 4, ["b"] * 4, ["b", "c"]]),
        ([8], [["a"] * 4, ["a"] * 4]),
        ([2, 4, 4], [["a"] * 2, ["b"] * 4, ["c"] * 4]),
    ],
)
def test_only_an_artist_larger_than_a_part_crosses_a_border(counts, expected):
    every = [
        row(DAY, place, artist=artist, subject=f"s{place}")
        for artist, count in zip("abc", counts, strict=False)
        for place in range(count)
    ]
    found = cut(every, 4)
    assert [[m.artist for m in part] for part in found] == expected
    assert [m for part in found for m in part] == every


def test_the_same_day_twice_is_the_same_bytes(tmp_path, small):
    root_of(tmp_path, rows())
    first = {path: path.stat().st_mtime_ns for path in Store(tmp_path).measurement_files()}
    save(tmp_path, Day(DAY, rows()))
    assert {path: path.stat().st_mtime_ns for path in Store(tmp_path).measurement_files()} == first


def test_a_day_that_grows_leaves_its_one_file_and_comes_back_when_it_shrinks(tmp_path, small):
    root_of(tmp_path, rows(artists=ARTISTS[:2]))
    one = Store(tmp_path).measurement_file(DAY).read_bytes()
    save(tmp_path, Day(DAY, rows(artists=ARTISTS[2:])))
    assert names(tmp_path) == parts(1, 2)
    rewrite(tmp_path, Day(DAY, rows(artists=ARTISTS[:2])))
    assert names(tmp_path) == [f"{DAY}.parquet"]
    assert Store(tmp_path).measurement_file(DAY).read_bytes() == one
    rewrite(tmp_path, Day(DAY))
    assert names(tmp_path) == []


def test_fewer_parts_leave_none_behind(tmp_path, small):
    root_of(tmp_path, rows(artists=(*ARTISTS, "ed")))
    assert names(tmp_path) == parts(1, 2, 3)
    rewrite(tmp_path, Day(DAY, rows(artists=ARTISTS)))
    assert names(tmp_path) == parts(1, 2)


def lost(root, sentence):
    """The day is left out, with a sentence, and nothing else is; the store does not read it."""
    with Warehouse(root) as warehouse:
        assert warehouse.days == [before(1)]
        assert warehouse.unreadable == (DAY,)
        (problem,) = warehouse.problems
        assert sentence in problem
        assert problem.endswith("; the day is left out.")
        assert {m.value for m in latest(warehouse)} == {4}
    with pytest.raises(DataError, match=r"git checkout|data/measurements"):
        Store(root).read_day(DAY)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_day_with_a_part_missing_is_not_read(tmp_path, small, number):
    root_of(tmp_path, [*rows(before(1), value=4), *rows(artists=(*ARTISTS, "ed"))])
    name = parts(number)[0]
    (Store(tmp_path).measurement_folder(DAY) / name).unlink()
    lost(tmp_path, f"{name} is missing, of 3 parts")


def test_a_day_with_a_damaged_part_is_not_read(tmp_path, small):
    root_of(tmp_path, [*rows(before(1), value=4), *rows()])
    path = Store(tmp_path).measurement_files()[-1]
    path.write_bytes(path.read_bytes()[:-9])
    lost(tmp_path, f"{path.name} is cut short")


def test_parts_of_two_writings_are_no_day(tmp_path, small):
    root_of(tmp_path, [*rows(before(1), value=4), *rows()])
    path = Store(tmp_path).measurement_files()[-1]
    of_before = path.read_bytes()
    save(tmp_path, Day(DAY, rows(value=6)))
    path.write_bytes(of_before)
    lost(tmp_path, f"The parts of {DAY} were not written together")


def test_a_part_under_another_name_is_no_part(tmp_path, small):
    root_of(tmp_path, [*rows(before(1), value=4), *rows()])
    one, other = Store(tmp_path).measurement_files()[-2:]
    one.write_bytes(other.read_bytes())
    lost(tmp_path, f"{one.name} says of itself that it is part 2")


def test_a_part_beyond_the_last_is_told(tmp_path, small):
    root_of(tmp_path, [*rows(before(1), value=4), *rows()])
    folder = Store(tmp_path).measurement_folder(DAY)
    (folder / parts(3)[0]).write_bytes(parquet_bytes(rows(artists=("ed",))))
    lost(tmp_path, f"{parts(3)[0]} does not say which part of its day it is")


def test_parts_beside_the_one_file_are_not_read_and_go_with_the_next_writing(tmp_path, small):
    root_of(tmp_path, rows())
    store = Store(tmp_path)
    expected = rows(artists=ARTISTS[:2], value=7)
    store.measurement_file(DAY).write_bytes(parquet_bytes(expected))
    assert store.read_day(DAY).measurements == expected
    with Warehouse(tmp_path) as warehouse:
        assert warehouse.days == [DAY]
        assert warehouse.unreadable == ()
        assert len(warehouse.problems) == 2
        assert "part-1.parquet is not read, since" in warehouse.problems[0]
        assert {m.value for m in latest(warehouse)} == {7}
    save(tmp_path, Day(DAY, rows(artists=("bo",), value=8)))
    assert names(tmp_path) == [f"{DAY}.parquet"]


def test_answers_from_parts_are_those_from_single_files(tmp_path, monkeypatch):
    every = [r for n in range(12) for r in rows(before(n), value=100 - n)]
    one, other = root_of(tmp_path / "one", every), tmp_path / "other"
    monkeypatch.setattr(day_files, "MOST_ROWS", 3)
    root_of(other, every)
    assert len(names(other)) == 4 * len(names(one))
    for options in ({}, {"in_memory": True}):
        assert answers(other, **options) == answers(one, **options)


def test_memory_holds_whole_days(tmp_path, monkeypatch, small):
    root_of(tmp_path, [r for n in range(3) for r in rows(before(n), value=9 - n)])
    monkeypatch.setattr(held, "MOST_ROWS", 12)
    with Warehouse(tmp_path, in_memory=True) as warehouse:
        assert warehouse._rows.held_from == DAY
        warehouse.look_at()
        assert len(warehouse.ask("points", artist=None)) == 3 * len(rows())


def test_settled_days_are_counted_as_days_and_believed_in_parts(tmp_path, monkeypatch, small):
    monkeypatch.setattr(newest, "MOST_SINCE", 5)
    monkeypatch.setattr(newest, "YOUNG", 4)
    root = root_of(tmp_path, [r for n in range(9) for r in rows(before(n), value=100 - n)])
    with Warehouse(root) as warehouse:
        assert warehouse.settle() == before(4)
        wanted = growth(warehouse, 2)
    with Warehouse(root) as warehouse:
        vouched = warehouse._newest().vouched_for(warehouse._paths)
        assert [path.name for path in vouched] == [
            name for n in reversed(range(4, 9)) for name in parts(1, 2, day=before(n))
        ]
        assert warehouse.settle() == before(4)
        assert growth(warehouse, 2) == wanted
        assert warehouse.newest_fault() is None
    first = Store(root).measurement_files()[0]
    first.unlink()
    with Warehouse(root) as warehouse:
        assert warehouse.unreadable == (before(8),)
        assert not warehouse._newest().vouched_for(warehouse._paths)


def test_the_days_of_a_commit_are_counted_once_each():
    folder = "data/measurements/2026/"
    assert days_of(
        f"{folder}{name}" for name in (*parts(1, 2), f"{before(1)}.parquet", "2026-09-30.csv")
    ) == [before(1), DAY]


def test_what_an_import_would_do_counts_days_not_files(tmp_path, small):
    root = root_of(tmp_path, rows(artists=ARTISTS[:2]))
    with trial(root) as copy:
        store = copy.store
        with store.writing(), store.change() as change:
            days = [Day(DAY, rows()), Day(before(-1), rows(before(-1)))]
            store.save(change, days, parse_roster(ROSTER), Subjects())
        would = copy.would()
    assert would[0].startswith("1 day new: 2026-10-01")
    assert would[1].startswith("1 day changed: 2026-09-30")


@pytest.mark.heavy
def test_the_true_limit(tmp_path):
    """One row beyond the limit makes two parts; at it there is one file."""
    every = [
        row(DAY, place, artist=f"artist-{place // 1000:04}", subject=f"{place:07}")
        for place in range(day_files.MOST_ROWS + 1)
    ]
    root_of(tmp_path, every[:-1])
    assert names(tmp_path) == [f"{DAY}.parquet"]
    save(tmp_path, Day(DAY, every[-1:]))
    assert names(tmp_path) == parts(1, 2)
    with Warehouse(tmp_path) as warehouse:
        assert warehouse.ask("newest_measured", last=DAY)[0]["of_anybody"] == DAY
        warehouse.look_at()
        assert warehouse.problems == ()
