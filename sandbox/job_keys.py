"""A made-up label's keys as a job of GitHub Actions gets them: from the Worker, for a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backline.net.key_worker import REQUEST_TOKEN, REQUEST_URL
from sandbox.credentials_worker import KEYS_OF
from sandbox.local_worker import LocalWorker, hashed
from sandbox.oidc_issuer import REPOSITORY, Issuer
from sandbox.world import World

_PROVED = ("repository_id", "ref", "workflow_ref")


@dataclass(frozen=True, slots=True)
class KeyEndpoint:
    """A running Worker with the keys of a world, and what leads a caller to it.

    Attributes:
        issuer: signs the job's tokens.
        worker: the process.
        by_token: the variables of a job that may have a token.
        by_key: the variables of who shows the world's key.
    """

    issuer: Issuer
    worker: LocalWorker
    by_token: dict[str, str]
    by_key: dict[str, str]


@contextmanager
def key_endpoint(world: World) -> Iterator[KeyEndpoint]:
    """Run the Worker; a job and who shows the world's key may have all the values.

    Raises:
        LocalWorkerError: it does not start.
    """
    everything = {"keys": list(KEYS_OF)}
    rules = [
        {"name": "job", **{name: REPOSITORY[name] for name in _PROVED}, **everything},
        {"name": "office", "bearer": "office", **everything},
    ]
    with Issuer() as issuer, LocalWorker() as worker:
        address = worker.deploy(
            {
                **world.credentials(),
                "RULES": json.dumps(rules),
                "BEARER_HASHES": json.dumps({"office": [hashed(world.worker_key)]}),
                "OIDC_ISSUER": issuer.address,
                "STEP_MS": "5",  # nobody here measures how long a refusal takes
            }
        )
        where = {"WORKER_API_URL": address}
        yield KeyEndpoint(
            issuer,
            worker,
            {**where, REQUEST_URL: issuer.tokens_at, REQUEST_TOKEN: issuer.password},
            {**where, "WORKER_API_KEY": world.worker_key},
        )
