"""Whatever goes wrong once a day was measured, the day is kept somewhere, and it is said where."""

from __future__ import annotations

import os
import re
import time
from datetime import date

import pytest

from backline.errors import BacklineError, ConfigError, DataError
from backline.net import Redactor
from backline.unattended.git import Git
from backline.unattended.publishing import Publisher, PublishError
from tests.checkouts import BASE, DAY, IN_ACTIONS, measure
from tests.roots import ROSTER
from tests.workflow import files, git, hook, log, message, somebody_pushes

STORED = f"data/measurements/2026/{DAY}.parquet"


def publish(root, environment=IN_ACTIONS, folder=None, **more):
    told = Git(root, environment, Redactor(), **more)
    return Publisher(
        told, lambda days: f"A day: {len(days)}", lambda _: None, folder=folder
    ).publish()


def refused(root, kind=BacklineError, **options):
    """What is said where publishing fails."""
    with pytest.raises(kind) as error:
        publish(root, **options)
    return str(error.value)


def aside(remote):
    """The one branch that numbers wait on."""
    (branch,) = git(remote, "branch", "--list", "backline/*", "--format=%(refname:short)").split()
    assert branch.startswith(f"backline/unpublished-{DAY}-")
    return branch


def kept(remote, said):
    """The day waits on a branch, and the sentence says on which."""
    branch = aside(remote)
    assert f"nothing is lost, the numbers are on the branch {branch}" in said
    assert STORED in files(remote, branch)
    return branch


def no_lock(root):
    assert not list((root / ".git").glob("**/*.lock"))
    assert not (root / ".git/backline-index").exists()


class TestTheBranchItCameFrom:
    def test_a_tag_is_called_like_the_branch(self, remote, checkout, tmp_path):
        git(checkout, "tag", "main")
        git(checkout, "push", "-q", "origin", "refs/tags/main")
        somebody_pushes_to_main(remote, tmp_path)
        measure(checkout)
        done = publish(checkout, {**IN_ACTIONS, "GITHUB_REF": "refs/heads/main"})
        assert (done.branch, done.attempts) == ("main", 2)
        assert git(remote, "for-each-ref", "--format=%(refname)").split() == [
            "refs/heads/main",
            "refs/tags/main",
        ]
        assert log_of(remote, "refs/heads/main") == ["A day: 1", "A note", "Start"]

    def test_a_tag_is_checked_out(self, remote, checkout):
        git(checkout, "tag", "v1")
        git(checkout, "checkout", "-q", "v1")
        measure(checkout)
        said = refused(
            checkout, ConfigError, environment={**IN_ACTIONS, "GITHUB_REF": "refs/tags/v1"}
        )
        assert said.startswith("The run came from the tag v1, and numbers belong on a branch")
        assert message(remote, kept(remote, said)) == "A day: 1"

    @pytest.mark.parametrize(
        ("ref", "name"),
        [
            ("refs/pull/7/merge", "the pull request 7"),
            ("refs/heads/tour", "the branch tour"),
            ("refs/tags/main", "the tag main"),
        ],
    )
    def test_the_run_came_from_somewhere_else(self, remote, checkout, ref, name):
        measure(checkout)
        said = refused(checkout, ConfigError, environment={**IN_ACTIONS, "GITHUB_REF": ref})
        assert f"The run came from {name}" in said
        kept(remote, said)
        assert log(remote) == ["Start"]

    def test_on_a_tag_without_new_numbers_nothing_is_kept(self, remote, checkout):
        git(checkout, "checkout", "-q", "--detach")
        assert refused(checkout).endswith("run the workflow on a branch, not on a tag.")
        assert git(remote, "branch", "--list", "backline/*") == ""

    def test_the_branch_is_renamed_meanwhile(self, remote, checkout):
        git(remote, "branch", "-m", "main", "trunk")
        measure(checkout)
        said = refused(checkout, PublishError)
        assert "The branch main is gone from the remote: it was renamed or deleted" in said
        kept(remote, said)
        assert "main" not in git(remote, "branch", "--format=%(refname:short)").split()

    def test_the_branch_is_deleted_meanwhile(self, remote, checkout, tmp_path):
        git(remote, "symbolic-ref", "HEAD", "refs/heads/elsewhere")
        git(remote, "branch", "-D", "main")
        measure(checkout)
        said = refused(checkout, PublishError, folder=tmp_path / "kept")
        assert "is gone from the remote" in said
        assert (tmp_path / "kept" / STORED).is_file() or kept(remote, said)

    def test_its_history_is_rewritten_meanwhile_and_what_was_taken_out_stays_out(
        self, remote, checkout, tmp_path
    ):
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(remote), str(other))
        (other / "secret.txt").write_text("taken out\n")
        git(other, "add", "secret.txt")
        git(other, "commit", "-q", "-m", "A mistake")
        git(other, "push", "-q")
        git(checkout, "pull", "-q")
        git(other, "reset", "-q", "--hard", "HEAD~1")
        (other / "notes.md").write_text("better\n")
        git(other, "add", "notes.md")
        git(other, "commit", "-q", "-m", "Better")
        git(other, "push", "-q", "--force")
        measure(checkout)
        said = refused(checkout, PublishError)
        assert said.startswith("The history of main was rewritten while the run was under way")
        branch = kept(remote, said)
        assert log_of(remote, branch) == ["A day: 1", "Better", "Start"]
        assert "secret.txt" not in files(remote, branch)
        assert log(remote) == ["Better", "Start"]

    def test_a_checkout_that_is_behind_overwrites_nothing(self, remote, checkout, tmp_path):
        somebody_pushes_to_main(remote, tmp_path)
        git(checkout, "fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
        measure(checkout)
        assert publish(checkout).attempts == 2
        assert log(remote) == ["A day: 1", "A note", "Start"]


def somebody_pushes_to_main(remote, tmp_path):
    clone = tmp_path / "somebody-else"
    git(tmp_path, "clone", "-q", str(remote), str(clone))
    (clone / "notes.md").write_text("On tour\n")
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "-m", "A note")
    git(clone, "push", "-q", "origin", "HEAD:refs/heads/main")


