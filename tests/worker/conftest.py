"""The Worker, an issuer, and rules that let one job and one office read."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.worker.issuer import REPOSITORY, Issuer
from tests.worker.running import KEYS, OFFICE_KEY, WORKER, Running, hashed

JOB_RULE = {
    "name": "daily run",
    "repository_id": REPOSITORY["repository_id"],
    "ref": REPOSITORY["ref"],
    "workflow_ref": REPOSITORY["workflow_ref"],
    "keys": ["spotify", "youtube", "DISCORD_GUILD_ID"],
}
OFFICE_RULE = {"name": "office", "bearer": "office", "keys": ["instagram", "alerts"]}


@pytest.fixture(scope="session")
def node():
    """Node as new as the Worker needs, with the packages that run it."""
    if not shutil.which("node"):
        pytest.skip("Node is not on this machine: the Worker's tests need Node 20 or newer")
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(told.lstrip("v").split(".")[0]) < 20:
        pytest.skip(f"the Worker's tests need Node 20 or newer, not {told.strip()}")
    if not (WORKER / "node_modules/miniflare").is_dir():
        pytest.skip("the Worker's packages are missing: npm ci --ignore-scripts --prefix worker")


@pytest.fixture(scope="session")
def process(node):
    running = Running()
    yield running
    running.close()


@pytest.fixture
def issuer():
    running = Issuer()
    yield running
    running.close()


@pytest.fixture
def settings(issuer):
    """The variables and secrets of a Worker that lets the job and the office read."""
    return {
        **KEYS,
        "RULES": json.dumps([JOB_RULE, OFFICE_RULE]),
        "BEARER_HASHES": json.dumps({"office": [hashed(OFFICE_KEY)]}),
        "OIDC_ISSUER": issuer.address,
        "OIDC_COOLDOWN_MS": "50",
    }


@pytest.fixture
def worker(process, settings):
    process.deploy(settings)
    return process
