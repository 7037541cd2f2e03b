"""scripts/backtest.py as people run it, and what it finds on real recordings."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import numpy as np
import pytest

from backline.analysis.forecast.backtest import lines
from backline.imports.histories import histories_root
from backline.store import Store
from tests.roots import before, root_of, row
from tests.test_scripts import refused, run

DAYS = 150


def rows():
    """One artist who grows steadily, one whose number changes by chance."""
    random = np.random.default_rng(5)
    level = 20_000 + np.cumsum(random.integers(-50, 51, DAYS))
    for n in range(DAYS):
        yield row(before(n), 9_000 - 30 * n)
        yield row(before(n), int(level[-1 - n]), artist="bo")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return root_of(tmp_path_factory.mktemp("label"), rows())


def history(path, name="Ada", stats=None):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"name": name, "stats": stats or {}}), encoding="utf-8")
    return path


def stats(days):
    return {
        before(n).isoformat(): {"followers": 5_000 - 9 * n, "monthlyListeners": 700 + n % 5}
        for n in range(days)
    }


class TestTheTable:
    def test_holds_the_forecasts_against_no_change(self, root):
        done = run("backtest", root)
        assert (done.returncode, done.stderr) == (0, "")
        assert all(len(line) <= 120 for line in done.stdout.splitlines())
        assert f"{root.name}, 7 days ahead" in done.stdout
        assert "Spotify followers" in done.stdout

    def test_as_json_and_csv_with_the_same_figures(self, root):
        printed = json.loads(run("backtest", root, "--format", "json").stdout)
        table = list(csv.DictReader(io.StringIO(run("backtest", root, "--format", "csv").stdout)))
        assert [one["horizon"] for one in printed] == [7, 7, 30, 30]
        for told, line in zip(printed, table, strict=True):
            assert (told["metric"], str(told["forecasts"])) == (line["metric"], line["forecasts"])
            assert float(line["better"]) == pytest.approx(told["better"], abs=1e-5)
            assert told["better"] >= 0
        assert printed[0]["better"] > 0.2  # the steady artist's course is soon seen through

    def test_of_other_horizons(self, root):
        printed = json.loads(run("backtest", root, "--days", 14, "--format", "json").stdout)
        assert {one["horizon"] for one in printed} == {14}

    def test_several_folders_are_told_apart_and_together(self, root, tmp_path):
        folder = tmp_path / "histories"
        history(folder / "group__ada.json", stats=stats(120))
        printed = json.loads(run("backtest", root, folder, "--format", "json").stdout)
        assert list(dict.fromkeys(one["folder"] for one in printed)) == [
            root.name, "histories", "together",
        ]  # fmt: skip
        whole = {one["metric"]: one for one in printed if one["folder"] == "together"}
        assert whole["all"]["courses"] == 4

    def test_is_the_same_again(self, root):
        once, again = (run("backtest", root, "--format", "csv").stdout for _ in range(2))
        assert once == again


class TestBadInput:
    def test_a_root_without_days_enough(self, tmp_path):
        done = run("backtest", root_of(tmp_path, [row(before(n), 5) for n in range(9)]))
        assert refused(done, 1) == (
            "Nothing can be tried: no number has eight measured days over four weeks, and more "
            "after.\n"
        )

    def test_a_folder_that_is_not_there(self, tmp_path):
        assert "There is no folder" in refused(run("backtest", tmp_path / "nowhere"))

    def test_a_folder_of_something_else(self, tmp_path):
        (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
        assert "neither a roster.toml nor days or histories" in refused(run("backtest", tmp_path))

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ('{"name": "B", "stats": {"2026-13-01": {}}}', "'2026-13-01' is no day"),
            ('{"name": "B", "stats": {"2026-01-01": 5}}', "2026-01-01 has no object of numbers"),
            ('{"stats": {}}', 'it needs "name" and "stats"'),
            ("[]", "is no JSON object"),
            ("{", "cannot be read: line 1 is not JSON"),
        ],
    )
    def test_a_history_that_is_none(self, tmp_path, content, said):
        folder = tmp_path / "histories"
        history(folder / "a.json", stats=stats(3))
        (folder / "b.json").write_text(content, encoding="utf-8")
        answer = refused(run("backtest", folder), 1)
        assert said in answer
        assert answer.startswith("b.json")

    def test_two_histories_of_one_key(self, tmp_path):
        folder = tmp_path / "histories"
        history(folder / "one__ada.json", stats=stats(3))
        history(folder / "two__ada.json", stats=stats(3))
        assert "end in 'ada'" in refused(run("backtest", folder), 1)

    def test_a_number_that_is_none_is_a_gap(self, tmp_path):
        folder = tmp_path / "histories"
        told = {"2026-09-01": {"followers": "12", "monthlyListeners": None}}
        history(folder / "ada.json", stats={**told, "2026-09-02": {"followers": True}})
        made = histories_root(folder, tmp_path / "root")
        for day in Store(made).days():
            assert {m.value for m in Store(made).read_day(day).measurements} == {None}


def recorded(name):
    from tests.conftest import SHARED

    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the recordings {name} are not on this machine")
    return folder


@cache
def tried(name):
    done = run("backtest", recorded(name), "--format", "json")
    assert done.returncode == 0
    return {(one["metric"], one["horizon"]): one for one in json.loads(done.stdout)}


@pytest.mark.parametrize(
    "name", ["listeners_history", pytest.param("label_history", marks=pytest.mark.heavy)]
)
def test_real_numbers_are_foretold_no_worse_than_by_no_change(name):
    found = tried(name)
    for (metric, days), one in found.items():
        if one["better"] is not None:
            assert one["better"] > -0.02, (metric, days)
        if one["intervals"] >= 200:
            assert 0.75 <= one["held"] <= 0.85, (metric, days)


def test_thirty_artists_are_foretold_better_by_a_tenth():
    found = tried("listeners_history")
    for days in (7, 30):
        assert found["all", days]["better"] >= 0.1
        assert found["all", days]["forecasts"] > 6_000


def test_the_guide_has_the_table_that_the_script_prints():
    from backline.words import number
    from tests.test_docs import PROJECT

    guide = (PROJECT / "docs/forecasts.md").read_text(encoding="utf-8")
    for name in ("listeners_history", "label_history"):
        for (metric, days), one in tried(name).items():
            cells = [
                f"{days}", number(one["courses"]), number(one["forecasts"]),
                *(share(one[key], 2) for key in ("percent", "percent_still")),
                *(figure(one[key]) for key in ("scaled", "scaled_still")),
                share(one["better"], 1), f"{share(one['held'], 1)} of {number(one['intervals'])}",
            ]  # fmt: skip
            assert f"| {' | '.join(cells)} |" in guide, (name, metric)


def figure(value):
    return "—" if value is None else f"{value:.3f}"


def share(part, places):
    return "—" if part is None else f"{100 * part:.{places}f}%".replace("-", "−")


def test_nothing_tried_is_no_line():
    assert lines([]) == []
