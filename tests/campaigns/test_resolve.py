"""Marks that git left in a table: both sides are read out of it and put together."""

from __future__ import annotations

import subprocess

import pytest

from backline.campaigns.book import read_book
from backline.campaigns.markers import sides_of
from backline.campaigns.merging.choosing import by_options, nothing_chosen
from backline.errors import DataError
from backline.net import Redactor
from backline.store import Store
from backline.unattended.campaign_meeting import SyncError
from backline.unattended.campaign_resolve import resolve
from backline.unattended.git_merge import MergingGit
from tests.campaigns.test_sync import edit, row, run
from tests.checkouts import BASE
from tests.workflow import git

HEAD = "id,name,notes\n"
DIFF3 = """id,name
<<<<<<< HEAD
a,Alpha
||||||| 1234567
a,A
=======
a,Anna
>>>>>>> other branch
b,B
<<<<<<< HEAD
c,Ours
=======
>>>>>>> other branch
"""


class TestSides:
    def test_of_several_hunks(self):
        sides = sides_of(DIFF3, "x.csv")
        assert sides.ours == "id,name\na,Alpha\nb,B\nc,Ours\n"
        assert sides.theirs == "id,name\na,Anna\nb,B\n"
        assert sides.labels == ("HEAD", "other branch")
        assert sides.base is None  # the second hunk does not tell it

    def test_with_the_base(self):
        sides = sides_of(DIFF3.replace("c,Ours\n", "c,Ours\n||||||| 1234567\nc,C\n"), "x.csv")
        assert sides.base == "id,name\na,A\nb,B\nc,C\n"

    def test_with_the_header_in_a_hunk(self):
        text = "<<<<<<< HEAD\nid,name\na,A\n=======\nname,id\nB,a\n>>>>>>> x\n"
        sides = sides_of(text, "x.csv")
        assert (sides.ours, sides.theirs) == ("id,name\na,A\n", "name,id\nB,a\n")

    def test_saved_by_a_spreadsheet(self):
        text = "id;name\n<<<<<<< HEAD;\na;A\n=======;\na;B\n>>>>>>> x;\n"
        sides = sides_of(text, "x.csv")
        assert (sides.ours, sides.theirs) == ("id;name\na;A\n", "id;name\na;B\n")

    def test_a_line_of_a_note_that_looks_like_a_mark(self):
        assert sides_of('id,notes\na,"one\n=======\ntwo"\n', "x.csv") is None

    @pytest.mark.parametrize("mark", ["=======\n", ">>>>>>> other branch\n"])
    def test_a_mark_that_somebody_took_out(self, mark):
        with pytest.raises(DataError, match=r"x\.csv line [27]: .*not complete.*git checkout"):
            sides_of(DIFF3.partition("b,B")[0].replace(mark, ""), "x.csv")


START = {
    "clients": "id,name,phone\nnova,Nova,020 7946 0000\n",
    "campaigns": "id,client,name,budget,status\nnight,nova,Night,300,active\n",
}


@pytest.fixture
def label(tmp_path):
    """A repository in which two branches are about to be merged."""
    root = tmp_path / "label"
    (root / "data/campaigns").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    (root / ".gitignore").write_text(".backline.lock\n")
    for name, text in START.items():
        (root / f"data/campaigns/{name}.csv").write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")
    return root


def merging(root, theirs, ours, *options):
    """Two branches edit the tables, and a merge stops at git's marks."""
    git(root, "checkout", "-qb", "other")
    theirs(root)
    git(root, "commit", "-qam", "Theirs")
    git(root, "checkout", "-q", "main")
    ours(root)
    git(root, "commit", "-qam", "Ours")
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", *options]
    done = subprocess.run(
        ["git", "-C", str(root), *who, "merge", "-q", "other"], capture_output=True, check=False
    )
    assert done.returncode == 1


def resolved(root, take="", sets=()):
    told = MergingGit(root, BASE, Redactor())
    return resolve(told, lambda open_: by_options(open_, take, sets))


def campaign(*pairs):
    return lambda root: edit(root, "campaigns", *pairs)


