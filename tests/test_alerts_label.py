"""Alerts about the label's own numbers: each once, with what happened and nothing of old days."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from backline.net import Credentials
from backline.store import Store
from backline.unattended.alerts import Alert, Passed, run_alerts
from backline.unattended.alerts.label import label_alerts
from backline.unattended.alerts.memory import load_memory
from backline.unattended.alerts.words import LONGEST_TEXT
from backline.unattended.alerts.world import World
from tests.roots import DAY, ROSTER, before, root_of, row


def found(root, today=DAY):
    with World(Store(root)) as world:
        return label_alerts(world, today)


def of(kind, alerts):
    return [one for one in alerts if one.kind == kind and isinstance(one, Alert)]


def course(values, **about):
    return [row(before(n), v, **about) for n, v in enumerate(reversed(values))]


def steady(count=60, value=10_000, step=3, **about):
    return course([value - step * n for n in reversed(range(count))], **about)


class TestReached:
    def test_is_told_once_another_day_confirms_it(self, tmp_path):
        root = root_of(tmp_path, steady(value=10_009))
        (one,) = of("reached", found(root))
        assert (one.about, one.what, one.level) == ("artist ada", "spotify/followers", 10_000)
        assert one.text == f"Ada: Spotify followers reached 10,000 on {before(3)}."

    def test_not_before(self, tmp_path):
        assert of("reached", found(root_of(tmp_path, steady(value=10_001)))) == []

    def test_nothing_of_long_ago(self, tmp_path):
        assert of("reached", found(root_of(tmp_path, steady(value=10_060)))) == []


class TestPurge:
    @pytest.fixture
    def root(self, tmp_path):
        names = [f"artist-{n}" for n in range(6)]
        artists = "".join(f'[[artist]]\nkey = "{n}"\nname = "{n}"\n' for n in names)
        rows = [
            row(
                before(n),
                9_000 + 100 * place + (60 - n) * (place + 1) - (3_000 if n < 4 else 0),
                artist=name,
            )
            for place, name in enumerate(names)
            for n in range(60)
        ]
        return root_of(tmp_path, rows, f'label = "L"\n{artists}\n[alerts.team]\n')

    def test_is_one_alert_for_all(self, root):
        (one,) = of("purge", found(root))
        assert (one.about, one.what) == ("number spotify/followers", str(before(3)))
        assert "6 of 6 artists fell together" in one.text
        assert one.severity == "warning"

    def test_is_sent_once_ever(self, root):
        sent = []

        def post(_address, message):
            sent.append(message)
            return ""

        def run(days):
            now = datetime.combine(DAY + timedelta(days), time(2, 40), UTC)
            keys = Credentials({"BACKLINE_ALERT_TEAM": "https://hooks.slack.com/services/a/b/c"})
            return run_alerts(Store(root), keys, now, post)

        run(0)
        (message,) = sent
        assert "fell together" in message.text
        for days in (0, 1, 5):
            run(days)
        assert len(sent) == 1
        assert {line.kind for line in load_memory(Store(root))} >= {"purge", "week"}


class TestBreakout:
    def test_a_jump_up_that_stays_is_told(self, tmp_path):
        values = [10_000 + 3 * n for n in range(60)]
        risen = [*values[:-6], *[v + 9_000 for v in values[-6:]]]
        (one,) = of("breakout", found(root_of(tmp_path, course(risen))))
        assert one.about == "artist ada"
        assert one.text.startswith("Ada: ")

    def test_a_fall_is_none(self, tmp_path):
        values = [10_000 + 3 * n for n in range(60)]
        fallen = [*values[:-6], *[v - 7_000 for v in values[-6:]]]
        assert of("breakout", found(root_of(tmp_path, course(fallen)))) == []


class TestDeadSource:
    def root(self, tmp_path, days):
        fans = steady(series="deezer/fans", source="deezer_api")
        rows = [
            *steady(),
            *[r for r in fans if r.date <= before(days)],
            *(
                row(before(n), None, series="deezer/fans", source="deezer_api", detail="503")
                for n in range(days)
            ),
        ]
        return root_of(tmp_path, rows)

    def test_is_told_after_three_days_with_the_reason(self, tmp_path):
        (one,) = of("dead_source", found(self.root(tmp_path, 3)))
        assert (one.about, one.severity) == ("platform deezer", "urgent")
        assert one.text == f"Deezer has told no number since {before(3)}: failed: 503."

    def test_of_two_reasons_that_as_many_rows_give_the_first_in_the_alphabet(self, tmp_path):
        deezer = {"series": "deezer/fans", "source": "deezer_api"}
        rows = [
            row(before(n), None, artist=artist, detail=why, **deezer)
            for artist, why in (("ada", "503"), ("bo", "404"))
            for n in range(3)
        ]
        told = [
            row(before(n), 9, artist=artist, **deezer) for artist in ("ada", "bo") for n in (3, 4)
        ]
        (one,) = of("dead_source", found(root_of(tmp_path, [*steady(), *rows, *told])))
        assert one.text.endswith(": failed: 404.")

    def test_not_for_an_outage_of_a_day(self, tmp_path):
        alerts = found(self.root(tmp_path, 1))
        assert of("dead_source", alerts) == []
        assert {one.about for one in alerts if isinstance(one, Passed)} == {
            "platform deezer",
            "platform spotify",
        }


class TestTheWeek:
    def test_is_the_last_whole_one(self, tmp_path):
        (one,) = of("week", found(root_of(tmp_path, steady())))
        assert DAY.isoweekday() == 3  # a Wednesday
        assert one.text.startswith("The week from 2026-09-21 to 2026-09-27. Moved most over 7 days")
        assert "Ada Spotify followers +21 (+0.2%)" in one.text
        assert (one.what, one.day) == ("2026-W39", before(3))
        assert len(one.text) <= LONGEST_TEXT

    def test_a_quiet_one_is_not_told(self, tmp_path):
        assert of("week", found(root_of(tmp_path, steady(step=0)))) == []


class TestNothing:
    def test_before_anything_was_measured(self, tmp_path):
        assert found(root_of(tmp_path, ())) == []

    def test_long_after_the_last_run(self, tmp_path):
        root = root_of(tmp_path, steady(value=10_009))
        assert found(root, DAY + timedelta(days=15)) == []

    def test_of_another_account(self, tmp_path):
        root = root_of(tmp_path, course([*[900] * 50, *[20_000] * 10]), ROSTER)
        (root / "data/identities.csv").write_text(
            "artist,platform,account,id,name,since\n"
            f"ada,spotify,{'a' * 22},{'a' * 22},Ada,{before(90)}\n"
            f"ada,spotify,{'b' * 22},{'b' * 22},Ada,{before(9)}\n",
            encoding="utf-8",
        )
        alerts = found(root)
        assert of("reached", alerts) == of("breakout", alerts) == []
