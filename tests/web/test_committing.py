"""What a save commits: its own files only, and a sentence wherever git cannot."""

from __future__ import annotations

import os

import pytest

from tests.workflow import git, hook
from web.committing import commit

ENVIRONMENT = {
    **{name: os.environ[name] for name in ("PATH",)},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@pytest.fixture
def root(tmp_path):
    """A repository with one commit, whose git knows Ana."""
    folder = tmp_path / "label"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "config", "user.name", "Ana")
    git(folder, "config", "user.email", "ana@example.org")
    (folder / "corrections.toml").write_text("# ours\n")
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "Begun")
    return folder


def saved(root, text="# ours\n[[correction]]\n", name="corrections.toml", line="Leave a day out"):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    waited = []
    return commit(root, [path], line, environment=ENVIRONMENT, sleep=waited.append)


def test_a_save_is_committed_in_the_name_of_whoever_git_knows(root):
    assert saved(root) == ""
    assert git(root, "log", "-1", "--format=%an|%s") == "Ana|Leave a day out"
    assert git(root, "status", "--porcelain") == ""


def test_a_new_file_is_committed_and_one_that_is_gone(root):
    assert saved(root, name="data/campaigns/clients.csv") == ""
    (root / "data/campaigns/clients.csv").unlink()
    gone = root / "data/campaigns/clients.csv"
    assert commit(root, [gone], "Gone", environment=ENVIRONMENT) == ""
    assert git(root, "ls-files") == "corrections.toml"


def test_what_others_have_staged_or_begun_stays_theirs(root):
    (root / "roster.toml").write_text("label = 'x'\n")
    (root / "notes.md").write_text("mine\n")
    git(root, "add", "roster.toml")
    assert saved(root) == ""
    assert git(root, "show", "--format=", "--name-only") == "corrections.toml"
    assert git(root, "status", "--porcelain").split("\n") == ["A  roster.toml", "?? notes.md"]


def test_nothing_new_makes_no_commit(root):
    assert saved(root, "# ours\n") == ""
    assert git(root, "rev-list", "--count", "HEAD") == "1"


def test_a_repository_without_a_commit_gets_its_first(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "config", "user.name", "Ana")
    git(tmp_path, "config", "user.email", "ana@example.org")
    (tmp_path / "other").write_text("x")
    assert saved(tmp_path) == ""
    assert git(tmp_path, "ls-files") == "corrections.toml"


def test_a_label_in_a_folder_of_a_repository_is_committed_there(root):
    inner = root / "labels/nova"
    assert saved(inner) == ""
    assert git(root, "show", "--format=", "--name-only") == "labels/nova/corrections.toml"


def test_other_peoples_words_in_the_line_order_nothing(root):
    saved(root, line="Add @all closes #1\n[skip ci]")
    message = git(root, "log", "-1", "--format=%B")
    assert "\n" not in message
    assert "@all" not in message
    assert "[skip" not in message


def test_no_repository_is_said(tmp_path):
    said = saved(tmp_path)
    assert said == "It is saved, but not committed: this folder is in no git repository."


def test_no_git_is_said(root):
    (root / "corrections.toml").write_text("new\n")
    nowhere = {**ENVIRONMENT, "PATH": str(root)}
    said = commit(root, [root / "corrections.toml"], "x", environment=nowhere)
    assert said.startswith("It is saved, but not committed: git")
    assert "cannot be run" in said


def test_a_git_that_knows_nobody_is_told_who_in_the_sentence(root):
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    git(root, "config", "user.useConfigOnly", "true")
    said = saved(root)
    assert "git does not know who you are" in said
    assert git(root, "diff", "--name-only") == "corrections.toml"


def test_a_hook_that_refuses_is_quoted_and_the_next_save_commits_both(root):
    hook(root / ".git", "pre-commit", "#!/bin/sh\necho 'run the tests first' >&2; exit 1")
    assert saved(root) == "It is saved, but not committed: run the tests first."
    assert (root / "corrections.toml").read_text() == "# ours\n[[correction]]\n"
    hook(root / ".git", "pre-commit", "#!/bin/sh\nexit 0")
    assert saved(root, "# ours\nboth\n") == ""
    assert git(root, "status", "--porcelain") == ""


def test_another_git_at_work_is_waited_for_and_then_said(root):
    (root / ".git/index.lock").touch()
    (root / "corrections.toml").write_text("new\n")
    waited = []
    said = commit(
        root, [root / "corrections.toml"], "x", environment=ENVIRONMENT, sleep=waited.append
    )
    assert "another git is at work" in said
    assert len(waited) == 3
    assert (root / ".git/index.lock").exists()

    def ended(_seconds):
        (root / ".git/index.lock").unlink()

    assert (
        commit(root, [root / "corrections.toml"], "x", environment=ENVIRONMENT, sleep=ended) == ""
    )


def test_in_the_middle_of_a_merge_nothing_is_committed(root):
    git(root, "switch", "-qc", "other")
    (root / "x").write_text("theirs\n")
    git(root, "add", "x")
    git(root, "commit", "-qm", "theirs")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-commit", "--no-ff", "other")
    said = saved(root)
    assert said == (
        "It is saved, but not committed: git is in the middle of a merge, which git commit ends."
    )
    assert (root / ".git/MERGE_HEAD").exists()


def test_a_file_that_git_is_told_to_ignore_is_said(root):
    (root / ".gitignore").write_text("data/\n")
    said = saved(root, name="data/campaigns/clients.csv")
    assert said.endswith("data/campaigns/clients.csv is among what git is told to ignore here.")
