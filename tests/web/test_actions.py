"""Accepting a correction that the audit proposes: one line in git, and what people wrote stays."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from backline.analysis.quality import Kind, audit
from backline.people.corrections import load_corrections
from backline.store import Store
from backline.warehouse import Warehouse
from tests.roots import ROSTER, before
from tests.test_quality import rising, root_of, series
from tests.web.live import serving
from tests.workflow import git, hook
from web.waiting import when_free

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
OWN = "# ours, kept by hand\n\n[[correction]]  # a guess\nreason = 'it was \"odd\"'\n" + (
    f'artist = "bo"\nplatform = "spotify"\nmetric = "followers"\nfrom = {before(1)}\n'
    'do = "drop"\nexpect = 7\n# and nothing else\n'
)


def in_git(root):
    """A label's folder as a repository of Ana's."""
    git(root, "init", "-q", "-b", "main", str(root))
    git(root, "config", "user.name", "Ana")
    git(root, "config", "user.email", "ana@example.org")
    (root / ".gitignore").write_text(".backline.lock\n")
    git(root, "add", "--all")
    git(root, "commit", "-qm", "Begun")
    return root


@pytest.fixture
def root(tmp_path):
    """Ada's followers read 0 on two days; Bo jumped, which may be true."""
    rows = series([*rising(20, 12_000), 0, 0, *rising(19, 12_070)])
    rows += series([*rising(30), 1500, *rising(10, 1503)], artist="bo")
    return in_git(root_of(tmp_path / "label", rows, ROSTER))


@pytest.fixture
async def live(root):
    async with serving(root, ENVIRONMENT) as site:
        yield site


def finding(root, kind=Kind.ZERO):
    with Warehouse(root) as warehouse:
        return next(one for one in audit(warehouse) if one.kind is kind)


def kinds(root):
    with Warehouse(root) as warehouse:
        return {one.kind for one in audit(warehouse)}


