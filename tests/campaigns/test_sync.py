"""Two people share the tables over git: real clones, a real remote, real scripts."""

from __future__ import annotations

import contextlib
import os
import pty
import shutil
import subprocess
import sys

import pytest

from backline.campaigns.book import read_book
from backline.campaigns.merging.choosing import by_options
from backline.errors import ConfigError
from backline.net import Redactor
from backline.store import Store
from backline.unattended.campaign_meeting import SyncError
from backline.unattended.campaign_sync import CampaignSync
from backline.unattended.git_merge import MergingGit
from backline.unattended.publishing import ATTEMPTS
from tests.checkouts import BASE
from tests.started import finished
from tests.workflow import PROJECT, changed, git, hook, log, message, somebody_pushes

CLIENTS = "id,name,phone\nnova,Nova,020 7946 0000\n"
CAMPAIGNS = "id,client,name,budget,status\nnight,nova,Night,300,active\n"
START = {
    "data/campaigns/clients.csv": CLIENTS,
    "data/campaigns/campaigns.csv": CAMPAIGNS,
    "README.md": "one\n\ntwo\n\nthree\n",
    ".gitignore": ".backline.lock\n.env\n",
}


@pytest.fixture
def remote(tmp_path):
    bare = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(bare))
    somebody_pushes(bare, tmp_path, START, "Start")
    return bare


def person(tmp_path, remote, name):
    """A clone of somebody, whose git knows their name."""
    clone = tmp_path / name
    git(tmp_path, "clone", "-q", str(remote), str(clone))
    git(clone, "config", "user.name", name)
    git(clone, "config", "user.email", f"{name}@example.org")
    return clone


@pytest.fixture
def ana(tmp_path, remote):
    return person(tmp_path, remote, "ana")


@pytest.fixture
def ben(tmp_path, remote):
    return person(tmp_path, remote, "ben")


def sync(root, take="", sets=(), sleeps=None):
    told = MergingGit(root, BASE, Redactor())
    pause = sleeps.append if sleeps is not None else lambda _: None
    return CampaignSync(told, lambda open_: by_options(open_, take, sets), pause).sync()


def edit(root, table, *pairs):
    """Replace texts in a table, as an editor does."""
    path = root / f"data/campaigns/{table}.csv"
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def row(root, table, key):
    return read_book(Store(root)).rows[table][key]


def state(root):
    """All that sync could change: files, index, commits."""
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
        if path.name != ".backline.lock"
    }
    return files, git(root, "status", "--porcelain"), git(root, "rev-parse", "HEAD")


