"""The daily run commits what it wrote; what a person has begun beside it stays theirs."""

from __future__ import annotations

from datetime import date

import pytest

from backline.net import Redactor
from backline.store.monthly import MONTHLY
from backline.unattended.git import Git
from backline.unattended.publishing import Publisher, PublishError
from backline.unattended.run_files import is_of_runs
from tests.checkouts import BASE, DAY, IN_ACTIONS, measure
from tests.workflow import changed, files, git, hook, log, somebody_pushes

CLIENTS = "data/campaigns/clients.csv"


def publish(root, environment=BASE, **more):
    told = Git(root, environment, Redactor())
    return Publisher(told, lambda days: f"A day: {len(days)}", lambda _: None, **more).publish()


@pytest.fixture
def begun(checkout, remote, tmp_path):
    """A checkout of a person who changes two tables and adds one, when the run comes."""
    somebody_pushes(remote, tmp_path, {CLIENTS: "id,name\n", "data/notes.csv": "a\n"}, "Tables")
    git(checkout, "pull", "-q")
    git(checkout, "config", "user.name", "Ana")
    git(checkout, "config", "user.email", "ana@example.org")
    (checkout / CLIENTS).write_text("id,name\nnova,Nov")
    (checkout / "data/notes.csv").write_text("b\n")
    (checkout / "data/campaigns/vendors.csv").write_text("id,na")
    measure(checkout)
    return checkout


def left_alone(root):
    assert (root / CLIENTS).read_text() == "id,name\nnova,Nov"
    assert (root / "data/notes.csv").read_text() == "b\n"
    assert (root / "data/campaigns/vendors.csv").read_text() == "id,na"


def test_what_a_person_has_begun_is_not_committed(begun, remote):
    publish(begun)
    names = changed(remote)
    assert "data/measurements/2026/2026-09-01.parquet" in names
    assert not {CLIENTS, "data/notes.csv", "data/campaigns/vendors.csv"} & set(names)
    left_alone(begun)
    assert git(begun, "diff", "--name-only").split() == [CLIENTS, "data/notes.csv"]
    assert git(begun, "diff", "--cached", "--name-only") == ""


def test_what_a_run_says_that_it_wrote_is_committed(begun, remote):
    publish(begun, wrote=["data/notes.csv", "data/campaigns/vendors.csv", "data/none.csv"])
    assert {"data/notes.csv", "data/campaigns/vendors.csv"} <= set(changed(remote))
    assert CLIENTS not in changed(remote)


def test_a_file_that_was_just_dropped_is_not_committed_and_one_that_was_taken_is(begun, remote):
    for name in ("new.csv", "taken.csv", "done/taken.csv", "refused/bad.csv"):
        path = begun / "data/inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a\n")
    git(begun, "add", "data/inbox/taken.csv")
    git(begun, "commit", "-qm", "Dropped", "data/inbox/taken.csv")
    (begun / "data/inbox/taken.csv").unlink()
    publish(begun, wrote=["data/inbox/taken.csv"])
    inbox = [name for name in files(remote) if name.startswith("data/inbox")]
    assert inbox == ["data/inbox/done/taken.csv", "data/inbox/refused/bad.csv"]
    assert (begun / "data/inbox/new.csv").exists()


def test_nor_is_what_they_have_staged(begun, remote):
    git(begun, "add", CLIENTS, "data/campaigns/vendors.csv")
    publish(begun)
    assert not any(name.startswith("data/campaigns") for name in changed(remote))
    left_alone(begun)
    staged = git(begun, "diff", "--cached", "--name-only").split()
    assert staged == [CLIENTS, "data/campaigns/vendors.csv"]


def test_nor_is_it_rescued_with_a_day_that_cannot_be_published(begun, remote):
    hook(remote, "update", '#!/bin/sh\n[ "$1" = refs/heads/main ] && exit 1\nexit 0\n')
    git(begun, "config", "core.hooksPath", str(remote / "own"))
    (remote / "own").mkdir()
    (remote / "own/pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (remote / "own/pre-commit").chmod(0o755)
    with pytest.raises(Exception, match="nothing is lost, the numbers are on the branch"):
        publish(begun)
    (branch,) = git(remote, "branch", "--list", "backline/*", "--format=%(refname:short)").split()
    assert not {CLIENTS, "data/notes.csv", "data/campaigns/vendors.csv"} & set(
        changed(remote, branch)
    )
    assert "data/measurements/2026/2026-09-01.parquet" in files(remote, branch)
    left_alone(begun)


@pytest.mark.parametrize("name", ["data/campaigns/vendors.csv", "other.txt"])
def test_others_push_meanwhile_and_nothing_that_was_begun_is_overwritten(
    begun, remote, tmp_path, name
):
    """Their file has the place of one that git does not know here."""
    git(begun, "checkout", "-q", CLIENTS, "data/notes.csv")
    somebody_pushes(remote, tmp_path, {name: "theirs\n"}, "Theirs")
    if name == "other.txt":
        publish(begun)
        assert (begun / name).read_text() == "theirs\n"
    else:
        with pytest.raises(PublishError, match="merge it by hand"):
            publish(begun)
        assert log(remote)[0] == "Theirs"
    assert (begun / "data/campaigns/vendors.csv").read_text() == "id,na"


def test_others_push_campaigns_meanwhile(checkout, remote, tmp_path):
    """A rebase does it: both are there, and theirs is one commit as they made it."""
    somebody_pushes(remote, tmp_path, {CLIENTS: "id,name\nnova,Nova\n"}, "1 client added")
    measure(checkout)
    assert publish(checkout, IN_ACTIONS).attempts == 2
    assert log(remote)[:2] == ["A day: 1", "1 client added"]
    assert (checkout / CLIENTS).read_text() == "id,name\nnova,Nova\n"
    assert CLIENTS not in changed(remote)


def test_others_push_campaigns_and_a_day_meanwhile(checkout, remote, tmp_path):
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(remote), str(other))
    measure(other, date(2026, 8, 31))
    publish(other, IN_ACTIONS)
    somebody_pushes(remote, tmp_path, {CLIENTS: "id,name\nnova,Nova\n"}, "Campaigns")
    measure(checkout)
    publish(checkout, IN_ACTIONS)
    days = [name[-18:-8] for name in files(remote, folder="data/measurements")]
    assert days == ["2026-08-31", f"{DAY}"]
    assert git(remote, "show", f"main:{CLIENTS}") == "id,name\nnova,Nova"


class TestTheList:
    @pytest.mark.parametrize(
        "name",
        [
            "data/measurements/2026/2026-09-01.parquet",
            *(f"data/{table.folder}/2026-09.parquet" for table in MONTHLY),
            "data/campaigns/streams/2026-09.parquet",
            "data/inbox/done/a.json",
            "data/alerts.csv",
            "reports/weekly/2026-09-01.xlsx",
        ],
    )
    def test_has_what_runs_write(self, name):
        assert is_of_runs(name, alone=False)

    @pytest.mark.parametrize(
        "name", [CLIENTS, "data/campaigns/streams.csv", "data/mine.csv", "roster.toml", "data/"]
    )
    def test_has_nothing_of_people(self, name):
        assert not is_of_runs(name, alone=True)

    def test_notes_are_the_runs_where_nobody_else_is_at_work(self):
        assert is_of_runs("data/notes.csv", alone=True)
        assert not is_of_runs("data/notes.csv", alone=False)
