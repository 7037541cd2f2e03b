"""scripts/analyze.py as people run it: what it answers, and what it says to what cannot be."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from tests.charted import charted_root, count, fits_the_schema, line, song
from tests.roots import DAY, before, row
from tests.test_scripts import PROJECT, refused, run

sys.path.insert(0, str(PROJECT / "scripts"))
from analyze import one_by_one

ROSTER = """label = "Night Shift"
[[artist]]
key = "ada"
name = "Ada"
[[artist]]
key = "luche"
name = "Luchè"
[[artist]]
key = "luche-2"
name = "Luché"
"""
FROM, TO = str(before(9)), str(DAY)
LISTENERS = "spotify/monthly_listeners"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    songs = [
        song("one", "=cmd()|A1 拾光机 with a title longer than any line"),
        song("two", "::two"),
    ]
    songs.append(song("three", "Bo's", credit="Bo"))
    lines = [line(before(n), "one", 1_234_567_890 - n) for n in range(5)]
    lines += [line(before(0), "three", 5, credit="Bo")]
    rows = [row(before(n), 12_345_678 + n, series=LISTENERS) for n in range(8)]
    rows += [row(before(n), 1000 - n) for n in range(10)]
    rows += [count(before(n), "two", 10**6 - n) for n in range(30)]
    return charted_root(tmp_path_factory.mktemp("analyze"), songs, lines, rows, ROSTER)


def analyze(root, *more, artist="Ada", platform="spotify", first=FROM, last=TO, **environment):
    asked = ("--artist", artist, "--platform", platform, "--from", first, "--to", last)
    return run("analyze", *asked, "--root", root, "--offline", *more, **environment)


def test_the_json_is_as_its_schema_says(root):
    done = analyze(root, "--tracks", "--country", "IT", "--format", "json")
    assert done.returncode == 0, done.stderr
    document = fits_the_schema(json.loads(done.stdout))
    assert list(document) == [
        "success", "summary", "platform_summaries", "detailed_breakdown", "metadata",
        "track_breakdowns", "cities", "months", "radio", "playlists", "shazam",
    ]  # fmt: skip
    assert document["summary"] == {
        "total_artists": 1,
        "total_platforms": 1,
        "date_range": {"start": FROM, "end": TO, "days": 10},
        "country": "IT",
    }
    (found,) = document["track_breakdowns"]
    assert found["summary"]["total_streams"] == sum(1_234_567_890 - n for n in range(5))


def test_the_csv_has_the_same_figures_and_no_formula(root):
    done = analyze(root, "--tracks", "--country", "IT", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows[0]["track_name"].startswith("'=cmd()")
    assert rows[0]["total_streams"] == str(sum(1_234_567_890 - n for n in range(5)))
    assert rows[0]["at_least"] == "True"
    (listeners, followers) = csv.DictReader(io.StringIO(analyze(root, "--format", "csv").stdout))
    assert (listeners["latest_value"], followers["difference"]) == ("12345678", "9")


@pytest.mark.parametrize("more", [(), ("--tracks",), ("--tracks", "--country", "IT")])
def test_the_table_fits_eighty_columns_and_says_what_it_shows(root, more):
    done = analyze(root, *more, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert done.stdout.startswith(f"{FROM} to {TO} (10 days), ")
    assert not any(text.startswith("::") for text in done.stdout.splitlines())


def test_the_table_says_that_it_is_first_to_latest_and_why_days_are_missing(root):
    text = analyze(root, COLUMNS="80").stdout
    assert "first to latest measured day" in text
    assert "2 days: not measured" in text


def test_an_answer_goes_into_a_file(root, tmp_path):
    for form in ("json", "csv", "table"):
        path = tmp_path / f"analysis.{form}"
        done = analyze(root, "--format", form, "--out", path)
        assert done.stdout == f"{path} has the analysis.\n"
        assert "12" in path.read_text(encoding="utf-8")


def test_a_workbook_has_four_sheets_with_numbers_and_no_formula(root, tmp_path):
    path = tmp_path / "analysis.xlsx"
    done = analyze(root, "--tracks", "--country", "IT", "--format", "xlsx", "--out", path)
    assert done.stdout == f"{path} has the analysis.\n", done.stderr
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    assert names == ["Artist Summary", "Track Breakdown", "Daily Series", "Notes"]
    sheets = [parts[f"xl/worksheets/sheet{n}.xml"] for n in (1, 2, 3, 4)]
    assert not any("<f>" in text for text in sheets)
    assert all("<autoFilter" in text and 'state="frozen"' in text for text in sheets)
    assert f"<v>{sum(1_234_567_890 - n for n in range(5))}</v>" in sheets[1]
    assert sheets[2].count("<v>12345678") == 5, "an unknown day is an empty cell"
    assert len([name for name in parts if name.startswith("xl/charts/chart")]) == 2
    assert "=cmd()|A1" in parts["xl/sharedStrings.xml"]


def test_a_workbook_needs_a_file(root):
    assert refused(analyze(root, "--format", "xlsx")).startswith("A workbook needs a file")


def test_several_names_may_follow_one_option(root):
    done = run(
        "analyze", "--artist", "Ada", "Bo", "--platform", "spotify", "deezer", "--from", FROM,
        "--to", TO, "--root", root, "--format", "json",
    )  # fmt: skip
    document = json.loads(done.stdout)
    assert [one["name"] for one in document["metadata"]["artists"]] == ["Ada", "Bo"]
    assert [one["slug"] for one in document["metadata"]["platforms"]] == ["spotify", "deezer"]
    assert one_by_one(["--artist", "A", "B", "--tracks", "C"]) == [
        "--artist", "A", "--artist", "B", "--tracks", "C",
    ]  # fmt: skip


def test_tracks_alone_are_an_answer_and_nothing_at_all_is_exit_1(root):
    assert analyze(root, "--tracks", "--country", "IT", artist="Bo").returncode == 0
    said = refused(analyze(root, "--tracks", artist="Nobody Known"), 1)
    assert said == f"Nothing is stored of Nobody Known from {FROM} to {TO} (worldwide).\n"


def test_a_period_that_begins_tomorrow_is_refused_in_one_sentence(root):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    done = analyze(root, first=str(tomorrow), last="2999-01-01")
    assert refused(done).startswith(f"The period from {tomorrow} has not begun")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": TO, "last": FROM}, f"The period ends before it starts: {TO} is after {FROM}."),
        ({"artist": "luche-x y"}, None),
        ({"artist": "LUCHÊ"}, "'LUCHÊ' can be Luchè (luche) or Luché (luche-2)"),
        ({"artist": " "}, "An artist has no name"),
        ({"platform": "myspace"}, "There is no platform 'myspace'; there are "),
    ],
)
def test_a_question_that_cannot_be_is_refused_in_one_sentence(root, wrong, said):
    done = analyze(root, **wrong)
    if said is None:
        assert refused(done, 1).startswith("Nothing is stored of luche-x y")
        return
    assert refused(done).startswith(said)
    assert done.stderr.count("\n") == 1
    assert not done.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--country", "it"), "Write the country in capitals: IT, not it."),
        (("--country", "ZZ"), "There is no country 'ZZ'"),
        (("--country", "Italy"), "There is no country 'ITALY'"),
        (("--metric", "hearts"), "There is no metric 'hearts' there; there are followers, "),
    ],
)
def test_an_unknown_country_or_metric_is_refused_in_one_sentence(root, more, said):
    done = analyze(root, *more)
    assert refused(done).startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_period_of_one_day_is_answered_and_said(root):
    done = analyze(root, "--format", "json", first=TO)
    document = fits_the_schema(json.loads(done.stdout))
    assert document["summary"]["date_range"]["days"] == 1
    lead = document["detailed_breakdown"][0]
    assert (lead["difference"], lead["over_days"]) == (None, None)
    assert lead["notes"] == ["measured on one day: nothing to compare it with"]