class TestAcceptingACorrection:
    async def test_silences_the_finding_and_is_committed_in_one_line(self, live, root):
        key = finding(root).key
        came = await live.post("/corrections/accept", {"key": key})
        assert (came.status, came.headers["Location"]) == (303, "/quality.html")
        assert Kind.ZERO not in kinds(root)
        (placed,) = load_corrections(root / "corrections.toml", Store(root).roster())
        assert (placed.correction.do, placed.correction.expect) == ("drop", 0)
        assert git(root, "log", "-1", "--format=%an|%s").startswith("Ana|Correction accepted: ")
        assert git(root, "show", "--format=", "--name-only") == "corrections.toml"
        assert git(root, "status", "--porcelain") == ""

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    async def test_what_people_wrote_stays_sign_by_sign(self, live, root, ends):
        there = OWN.replace("\n", ends).encode()
        (root / "corrections.toml").write_bytes(there)
        (root / "notes.md").write_text("mine")
        git(root, "add", "notes.md")
        await live.post("/corrections/accept", {"key": finding(root).key})
        content = (root / "corrections.toml").read_bytes()
        assert content.startswith(there)
        assert (b"\n" in content.replace(b"\r\n", b"")) is (ends == "\n")
        assert len(load_corrections(root / "corrections.toml", Store(root).roster())) == 2
        assert git(root, "diff", "--cached", "--name-only") == "notes.md"

    async def test_a_second_click_is_told_and_changes_nothing(self, live, root):
        key = finding(root).key
        await live.post("/corrections/accept", {"key": key})
        content = (root / "corrections.toml").read_bytes()
        came = await live.post("/corrections/accept", {"key": key})
        assert came.status == 200
        assert "accepted already" in came.page.text
        assert (root / "corrections.toml").read_bytes() == content
        assert git(root, "rev-list", "--count", "HEAD") == "2"

    async def test_two_clicks_at_once_write_it_once(self, live, root):
        key = finding(root).key
        both = await asyncio.gather(
            *(live.post("/corrections/accept", {"key": key}) for _ in range(2))
        )
        assert {one.status for one in both} == {303, 200}
        assert (root / "corrections.toml").read_text().count("[[correction]]") == 1

    @pytest.mark.parametrize("key", ["nothing", "x" * 10_000, "\u202e", "../../etc"])
    async def test_a_finding_that_is_gone_is_one_sentence(self, live, root, key):
        came = await live.post("/corrections/accept", {"key": key})
        assert came.status == 409
        assert "does not find that any more" in came.page.text
        assert not (root / "corrections.toml").exists()

    async def test_without_a_key_nothing_is_accepted(self, live):
        for form in ({}, {"key": " "}):
            came = await live.post("/corrections/accept", form)
            assert came.status in (400, 415)

    async def test_what_may_be_true_has_nothing_to_accept(self, live, root):
        came = await live.post("/corrections/accept", {"key": finding(root, Kind.JUMP).key})
        assert came.status == 409
        assert "nothing to correct" in came.page.text

    async def test_a_fault_in_the_file_is_named_with_its_line_and_the_file_stays(self, live, root):
        key = finding(root).key
        (root / "corrections.toml").write_text(OWN + '\n[[correction]]\nartist = "nobody"\n')
        content = (root / "corrections.toml").read_bytes()
        came = await live.post("/corrections/accept", {"key": key})
        assert came.status == 409
        assert "corrections.toml line 13: platform" in came.text
        assert (root / "corrections.toml").read_bytes() == content

    async def test_a_stale_correction_of_the_same_day_is_named(self, live, root):
        stale = OWN.replace('"bo"', '"ada"').replace(f"{before(1)}", f"{before(20)}")
        (root / "corrections.toml").write_text(stale)
        came = await live.post("/corrections/accept", {"key": finding(root).key})
        assert came.status == 409
        assert "corrections.toml line 3 is about a day of it already" in came.page.text
        assert (root / "corrections.toml").read_text() == stale

    async def test_a_commit_that_fails_is_said_and_nothing_is_lost(self, live, root):
        hook(root / ".git", "pre-commit", "#!/bin/sh\necho 'ask Ben first' >&2; exit 1")
        came = await live.post("/corrections/accept", {"key": finding(root).key})
        assert came.status == 200
        assert "It is saved, but not committed: ask Ben first." in came.page.text
        assert Kind.ZERO not in kinds(root)

    async def test_another_run_is_waited_for_while_others_read(self, live, root):
        key = finding(root).key
        with Store(root).writing():
            waiting = asyncio.create_task(live.post("/corrections/accept", {"key": key}))
            await asyncio.sleep(1)
            assert not waiting.done()
            assert (await live.get("/index.html")).status == 200
        assert (await waiting).status == 303

    async def test_a_run_that_does_not_end_is_said_and_it_can_be_tried_again(
        self, live, root, monkeypatch
    ):
        key = finding(root).key
        monkeypatch.setattr("web.waiting.when_free.__defaults__", (0.1,))
        with Store(root).writing():
            came = await live.post("/corrections/accept", {"key": key})
        assert came.status == 503
        assert "Another run is writing to this label's files" in came.page.text
        assert not (root / "corrections.toml").exists()
        assert (await live.post("/corrections/accept", {"key": key})).status == 303

    async def test_a_folder_that_cannot_be_written_is_one_sentence(self, live, root, monkeypatch):
        def full(*_):
            raise OSError(28, "No space left on device")

        key = finding(root).key
        monkeypatch.setattr("backline.store.files.os.fsync", full)
        came = await live.post("/corrections/accept", {"key": key})
        assert came.status == 503
        assert "No space left on device" in came.page.text
        assert not (root / "corrections.toml").exists()


async def test_a_slow_write_holds_up_nobody():
    gone_on = threading.Event()

    async def somebody():
        gone_on.set()

    waited, _ = await asyncio.gather(when_free(lambda: gone_on.wait(5)), somebody())
    assert waited
