"""Committing and pushing: races, refusals, and what is never committed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backline.collecting.parts import merge_runs
from backline.errors import ConfigError, DataError
from backline.net import Redactor
from backline.people import Identities, Who, parse_roster
from backline.people.key_ends import KeyEnd, KeyTold
from backline.people.roster_edit import with_field
from backline.store import Day, Quota, Store, Subject, Subjects, key_ends, quotas, write_told
from backline.store.cities import CITIES, CityEntry, day_of_city
from backline.store.runs import Learnt
from backline.unattended.alerts.memory import Memory, Told
from backline.unattended.git import Git
from backline.unattended.publishing import ATTEMPTS, Publisher, PublishError
from backline.unattended.replant import replant
from tests.checkouts import BASE, DAY, IN_ACTIONS, measure
from tests.day_runs import write_run
from tests.roots import ROSTER, row
from tests.workflow import PROTECTED, changed, files, git, hook, log, message, somebody_pushes


def publish(root, environment=IN_ACTIONS, sleeps=None, text="A day"):
    told = Git(root, environment, Redactor())
    pauses = sleeps.append if sleeps is not None else lambda _: None
    return Publisher(told, lambda days: f"{text}: {len(days)}", pauses).publish()


def test_only_data_and_reports_are_committed(checkout, remote):
    measure(checkout)
    (checkout / ".env").write_text("YOUTUBE_API_KEY=x\n")
    (checkout / "data/.env").write_text("YOUTUBE_API_KEY=x\n")
    (checkout / "notes.md").write_text("mine\n")
    (checkout / "roster.toml").write_text("# mine\n" + ROSTER)
    git(checkout, "add", "notes.md", "roster.toml")
    done = publish(checkout)
    assert (done.commit, done.branch) == (git(remote, "rev-parse", "--short", "main"), "main")
    assert {name.split("/")[0] for name in changed(remote)} == {"data", "reports"}
    assert not any(".env" in name for name in files(remote))
    assert git(checkout, "diff", "--cached", "--name-only").split() == ["notes.md", "roster.toml"]


def test_nothing_new_makes_no_commit(checkout, remote):
    assert publish(checkout).commit == ""
    measure(checkout)
    publish(checkout)
    measure(checkout)
    assert (publish(checkout).commit, len(log(remote))) == ("", 2)


def test_a_person_publishes_under_their_own_name(checkout, remote):
    git(checkout, "config", "user.name", "Ana")
    git(checkout, "config", "user.email", "ana@example.org")
    measure(checkout)
    publish(checkout, BASE)
    assert git(remote, "log", "-1", "--format=%an") == "Ana"


def test_a_deleted_file_is_committed_as_deleted_and_a_missing_folder_is_not(checkout, remote):
    measure(checkout)
    measure(checkout, date(2026, 9, 2))
    publish(checkout)
    (checkout / "data/measurements/2026/2026-09-01.parquet").unlink()
    publish(checkout)
    assert len(files(remote, folder="data/measurements")) == 1
    shutil.rmtree(checkout / "data")
    assert publish(checkout).commit == ""


def test_a_push_that_did_not_get_through_is_made_up_for(checkout, remote):
    measure(checkout)
    shutil.move(remote, f"{remote}.away")
    sleeps = []
    with pytest.raises(PublishError, match=r"in 5 attempts \(.*does not.*are the commit"):
        publish(checkout, sleeps=sleeps)
    assert len(sleeps) == ATTEMPTS - 1
    shutil.move(f"{remote}.away", remote)
    assert publish(checkout).attempts == 1
    assert log(remote) == ["A day: 1", "Start"]


def test_what_others_wrote_into_the_reports_is_computed_and_not_merged(checkout, remote, tmp_path):
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(remote), str(other))
    measure(other, date(2026, 8, 25), followers=7)
    publish(other)
    measure(checkout)
    assert publish(checkout).attempts == 2
    assert [n[-18:-8] for n in files(remote, folder="data/m")] == ["2026-08-25", "2026-09-01"]
    growth = git(remote, "show", "main:reports/growth.csv")
    assert ",10,2026-09-01,7,2026-08-25,3," in growth
    assert git(checkout, "status", "--porcelain") == ""


def test_what_others_pushed_cannot_be_read_and_ours_stays(checkout, remote, tmp_path):
    text = {"data/measurements/2026/2026-09-01.parquet": "cut", "roster.toml": ROSTER}
    somebody_pushes(remote, tmp_path, text, "Damage")
    measure(checkout)
    with pytest.raises(DataError, match=r"2026-09-01\.parquet cannot be read"):
        publish(checkout)
    assert git(checkout, "log", "-1", "--format=%s") == "A day: 1"
    assert git(checkout, "status", "--porcelain") == ""


def test_somebody_is_always_first(checkout, remote):
    identity = "-c user.name=Ana -c user.email=ana@example.org"
    hook(
        remote, "update",
        f"#!/bin/sh\nc=$(date +%N | git {identity} commit-tree -p main main^{{tree}})\n"
        "git update-ref refs/heads/main $c\n",
    )  # fmt: skip
    measure(checkout)
    sleeps = []
    with pytest.raises(PublishError, match=r"5 attempts \(other commits came first each time\)"):
        publish(checkout, sleeps=sleeps)
    assert sleeps == [0.0, 2.0, 5.0, 10.0]
    assert git(checkout, "log", "-1", "--format=%s") == "A day: 1"
    hook(remote, "update", "#!/bin/sh\n")
    assert publish(checkout).commit


@pytest.mark.parametrize("mine", ["roster.toml", "own.md"])
def test_own_changes_that_stand_in_the_way_are_left_to_their_owner(
    checkout, remote, tmp_path, mine
):
    somebody_pushes(remote, tmp_path, {"own.md": "theirs\n"}, "Theirs")
    measure(checkout)
    (checkout / mine).write_text("# mine\n" + ROSTER)
    if mine == "own.md":
        git(checkout, "add", mine)
        git(checkout, "commit", "-q", "-m", "Mine")
    with pytest.raises(
        PublishError, match=r"on the branch backline/unpublished-2026-09-01-\w+: merge it by hand"
    ):
        publish(checkout)
    assert (checkout / mine).read_text().startswith("# mine")
    assert git(checkout, "log", "-1", "--format=%s") == "A day: 1"


@pytest.mark.parametrize("what", ["data/notes.csv", "data/measurements/2026/2026-08-25.parquet"])
def test_what_is_more_than_new_days_is_not_put_together_by_itself(checkout, remote, tmp_path, what):
    """People's own words, and numbers taken out of an older day, would be lost in a merge."""
    measure(checkout, date(2026, 8, 25))
    measure(checkout, date(2026, 8, 25), followers=5, artist="bo")
    publish(checkout)
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(remote), str(other))
    measure(other, date(2026, 8, 26))
    publish(other)
    measure(checkout)
    if what.endswith(".csv"):
        (checkout / what).write_text("own words\n")
    else:
        (checkout / what).unlink()
    with pytest.raises(PublishError, match=r"backline/unpublished-2026-09-01-\w+: merge it by"):
        publish(checkout)
    assert log(remote)[0] == "A day: 1"
    assert len(git(remote, "branch", "--list", "backline/*").split()) == 1
    assert git(checkout, "status", "--porcelain") == ""