def log_of(remote, ref):
    return git(remote, "log", ref, "--format=%s").splitlines()


class TestARaceWithSomethingBroken:
    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            ({"roster.toml": "label = “x”\n"}, "roster.toml"),
            ({"corrections.toml": "[[correction]\n"}, "corrections.toml"),
            ({"data/subjects.csv": "key\n1,2,3\n"}, "subjects.csv"),
            ({STORED: "cut"}, f"{DAY}.parquet cannot be read"),
        ],
    )
    def test_the_day_waits_on_a_branch(self, remote, checkout, tmp_path, broken, said):
        text = {"roster.toml": ROSTER, "reports/theirs.csv": "a\n", **broken}
        somebody_pushes(remote, tmp_path, text, "A mistake")
        measure(checkout)
        sentence = refused(checkout)
        assert said in sentence
        assert message(remote, kept(remote, sentence)) == "A day: 1"
        assert log(remote) == ["A mistake", "Start"]
        assert git(checkout, "log", "-1", "--format=%s") == "A day: 1"
        no_lock(checkout)


class TestAHook:
    @pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "pre-push"])
    def test_that_fails_is_told_in_its_own_words(self, remote, checkout, name):
        hook(checkout / ".git", name, "#!/bin/sh\necho 'No numbers on a Sunday.' >&2\nexit 1\n")
        measure(checkout)
        said = refused(checkout)
        assert "No numbers on a Sunday" in said
        kept(remote, said)
        assert log(remote) == ["Start"]
        no_lock(checkout)

    @pytest.mark.parametrize(
        "name", ["pre-push", pytest.param("pre-commit", marks=pytest.mark.heavy)]
    )
    def test_that_hangs_is_ended_and_leaves_no_lock(self, remote, checkout, monkeypatch, name):
        monkeypatch.setattr("backline.unattended.git_process._TO_TIDY_UP", 0.5)
        text = "#!/bin/sh\ntrap '' TERM\necho 'Waiting for Godot' >&2\nsleep 60\n"
        hook(checkout / ".git", name, text)
        measure(checkout)
        began = time.monotonic()
        said = refused(checkout, quick=1.5, patient=1.5)
        assert time.monotonic() - began < 55
        assert "it did not end within 1.5 seconds; its last words: Waiting for Godot" in said
        kept(remote, said)
        no_lock(checkout)

    def test_says_nothing_that_a_log_would_obey_and_no_secret(self, remote, checkout):
        token = IN_ACTIONS["GITHUB_TOKEN"]
        text = f"#!/bin/sh\nprintf '\\033[31m{token} https://ana:pw@example.org\\n' >&2\nexit 1\n"
        hook(checkout / ".git", "pre-commit", text)
        measure(checkout)
        said = refused(checkout)
        assert "*** https://***@example.org" in said
        assert "\033" not in said


