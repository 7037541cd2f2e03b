"""The scripts as people run them: options, output and exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from backline.people import load_roster
from sandbox import Failure, Sandbox, World
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.started import finished

PROJECT = Path(__file__).parent.parent
SCRIPTS = sorted(p.stem for p in (PROJECT / "scripts").glob("[a-z]*.py"))


def given(script, arguments, environment):
    """A command and its environment."""
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    command = [sys.executable, str(PROJECT / f"scripts/{script}.py"), *map(str, arguments)]
    return command, {**base, "COLUMNS": "120", **environment}


def run(script, *arguments, **environment):
    command, env = given(script, arguments, environment)
    return finished(command, env=env)


def run_anew(script, *arguments, **environment):
    """In a Python that has loaded nothing yet."""
    command, env = given(script, arguments, environment)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def refused(done, code=2):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def root(tmp_path):
    rows = [row(before(n), 1000 - n, artist=a) for n in range(31) if n != 3 for a in ("ada", "bo")]
    rows.append(row(DAY, None, series="youtube/views", detail="quota used up"))
    return root_of(tmp_path, rows)


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_is_there_and_the_wrong_option_is_refused(script):
    done = run_anew(script, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")
    refused(run(script, "--no-such-option"))


def test_started_by_themselves_they_say_the_same_as_from_where_all_is_loaded(root, tmp_path):
    for words in (
        ("growth", "--root", root, "--format", "json"),
        ("export", "--root", root),
        ("ask", "/stats", "--root", root),
        ("growth", "--root", tmp_path / "none"),
        ("growth", "--days", "0"),
    ):
        anew, copied = run_anew(*words), run(*words)
        for what in ("returncode", "stdout", "stderr"):
            assert getattr(copied, what) == getattr(anew, what), words


class TestGrowth:
    def test_json_has_the_published_keys(self, root):
        done = run("growth", "--root", root, "--days", 30, "--format", "json", "--artist", "ADA")
        records = json.loads(done.stdout)
        assert [(r["platform"], r["metric"]) for r in records] == [
            ("spotify", "followers"),
            ("youtube", "views"),
        ]
        assert list(records[0]) == [
            "artist", "platform", "metric", "subject", "country", "now", "now_date", "then",
            "then_date", "growth", "change", "span_days", "days_measured", "days_in_window",
            "resolution", "note",
        ]  # fmt: skip
        assert records[0] | {"change": None} == {
            "artist": "ada", "platform": "spotify", "metric": "followers", "subject": "",
            "country": "", "now": 1000, "now_date": "2026-09-30", "then": 970,
            "then_date": "2026-08-31", "growth": 30, "change": None, "span_days": 30,
            "days_measured": 29, "days_in_window": 30, "resolution": 1, "note": "",
        }  # fmt: skip
        assert records[0]["change"] == pytest.approx(30 / 970)
        assert records[1]["now"] is None
        assert records[1]["note"] == "failed: quota used up"

    def test_csv_and_table_say_the_same(self, root):
        rows = list(
            csv.DictReader(io.StringIO(run("growth", "--root", root, "--format", "csv").stdout))
        )
        assert (rows[0]["growth"], rows[1]["now"], rows[1]["then_date"]) == ("30", "", "")
        table = run("growth", "--root", root).stdout
        assert "30 days to 2026-09-30" in table
        assert "970 on 2026-08-31" in table
        assert "from 29 of 30 days" in table
        assert "failed: quota used up" in table

    def test_as_of_an_earlier_day_and_by_snapshot(self, root):
        done = run(
            "growth", "--root", root, "--days", 7, "--as-of", "2026-09-20", "--format", "json"
        )
        assert json.loads(done.stdout)[0]["now_date"] == "2026-09-20"
        done = run("growth", "--root", root, "--days", 7, "--by", "snapshot", "--format", "json")
        assert json.loads(done.stdout)[0]["then_date"] == "2026-09-29"

    def test_between_two_days_is_the_same_growth(self, root):
        def answer(*options):
            return json.loads(run("growth", "--root", root, "--format", "json", *options).stdout)

        between = answer("--from", "2026-09-05", "--to", "2026-09-20")
        assert between == answer("--days", 15, "--as-of", "2026-09-20")
        assert (between[0]["now_date"], between[0]["then_date"]) == ("2026-09-20", "2026-09-05")
        assert (between[0]["growth"], between[0]["days_in_window"]) == (15, 15)
        assert answer("--from", "2026-08-31") == answer()
        # Nothing was measured on 2026-09-27: the day before is the last, and counts as now.
        assert answer("--from", "2026-09-10", "--to", "2026-09-27")[0]["now_date"] == "2026-09-26"
        table = run("growth", "--root", root, "--from", "2026-09-05", "--to", "2026-09-20").stdout
        assert "15 days to 2026-09-20" in table

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (["--to", "2026-09-20"], "--to needs --from"),
            (["--from", "2026-09-01", "--days", 7], "leave out --days and --as-of"),
            (["--from", "2026-09-01", "--as-of", "2026-09-20"], "leave out --days and --as-of"),
            (["--from", "2026-09-01", "--by", "snapshot"], "--by snapshot counts columns"),
            (["--from", "2026-09-20", "--to", "2026-09-20"], "2026-09-20 is no window"),
            (["--from", "2026-10-20"], "From 2026-10-20 to 2026-09-30 is no window"),
            (["--from", "1990-01-01"], "1 to 3,660 days before --to"),
        ],
    )
    def test_two_days_that_contradict_something_are_refused(self, root, options, sentence):
        assert sentence in refused(run("growth", "--root", root, *options))

    def test_what_is_asked_wrongly(self, root, tmp_path):
        assert "no artist 'Nobody'; it has Ada, Bo" in refused(
            run("growth", "--root", root, "--artist", "Nobody")
        )
        refused(run("growth", "--root", root, "--days", "0"))
        refused(run("growth", "--root", root, "--as-of", "yesterday"))
        assert "There is no roster.toml" in refused(run("growth", "--root", tmp_path / "none"))

    def test_nothing_measured_yet(self, tmp_path):
        (tmp_path / "roster.toml").write_text(ROSTER)
        done = run("growth", "--root", tmp_path, "--format", "json")
        assert (done.returncode, done.stdout) == (0, "[]\n")
        assert run("growth", "--root", tmp_path).stderr == "Nothing is measured yet.\n"

    def test_a_damaged_day_is_named_beside_the_answer(self, root):
        (root / "data/measurements/2026/2026-09-12.parquet").write_bytes(b"PAR1")
        done = run("growth", "--root", root, "--format", "json")
        assert "2026-09-12.parquet is cut short" in done.stderr
        assert json.loads(done.stdout)[0]["days_measured"] == 28

    def test_a_reader_that_stops_early_is_no_fault(self, root):
        command = (
            f"{sys.executable} {PROJECT}/scripts/growth.py --root {root} --format json | head -1"
        )
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("[\n", "")


class TestImportAndExport:
    def test_an_import_reports_and_repeats_without_change(self, tmp_path):
        folder = tmp_path / "old" / "historical"
        folder.mkdir(parents=True)
        spotify = {"popularity_score": 1, "followers": 5, "genres": []}
        for day in ("2025-05-01", "2025-05-03"):
            entry = {"date": day, "artists": [{"name": "=cmd()", "spotify": spotify}]}
            (folder / f"{day}.json").write_text(json.dumps(entry))
        done = run("import_history", "label", folder.parent, "--root", tmp_path / "root")
        assert (done.returncode, done.stderr) == (0, "")
        assert "spotify followers" in done.stdout
        assert "2025-05-02" in done.stdout
        assert done.stdout.endswith("2 days, 2025-05-01 to 2025-05-03: 2 changed.\n")
        again = run("import_history", "label", folder.parent, "--root", tmp_path / "root")
        assert again.stdout.endswith("nothing was new.\n")
        exported = run("export", "--root", tmp_path / "root")
        assert (exported.returncode, exported.stderr) == (0, "")

    def test_a_broken_day_is_named_and_ends_red_with_the_rest_imported(self, tmp_path):
        folder = tmp_path / "old" / "historical"
        folder.mkdir(parents=True)
        (folder / "2025-05-01.json").write_text('{"date": "2025-05-01", "artists": [')
        good = {"date": "2025-05-02", "artists": [{"name": "A", "spotify": {"followers": 5}}]}
        (folder / "2025-05-02.json").write_text(json.dumps(good))
        done = run("import_history", "label", folder.parent, "--root", tmp_path / "root")
        assert "2025-05-01.json: line 1 is not JSON" in refused(done, 1)
        assert (tmp_path / "root/data/historical/2025-05-02.json").exists()

    def test_no_such_folder(self, tmp_path):
        done = run("import_history", "label", tmp_path / "none", "--root", tmp_path / "root")
        assert "There is no folder" in refused(done)

    def test_two_runs_at_once(self, root):
        from backline.store.files import only_writer

        with only_writer(root):
            assert "Another run is writing to" in refused(run("export", "--root", root), 1)


class TestArtists:
    @pytest.fixture
    def roster(self, tmp_path):
        (tmp_path / "roster.toml").write_text("# mine\n" + ROSTER)
        return tmp_path

    def test_list_add_and_set(self, roster):
        assert "Ada" in run("artists", "list", "--root", roster).stdout
        link = "https://open.spotify.com/artist/4gzpq5DPGxSnKTe4SA8HAU?si=x"
        done = run("artists", "add", "Cy & Co.", link, "instagram=@Cy.Co", "--root", roster)
        assert done.stdout == "Cy & Co. is in the roster as cy-co.\n"
        run("artists", "set", "cy-co", "https://www.deezer.com/artist/27", "--root", roster)
        cy = load_roster(roster / "roster.toml").find("cy-co")
        assert (cy.spotify, cy.instagram, cy.deezer) == ("4gzpq5DPGxSnKTe4SA8HAU", "cy.co", "27")
        assert (roster / "roster.toml").read_text().startswith("# mine\n")

    def test_what_is_refused(self, roster):
        assert "in the roster already" in refused(
            run("artists", "add", "ada", "deezer=27", "--root", roster)
        )
        assert "is a link to none of" in refused(
            run("artists", "add", "Cy", "https://example.org/cy", "--root", roster)
        )
        assert "is not a spotify id" in refused(
            run("artists", "add", "Cy", "https://open.spotify.com/track/x", "--root", roster)
        )
        run("artists", "set", "ada", "deezer=27", "--root", roster)
        assert "repeat with --replace" in refused(
            run("artists", "set", "ada", "deezer=28", "--root", roster)
        )
        assert (
            run("artists", "set", "ada", "deezer=28", "--replace", "--root", roster).returncode == 0
        )
        assert "same deezer (28) as Ada" in refused(
            run("artists", "set", "bo", "deezer=28", "--root", roster)
        )

    def test_candidates_are_shown_and_none_is_chosen(self, tmp_path):
        world = World(seed=1, artists=8)
        known = world.artists[0]
        text = f'label = "L"\n[[artist]]\nkey = "one"\nname = "{known.name}"\n'
        (tmp_path / "roster.toml").write_text(text)
        with Sandbox(world, date=date(2026, 9, 1)) as box:
            done = run("artists", "propose", "--root", tmp_path, **box.environment())
            box.fail("deezer", Failure.SERVER_ERROR)
            box.fail("spotify_api", Failure.QUOTA)
            box.fail("youtube", Failure.QUOTA)
            down = run("artists", "propose", "--root", tmp_path, **box.environment())
        assert done.returncode == 0
        assert f"https://open.spotify.com/artist/{known.spotify}" in done.stdout
        assert f"https://www.deezer.com/artist/{known.deezer}" in done.stdout
        assert "scripts/artists.py set one LINK" in done.stdout
        assert (tmp_path / "roster.toml").read_text() == text
        assert refused(down, 1).count("\n") == 3

    def test_without_keys_the_keyless_platform_is_searched(self, tmp_path):
        (tmp_path / "roster.toml").write_text(ROSTER)
        with Sandbox(World(seed=1), date=date(2026, 9, 1)) as box:
            given = {"BACKLINE_SANDBOX_URL": box.url}
            done = run("artists", "propose", "Ada", "--root", tmp_path, **given)
        assert "Ada on Deezer" in done.stdout
        assert "SPOTIFY_CLIENT_ID" in done.stderr