class TestRefused:
    def test_by_branch_protection(self, checkout, remote):
        hook(remote, "pre-receive", PROTECTED)
        measure(checkout)
        with pytest.raises(PublishError, match="GH006: Protected branch update failed") as error:
            publish(checkout)
        (aside,) = git(remote, "branch", "--list", "backline/*").split()
        assert aside in str(error.value)
        assert message(remote, aside) == "A day: 1"
        assert log(remote) == ["Start"]

    def test_by_a_rule_for_every_branch(self, checkout, remote):
        hook(
            remote, "pre-receive",
            "#!/bin/sh\necho 'error: GH013: Repository rule violations found for main. Visit "
            "https://github.com/label/numbers/rules' >&2; exit 1\n",
        )  # fmt: skip
        measure(checkout)
        with pytest.raises(PublishError) as error:
            publish(checkout)
        head = git(checkout, "rev-parse", "--short", "HEAD")
        assert str(error.value) == (
            "GitHub refuses the push to main (GH013: Repository rule violations found for main); "
            f"the numbers are the commit {head} of the checkout it was tried from: see "
            "docs/actions.md, When a push is refused."
        )
        assert (checkout / "data/measurements/2026/2026-09-01.parquet").is_file()

    def test_without_a_word(self, checkout, remote):
        hook(remote, "pre-receive", "#!/bin/sh\nexit 1\n")
        measure(checkout)
        with pytest.raises(PublishError, match=r"\(failed to push some refs|hook declined\)"):
            publish(checkout)