class TestTheCheckout:
    @pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
    def test_a_killed_git_left_a_lock(self, remote, checkout, lock):
        (checkout / ".git" / lock).touch()
        measure(checkout)
        assert publish(checkout).commit
        no_lock(checkout)

    def test_a_persons_git_is_at_work(self, remote, checkout):
        lock = checkout / ".git/index.lock"
        lock.touch()
        measure(checkout)
        said = refused(checkout, environment=BASE)
        assert "index.lock': File exists" in said
        kept(remote, said)
        assert lock.exists()
        os.utime(lock, (0, 0))
        git(checkout, "config", "user.name", "Ana")
        git(checkout, "config", "user.email", "ana@example.org")
        assert publish(checkout, BASE).commit

    @pytest.mark.parametrize("folder", ["data", "data/measurements", "data/measurements/2026"])
    def test_a_folder_became_a_link(self, remote, checkout, tmp_path, folder):
        measure(checkout, date(2026, 8, 31))
        publish(checkout)
        measure(checkout)
        (checkout / folder).rename(tmp_path / "elsewhere")
        (checkout / folder).symlink_to(tmp_path / "elsewhere")
        said = refused(checkout, DataError)
        assert said.startswith(f"{folder} is a link, and git would keep that")
        assert "data/measurements/2026/2026-08-31.parquet" in files(remote, kept(remote, said))
        assert log(remote) == ["A day: 1", "Start"]

    def test_a_link_to_somewhere_else_takes_nothing_along(self, remote, checkout, tmp_path):
        (tmp_path / "private").mkdir()
        (tmp_path / "private/key.csv").write_text("secret\n")
        measure(checkout)
        (checkout / "data/mine").symlink_to(tmp_path / "private")
        (checkout / "data/key.csv").symlink_to(tmp_path / "private/key.csv")
        branch = kept(remote, refused(checkout, DataError))
        assert not [name for name in files(remote, branch) if "key" in name or "mine" in name]

    def test_a_folder_became_a_repository(self, remote, checkout):
        measure(checkout)
        git(checkout, "init", "-q", "data")
        said = refused(checkout, DataError)
        assert said.startswith("data is a repository of its own")
        kept(remote, said)

    def test_a_rule_keeps_the_day_out_of_git(self, remote, checkout):
        measure(checkout)
        (checkout / ".git/info/exclude").write_text("*.parquet\n")
        said = refused(checkout, DataError)
        assert f"keeps {STORED} out of git" in said
        kept(remote, said)

    def test_git_knows_no_name_to_commit_under(self, remote, checkout):
        git(checkout, "config", "user.useConfigOnly", "true")
        measure(checkout)
        said = refused(checkout, environment={"PATH": BASE["PATH"], "HOME": "/nowhere"})
        assert "git commit failed" in said
        kept(remote, said)

    def test_the_message_cannot_be_made(self, remote, checkout):
        measure(checkout)

        def broken(_days):
            raise KeyError("ada")

        with pytest.raises(PublishError) as error:
            Publisher(Git(checkout, IN_ACTIONS, Redactor()), broken, lambda _: None).publish()
        said = str(error.value)
        assert "A fault in Backline ended the publishing (KeyError in test_rescue.py line" in said
        branch = kept(remote, said)
        assert message(remote, branch) == "2026-09-01: put aside, since it could not be published"


class TestNoBranchAtAll:
    def everything_refused(self, remote):
        hook(remote, "pre-receive", "#!/bin/sh\necho 'GH013: no.' >&2\nexit 1\n")

    def test_the_files_are_laid_into_the_folder_that_is_kept(self, remote, checkout, tmp_path):
        self.everything_refused(remote)
        measure(checkout, date(2026, 8, 31))
        git(checkout, "add", "data")
        git(checkout, "commit", "-q", "-m", "Known")
        git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
        measure(checkout)
        folder = tmp_path / "kept"
        said = refused(checkout, PublishError, folder=folder)
        assert "nothing is lost, the numbers are the artifact “unpublished” of this run" in said
        found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert STORED in found
        assert "data/measurements/2026/2026-08-31.parquet" not in found
        assert (folder / STORED).read_bytes() == (checkout / STORED).read_bytes()

    def test_also_where_there_is_no_git_at_all(self, checkout, tmp_path):
        measure(checkout)
        said = refused(checkout, environment={"PATH": "/nowhere"}, folder=tmp_path / "kept")
        assert re.match(r"git rev-parse failed: git cannot be run .*; nothing is lost", said)
        assert (tmp_path / "kept" / STORED).is_file()