class TestTwoPeople:
    def test_change_two_fields_of_one_campaign(self, ana, ben, remote):
        edit(ana, "campaigns", ("300", "350"))
        done = sync(ana)
        assert (done.own, done.pushed) == ("night budget 300.00 to 350.00", True)
        edit(ben, "campaigns", ("active", "paused"))
        done = sync(ben)
        assert done.others == "night budget 300.00 to 350.00"
        for who in (ana, ben):
            sync(who)
            cells = row(who, "campaigns", "night")
            assert (cells["budget"], cells["status"]) == ("350.00", "paused")
            assert git(who, "status", "--porcelain") == ""
        assert git(ana, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")
        assert len(git(remote, "rev-list", "--parents", "-1", "main").split()) == 3
        assert [line for line in log(remote) if "status" in line] == [
            "Campaigns: night status active to paused"
        ]

    def test_change_one_field_differently(self, ana, ben, remote):
        edit(ana, "campaigns", ("300", "350"))
        sync(ana)
        edit(ben, "campaigns", ("300", "400"))
        before, top = state(ben), git(remote, "rev-parse", "main")
        with pytest.raises(SyncError, match="Nothing was put together or pushed: choose") as error:
            sync(ben)
        assert error.value.details == (
            "data/campaigns/campaigns.csv night budget: ours '400.00', theirs '350.00', before "
            "'300.00'.",
        )
        assert (state(ben), git(remote, "rev-parse", "main")) == (before, top)
        sync(ben, sets=["campaigns.night.budget=375"])
        sync(ana)
        assert row(ana, "campaigns", "night")["budget"] == "375.00"

    def test_add_rows_and_a_spreadsheet_sorts_them_otherwise(self, ana, ben):
        path = ana / "data/campaigns/clients.csv"
        path.write_bytes(b"\xef\xbb\xbfname;id;phone\r\nZoo;zoo;\r\nNova;nova;020 7946 0000\r\n")
        assert sync(ana).own == "1 client added"
        edit(ben, "clients", ("nova,", "abba,Abba,\nnova,"))
        done = sync(ben)
        assert (done.own, done.others) == ("1 client added", "1 client added")
        assert list(read_book(Store(ben)).rows["clients"]) == ["abba", "nova", "zoo"]

    def test_add_two_clients_of_one_id(self, ana, ben):
        edit(ana, "clients", ("nova,", "rex,Rex Bar,\nnova,"))
        sync(ana)
        edit(ben, "clients", ("nova,", "rex,Rex Records,\nnova,"))
        edit(ben, "campaigns", ("night,nova", "day,rex,Day,,planned\nnight,nova"))
        (said,) = sync(ben).told
        assert "ours is called rex-2 now" in said
        assert row(ben, "campaigns", "day")["client"] == "rex-2"
        assert row(ben, "clients", "rex")["name"] == "Rex Bar"

    def test_one_removes_the_client_of_the_others_new_campaign(self, ana, ben, remote):
        edit(ana, "clients", ("nova,", "rex,Rex,\nnova,"))
        sync(ana)
        sync(ben)
        edit(ana, "clients", ("rex,Rex,,,,\n", ""))
        sync(ana)
        edit(ben, "campaigns", ("night,nova", "day,rex"))
        edit(ben, "campaigns", ("day,rex", "night,rex"))
        before, top = state(ben), git(remote, "rev-parse", "main")
        with pytest.raises(SyncError, match="does not go together") as error:
            sync(ben)
        assert "night client 'rex'" in error.value.details[0]
        assert (state(ben), git(remote, "rev-parse", "main")) == (before, top)

    def test_others_change_other_files_too(self, ana, ben, remote):
        """Git merges those; what a person has begun elsewhere stays as it is."""
        (ana / "README.md").write_text("one\n\ntwo\n\nfour\n")
        git(ana, "commit", "-qam", "Four")
        edit(ana, "campaigns", ("300", "350"))
        sync(ana)
        (ben / "README.md").write_text("none\n\ntwo\n\nthree\n")
        git(ben, "commit", "-qam", "None")
        (ben / "mine.txt").write_text("begun")
        edit(ben, "clients", ("Nova", "Novah"))
        sync(ben)
        assert (ben / "README.md").read_text() == "none\n\ntwo\n\nfour\n"
        assert (ben / "mine.txt").read_text() == "begun"
        assert git(ben, "status", "--porcelain") == "?? mine.txt"
        assert git(remote, "show", "main:README.md").startswith("none")

    def test_others_change_a_file_that_git_cannot_put_together(self, ana, ben):
        for who, text in ((ana, "ana"), (ben, "ben")):
            (who / "README.md").write_text(f"{text}\n\ntwo\n\nthree\n")
            git(who, "commit", "-qam", text)
        sync(ana)
        edit(ben, "campaigns", ("300", "350"))
        before = state(ben)
        with pytest.raises(SyncError, match=r"you and others changed README\.md"):
            sync(ben)
        assert state(ben) == before

    @pytest.mark.parametrize("name", ["README.md", "new.txt"])
    def test_others_change_a_file_that_a_person_has_begun(self, ana, ben, name):
        (ana / name).write_text("ana\n")
        git(ana, "add", name)
        git(ana, "commit", "-qm", "Ana")
        sync(ana)
        edit(ben, "campaigns", ("300", "350"))
        (ben / name).write_text("begun\n")
        before = state(ben)
        with pytest.raises(SyncError, match=f"others changed {name}, where you have something"):
            sync(ben)
        assert state(ben) == before


class TestPrivate:
    def test_no_contact_is_in_a_commit_message_or_a_log(self, ana, ben, remote):
        edit(ana, "clients", ("020 7946 0000", "020 1111 1111"))
        assert sync(ana).own == "nova phone changed"
        assert "020" not in message(remote)
        edit(ben, "clients", ("020 7946 0000", "020 2222 2222"))
        done = run(ben, "sync")
        assert done.returncode == 1
        assert "clients.csv nova phone: both changed it" in done.stdout
        assert "020" not in done.stdout + done.stderr
        edit(ben, "clients", ("020 2222 2222", "202222"))
        done = run(ben, "sync")
        assert "nova phone: it begins with neither" in done.stdout
        assert "202222" not in done.stdout + done.stderr


class TestOwnFaults:
    def test_are_mended_first(self, ana, remote):
        edit(ana, "campaigns", ("300", "-5"))
        before = state(ana)
        with pytest.raises(SyncError, match="mend this fault first") as error:
            sync(ana)
        assert "night budget '-5': it is below 0" in error.value.details[0]
        assert (state(ana), log(remote)) == (before, ["Start"])

    def test_are_not_committed_where_nobody_answers_either(self, ana):
        git(ana, "remote", "remove", "origin")
        edit(ana, "campaigns", ("300", "-5"))
        before = state(ana)
        with pytest.raises(SyncError, match="mend this fault first"):
            sync(ana)
        assert state(ana) == before

    def test_are_none_where_others_added_what_is_missing(self, ana, ben):
        edit(ana, "clients", ("nova,", "rex,Rex,\nnova,"))
        sync(ana)
        edit(ben, "campaigns", ("night,nova", "day,rex,Day,,active\nnight,nova"))
        assert sync(ben).pushed

    def test_are_told_before_anything_is_asked(self, ana, ben):
        edit(ana, "campaigns", ("300", "350"))
        sync(ana)
        edit(ben, "campaigns", ("300", "400"), ("active", "perhaps"))
        with pytest.raises(SyncError, match="mend this fault first"):
            sync(ben, take="theirs")

    def test_those_that_were_there_before_hold_nobody_up(self, ana, tmp_path, remote):
        faulty = CAMPAIGNS.replace("300", "-5")
        somebody_pushes(remote, tmp_path, {"data/campaigns/campaigns.csv": faulty}, "Fault")
        git(ana, "pull", "-q")
        edit(ana, "campaigns", ("active", "paused"))
        assert sync(ana).pushed

    def test_a_table_that_is_gone(self, ana):
        (ana / "data/campaigns/campaigns.csv").unlink()
        with pytest.raises(SyncError, match=r"campaigns\.csv is gone, with 1 rows .*git restore"):
            sync(ana)

    def test_marks_of_a_conflict(self, ana):
        edit(ana, "clients", ("nova", "<<<<<<< HEAD\nnova"), ("0000\n", "0000\n>>>>>>> x\n"))
        with pytest.raises(SyncError, match="cannot be read") as error:
            sync(ana)
        assert "resolve puts both sides together" in error.value.details[0]


class TestWhereNothingCanBePushed:
    """One sentence; what the person did is committed here, and pushed by the next sync."""

    def kept(self, root, said, sleeps=None):
        edit(root, "campaigns", ("300", "350"))
        with pytest.raises(SyncError, match=said) as error:
            sync(root, sleeps=sleeps)
        head = git(root, "rev-parse", "--short", "HEAD")
        assert f"your changes are safe in the commit {head} of this checkout" in str(error.value)
        assert git(root, "log", "-1", "--format=%s") == "Campaigns: night budget 300.00 to 350.00"
        assert git(root, "status", "--porcelain") == ""

    def test_refused(self, ana, remote):
        hook(remote, "pre-receive", "#!/bin/sh\necho 'error: protected' >&2\nexit 1\n")
        self.kept(ana, r"The push to main is refused \(protected\)")
        (remote / "hooks/pre-receive").unlink()
        assert sync(ana).pushed
        assert log(remote)[0] == "Campaigns: night budget 300.00 to 350.00"

    def test_no_remote(self, ana):
        git(ana, "remote", "remove", "origin")
        self.kept(ana, "no remote called origin")

    def test_unreachable(self, ana, remote):
        shutil.move(remote, f"{remote}.away")
        sleeps = []
        self.kept(ana, "main could not be pushed in 5 attempts", sleeps)
        assert sleeps == [0.0, 2.0, 5.0, 10.0]

    def test_somebody_is_always_first(self, ana, remote):
        who = "-c user.name=Ben -c user.email=ben@example.org"
        hook(
            remote, "update",
            f"#!/bin/sh\nc=$(date +%N | git {who} commit-tree -p main main^{{tree}})\n"
            "git update-ref refs/heads/main $c\n",
        )  # fmt: skip
        edit(ana, "campaigns", ("300", "350"))
        sleeps = []
        with pytest.raises(SyncError, match="other commits came first each time"):
            sync(ana, sleeps=sleeps)
        assert len(sleeps) == ATTEMPTS - 1
        (remote / "hooks/update").unlink()
        assert sync(ana).pushed

    def test_the_history_was_rewritten(self, ana, ben, remote):
        git(ben, "commit", "-q", "--amend", "-m", "Another start")
        git(ben, "push", "-qf", "origin", "main")
        before = state(ana)
        for _ in range(2):  # it does not pass by trying again
            with pytest.raises(SyncError, match="rewritten"):
                sync(ana)
        assert state(ana) == before

    def test_on_no_branch(self, ana):
        git(ana, "checkout", "-q", "--detach")
        with pytest.raises(ConfigError, match="on no branch"):
            sync(ana)

    def test_nothing_was_ever_committed(self, tmp_path):
        git(tmp_path, "init", "-q", str(tmp_path / "new"))
        with pytest.raises(ConfigError, match="Nothing was ever committed here"):
            sync(tmp_path / "new")

    def test_in_no_repository(self, tmp_path):
        with pytest.raises(ConfigError, match="is in no git repository"):
            sync(tmp_path)

    def test_in_the_middle_of_a_merge(self, ana):
        (ana / ".git/MERGE_HEAD").write_text(git(ana, "rev-parse", "HEAD") + "\n")
        with pytest.raises(SyncError, match="in the middle of a merge: end it with git commit"):
            sync(ana)


def test_nothing_new_makes_no_commit(ana, remote):
    sync(ana)  # brings the tables into their one form
    assert log(remote)[0] == "Campaigns: the tables in their one form"
    done = sync(ana)
    assert (done.pushed, done.own, done.others, len(log(remote))) == (False, "", "", 2)


def test_only_the_tables_are_committed(ana, remote):
    (ana / "README.md").write_text("begun\n")
    (ana / "data/notes.csv").write_text("begun\n")
    git(ana, "add", "README.md")
    edit(ana, "campaigns", ("300", "350"))
    sync(ana)
    assert changed(remote) == ["data/campaigns/campaigns.csv", "data/campaigns/clients.csv"]
    assert git(ana, "diff", "--cached", "--name-only") == "README.md"


def run(root, *arguments):
    """The script as a person runs it where there is no terminal."""
    command = [sys.executable, "scripts/campaigns.py", *arguments, "--root", root]
    return finished(command, cwd=PROJECT, env=BASE)


def test_the_script(ana, ben):
    edit(ana, "campaigns", ("300", "350"))
    done = run(ana, "sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Yours: night budget 300.00 to 350.00." in done.stdout
    edit(ben, "campaigns", ("300", "400"))
    done = run(ben, "sync")
    assert done.returncode == 1
    assert "night budget: ours '400.00', theirs '350.00'" in done.stdout
    assert "--take ours" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert run(ben, "sync", "--take", "mine").returncode == 2
    assert run(ben, "sync", "--take", "theirs").returncode == 0
    assert row(ben, "campaigns", "night")["budget"] == "350.00"


def on_a_terminal(command, answers):
    """What a command shows to a person who answers its questions one after another."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=theirs, stdout=theirs, stderr=theirs, env=BASE
    ) as process:
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while part := os.read(ours, 4096):
                told += part
                if answers and told.rstrip().endswith(b"leave it open:"):
                    os.write(ours, answers.pop(0) + b"\n")
        os.close(ours)
        return process.wait(), told.decode()


def test_a_person_chooses_on_a_terminal_where_private_values_are_shown(ana, ben):
    edit(ana, "campaigns", ("300", "350"))
    edit(ana, "clients", ("0000", "1111"))
    sync(ana)
    edit(ben, "campaigns", ("300", "400"))
    edit(ben, "clients", ("0000", "2222"))
    command = [sys.executable, "scripts/campaigns.py", "sync", "--root", str(ben)]
    code, told = on_a_terminal(command, [b"o", b"nothing", b"$375"])
    assert code == 0, told
    assert "ours '020 7946 2222', theirs '020 7946 1111'" in told
    assert "That cannot be: it is no amount of money" in told
    assert row(ben, "clients", "nova")["phone"] == "020 7946 2222"
    assert row(ben, "campaigns", "night")["budget"] == "375.00"
