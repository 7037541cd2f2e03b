"""Whether the time of a refusal tells what was wrong: each reason, many times, in turn."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import requests

from benchmarks.measuring import percentile
from benchmarks.tables import Table, duration, ratio
from sandbox.local_worker import LocalWorker, hashed
from sandbox.oidc_issuer import REPOSITORY, Issuer

TRIES = 200
"""How often each reason is tried."""

_KEY = "a-key-that-is-valid-and-never-shown-here"
_RULES = [
    {"name": "office", "bearer": "office", "keys": ["spotify"]},
    {
        "name": "job",
        "keys": ["spotify"],
        **{name: REPOSITORY[name] for name in ("repository_id", "ref", "workflow_ref")},
    },
]
_PATH = "/api/credentials"


@dataclass(slots=True)
class Refusals:
    """What one reason for a refusal took, again and again.

    Attributes:
        reason: what was wrong.
        seconds: from the question to the end of the answer.
    """

    reason: str
    seconds: list[float] = field(default_factory=list)


def measure(tries: int = TRIES, *, in_steps: bool = True) -> list[Refusals]:
    """The times of each reason, asked in turn over one connection so that none has a better hour.

    Args:
        tries: how often each is asked.
        in_steps: as the Worker is deployed; else it answers as soon as it knows.
    """
    with _running(in_steps=in_steps) as (address, issuer), requests.Session() as session:
        asked = _questions(address, issuer)
        found = {reason: Refusals(reason) for reason in asked}
        for number in range(
            -1, tries
        ):  # the first round fetches the issuer's keys, and is not told
            for reason, (path, key) in asked.items():
                begun = time.perf_counter()
                headers = {"Authorization": f"Bearer {key}"} if key else {}
                answer = session.get(address + path, headers=headers, timeout=30)
                took = time.perf_counter() - begun
                if (answer.status_code, answer.json()) != (403, {"error": "refused"}):
                    raise AssertionError(f"{reason}: answered {answer.status_code}")
                if number >= 0:
                    found[reason].seconds.append(took)
    return list(found.values())


@contextmanager
def _running(*, in_steps: bool) -> Iterator[tuple[str, Issuer]]:
    with Issuer() as issuer, LocalWorker() as worker:
        variables = {
            "RULES": json.dumps(_RULES),
            "BEARER_HASHES": json.dumps({"office": [hashed(_KEY)]}),
            "OIDC_ISSUER": issuer.address,
            "SPOTIFY_CLIENT_ID": "never given",
        }
        yield worker.deploy(variables if in_steps else {**variables, "STEP_MS": "0"}), issuer


def _questions(address: str, issuer: Issuer) -> dict[str, tuple[str, str]]:
    """The path and the key of each reason."""
    forged = issuer.token(address, signer="somebody else", header={"kid": "first"})
    return {
        "no key": (_PATH, ""),
        "wrong key": (_PATH, "x" + _KEY[1:]),
        "wrong repository": (_PATH, issuer.token(address, repository_id="1")),
        "wrong signature": (_PATH, forged),
        "wrong path": ("/api/keys", _KEY),
    }


def farthest(found: list[Refusals]) -> float:
    """How far the medians are apart: the largest of one to another, less 1."""
    medians = [median(one.seconds) for one in found]
    return max(medians) / min(medians) - 1


def summary(deployed: list[Refusals], at_once: list[Refusals]) -> Table:
    """What a stranger with a clock sees, and what they would see without the steps."""
    fastest = min(median(one.seconds) for one in deployed)
    at_once_by = {one.reason: median(one.seconds) for one in at_once}
    fastest_at_once = min(at_once_by.values())
    return Table(
        "What the time of a refusal tells",
        ("what was wrong", "median", "90 of 100 within", "to the fastest", "without steps",
         "to the fastest then"),
        [
            (
                one.reason,
                duration(median(one.seconds)),
                duration(percentile(one.seconds, 0.9)),
                ratio(median(one.seconds), fastest),
                duration(at_once_by[one.reason]),
                ratio(at_once_by[one.reason], fastest_at_once),
            )
            for one in deployed
        ],
        f"{len(deployed[0].seconds):,} tries each, in turn, over one connection to the Worker in "
        f"its own runtime on this machine. The medians are {farthest(deployed):.1%} apart.",
    )  # fmt: skip
