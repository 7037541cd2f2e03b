"""scripts/audit.py as people run it."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from random import Random

import pytest

from backline.analysis.quality import Kind
from benchmarks import quality as benchmark
from benchmarks.quality_faults import PLANTERS
from benchmarks.quality_field import Field
from benchmarks.quality_roots import days_of, write_days
from tests.roots import DAY, ROSTER, before
from tests.test_quality import rising, root_of, series
from tests.test_scripts import refused, run

LONG = "The Very Long Name of an Orchestra that Plays on Ships and Nowhere Else"


@pytest.fixture
def root(tmp_path):
    rows = series([*rising(20, 12_000), 0, 0, *rising(19, 12_070)])
    rows += series([*rising(30), 1500, *rising(10, 1503)], artist="bo")
    rows = [r for r in rows if r.date != before(33)]
    return root_of(tmp_path, rows, ROSTER.replace('"Ada"', f'"{LONG}"'))


def test_the_table_is_worst_first_and_fits_the_terminal(root):
    done = run("audit", "--root", root)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(len(line) <= 120 for line in lines)
    assert [line.split()[1:3] for line in lines if line.startswith("2026")][:1] == [["zero", "99%"]]
    text = " ".join(done.stdout.split())
    assert "12,058" in text
    assert "The Very Long Name of an Orchestra" in text
    assert text.index("zero") < text.index("jump") < text.index("missing days")
    assert f"{before(20)}" in lines[1]
    assert lines[2].startswith(f"{before(19)}")


def test_json_has_the_published_keys(root):
    records = json.loads(run("audit", "--root", root, "--format", "json").stdout)
    assert [r["kind"] for r in records] == ["zero", "jump", "missing_days"]
    assert list(records[0]) == [
        "kind", "rank", "sure", "first", "last", "artists", "platform", "metric", "subject",
        "before", "value", "after", "usual", "sentence", "key", "parts",
    ]  # fmt: skip
    assert records[0]["artists"] == ["ada"]
    assert records[0]["parts"] == [
        {
            "artist": "ada", "platform": "spotify", "metric": "followers", "subject": "",
            "country": "", "before": 12_058, "after": 12_070,
            "after_date": before(18).isoformat(), "wrong": True,
            "values": [
                {"date": before(n).isoformat(), "value": 0, "source": "spotify_api"}
                for n in (20, 19)
            ],
        }
    ]  # fmt: skip


def test_csv_says_the_same(root):
    text = run("audit", "--root", root, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [r["kind"] for r in rows] == ["zero", "jump", "missing_days"]
    assert (rows[0]["artists"], rows[0]["first"], rows[0]["value"]) == ("ada", f"{before(20)}", "0")
    assert (rows[2]["artists"], rows[2]["before"], rows[2]["platform"]) == ("", "", "")


def test_what_is_asked_for(root):
    def kinds(*options):
        done = run("audit", "--root", root, "--format", "json", *options)
        return [r["kind"] for r in json.loads(done.stdout)]

    assert kinds("--artist", "BO") == ["jump"]
    assert kinds("--kind", "zero", "--kind", "missing_days") == ["zero", "missing_days"]
    assert kinds("--since", before(19)) == ["zero", "jump"]
    assert kinds("--since", before(18)) == ["jump"]
    assert kinds("--since", DAY) == []


def test_what_is_asked_wrongly(root, tmp_path):
    assert "no artist 'Nobody'" in refused(run("audit", "--root", root, "--artist", "Nobody"))
    refused(run("audit", "--root", root, "--kind", "bad luck"))
    refused(run("audit", "--root", root, "--since", "yesterday"))
    assert "There is no roster.toml" in refused(run("audit", "--root", tmp_path / "none"))


def test_proposals_are_printed_and_nothing_is_written(root):
    files = sorted(root.rglob("*"))
    done = run("audit", "--root", root, "--suggest")
    assert done.returncode == 0
    assert done.stdout.startswith("# Proposals of scripts/audit.py --suggest.")
    (table,) = tomllib.loads(done.stdout)["correction"]
    assert (table["artist"], table["from"], table["to"], table["expect"]) == (
        "ada", before(20), before(19), 0,
    )  # fmt: skip
    assert sorted(root.rglob("*")) == files
    (root / "corrections.toml").write_text(done.stdout)
    left = json.loads(run("audit", "--root", root, "--format", "json").stdout)
    assert [r["kind"] for r in left] == ["jump", "missing_days"]


def test_nothing_to_look_at(tmp_path):
    root_of(tmp_path, series(rising(41)))
    done = run("audit", "--root", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Nothing to look at up to {DAY}.\n"
    assert run("audit", "--root", tmp_path, "--format", "json").stdout == "[]\n"
    assert run("audit", "--root", tmp_path, "--suggest").stdout == ""


def test_nothing_measured_yet(tmp_path):
    root_of(tmp_path, [])
    assert run("audit", "--root", tmp_path).stderr == "Nothing is measured yet.\n"


def test_a_damaged_day_is_named_beside_the_findings(root):
    (root / "data/measurements/2026/2026-09-12.parquet").write_bytes(b"PAR1")
    done = run("audit", "--root", root, "--format", "json")
    assert "2026-09-12.parquet is cut short" in done.stderr
    assert json.loads(done.stdout)


class TestTheMeasurement:
    def test_the_same_seed_plants_the_same_faults(self, tmp_path):

        rows = [
            r for n, a in enumerate("abcdef") for r in series(rising(40, 900 * n + 900), artist=a)
        ]
        rows += [
            r
            for a in "abcdef"
            for r in series(
                rising(40, 9000, 40), artist=a, series="youtube/views", source="youtube_api"
            )
        ]
        roster = 'label = "L"\n' + "".join(
            f'[[artist]]\nkey = "{a}"\nname = "{a}"\n' for a in "abcdef"
        )
        root = root_of(tmp_path, rows, roster)
        base = days_of(root)
        for kind, plant in PLANTERS.items():
            sites = [
                Field(base, Random(f"{kind} 3"), {})  # noqa: S311 (the same faults each time)
                for _ in range(2)
            ]
            one, other = (plant(site) for site in sites)
            assert one == other
            assert one is not None
            assert sites[0].changed == sites[1].changed
            write_days(root, sites[0].changed)
            told = benchmark.outcome(one, benchmark.findings(root))
            write_days(root, {day: base[day] for day in sites[0].changed})
            assert told in {"found", *Kind}, kind

    def test_absent_recordings_are_named(self, tmp_path, monkeypatch):
        monkeypatch.setattr(benchmark, "RECORDINGS", tmp_path)
        with pytest.raises(SystemExit, match="listeners_history and italy_charts are not in"):
            benchmark.main()
