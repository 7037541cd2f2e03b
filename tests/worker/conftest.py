"""The Worker, an issuer, and rules that let one job and one office read."""

from __future__ import annotations

import json

import pytest

from sandbox.local_worker import hashed, why_not
from sandbox.oidc_issuer import REPOSITORY, Issuer
from tests.worker.running import KEYS, OFFICE_KEY, Running

JOB_RULE = {
    "name": "daily run",
    "repository_id": REPOSITORY["repository_id"],
    "ref": REPOSITORY["ref"],
    "workflow_ref": REPOSITORY["workflow_ref"],
    "keys": ["spotify", "youtube", "DISCORD_GUILD_ID"],
}
OFFICE_RULE = {"name": "office", "bearer": "office", "keys": ["instagram", "alerts"]}


@pytest.fixture(scope="session")
def process():
    """The Worker's process, which each test deploys anew."""
    if why := why_not():
        pytest.skip(why)
    with Running() as running:
        yield running


@pytest.fixture
def issuer():
    with Issuer() as running:
        yield running


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
