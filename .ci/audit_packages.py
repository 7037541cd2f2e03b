"""Ask the registries whether a pinned package has a known weakness.

``python .ci/audit_packages.py`` asks of everything in the requirements and of the Worker's
packages. A weakness of what handles keys ends with exit code 1; one of what only builds and tests
is told, since a tool may have no better version yet. A registry that cannot be asked is told too,
and is no failure: the answer comes with the next run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
_PATIENCE_SECONDS = 300


class UnansweredError(Exception):
    """The registry did not say."""


@dataclass(frozen=True)
class Audit:
    """One question to a registry.

    Attributes:
        what: whose packages, for people.
        command: what asks, and answers in JSON.
        weak: the packages it names, each with its weaknesses, from the answer.
        handles_keys: whether keys pass through these packages.
    """

    what: str
    command: Sequence[str]
    weak: Callable[[Mapping[str, Any]], list[str]]
    handles_keys: bool


def weak_on_pypi(answer: Mapping[str, Any]) -> list[str]:
    """What pip-audit found.

    Raises:
        UnansweredError: it could look up none of the packages.
    """
    packages = answer["dependencies"]
    if all("skip_reason" in one for one in packages):
        raise UnansweredError("it knows none of the packages")
    return [
        f"{one['name']} {one['version']}: {', '.join(v['id'] for v in one['vulns'])}"
        for one in packages
        if one.get("vulns")
    ]


def weak_on_npm(answer: Mapping[str, Any]) -> list[str]:
    """What npm found.

    Raises:
        UnansweredError: it could not ask.
    """
    if "vulnerabilities" not in answer:
        raise UnansweredError(str(answer.get("message") or "it does not answer"))
    return [f"{name}: {one['severity']}" for name, one in answer["vulnerabilities"].items()]


def _pip(file: str) -> list[str]:
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    return [str(Path(sys.executable).parent / "pip-audit"), *options, "--requirement", file]


_NPM = ("npm", "audit", "--json", "--package-lock-only", "--prefix", "worker")

AUDITS = (
    Audit("what Backline runs with", _pip("requirements.txt"), weak_on_pypi, True),
    Audit("what asks a cluster", _pip("requirements-cluster.txt"), weak_on_pypi, True),
    Audit("what it is tested with", _pip("requirements-test.txt"), weak_on_pypi, False),
    Audit("what the Worker runs with", (*_NPM, "--omit=dev"), weak_on_npm, True),
    Audit("what the Worker is built with", _NPM, weak_on_npm, False),
)


def asked(audit: Audit) -> list[str]:
    """The weak packages.

    Raises:
        UnansweredError: there is no answer.
    """
    try:
        done = subprocess.run(  # noqa: S603
            audit.command,
            cwd=PROJECT,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        return audit.weak(json.loads(done.stdout))
    except FileNotFoundError:
        raise UnansweredError(f"{Path(audit.command[0]).name} is not here") from None
    except subprocess.TimeoutExpired:
        raise UnansweredError(f"no answer within {_PATIENCE_SECONDS} s") from None
    except ValueError:  # no JSON: the tool's own words are of no use to anybody
        raise UnansweredError("the registry cannot be reached") from None


def main(audits: Sequence[Audit] = AUDITS) -> int:
    """How it ended: 1 where what handles keys is weak."""
    failed = False
    for audit in audits:
        try:
            weak = asked(audit)
        except UnansweredError as error:
            print(f"{audit.what}: not audited, {error}")
            continue
        failed |= audit.handles_keys and bool(weak)
        print(f"{audit.what}: {'; '.join(weak) or 'no known weakness'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
