"""What is deployed is what was tested: the same code, settings and limits."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib

import pytest

from benchmarks.refusals import farthest, measure, summary
from sandbox.local_worker import NODE, WORKER, LocalWorkerError
from tests.worker.running import KEYS, Running

CONFIG = tomllib.loads((WORKER / "wrangler.toml").read_text(encoding="utf-8"))


def test_the_tool_that_deploys_takes_the_worker_as_it_is(process, tmp_path):
    done = subprocess.run(
        ["npx", "--no-install", "wrangler", "deploy", "--dry-run", "--outdir", str(tmp_path)],
        cwd=WORKER, capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": str(tmp_path), "WRANGLER_SEND_METRICS": "false", "CI": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for told in ("ADDRESS_LIMIT (60 requests/60s)", "CALLER_LIMIT (10 requests/60s)"):
        assert told in done.stdout
    assert "WARNING" not in done.stdout + done.stderr
    assert "jwtVerify" in (tmp_path / "index.js").read_text(encoding="utf-8")


def test_the_tests_run_what_is_deployed():
    served = (WORKER / "serve.mjs").read_text(encoding="utf-8")
    assert f'"{CONFIG["compatibility_date"]}"' in served
    assert 'entryPoints: [fileURLToPath(new URL("src/index.js"' in served
    assert CONFIG["main"] == "src/index.js"
    package = (WORKER / "package.json").read_text(encoding="utf-8")
    assert f'"node": ">={NODE}' in package


def test_as_it_comes_it_lets_nobody_in_and_keeps_no_line_but_the_audits():
    assert CONFIG["vars"] == {"RULES": "[]"}
    assert {one["name"] for one in CONFIG["ratelimits"]} == {"ADDRESS_LIMIT", "CALLER_LIMIT"}
    assert CONFIG["preview_urls"] is False
    assert CONFIG["observability"]["logs"]["invocation_logs"] is False


def test_no_line_of_the_worker_names_a_value():
    code = "".join(path.read_text(encoding="utf-8") for path in WORKER.glob("src/*.js"))
    said = re.findall(r"console\.\w+\((.*)\)", code)
    assert said == ["JSON.stringify(line)"]
    assert not re.search(r"Access-Control|\beval\b|Set-Cookie", code)


def test_a_worker_that_does_not_start_says_why(process):
    with Running() as broken:
        broken._process.kill()
        broken._process.wait()
        with pytest.raises(LocalWorkerError):
            broken.deploy(KEYS)


@pytest.mark.heavy
def test_the_benchmark_of_refusals_runs(process):
    table = summary(measure(2), measure(2, in_steps=False))
    assert [row[0] for row in table.rows] == [
        "no key", "wrong key", "wrong repository", "wrong signature", "wrong path",
    ]  # fmt: skip


@pytest.mark.heavy
def test_the_time_of_a_refusal_does_not_tell_what_was_wrong(process):
    assert farthest(measure(60)) < 0.05