class TestAMergeUnderWay:
    def test_two_fields_of_one_row(self, label):
        merging(label, campaign(("300", "350")), campaign(("active", "paused")))
        done = resolved(label)
        cells = row(label, "campaigns", "night")
        assert (cells["budget"], cells["status"]) == ("350.00", "paused")
        assert (done.staged, done.finish) == (True, "git commit")
        git(label, "commit", "-qm", "Merged")
        assert git(label, "status", "--porcelain") == " M data/campaigns/clients.csv".strip()

    def test_one_field_twice(self, label):
        merging(label, campaign(("300", "350")), campaign(("300", "400")))
        path = label / "data/campaigns/campaigns.csv"
        before = path.read_bytes()
        with pytest.raises(SyncError, match="Nothing was written: choose") as error:
            resolve(MergingGit(label, BASE, Redactor()), nothing_chosen)
        assert error.value.details == (
            "Ours is HEAD, theirs is other.",
            "data/campaigns/campaigns.csv night budget: ours '400.00', theirs '350.00', before "
            "'300.00'.",
        )
        assert path.read_bytes() == before
        assert git(label, "ls-files", "--unmerged") != ""
        resolved(label, take="theirs")
        assert row(label, "campaigns", "night")["budget"] == "350.00"

    def test_what_a_person_resolved_by_hand_stays(self, label):
        merging(label, campaign(("300", "350")), campaign(("300", "400"), ("Night", "Nacht")))
        path = label / "data/campaigns/campaigns.csv"
        path.write_text(path.read_text().replace(",350,", ",375,").replace(",400,", ",375,"))
        resolved(label)
        cells = row(label, "campaigns", "night")
        assert (cells["budget"], cells["name"]) == ("375.00", "Nacht")

    def test_with_diff3(self, label):
        style = ("-c", "merge.conflictStyle=diff3")
        merging(label, campaign(("300", "350")), campaign(("active", "paused")), *style)
        git(label, "add", "-A")  # the sides are in the file alone now
        done = resolved(label)
        assert row(label, "campaigns", "night")["budget"] == "350.00"
        assert not done.staged

    def test_without_a_base_all_that_differs_is_asked(self, label):
        merging(label, campaign(("300", "350")), campaign(("active", "paused")))
        git(label, "add", "-A")
        with pytest.raises(SyncError) as error:
            resolved(label)
        assert [said.split(": ")[0][-13:] for said in error.value.details[1:]] == [
            " night budget", " night status",
        ]  # fmt: skip
        resolved(label, "ours", ["campaigns.night.budget=theirs"])
        cells = row(label, "campaigns", "night")
        assert (cells["budget"], cells["status"]) == ("350.00", "paused")

    def test_a_rebase_is_finished_otherwise(self, label):
        git(label, "checkout", "-qb", "other")
        edit(label, "campaigns", ("300", "350"))
        git(label, "commit", "-qam", "Theirs")
        git(label, "checkout", "-q", "main")
        edit(label, "campaigns", ("active", "paused"))
        git(label, "commit", "-qam", "Ours")
        who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
        subprocess.run(["git", "-C", str(label), *who, "rebase", "-q", "other"], check=False)
        assert resolved(label).finish == "git rebase --continue"

    def test_both_sides_do_not_go_together(self, label):
        """One removes the client for whom the other has a new budget and a new campaign."""

        def ours(root):
            edit(root, "campaigns", ("night,nova,Night,300", "day,nova,Day,200"))

        def theirs(root):
            edit(root, "campaigns", ("night,nova,Night,300,active\n", ""))
            edit(root, "clients", ("nova,Nova,020 7946 0000\n", ""))

        merging(label, theirs, ours)
        done = run(label, "resolve")
        assert done.returncode == 1
        assert "day client 'nova': data/campaigns/clients.csv has no such client" in done.stdout
        assert git(label, "ls-files", "--unmerged") != ""

    def test_one_took_the_whole_file_away(self, label):
        """Git asks, and leaves no marks."""
        path = label / "data/campaigns/campaigns.csv"
        merging(label, lambda _: path.unlink(), campaign(("300", "350")))
        (said,) = resolved(label).told
        assert said.startswith("data/campaigns/campaigns.csv has no marks, and git still waits")

    def both_add_rex(self, label):
        """Two clients of one id; the campaigns of both lie apart, so that git needs no help."""
        rows = "".join(f"c{n},nova,C{n},,active\n" for n in range(9))
        edit(label, "campaigns", ("night,", rows + "night,"))
        git(label, "commit", "-qam", "More")

        def ours(root):
            edit(root, "clients", ("nova,", "rex,Rex Records,\nnova,"))
            edit(root, "campaigns", ("c0,", "b,rex,B,,active\nc0,"))

        def theirs(root):
            edit(root, "clients", ("nova,", "rex,Rex Bar,\nnova,"))
            edit(root, "campaigns", ("300,active\n", "300,active\nz,rex,Z,,active\n"))

        merging(label, theirs, ours)
        assert "<<<" not in (label / "data/campaigns/campaigns.csv").read_text()

    def test_a_new_id_goes_with_the_rows_that_git_put_together_by_itself(self, label):
        self.both_add_rex(label)
        done = resolved(label)
        assert (row(label, "campaigns", "b")["client"], row(label, "campaigns", "z")["client"]) == (
            "rex-2", "rex",
        )  # fmt: skip
        assert "ours is called rex-2 now" in done.told[0]
        assert (done.faults, done.staged) == ((), True)
        assert git(label, "diff", "--name-only") == ""

    def test_it_is_asked_where_it_is_not_known_whose_they_are(self, label):
        """Somebody wrote something into that table since."""
        self.both_add_rex(label)
        edit(label, "campaigns", ("C3", "See"))
        done = resolved(label)
        assert done.faults == (
            "data/campaigns/campaigns.csv b, z: client is rex; write rex-2 where that of ours is "
            "meant.",
        )
        assert not done.staged


class TestTheScript:
    def test_in_a_merge(self, label):
        merging(label, campaign(("300", "350")), campaign(("300", "400")))
        done = run(label, "resolve")
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert "night budget: ours '400.00', theirs '350.00', before '300.00'" in done.stdout
        done = run(label, "resolve", "--set", "campaigns.night.budget=ours")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Both sides are together and staged; git commit finishes it." in done.stdout
        assert "nothing to resolve" in run(label, "resolve").stdout

    def test_outside_of_a_repository(self, tmp_path):
        path = tmp_path / "data/campaigns/vendors.csv"
        path.parent.mkdir(parents=True)
        path.write_text("id,name\n<<<<<<< HEAD\na,A\n=======\nb,B\n>>>>>>> x\n")
        done = run(tmp_path, "resolve")
        assert (done.returncode, done.stdout) == (0, "Both sides are together.\n")
        assert sorted(read_book(Store(tmp_path)).rows["vendors"]) == ["a", "b"]
