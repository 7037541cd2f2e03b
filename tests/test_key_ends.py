"""When keys end: learned by the daily run, kept in data/keys.csv, told while there is time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backline.errors import DataError
from backline.net import Credentials, Redactor
from backline.people.key_ends import KeyEnd, KeyEnds, KeyTold
from backline.store import Quota, Quotas, Store, key_ends, quotas, write_told
from backline.unattended.alerts import Alert, Passed, run_alerts
from backline.unattended.alerts.keys import key_alerts
from backline.unattended.alerts.world import World
from backline.unattended.cause_issues import keep_causes
from backline.unattended.causes import losses
from backline.unattended.github import GitHub
from backline.unattended.job_summary import job_summary
from backline.unattended.run_record import RunRecord
from sandbox.github import token_of
from tests import played
from tests.roots import DAY, root_of, row

NAME = "INSTAGRAM_ACCESS_TOKEN"
ROSTER = 'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n[alerts.team]\n'


def end(days, what="The Instagram token", variable=NAME):
    return KeyEnd(variable, what, DAY + timedelta(days=days))


@pytest.fixture
def root(tmp_path):
    return root_of(tmp_path, [row(DAY, 10)], ROSTER)


def keep(root, *ends):
    store = Store(root)
    with store.writing(), store.change() as change:
        write_told(store, change, [KeyTold(NAME, ends)])


def found(root, day=DAY):
    with World(Store(root)) as world:
        return key_alerts(world, day)


class TestTheTable:
    def test_comes_back_as_it_was_written(self, root):
        keep(root, end(40), end(3, "The Instagram token's access to data"))
        assert list(key_ends(Store(root))) == sorted(
            [end(40), end(3, "The Instagram token's access to data")], key=lambda one: one.what
        )
        assert (root / "data/keys.csv").read_text().splitlines()[0] == "variable,what,ends"

    def test_a_root_without_it_knows_of_none(self, root):
        assert list(key_ends(Store(root))) == []
        assert found(root) == []

    def test_what_a_run_is_told_replaces_what_was_known_of_that_key_alone(self):
        known = KeyEnds([end(3), end(9, variable="OTHER_KEY")])
        after = known.with_told([KeyTold(NAME, (end(60),))])
        assert set(after) == {end(60), end(9, variable="OTHER_KEY")}
        assert list(known.with_told([KeyTold(NAME)])) == [end(9, variable="OTHER_KEY")]
        assert set(known.with_told([])) == set(known)

    def test_a_line_without_a_day_is_one_sentence(self):
        with pytest.raises(DataError, match=r"keys.csv line 2: ends: 'soon' is no day") as wrong:
            KeyEnds.from_csv(f"variable,what,ends\n{NAME},The Instagram token,soon\n")
        assert "delete the file" in str(wrong.value)


class TestTheAlert:
    @pytest.mark.parametrize("days", [10, 1, 0, -5])
    def test_comes_from_ten_days_before_on(self, root, days):
        keep(root, end(days))
        (one,) = found(root)
        assert isinstance(one, Alert)
        assert (one.kind, one.about, one.severity) == ("key_ends", f"key {NAME}", "urgent")
        assert one.text == end(days).said(DAY)
        assert ("in " in one.text) == (days >= 0)

    def test_not_before(self, root):
        keep(root, end(11))
        (one,) = found(root)
        assert isinstance(one, Passed)

    def test_is_sent_once_and_again_only_for_another_token(self, root):
        sent = []

        def post(_address, message):
            sent.append(message.text)
            return ""

        def run(day):
            keys = Credentials({"BACKLINE_ALERT_TEAM": "https://hooks.slack.com/services/a/b/c"})
            now = datetime.combine(day, datetime.min.time(), UTC)
            return run_alerts(Store(root), keys, now, post)

        keep(root, end(5))
        for days in range(3):
            run(DAY + timedelta(days=days))
        assert len([text for text in sent if "Instagram token" in text]) == 1
        keep(root, end(60))  # somebody made a new one
        run(DAY + timedelta(days=3))
        run(DAY + timedelta(days=51))
        assert len([text for text in sent if "Instagram token" in text]) == 2


class TestQuotas:
    def test_come_back_as_they_were_written_one_line_for_a_platform(self, root):
        store = Store(root)
        for left in (9_000, 8_500):
            told = [Quota("YouTube", DAY, left, "units", 10_000, "day")]
            with store.writing(), store.change() as change:
                write_told(store, change, told)
        assert list(quotas(store)) == told
        assert told[0].said == f"at most 8,500 of 10,000 units of the day were left on {DAY}"

    @pytest.mark.parametrize("line", ["YouTube,soon,1,u,2,day", "YouTube,2026-01-01,x,u,2,day"])
    def test_a_line_that_is_none_is_one_sentence(self, line):
        with pytest.raises(DataError, match=r"quotas\.csv line 2: .* is no quota; delete the file"):
            Quotas.from_csv(f"platform,day,left,unit,of,period\n{line}\n")

    def test_tables_that_cannot_be_read_cost_no_day_and_are_written_anew(self, label_root, box):
        box.token_expires = played.DAY + timedelta(days=30)
        played.run(label_root, box)
        for name in ("keys.csv", "quotas.csv"):
            (label_root / "data" / name).write_text("<<<<<<< ours\n")
        found = played.run(label_root, box)
        assert found.measured > 100
        said = " ".join(found.problems)
        assert "data/keys.csv" in said
        assert "data/quotas.csv" in said
        assert box.token_expires in {one.ends for one in key_ends(Store(label_root))}
        assert [one.platform for one in quotas(Store(label_root))] == ["YouTube"]

    def test_a_daily_run_writes_down_what_youtube_has_left(self, label_root, box):
        played.run(label_root, box)
        (told,) = quotas(Store(label_root))
        assert (told.platform, told.day, told.of) == ("YouTube", played.DAY, 10_000)
        assert 9_900 < told.left < 10_000


class TestTheDailyRun:
    def test_writes_down_what_instagram_tells_and_leaves_it_while_it_tells_nothing(
        self, label_root, box
    ):
        keys = label_root / "data/keys.csv"
        played.run(label_root, box)
        assert not keys.exists()  # a system user's token never ends
        box.token_expires = played.DAY + timedelta(days=30)
        played.run(label_root, box)
        assert f"{NAME},The Instagram token,{box.token_expires}" in keys.read_text()
        box.token_expires = played.DAY - timedelta(days=1)
        played.run(label_root, box)
        assert str(played.DAY + timedelta(days=30)) in keys.read_text()
        box.token_expires = None
        played.run(label_root, box)
        assert keys.read_text().splitlines() == ["variable,what,ends"]

    def test_says_both_ends_on_its_page_and_the_nearest_in_an_issue(self, label_root, box):
        box.token_expires = played.DAY + timedelta(days=8)
        box.access_expires = played.DAY + timedelta(days=5)
        found = played.run(label_root, box)
        record = RunRecord(day=played.DAY, notes=list(found.collected.notes))
        lost = losses(Store(label_root), record, played.DAY)
        assert [cause.short for cause in lost.causes] == [
            f"Instagram's access to data ends {box.access_expires}"
        ]
        page = job_summary(record, None, None, "", lost.causes)
        for what, ends, left in (
            ("token's access to data", box.access_expires, 5),
            ("token", box.token_expires, 8),
        ):
            sentence = f"The Instagram {what} ends on {ends}, in {left} days: make a new one"
            assert page.count(sentence) == 1
        with GitHub(f"{box.url}/github", "label/numbers", token_of(played.WORLD), Redactor()) as g:
            keep_causes(g, lost, played.DAY, "https://github.com/label/numbers", "the run")
        assert [issue["title"] for issue in box.tracker.issues] == [
            f"Instagram's access to data ends on {box.access_expires}"
        ]
