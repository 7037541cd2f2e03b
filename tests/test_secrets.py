"""No secret gets out: every failure, every byte of output, of the files and of git's objects."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from backline.collecting import run_day
from backline.net import Endpoints, load_credentials
from backline.net.credentials import NOT_SECRET, forms_of
from backline.sources import ALL
from sandbox import Failure, Sandbox, World
from sandbox.job_keys import key_endpoint
from sandbox.local_worker import why_not

PROJECT = Path(__file__).parent.parent
DAY = date(2026, 9, 1)
WORLD = World(seed=3, artists=8)
PLATFORMS = (
    "spotify_accounts",
    "spotify_api",
    "spotify_page",
    "youtube",
    "instagram",
    "discord",
    "deezer",
)


VALUES = {n: v for n, v in WORLD.credentials().items() if n not in NOT_SECRET}


def forms_of_secrets(*more):
    """Each secret of a run in every form a client or a log may give it."""
    secrets = [*VALUES.values(), WORLD.worker_key, WORLD.access_token(DAY), *more]
    pair = f"{VALUES['SPOTIFY_CLIENT_ID']}:{VALUES['SPOTIFY_CLIENT_SECRET']}"
    forms = {base64.b64encode(pair.encode()).decode()}
    for secret in secrets:
        encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
        forms |= {secret, quote(secret, safe=""), quote_plus(secret), encoded, secret[::-1]}
        forms |= {secret[8:], secret[:-4], json.dumps(secret)[1:-1]}  # cut off, as logs do
    return {form.encode() for form in forms}


class Way:
    """How a run comes to its keys.

    Attributes:
        given: the variables that lead it there.
        failing: whether the sandbox stands in for the endpoint, so that it can fail.
    """

    def __init__(self, given, issuer=None, *, failing=False):
        self.given, self.failing, self._issuer = given, failing, issuer

    @property
    def own(self):
        """The secrets of the way itself, so far."""
        if self._issuer:
            return {self._issuer.password, *self._issuer.given}
        return {WORLD.worker_key} if self.failing else set()


@contextmanager
def by_token(box):
    if why := why_not():
        pytest.skip(why)
    with key_endpoint(WORLD) as endpoint:
        yield Way({**box.platforms(), **endpoint.by_token}, endpoint.issuer)


@contextmanager
def by_key(box):
    yield Way(box.environment(), failing=True)


@contextmanager
def by_environment(box):
    yield Way({**box.platforms(), **WORLD.credentials()})


every_way = pytest.mark.parametrize("keys", [by_token, by_key, by_environment])


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "label"
    root.mkdir()
    text = WORLD.roster_toml().replace("[settings]", "[settings]\nretry_seconds = 0")
    (root / "roster.toml").write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    return root


def git(root, *arguments):
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=root, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def collect(root, given, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    done = subprocess.run(
        [sys.executable, "-X", "dev", str(PROJECT / "scripts/collect.py"), "--root", str(root)],
        env={**base, **given, **environment},
        capture_output=True, check=False,
    )  # fmt: skip
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "a day")
    return done


def assert_nothing_got_out(root, *outputs, more=()):
    forms = forms_of_secrets(*more)

    def found_in(content):
        return [form for form in forms if form in content]

    for output in outputs:
        assert found_in(output) == []
    for path in root.rglob("*"):
        if path.is_file():
            assert found_in(path.read_bytes()) == [], path
    assert found_in(git(root, "cat-file", "--batch-all-objects", "--batch")) == []


def test_this_search_would_find_a_secret(repository):
    (repository / "leak.txt").write_text(f"?key={WORLD.credentials()['YOUTUBE_API_KEY']}")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "a leak")
    (repository / "leak.txt").unlink()
    with pytest.raises(AssertionError):
        assert_nothing_got_out(repository)


@pytest.mark.heavy
@every_way
def test_every_failure_of_every_platform_and_of_the_worker(repository, keys):
    outputs = []
    with Sandbox(WORLD, date=DAY) as box, keys(box) as way:
        given = way.given
        outputs.append(collect(repository, given))
        assert outputs[0].returncode == 0
        for failure in Failure:
            if failure in (Failure.SLOW, Failure.DRIPPING):
                continue  # below, with short timeouts
            for platform in PLATFORMS:
                box.fail(platform, failure)
            outputs.append(collect(repository, given))
            box.heal()
        for failure in (Failure.UNAUTHORIZED, Failure.HTML, Failure.WRONG_TYPES, Failure.RESET):
            if way.failing:
                box.fail("worker", failure)
                outputs.append(collect(repository, given))
    outputs.append(collect(repository, given))  # nobody listens any more
    assert {done.returncode for done in outputs} == ({0, 1, 2} if way.failing else {0, 1})
    assert not any(b"Traceback" in done.stderr for done in outputs)
    said = [done.stdout + done.stderr for done in outputs]
    assert_nothing_got_out(repository, *said, more=way.own)


@pytest.mark.parametrize("failure", [Failure.SLOW, Failure.DRIPPING])
def test_a_platform_that_never_answers(repository, capfd, failure):
    sources = [type(source)(timeout=(0.2, 0.2)) for source in ALL]
    with Sandbox(WORLD, date=DAY) as box:
        credentials = load_credentials(box.environment())
        for platform in PLATFORMS:
            box.fail(platform, failure)
        found = run_day(
            repository,
            credentials,
            Endpoints.from_environment(box.environment()),
            started=datetime(2026, 9, 1, 2, 30, tzinfo=UTC),
            sources=sources,
        )
    assert found.measured == 0
    said = "".join([*found.collected.notes, *(m.detail for m in found.collected.day.measurements)])
    assert "respond" in said or "answer" in said
    assert_nothing_got_out(repository, said.encode(), *(o.encode() for o in capfd.readouterr()))


@pytest.mark.few(1)
@every_way
def test_in_actions_every_secret_is_masked_before_anything_else_prints(repository, keys):
    with Sandbox(WORLD, date=DAY) as box, keys(box) as way:
        done = collect(repository, way.given, GITHUB_ACTIONS="true")
    lines = done.stdout.splitlines(keepends=True)
    masks = [line for line in lines if line.startswith(b"::add-mask::")]
    assert lines[: len(masks)] == masks
    masked = {line.removeprefix(b"::add-mask::").strip().decode() for line in masks}
    secrets = {*VALUES.values(), *way.own}
    assert masked == {form for secret in secrets for form in forms_of(secret)}
    assert not any(line.startswith(b"::") for line in lines[len(masks) :])
    printed = b"".join(lines[len(masks) :])
    assert_nothing_got_out(repository, printed, done.stderr, more=way.own)
