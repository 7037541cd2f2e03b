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
from tests.day_runs import write_run
from tests.played import DAY, WORLD
from tests.roots import ROSTER, row
from tests.test_daily import files, script
from tests.test_scripts import refused, run

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
    runs = {number: Store(root).read_run(DAY, number).rows for number in (1, 2, 3)}
    assert [n for n, rows in runs.items() if any(not m.artist for m in rows)] == [1]


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


class TestByCommand:
    """``scripts/collect.py`` as a person or a job calls it, on a root of its own day."""

    def collect(self, root, *arguments):
        return run("collect", "--root", str(root), *arguments)

    @pytest.mark.parametrize("text", ["4/3", "x", "1/0"])
    def test_no_part_is_one_sentence(self, root, text):
        said = refused(self.collect(root, "--part", text))
        assert f"There is no part '{text}' of a roster" in said

    @pytest.mark.parametrize("more", [["--part", "1/2"], ["--only", "deezer"], ["--catch-up"]])
    def test_a_merge_that_is_to_ask_somebody_is_refused(self, root, more):
        assert "--merge asks nobody" in refused(self.collect(root, "--merge", *more))

    def test_nothing_to_merge_is_said(self, root):
        done = self.collect(root, "--merge")
        assert (done.returncode, done.stdout.strip()) == (
            0,
            "No part of the roster left anything to be taken into a day.",
        )

    def test_a_merge_says_which_days_it_wrote(self, root):
        write_run(root, DAY, 2, [row(DAY, 7, artist=min(KEYS))])
        done = self.collect(root, "--merge")
        assert done.stdout.strip() == "What parts of the roster measured was taken into 2026-09-01."
        assert Store(root).runs() == []
        assert (root / "reports/latest.csv").exists()

    def test_a_damaged_run_is_named_and_stays(self, root):
        path = write_run(root, DAY, 2, [row(DAY, 7, artist=min(KEYS))])
        path.write_bytes(path.read_bytes()[:-9])
        done = self.collect(root, "--merge")
        assert done.returncode == 0
        assert "2026-09-01.run-2.parquet" in done.stderr
        assert path.exists()

    def test_a_part_without_artists_asks_nobody(self, root):
        few = ROSTER.partition("[[artist]]")[0] + '[[artist]]\nkey = "bo"\nname = "Bo"\n'
        (root / "roster.toml").write_text(few, encoding="utf-8")
        done = self.collect(root, "--part", "3/3")
        assert (done.returncode, done.stdout.strip()) == (
            0,
            "Part 3/3 of the roster has no artist; no platform was asked.",
        )

    def test_a_part_that_measured_leaves_its_file_and_no_report(self, root, box):
        done = script(root, box, "--part", "2/3", "--report", str(root / "run.json"))
        assert done.returncode == 0, done.stderr
        (found,) = Store(root).runs()
        assert found.number == 2
        assert not (root / "reports").exists()
        again = script(root, box, "--part", "2/3", "--catch-up")
        assert (again.returncode, len(Store(root).runs())) == (0, 1)

    def test_a_part_of_which_nothing_could_be_measured_ends_red_with_its_reasons(self, root, box):
        for platform in ("spotify_api", "youtube", "instagram", "deezer"):
            box.fail(platform, Failure.NOT_FOUND)
        done = script(root, box, "--part", "2/3", "--only", "deezer")
        said = refused(done, code=1)
        assert "Nothing could be measured of part 2/3" in said
        (known,) = Store(root).runs()
        found = Store(root).read_run(known.day, 2)
        assert {m.state for m in found.rows} == {State.FAILED}
