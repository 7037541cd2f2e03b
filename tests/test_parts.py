"""Several keys, one roster: each part measures its own artists, and together they are the day."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.collecting.parts import Part, merge_runs, run_part
from backline.errors import ConfigError
from backline.measure import State
from backline.net import Endpoints, load_credentials
from backline.store import Store, quotas
from backline.store.runs import Run
from backline.warehouse import Warehouse
from sandbox import Failure
from tests import played
from tests.played import DAY, WORLD
from tests.test_daily import files

KEYS = {artist.key for artist in WORLD.artists}
TOMORROW = DAY + timedelta(1)
PARTS = tuple(Part(number, 3) for number in (1, 2, 3))


@pytest.fixture
def root(label_root):
    return label_root


def measured(root, box, part, **options):
    """Run one part on the sandbox's day."""
    started = datetime(DAY.year, DAY.month, DAY.day, 2, 30, tzinfo=UTC)
    credentials = load_credentials(box.environment())
    endpoints = Endpoints.from_environment(box.environment())
    options = {"started": started, "sleep": lambda _: None, "clock": lambda: started, **options}
    return run_part(root, credentials, endpoints, part=part, **options)


def all_measured(root, box):
    for part in PARTS:
        measured(root, box, part)


def whole(root, box):
    started = datetime(DAY.year, DAY.month, DAY.day, 2, 30, tzinfo=UTC)
    return played.run(root, box, clock=lambda: started)


@pytest.mark.parametrize(
    "text", ["4/3", "x", "1/0", "0/3", "1/1000", "-1/3", "1/3/5", "", "1", "1 / 3", "١/3", "1/3\n"]
)
def test_what_is_no_part_is_refused_with_a_sentence(text):
    with pytest.raises(ConfigError, match=r"^There is no part .* such as 2/3.*$"):
        Part.parse(text)


@given(st.text(), st.integers(1, 999))
def test_every_artist_is_of_one_part_whoever_else_there_is(key, of):
    assert sum(Part(number, of).has(key) for number in range(1, of + 1)) == 1


def test_the_parts_of_many_artists_are_about_as_large():
    counts = [sum(Part(k, 4).has(f"artist-{n}") for n in range(4000)) for k in (1, 2, 3, 4)]
    assert all(900 < count < 1100 for count in counts)


def test_which_part_an_artist_is_of_never_changes():
    keys = ("ada", "bo", "cy", "di", "")
    assert [[key for key in keys if part.has(key)] for part in PARTS] == [
        ["cy", "di", ""],
        ["bo"],
        ["ada"],
    ]


def test_a_part_writes_its_own_file_and_nothing_else(root, box):
    before = files(root)
    found = measured(root, box, PARTS[1])
    new = {name: content for name, content in files(root).items() if name not in before}
    assert list(new) == ["data/measurements/2026/2026-09-01.run-2.parquet"]
    assert {name: files(root)[name] for name in before} == before
    artists = {m.artist for m in found.collected.day.measurements}
    assert artists == {key for key in KEYS if PARTS[1].has(key)}
    assert artists


def test_the_label_itself_is_asked_about_by_the_first_part_alone(root, box):
    all_measured(root, box)
    of_label = [run.number for run in Store(root).runs() if any(not m.artist for m in run.rows)]
    assert of_label == [1]


def test_the_parts_together_are_the_day_one_run_would_have_written(root, box, tmp_path_factory):
    other = shutil.copytree(root, tmp_path_factory.mktemp("whole"), dirs_exist_ok=True)
    whole(other, box)
    all_measured(root, box)
    with Warehouse(root) as ours, Warehouse(other) as theirs:
        for warehouse in (ours, theirs):
            warehouse.look_at()
        assert ours.ask("points", artist=None) == theirs.ask("points", artist=None)
    assert merge_runs(root, DAY) == ([DAY], [])
    ours, theirs = files(root), files(other)
    quota = "data/quotas.csv"  # one run asks less than three
    del ours[quota], theirs[quota]
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_merging_twice_changes_nothing(root, box):
    all_measured(root, box)
    merge_runs(root, DAY)
    before = files(root)
    assert merge_runs(root, DAY) == ([], [])
    assert files(root) == before


def test_a_part_twice_with_the_same_answers_changes_nothing(root, box):
    assert measured(root, box, PARTS[0]).changed
    before = files(root)
    again = measured(root, box, PARTS[0])
    left = {name for name, content in files(root).items() if before[name] != content}
    assert not left
    assert not again.changed


def test_a_part_measured_again_after_the_merge_leaves_only_its_news(root, box):
    all_measured(root, box)
    merge_runs(root, DAY)
    before = Store(root).read_day(DAY)
    measured(root, box, PARTS[0])
    assert Store(root).read_day(DAY) == before


def test_the_next_run_of_the_whole_roster_takes_the_parts_in(root, box):
    all_measured(root, box)
    box.date = TOMORROW
    assert played.run(root, box).changed
    store = Store(root)
    assert store.runs() == []
    assert store.days() == [DAY, TOMORROW]
    assert store.read_day(DAY).measured
    assert store.read_json(store.latest_file)["date"] == TOMORROW.isoformat()


def test_a_part_that_fails_leaves_its_gap_and_the_others_their_numbers(root, box):
    measured(root, box, PARTS[0])
    for platform in ("spotify_api", "spotify_page", "youtube", "instagram", "deezer"):
        box.fail(platform, Failure.SERVER_ERROR)
    assert not measured(root, box, PARTS[1]).measured
    merge_runs(root, DAY)
    rows = Store(root).read_day(DAY).measurements
    one, other = ({m.state for m in rows if part.has(m.artist)} for part in PARTS[:2])
    assert State.MEASURED in one
    assert State.FAILED in other
    assert State.MEASURED not in other
    assert not [m for m in rows if PARTS[2].has(m.artist)]


def test_other_parts_of_the_same_day_are_taken_as_they_come(root, box):
    measured(root, box, Part(1, 2))
    measured(root, box, Part(3, 3))
    measured(root, box, Part(2, 2))
    merge_runs(root, DAY)
    assert {m.artist for m in Store(root).read_day(DAY).measurements} >= KEYS


def test_nothing_learnt_is_lost(root, box, tmp_path_factory):
    other = shutil.copytree(root, tmp_path_factory.mktemp("whole"), dirs_exist_ok=True)
    whole(other, box)
    all_measured(root, box)
    one, two = Store(root), Store(other)
    for _ in range(2):  # before and after the merge
        assert one.subjects().to_csv() == two.subjects().to_csv()
        assert one.identities().to_csv() == two.identities().to_csv()
        assert {q.platform for q in quotas(one)} == {q.platform for q in quotas(two)}
        assert one.read_day(DAY) == two.read_day(DAY)
        merge_runs(root, DAY)


def test_runs_are_told_by_their_parts(root, box):
    measured(root, box, PARTS[2])
    (run,) = Store(root).runs()
    assert isinstance(run, Run)
    assert (run.day, run.number) == (DAY, 3)