class TestWhereItCannotBe:
    def test_no_repository(self, tmp_path):
        (tmp_path / "roster.toml").write_text(ROSTER)
        with pytest.raises(DataError, match="git rev-parse failed: not a git repository"):
            publish(tmp_path)

    def test_a_tag_is_checked_out(self, checkout):
        git(checkout, "checkout", "-q", "--detach")
        with pytest.raises(ConfigError, match="on no branch"):
            publish(checkout)

    def test_a_folder_of_a_larger_repository(self, checkout):
        (checkout / "label").mkdir()
        with pytest.raises(ConfigError, match="must be all of one"):
            publish(checkout / "label")

    def test_git_is_not_there(self, checkout):
        with pytest.raises(DataError, match="git cannot be run"):
            publish(checkout, {"PATH": "/nowhere"})


def test_the_token_is_in_no_file_and_no_argument(checkout, remote, tmp_path):
    """A git that writes down how it was called."""
    calls = tmp_path / "calls"
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text(
        f'#!/bin/sh\necho "$@ :: $GIT_CONFIG_KEY_1 $GIT_CONFIG_VALUE_1" >> {calls}\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    fake.chmod(0o755)
    measure(checkout)
    publish(checkout, {**IN_ACTIONS, "PATH": f"{fake.parent}:{IN_ACTIONS['PATH']}"})
    lines = calls.read_text().splitlines()
    given = [line for line in lines if "AUTHORIZATION: basic" in line.split(" :: ")[1]]
    assert len(given) == 1
    assert " origin HEAD:refs/heads/main :: " in given[0]
    assert "http.https://github.com/.extraheader" in given[0]
    assert not any("ghs_" in line or "basic" in line.split(" :: ")[0] for line in lines)
    assert "extraheader" not in (checkout / ".git/config").read_text()


class TestWhatARunLearned:
    """Ids it filled into the roster, and who answers."""

    def learn(self, root, account="4242", key="ada"):
        store = Store(root)
        with store.writing(), store.change() as change:
            text = with_field(store.roster_file.read_text("utf-8"), key, "chartmetric", account)
            change.write(store.roster_file, text.encode())

    def known(self, root, platform="deezer", own="7", day=DAY):
        store = Store(root)
        with store.writing(), store.change() as change:
            identities = store.identities()
            identities.learn("ada", platform, own, Who(own, "Ada"), day)
            store.write_identities(change, identities)

    def accounts(self, remote):
        roster = parse_roster(git(remote, "show", "main:roster.toml"))
        return {a.key: a.chartmetric for a in roster.artists}

    def test_it_is_committed_with_the_day(self, checkout, remote):
        measure(checkout)
        self.learn(checkout)
        self.known(checkout)
        publish(checkout)
        assert {"roster.toml", "data/identities.csv"} <= set(changed(remote))
        assert self.accounts(remote) == {"ada": "4242", "bo": None}
        assert git(checkout, "status", "--porcelain") == ""

    def test_a_persons_own_change_beside_it_is_theirs_to_commit(self, checkout, remote):
        measure(checkout)
        self.learn(checkout)
        with (checkout / "roster.toml").open("a", encoding="utf-8") as roster:
            roster.write("# not finished\n")
        publish(checkout)
        assert "roster.toml" not in changed(remote)
        assert git(checkout, "status", "--porcelain") == "M roster.toml"

    def test_it_is_put_on_top_of_what_others_wrote(self, checkout, remote, tmp_path):
        """They changed the roster and measured, too."""
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(remote), str(other))
        measure(other, date(2026, 8, 25), followers=7)
        self.known(other, "spotify", "s" * 22)
        publish(other)
        text = {"roster.toml": ROSTER.replace("Ada", "Adah")}
        somebody_pushes(remote, tmp_path, text, "A better name")
        measure(checkout)
        self.learn(checkout)
        self.known(checkout)
        assert publish(checkout).attempts == 2
        assert self.accounts(remote)["ada"] == "4242"
        assert "Adah" in git(remote, "show", "main:roster.toml")
        known = Identities.from_csv(git(remote, "show", "main:data/identities.csv"))
        assert {i.platform for i in known.all()} == {"deezer", "spotify"}

    def test_what_platforms_told_two_runs_of_keys_and_quotas_is_put_together(
        self, checkout, remote, tmp_path
    ):
        """They measured and were told of another platform; ours of a key that ends no more."""

        def tell(root, *told):
            store = Store(root)
            with store.writing(), store.change() as change:
                write_told(store, change, told)

        old = KeyEnd("OLD_KEY", "The old key", DAY)
        tell(checkout, KeyTold("OLD_KEY", (old,)))
        publish(checkout)
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(remote), str(other))
        measure(other, date(2026, 8, 25), followers=7)
        tell(other, Quota("Soundcharts", DAY, 40, "requests", 0, "month"))
        publish(other)
        measure(checkout)
        mine = KeyEnd("INSTAGRAM_ACCESS_TOKEN", "The Instagram token", DAY)
        quota = Quota("YouTube", DAY, 9_000, "units", 10_000, "day")
        tell(checkout, KeyTold("OLD_KEY"), KeyTold(mine.variable, (mine,)), quota)
        assert publish(checkout).attempts == 2
        git(other, "pull", "-q")
        assert list(key_ends(Store(other))) == [mine]
        assert [one.platform for one in quotas(Store(other))] == ["Soundcharts", "YouTube"]

    def test_alerts_that_two_runs_sent_are_remembered_of_both(self, checkout, remote, tmp_path):
        """They measured and told of one thing, and a person took out the line of another."""
        old, theirs, ours, gone = (
            Told("stalled", f"placement {n}", "", "team", 0, DAY, DAY) for n in "abcd"
        )
        first = Memory([old, gone]).to_csv()
        somebody_pushes(remote, tmp_path, {"data/alerts.csv": first}, "Before")
        git(checkout, "pull", "-q")
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(remote), str(other))
        measure(other, date(2026, 8, 25), followers=7)
        (other / "data/alerts.csv").write_text(Memory([old, theirs]).to_csv())
        publish(other)
        measure(checkout)
        sent = replace(old, state="sent", sent=DAY)
        (checkout / "data/alerts.csv").write_text(Memory([sent, ours, gone]).to_csv())
        assert publish(checkout).attempts == 2
        known = Memory.from_csv(git(remote, "show", "main:data/alerts.csv"))
        assert [(one.about[-1], one.state) for one in known] == [
            ("a", "sent"), ("b", "waiting"), ("c", "waiting"),
        ]  # fmt: skip

    def test_an_id_they_gave_stays_theirs(self, checkout, remote, tmp_path):
        theirs = with_field(ROSTER, "ada", "chartmetric", "99")
        somebody_pushes(remote, tmp_path, {"roster.toml": theirs}, "By hand")
        measure(checkout)
        self.learn(checkout)
        publish(checkout)
        assert self.accounts(remote)["ada"] == "99"
        assert len(files(remote, folder="data/measurements")) == 1


