"""Runs of parts of a roster: read as one with their day, and taken into it without a loss."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.collecting.retention import forget, prune
from backline.errors import DataError
from backline.measure import State
from backline.people import Identity
from backline.people.key_ends import KeyEnd, KeyTold
from backline.store import Day, Quota, Store, Subject, key_ends, quotas
from backline.store.day import Words
from backline.store.measurement_file import seal_holds
from backline.store.runs import Learnt, run_bytes, run_of
from backline.store.taking_in import take_in
from backline.warehouse import Warehouse, newest
from tests.day_runs import split, write_run
from tests.drawn import drawn
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_day_files import answers, save

TODAY = before(-1)
LIST = "spotify/popularity"


def at(hour):
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC)


def rows(artist, value=5, hour=2, day=DAY, **more):
    return [row(day, value, artist=artist, collected_at=at(hour), **more)]


LEARNT = Learnt(
    words={("bo", "spotify"): {"genres": ["trap"], "top_tracks": []}},
    subjects=[Subject("t" * 22, "track", "bo", "Night Bus", spotify="t" * 22)],
    identities=[Identity("bo", "spotify", "b" * 22, "b" * 22, "Bo", DAY)],
    told=[
        Quota("youtube", DAY, 40, "units", 100, "day"),
        KeyTold("IG", (KeyEnd("IG", "The token", DAY),)),
    ],
)


def taken(root, today=TODAY):
    store, problems = Store(root), []
    with store.writing(), store.change() as change:
        found = take_in(store, change, store.roster(), today, problems)
    return found, problems


def names(root):
    return [path.name for path in Store(root).measurement_files()]


def content(root):
    paths = (
        p for p in root.rglob("*") if p.is_file() and p.suffix in (".parquet", ".json", ".csv")
    )
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}


def both(root):
    """Ada in the day, Bo beside it."""
    root_of(root, rows("ada"))
    write_run(root, DAY, 2, rows("bo", 7), LEARNT)
    return root


def test_a_run_is_read_with_its_day(tmp_path):
    root = both(tmp_path)
    store = Store(root)
    assert store.days() == [DAY]
    assert store.read_day(DAY).measurements == [*rows("ada"), *rows("bo", 7)]
    assert store.read_day(DAY).words == LEARNT.words
    assert store.read_day(DAY, runs=False).measurements == rows("ada")
    with Warehouse(root) as warehouse:
        assert warehouse.days == [DAY]
        assert warehouse.problems == ()
        warehouse.look_at()
        found = {r["artist"]: r["value"] for r in warehouse.ask("points", artist=None)}
    assert found == {"ada": 5, "bo": 7}


def test_what_a_run_learnt_is_known_before_it_is_taken_in(tmp_path):
    store = Store(both(tmp_path))
    assert store.subjects().get("t" * 22).title == "Night Bus"
    assert store.identities().current("bo", "spotify").name == "Bo"
    assert list(quotas(store)) == [LEARNT.told[0]]
    assert list(key_ends(store)) == list(LEARNT.told[1].ends)
    assert not store.subjects_file.exists()


def test_taken_in_it_is_the_day_as_one_run_would_have_written_it(tmp_path):
    one = root_of(tmp_path / "one", [*rows("ada"), *rows("bo", 7)])
    root = both(tmp_path / "other")
    assert taken(root) == ([DAY], [])
    store = Store(root)
    assert names(root) == [f"{DAY}.parquet"]
    assert store.measurement_file(DAY).read_bytes() == Store(one).measurement_file(DAY).read_bytes()
    assert store.read_json(store.latest_file)["artists"][1]["spotify"]["genres"] == ["trap"]
    assert store.subjects().get("t" * 22).title == "Night Bus"
    assert store.identities().current("bo", "spotify").name == "Bo"
    assert list(quotas(store)) == [LEARNT.told[0]]
    assert list(key_ends(store)) == list(LEARNT.told[1].ends)


def test_taking_in_twice_changes_nothing_and_two_at_once_write_the_same(tmp_path):
    root = both(tmp_path / "here")
    shutil.copytree(root, tmp_path / "there")
    taken(root)
    taken(tmp_path / "there")
    first = content(root)
    assert content(tmp_path / "there") == first
    assert taken(root) == ([], [])
    assert content(root) == first


def test_runs_alone_make_a_day(tmp_path):
    root = root_of(tmp_path, [])
    write_run(root, DAY, 1, rows("ada"))
    write_run(root, DAY, 3, rows("bo", 7))
    assert Store(root).days() == [DAY]
    taken(root)
    assert names(root) == [f"{DAY}.parquet"]
    assert [m.artist for m in Store(root).read_day(DAY).measurements] == ["ada", "bo"]


GAP = {"state": State.HIDDEN, "value": None}


@pytest.mark.parametrize(
    ("in_day", "in_run", "counts"),
    [
        (rows("bo", 5, 2), rows("bo", 6, 9), 6),
        (rows("bo", 5, 9), rows("bo", 6, 2), 5),
        (rows("bo", 5, 2), rows("bo", None, 9), 5),
        (rows("bo", None, 9), rows("bo", 6, 2), 6),
        (rows("bo", hour=2, **GAP), rows("bo", None, 9), State.HIDDEN),
        (rows("bo", None, 9), rows("bo", hour=2, **GAP), State.HIDDEN),
        (rows("bo", 5, 2), rows("bo", 6, 2), 6),
    ],
)
def test_a_later_row_counts_and_a_failure_takes_nothing_away(tmp_path, in_day, in_run, counts):
    root = root_of(tmp_path, in_day)
    write_run(root, DAY, 1, in_run)
    with Warehouse(root) as warehouse:
        warehouse.look_at()
        (read,) = _recent(warehouse)
    assert counts in (read["value"], read["state"])
    taken(root)
    (stored,) = Store(root).read_day(DAY).measurements
    assert (stored.value, stored.state) == (read["value"], read["state"])


def _recent(warehouse):
    return warehouse._engine.rows("from recent order by all")


def test_a_list_that_one_run_had_is_not_missing(tmp_path):
    missing = rows("bo", None, subject="top_tracks", series=LIST)
    had = rows("bo", 7, 9, subject="t" * 22, series=LIST)
    root = root_of(tmp_path, missing)
    write_run(root, DAY, 1, had)
    with Warehouse(root) as warehouse:
        warehouse.look_at()
        assert [r["subject"] for r in _recent(warehouse)] == ["t" * 22]
    assert Store(root).read_day(DAY).measurements == had


def test_a_day_nobody_measured_anything_on_is_none_once_it_is_over(tmp_path):
    root = root_of(tmp_path, rows("ada", day=before(1)))
    write_run(root, DAY, 1, rows("ada", None))
    latest = Store(root).latest_file.read_bytes()
    assert taken(root, DAY) == ([], [])
    assert names(root) == [f"{before(1)}.parquet", f"{DAY}.run-1.parquet"]
    assert taken(root) == ([], [])
    assert names(root) == [f"{before(1)}.parquet"]
    assert Store(root).latest_file.read_bytes() == latest


def test_a_failed_part_leaves_its_gap_with_its_reason(tmp_path):
    root = root_of(tmp_path, [])
    write_run(root, DAY, 1, rows("ada", None, detail="Spotify refused the key"))
    write_run(root, DAY, 2, rows("bo", 7))
    taken(root, DAY)
    ada, bo = Store(root).read_day(DAY).measurements
    assert (ada.state, ada.detail) == (State.FAILED, "Spotify refused the key")
    assert bo.value == 7


def test_a_damaged_run_costs_its_day_and_nothing_else(tmp_path):
    root = root_of(tmp_path, [*rows("ada", day=before(1)), *rows("ada")])
    path = write_run(root, DAY, 2, rows("bo", 7), LEARNT)
    content_of = path.read_bytes()
    path.write_bytes(content_of[:-9] + b"x" * 9)
    with Warehouse(root) as warehouse:
        assert warehouse.days == [before(1)]
        assert warehouse.unreadable == (DAY,)
        assert warehouse.problems[0].startswith(f"data/measurements/2026/{path.name} ")
    with pytest.raises(DataError, match=r"run-2\.parquet"):
        Store(root).read_day(DAY)
    days, (problem,) = taken(root)
    assert days == []
    assert path.name in problem
    assert path.exists()
    path.write_bytes(content_of)
    assert taken(root) == ([DAY], [])


def test_a_run_of_a_newer_backline_is_left_alone(tmp_path, monkeypatch):
    root = root_of(tmp_path, rows("ada", day=before(1)))
    monkeypatch.setattr("backline.store.runs.LEARNT_FORMAT", 2)
    path = write_run(root, DAY, 2, rows("bo", 7), LEARNT)
    monkeypatch.undo()
    with Warehouse(root) as warehouse:
        assert warehouse.unreadable == (DAY,)
        assert "newer Backline" in warehouse.problems[0]
    assert taken(root)[0] == []
    assert path.exists()


def test_a_save_leaves_runs_and_loses_nothing_of_them(tmp_path):
    root = both(tmp_path)
    save(root, Day(DAY, rows("ada", 9, 10)))
    assert names(root) == [f"{DAY}.parquet", f"{DAY}.run-2.parquet"]
    read = [m.value for m in Store(root).read_day(DAY).measurements]
    taken(root)
    assert [m.value for m in Store(root).read_day(DAY).measurements] == read == [9, 7]


def test_latest_json_is_of_the_newest_day_that_is_written(tmp_path):
    root = root_of(tmp_path, rows("ada", day=before(1)))
    write_run(root, DAY, 2, rows("bo", 7))
    save(root, Day(before(1), rows("ada", 9, 10, day=before(1))))
    store = Store(root)
    assert store.read_json(store.latest_file)["date"] == before(1).isoformat()
    taken(root)
    assert store.read_json(store.latest_file)["date"] == DAY.isoformat()


def test_forgetting_an_artist_takes_them_out_of_runs_and_keeps_the_others(tmp_path):
    root = root_of(tmp_path, rows("ada"))
    more = Learnt(subjects=[Subject("a" * 22, "track", "ada", "Dawn", spotify="a" * 22)])
    write_run(root, DAY, 1, rows("ada", 9, 9), more)
    write_run(root, DAY, 2, rows("bo", 7), LEARNT)
    store = Store(root)
    with store.writing():
        assert forget(store, store.roster().named("ada")).days == 1
    assert names(root) == [f"{DAY}.parquet"]
    assert store.read_day(DAY).measurements == rows("bo", 7)
    assert [s.artist for s in store.subjects().all()] == ["bo"]
    assert [i.artist for i in store.identities().all()] == ["bo"]
    assert list(quotas(store)) == [LEARNT.told[0]]


def test_a_policy_reaches_into_runs(tmp_path):
    roster = ROSTER + "\n[policy.spotify_api]\ndays = 1\n"
    root = both(tmp_path)
    (root / "roster.toml").write_text(roster, encoding="utf-8")
    store = Store(root)
    limited = store.roster()
    with store.writing():
        assert prune(store, limited, TODAY) == [DAY]
    assert names(root) == [f"{DAY}.parquet"]
    assert [m.value for m in store.read_day(DAY).measurements] == [None, None]
    assert store.subjects().get("t" * 22) is not None


def test_of_several_keys_the_quota_that_ends_first_is_told(tmp_path):
    root = root_of(tmp_path, rows("ada"))
    for number, left in ((1, 70), (2, 30), (3, 50)):
        told = [Quota("youtube", DAY, left, "units", 100, "day")]
        write_run(root, DAY, number, rows("bo"), Learnt(told=told))
    assert [one.left for one in quotas(Store(root))] == [30]
    taken(root)
    assert [one.left for one in quotas(Store(root))] == [30]


def test_a_run_is_sealed_however_much_it_learnt():
    many = [
        Subject(f"{n:022}", "track", "bo", f"Title {n * 7919}", isrc=f"{n * 104729:012}")
        for n in range(5000)
    ]
    learnt = Learnt(subjects=many)
    written = run_bytes(rows("bo"), learnt)
    assert len(written) > 1 << 16
    assert seal_holds(written)
    assert run_of(None, written, DAY, 1).learnt.subjects == many
    broken = bytearray(written)
    broken[len(broken) - 70_000] ^= 1
    assert seal_holds(bytes(broken)) is False


WORDS = st.dictionaries(
    st.tuples(st.sampled_from(["", "ada"]), st.sampled_from(["spotify", "youtube"])),
    st.dictionaries(st.text(max_size=5), st.text(max_size=9)),
)


@given(WORDS, st.lists(st.text(max_size=9), max_size=3))
def test_what_was_learnt_is_read_back(words: dict[tuple[str, str], Words], titles):
    learnt = Learnt(words, [Subject(f"k{n}", "track", "ada", t) for n, t in enumerate(titles)])
    learnt.identities, learnt.told = LEARNT.identities, [LEARNT.told[1], LEARNT.told[0]]
    assert Learnt.from_text(learnt.to_text()) == learnt


ARTISTS = ("", "ada", "bo", "cy", "di")
VALUES = st.one_of(st.none(), st.integers(0, 9999))
DAYS = st.lists(
    st.dictionaries(st.sampled_from(ARTISTS), st.lists(VALUES, min_size=1, max_size=3)),
    min_size=1,
    max_size=7,
)
SERIES = ("spotify/followers", "spotify/popularity", "deezer/fans")


def made_up(days):
    for ago, artists in enumerate(days):
        day = before(ago)
        yield (
            day,
            [
                row(day, value, artist=artist, series=series, collected_at=at(2))
                for artist, values in artists.items()
                for series, value in zip(SERIES, values, strict=False)
            ],
        )


@drawn(4, 80)
def test_answers_from_parts_and_runs_are_those_from_single_files(
    examples, tmp_path_factory, monkeypatch
):
    monkeypatch.setattr(newest, "MOST_SINCE", 2)
    monkeypatch.setattr(newest, "YOUNG", 1)

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        days=DAYS,
        most=st.integers(1, 6),
        runs=st.fixed_dictionaries({artist: st.integers(0, 3) for artist in ARTISTS}),
    )
    def holds(days, most, runs):
        one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
        for root in (one, other):
            (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
        for day, some in made_up(days):
            split(one, day, some, 10**6, lambda _: 0)
            split(other, day, some, most, runs.__getitem__)
            assert Store(other).read_day(day) == Store(one).read_day(day)
        for options in ({}, {"in_memory": True}, {"published": True}):
            assert answers(other, **options) == answers(one, **options)

    holds()


def test_the_date_of_a_day_is_any(tmp_path):
    write_run(tmp_path, date(1, 1, 1), 1, rows("ada", day=date(1, 1, 1)))
    assert Store(tmp_path).days() == [date(1, 1, 1)]
