"""What docs/worker.md says can be done as it says, word by word."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import tomllib
from pathlib import Path

import pytest
import requests

from backline.net.credentials import NAMES
from sandbox.local_worker import WORKER, hashed
from tests.worker.running import KEYS, OFFICE_KEY

PAGE = (WORKER.parent / "docs/worker.md").read_text(encoding="utf-8")
BLOCKS = [
    "\n".join(line[4:] for line in block.strip("\n").split("\n"))
    for block in re.findall(r"\n\n((?: {4}.*\n)+)", PAGE)
]


def block(beginning):
    """The one block of the page that begins so."""
    (found,) = [one for one in BLOCKS if one.startswith(beginning)]
    return found


def test_the_rules_of_the_example_give_what_the_page_says(process, issuer):
    rules = tomllib.loads(block("RULES = "))["RULES"]
    hashes = block('{"office"').replace("HASH", hashed(OFFICE_KEY))
    process.deploy({
        **KEYS, "RULES": rules, "BEARER_HASHES": hashes, "OIDC_ISSUER": issuer.address,
    })  # fmt: skip
    job, _ = json.loads(rules)
    said = {name: job[name] for name in ("repository_id", "ref", "workflow_ref")}
    given = process.get(key=issuer.token(process.address, **said)).json()
    paid = {"CHARTMETRIC_REFRESH_TOKEN", "SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY"}
    assert set(given) == {*NAMES, "BACKLINE_ALERT_TEAM"} - paid
    assert set(process.get(key=OFFICE_KEY).json()) == {
        "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "YOUTUBE_API_KEY",
    }  # fmt: skip


def test_the_line_of_the_audit_is_one(worker, issuer):
    worker.get(key=issuer.token(worker.address))
    assert set(json.loads(block('{"audit"'))) == set(worker.audit()[0])


def test_every_reason_there_is_stands_on_the_page():
    code = "".join(path.read_text(encoding="utf-8") for path in WORKER.glob("src/*.js"))
    reasons = re.findall(r'Refused\(\s*[`"]([^`"]+)', code)
    reasons += re.findall(r'"(key: [a-z ]+|the issuer\'s keys[a-z ]+)"', code)
    reasons += re.findall(r"reason: `([a-z]+: )", code)
    assert len(reasons) > 12
    for reason in reasons:
        assert reason.split("$")[0].strip() in PAGE, reason


def test_every_word_of_a_rule_stands_on_the_page():
    for word in ("name", "keys", "bearer", "repository_id", "ref", "workflow_ref", "environment"):
        assert f"\n| `{word}` |" in PAGE


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@pytest.fixture
def copy(process, tmp_path):
    """A checkout's folder of the Worker, with its packages."""
    kept = shutil.ignore_patterns("node_modules", ".dev.vars", ".wrangler")
    folder = shutil.copytree(WORKER, tmp_path / "worker", ignore=kept)
    (folder / "node_modules").symlink_to(WORKER / "node_modules")
    return folder


def shell(command, folder):
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_it_is_tried_on_this_machine_word_by_word(copy, tmp_path):
    *_, make_a_key = block("make worker").splitlines()
    key, hash_ = re.findall(r"^(?:key|hash) +(\S+)$", shell(make_a_key, copy), re.MULTILINE)
    (copy / ".dev.vars").write_text(block("RULES=").replace("HASH", hash_) + "\n")
    port = str(free_port())
    start = block("npx wrangler dev").replace("8787", port)
    asked = block('curl --silent --header "Authorization: Bearer KEY').replace("8787", port)
    with_key, without = asked.replace("KEY", key).splitlines()
    log = tmp_path / "log"
    with log.open("w") as out:
        running = subprocess.Popen(
            ["bash", "-c", start], cwd=copy, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True, env={**os.environ, "HOME": str(tmp_path), "CI": "1"},
        )  # fmt: skip
    try:
        wait_for(f"http://localhost:{port}/healthz", log)
        assert f"`{shell(with_key, copy)}`" in PAGE
        assert shell(without, copy) == '{"error":"refused"}'
        assert log.read_text().count('{"audit":') == 2
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(20)


def wait_for(address, log: Path, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if requests.get(address, timeout=5).text == "ok\n":
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    pytest.fail(log.read_text())