class TestWhatServicesTellOfThePast:
    """A run may add rows to days that are stored, and days to the tables by month."""

    OLD = date(2026, 8, 25)

    @pytest.fixture
    def raced(self, checkout, remote, tmp_path):
        """An old day is published; somebody else's day came first, with a word of theirs on it."""
        measure(checkout, self.OLD)
        publish(checkout)
        other = tmp_path / "other"
        git(tmp_path, "clone", "-q", str(remote), str(other))
        measure(other, self.OLD, followers=77, source="chartmetric")
        measure(other, date(2026, 8, 26))
        self.cities(other, "Turin", self.OLD - timedelta(days=1))
        publish(other)
        return checkout

    def cities(self, root, name, day):
        one = CityEntry(
            day, "ada", "spotify", "monthly_listeners", "IT", name, "", 9, "soundcharts"
        )
        store = Store(root)
        with store.writing(), store.change() as change:
            CITIES.write(change, store.data, {day_of_city(one): [one]})

    def test_additions_are_put_on_top(self, raced, remote, tmp_path):
        measure(raced, self.OLD, followers=5, source="soundcharts")
        self.cities(raced, "Rome", self.OLD)
        measure(raced)
        assert publish(raced).attempts == 2
        stored = Store(raced).read_day(self.OLD)
        assert {m.source: m.value for m in stored.measurements} == {
            "spotify_api": 10, "chartmetric": 77, "soundcharts": 5,
        }  # fmt: skip
        (month,) = CITIES.files(raced / "data")
        assert [city.city for city in CITIES.read(month)] == ["Turin", "Rome"]
        assert "data/audience/cities/2026-08.parquet" in files(remote)
        assert git(raced, "status", "--porcelain") == ""

    def test_what_was_taken_out_is_left_to_a_person(self, raced, remote):
        store = Store(raced)
        with store.writing(), store.change() as change:
            gone = Day(self.OLD, [row(self.OLD, None)])
            store.rewrite(change, gone, store.roster(), store.subjects())
        measure(raced)
        with pytest.raises(PublishError, match=r"backline/unpublished-2026-09-01-\w+: merge it by"):
            publish(raced)
        assert git(raced, "status", "--porcelain") == ""

    def test_where_nothing_can_be_pushed_cities_wait_with_the_day(self, checkout, remote):
        hook(remote, "update", '#!/bin/sh\n[ "$1" = refs/heads/main ] && exit 1\nexit 0\n')
        measure(checkout)
        self.cities(checkout, "Rome", DAY)
        with pytest.raises(PublishError, match="nothing is lost"):
            publish(checkout)
        (branch,) = git(
            remote, "branch", "--list", "backline/*", "--format=%(refname:short)"
        ).split()
        assert "data/audience/cities/2026-09.parquet" in files(remote, branch)


