"""Sharing the campaign tables on a page: real clones, a real remote, two people at once."""

from __future__ import annotations

import csv

import pytest

from tests.roots import ROSTER
from tests.test_quality import rising, root_of, series
from tests.web.live import serving
from tests.web.test_actions import ENVIRONMENT, in_git
from tests.workflow import git, hook, somebody_pushes

CLIENTS = "id,name,contact_person,emails,phone,notes\nnova,Nova,,,020 7946 0000,\n"
CAMPAIGNS = (
    "id,client,artist,name,stream_goal,budget,start,end,status,invoice_status,salesperson,"
    "reported_remaining,reported_on,reported_per_day,reported_per_week,notes\n"
    "day,nova,,Day,,,,,active,,,,,,,\nnight,nova,,Night,,300.00,,,active,,,,,,,\n"
)


@pytest.fixture
async def live(root):
    async with serving(root, ENVIRONMENT) as site:
        yield site


class TestSharingTheTables:
    @pytest.fixture
    def remote(self, tmp_path):
        """A repository with two campaigns that Ana and Ben share."""
        bare = tmp_path / "remote.git"
        git(tmp_path, "init", "-q", "--bare", "-b", "main", str(bare))
        texts = {
            "roster.toml": ROSTER,
            "data/campaigns/clients.csv": CLIENTS,
            "data/campaigns/campaigns.csv": CAMPAIGNS,
            ".gitignore": ".backline.lock\n",
        }
        somebody_pushes(bare, tmp_path, texts, "Start")
        return bare

    @pytest.fixture
    def root(self, tmp_path, remote):
        clone = tmp_path / "ana"
        git(tmp_path, "clone", "-q", str(remote), str(clone))
        git(clone, "config", "user.name", "Ana")
        git(clone, "config", "user.email", "ana@example.org")
        return clone

    def cell(self, root, key, column):
        with (root / "data/campaigns/campaigns.csv").open(newline="") as file:
            return next(row for row in csv.DictReader(file) if row["id"] == key)[column]

    def edit(self, root, *pairs):
        path = root / "data/campaigns/campaigns.csv"
        text = path.read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)

    def others(self, tmp_path, remote, *pairs, table="campaigns", text=CAMPAIGNS):
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        somebody_pushes(remote, tmp_path, {f"data/campaigns/{table}.csv": text}, "Others")

    async def test_what_came_and_what_went_is_told(self, live, root, tmp_path, remote):
        self.edit(root, ("300.00", "400.00"))
        self.others(tmp_path, remote, ("Day", "Daylight"))
        before_ = await live.get("/sync.html")
        assert "night budget 300.00 to 400.00" in before_.page.under("What others do not have yet")
        came = await live.followed("/sync.html", {"what": "sync"})
        told = came.page.under("Done")
        assert "Yours: night budget 300.00 to 400.00." in told
        assert "From others: day name Day to Daylight." in told
        assert "is on main and pushed." in told
        assert (self.cell(root, "night", "budget"), self.cell(root, "day", "name")) == (
            "400.00",
            "Daylight",
        )
        assert "Everything in the tables here was shared" in (await live.get("/sync.html")).text

    async def test_nothing_new_is_said(self, live):
        came = await live.followed("/sync.html", {"what": "sync"})
        assert "Nothing is new: main is at" in came.page.under("Done")

    async def test_both_values_are_shown_and_one_is_chosen(self, live, root, tmp_path, remote):
        self.edit(root, ("300.00", "400.00"))
        self.others(tmp_path, remote, ("300.00", "500.00"))
        came = await live.followed("/sync.html", {"what": "sync"})
        assert "Nothing was put together or pushed: choose below." in came.page.under("To choose")
        (legend,) = came.page.all("legend")
        assert legend.text == "campaign night: budget"
        assert "Before: 300.00 Ours: 400.00 Theirs: 500.00 Another value" in came.page.text
        assert self.cell(root, "night", "budget") == "400.00"
        form = {e.get("name"): e.get("value", "") for e in came.page.all("input", type="hidden")}
        done = await live.followed("/sync.html", {**form, "choice-0": "theirs"})
        assert "pushed" in done.page.under("Done")
        assert self.cell(root, "night", "budget") == "500.00"

    async def test_a_third_value_is_checked_and_kept_when_it_is_wrong(
        self, live, root, tmp_path, remote
    ):
        self.edit(root, ("300.00", "400.00"))
        self.others(tmp_path, remote, ("300.00", "500.00"))
        came = await live.followed("/sync.html", {"what": "sync"})
        form = {e.get("name"): e.get("value", "") for e in came.page.all("input", type="hidden")}
        own = {**form, "choice-0": "own", "text-0": "-1"}
        came = await live.followed("/sync.html", own)
        assert "campaigns.night.budget cannot be decided so: it is below 0." in came.page.text
        assert came.page.one("input", name="text-0").get("value") == "-1"
        assert self.cell(root, "night", "budget") == "400.00"
        done = await live.followed("/sync.html", {**own, "text-0": "450"})
        assert "pushed" in done.page.under("Done")
        assert self.cell(root, "night", "budget") == "450.00"

    async def test_a_choice_between_values_that_are_others_by_now_is_asked_again(
        self, live, root, tmp_path, remote
    ):
        self.edit(root, ("300.00", "400.00"))
        self.others(tmp_path, remote, ("300.00", "500.00"))
        came = await live.followed("/sync.html", {"what": "sync"})
        form = {e.get("name"): e.get("value", "") for e in came.page.all("input", type="hidden")}
        self.others(tmp_path, remote, ("300.00", "900.00"))
        came = await live.followed("/sync.html", {**form, "choice-0": "theirs"})
        assert "Theirs: 900.00" in came.page.text
        assert self.cell(root, "night", "budget") == "400.00"

    async def test_all_that_is_open_can_be_taken_from_one_side(self, live, root, tmp_path, remote):
        self.edit(root, ("300.00", "400.00"), ("Day,,,", "Day,,7.00,"))
        self.others(tmp_path, remote, ("300.00", "500.00"), ("Day,,,", "Day,,8.00,"))
        done = await live.followed("/sync.html", {"what": "sync", "take": "ours"})
        assert "pushed" in done.page.under("Done")
        assert [self.cell(root, key, "budget") for key in ("night", "day")] == ["400.00", "7.00"]

    async def test_private_values_are_shown_to_who_chooses(self, live, root, tmp_path, remote):
        path = root / "data/campaigns/clients.csv"
        path.write_text(CLIENTS.replace("0000", "0001"))
        theirs = ("0000", "0002")
        self.others(tmp_path, remote, theirs, table="clients", text=CLIENTS)
        came = await live.followed("/sync.html", {"what": "sync"})
        assert "Ours: 020 7946 0001 Theirs: 020 7946 0002" in came.page.text

    async def test_a_refused_push_says_that_the_work_is_safe(self, live, root, remote):
        hook(remote, "pre-receive", "#!/bin/sh\necho 'main is protected' >&2; exit 1")
        self.edit(root, ("300.00", "400.00"))
        came = await live.followed("/sync.html", {"what": "sync"})
        told = came.page.under("Not done")
        assert "main is protected" in told
        assert "your changes are safe in the commit" in told

    async def test_marks_that_git_left_are_put_together(self, live, root, tmp_path, remote):
        self.edit(root, ("300.00", "400.00"))
        git(root, "commit", "-qam", "Ours")
        self.others(tmp_path, remote, ("300.00", "500.00"))
        git(root, "fetch", "-q")
        with pytest.raises(AssertionError):  # git itself cannot
            git(root, "merge", "-q", "origin/main")
        came = await live.get("/sync.html")
        assert "Git left the two sides of somebody’s merge in campaigns" in came.page.text
        came = await live.followed("/sync.html", {"what": "resolve"})
        form = {e.get("name"): e.get("value", "") for e in came.page.all("input", type="hidden")}
        assert form["what"] == "resolve"
        done = await live.followed("/sync.html", {**form, "choice-0": "ours"})
        assert "Both sides are together and staged" in done.page.text
        assert self.cell(root, "night", "budget") == "400.00"

    async def test_without_a_repository_or_a_remote_it_says_so(self, tmp_path):
        alone = root_of(tmp_path / "alone", series(rising(3)), ROSTER)
        async with serving(alone, ENVIRONMENT) as live:
            assert "in no git repository" in (await live.get("/sync.html")).page.text
            came = await live.followed("/sync.html", {})
            assert "Not done" in came.text
        in_git(alone)
        async with serving(alone, ENVIRONMENT) as live:
            assert "no remote called origin" in (await live.get("/sync.html")).page.text