def test_replanted_tracks_are_called_as_they_are_called_there(tmp_path):
    """The other side knew the track by its title before it had an id."""
    (tmp_path / "roster.toml").write_text(ROSTER)
    store = Store(tmp_path)
    theirs = Subjects([Subject("ada/song", "track", "ada", "Song")])
    with store.writing(), store.change() as change:
        rows = [row(DAY, 5, series="spotify/popularity", subject="ada/song", source="s4a")]
        store.save(change, [Day(DAY, rows)], store.roster(), theirs)
    ours = Subjects([Subject("id1", "track", "ada", "Song", spotify="id1")])
    words = {("ada", "spotify"): {"top_tracks": [{"key": "id1", "name": "Song"}]}}
    rows = [row(DAY, 9, series="spotify/popularity", subject="id1")]
    replant(store, [Day(DAY, rows, words)], ours)
    day = store.read_day(DAY)
    assert {m.subject for m in day.measurements} == {"ada/song"}
    assert [m.value for m in day.measurements] == [5, 9]
    assert day.words["ada", "spotify"]["top_tracks"][0]["key"] == "ada/song"
    assert store.subjects().get("ada/song").spotify == "id1"


def days(remote):
    """The names of the measurement files that were pushed."""
    return [name.rpartition("/")[2] for name in files(remote, folder="data/measurements")]


class TestPartsOfTheRoster:
    """Runs with keys of their own push at the same time, and nobody waits for anybody."""

    def other(self, remote, tmp_path):
        git(tmp_path, "clone", "-q", str(remote), str(tmp_path / "other"))
        return tmp_path / "other"

    def test_two_parts_race_and_both_files_stand(self, checkout, remote, tmp_path):
        other = self.other(remote, tmp_path)
        write_run(other, DAY, 1, [row(DAY, 10)])
        publish(other)
        write_run(checkout, DAY, 2, [row(DAY, 20, artist="bo")])
        publish(checkout)
        assert days(remote) == ["2026-09-01.run-1.parquet", "2026-09-01.run-2.parquet"]
        assert not files(remote, folder="reports")

    def test_a_part_that_comes_while_others_are_merged_waits_for_the_next_merge(
        self, checkout, remote, tmp_path
    ):
        write_run(checkout, DAY, 1, [row(DAY, 10)])
        publish(checkout)
        other = self.other(remote, tmp_path)
        write_run(other, DAY, 2, [row(DAY, 20, artist="bo")])
        publish(other)
        merge_runs(checkout, DAY)
        publish(checkout)
        assert days(remote) == ["2026-09-01.parquet", "2026-09-01.run-2.parquet"]
        values = [m.value for m in Store(checkout).read_day(DAY).measurements]
        assert values == [10, 20]

    def test_two_merges_at_once_are_one(self, checkout, remote, tmp_path):
        for number, artist in ((1, "ada"), (2, "bo")):
            write_run(checkout, DAY, number, [row(DAY, 10 * number, artist=artist)])
        publish(checkout)
        other = self.other(remote, tmp_path)
        for root in (checkout, other):
            merge_runs(root, DAY)
            publish(root)
        assert days(remote) == ["2026-09-01.parquet"]
        assert [m.value for m in Store(other).read_day(DAY).measurements] == [10, 20]

    def test_a_part_measured_again_while_it_is_merged_loses_nothing(
        self, checkout, remote, tmp_path
    ):
        write_run(checkout, DAY, 1, [row(DAY, 10)])
        publish(checkout)
        other = self.other(remote, tmp_path)
        merge_runs(other, DAY)
        publish(other)
        told = [Quota("youtube", DAY, 40, "units", 100, "day")]
        again = [row(DAY, 10), row(DAY, 30, series="deezer/fans", source="deezer")]
        write_run(checkout, DAY, 1, again, Learnt(told=told))
        publish(checkout)
        store = Store(checkout)
        assert [m.value for m in store.read_day(DAY).measurements] == [30, 10]
        assert list(quotas(store)) == told
