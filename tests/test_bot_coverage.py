"""``/coverage`` and ``/help``: what was had, when runs are, and which commands there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from backline.errors import ConfigError
from backline.measure import State
from backline.people import Settings, parse_roster
from backline.people.bot_groups import GROUPS
from backline.unattended.run_times import CATCH_UP, DAILY
from bot.commands import COMMANDS, commands_of
from bot.library import Library
from bot.replies.coverage import coverage_of
from bot.replies.help import help_reply
from bot.replies.text import plain
from bot.table import MOST, ROWS, TABLE
from tests.bot_roots import roster_of, save
from tests.roots import DAY, before, row
from tests.test_bot_replies import A, B, C, daily

WORKFLOW = Path(__file__).parent.parent / ".github/workflows/update-data.yml"
AT = datetime(2026, 9, 30, 2, 30, 5, tzinfo=UTC)


@pytest.fixture
def asked(tmp_path):
    """Puts a question to a root; gives the reply and its fields as a terminal has them."""

    def make(question, rows, artists=("A", "B", "C"), settings="", today=DAY):
        text = roster_of(artists).replace("\n\n[[artist]]", f"\n\n{settings}\n\n[[artist]]", 1)
        library = Library(save(tmp_path / "root", rows, text), today=lambda: today)
        made = library.ask(question)
        library.close()
        return made, {plain(name): plain(value).splitlines() for name, value in made.fields}

    return make


def of(name=None):
    return lambda label: coverage_of(label, name)


def gap(artist, detail, state=State.FAILED, series="spotify/followers", **more):
    return row(DAY, None, artist=artist, series=series, state=state, detail=detail, **more)


class TestCoverage:
    def test_what_was_had_and_what_was_not_by_reason(self, asked):
        rows = [
            *daily([5] * 3, A),
            gap(B, "quota gone"),
            gap(C, "quota gone"),
            gap(A, "no account", State.NOT_CONFIGURED, "deezer/fans"),
            gap(A, "quota gone", series="spotify/popularity", subject="top_tracks"),
        ]
        made, fields = asked(of(), rows)
        assert made.description.splitlines() == [
            "2026-09-30, 1 of 4 own numbers measured", "3 artists",
        ]  # fmt: skip
        assert fields["Measured"] == ["Spotify: 1 of 4 own numbers measured"]
        assert fields["Not measured, and why"] == [
            "Spotify followers of B, C: failed, quota gone",
            "Spotify top tracks of A: failed, quota gone",
            "Deezer fans of A: not configured, no account",
        ]
        assert fields["Over the last 30 days"] == ["Spotify: 3 of 5 numbers (60%)"]
        made, fields = asked(of("B"), rows)
        assert made.title == "B: coverage"
        assert made.description == "2026-09-30, 0 of 1 own number measured"
        assert fields["Not measured, and why"] == ["Spotify followers of B: failed, quota gone"]

    def test_one_who_left_is_told_as_of_the_last_day_and_runs_as_of_the_newest(self, asked):
        left = before(10)
        rows = [row(left, 5, artist=A), row(DAY, 7, artist=B)]
        made, fields = asked(of("A"), rows, [("A", f"until = {left}"), "B"])
        assert made.description.splitlines() == [
            f"{left}, 1 of 1 own number measured", f"with the label until {left}",
        ]  # fmt: skip
        assert fields["Runs"][0].startswith(f"newest stored day: {DAY}")

    def test_when_it_was_collected_and_when_the_next_run_is(self, asked):
        rows = [row(before(3), 5, artist=A), row(DAY, 6, artist=A, collected_at=AT)]
        _, fields = asked(of(), rows)
        assert fields["Runs"] == [
            "newest stored day: 2026-09-30, collected 2026-09-30 02:30 UTC",
            "no run measured 2026-09-28, 2026-09-29",
            "next run: 2026-10-01 at 02:30 UTC; what is missing is asked again at 09:43 UTC",
        ]

    def test_a_day_that_is_not_of_today_says_what_is_known(self, asked):
        _, fields = asked(of(), [row(before(1), 6, artist=A)])
        assert fields["Runs"][0] == (
            "newest stored day: 2026-09-29; when it was collected is not stored"
        )
        assert "nothing of today, 2026-09-30, is here yet" in fields["Runs"][1]

    def test_a_day_of_files_alone_had_no_run(self, asked):
        _, fields = asked(of(), daily([5] * 3, A, source="chartmetric"))
        assert fields["Runs"][0] == (
            "newest stored day: 2026-09-30, of files and services alone: no run measured it"
        )

    def test_quota_is_what_was_told_and_nothing_is_made_up(self, asked):
        _, fields = asked(of(), daily([5], A))
        assert "Quota" not in fields
        setting = "[settings]\nsoundcharts_requests_per_day = 40"
        _, fields = asked(of(), daily([5], A), settings=setting)
        assert fields["Quota"] == ["Soundcharts: the daily run may make 40 requests"]

    def test_what_platforms_said_is_left_of_quotas_is_told_with_its_day(self, asked, tmp_path):
        root = save(tmp_path / "root", daily([5], A), roster_of(["A"]))
        (root / "data/quotas.csv").write_text(
            "platform,day,left,unit,of,period\n"
            f"YouTube,{DAY},9321,units,10000,day\nSoundcharts,{DAY},412,requests,0,month\n"
        )
        library = Library(root, today=lambda: DAY)
        fields = dict(library.ask(of()).fields)
        library.close()
        assert fields["Quota"].splitlines() == [
            f"Soundcharts: at most 412 requests of the month were left on {DAY}",
            f"YouTube: at most 9,321 of 10,000 units of the day were left on {DAY}",
        ]

    @pytest.mark.parametrize(
        ("days", "place", "line"),
        [
            (4, 0, "The Instagram token ends on 2026-10-04, in 4 days: make a new one and set "
                   "INSTAGRAM_ACCESS_TOKEN"),
            (40, -1, "The Instagram token ends on 2026-11-09, in 40 days"),
        ],
    )  # fmt: skip
    def test_keys_that_end_soon_are_told_before_everything_else(self, tmp_path, days, place, line):
        root = save(tmp_path / "root", daily([5], A), roster_of(["A"]))
        ends = DAY + timedelta(days=days)
        (root / "data/keys.csv").write_text(
            f"variable,what,ends\nINSTAGRAM_ACCESS_TOKEN,The Instagram token,{ends}\n"
        )
        library = Library(root, today=lambda: DAY)
        fields = list(library.ask(of()).fields)
        artists = dict(library.ask(of("A")).fields)
        library.close()
        assert (fields[place][0], plain(fields[place][1])) == ("Keys", line)
        assert "Keys" not in artists

    def test_many_reasons_are_counted(self, asked):
        names = [f"N{n}" for n in range(20)]
        rows = [gap(f"n{n}-{n}", f"reason {n}") for n in range(20)] + daily([5], "n0-0")
        _, fields = asked(of(), rows, names)
        assert len(fields["Not measured, and why, page 1 of 4"]) == 6

    def test_the_times_are_those_of_the_workflow(self):
        found = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
        # YAML reads the key "on" as true.
        crons = [entry["cron"] for entry in found[True]["schedule"]]
        assert crons == [f"{at.minute} {at.hour} * * *" for at in (DAILY, CATCH_UP)]


class TestGroups:
    def test_there_are_never_more_than_15_commands(self):
        assert len(COMMANDS) <= MOST == 15
        assert [command.name for command in COMMANDS] == [row.name for row in ROWS]
        assert {row.group for row in ROWS} == {"", *GROUPS}

    def test_all_are_on_where_nothing_is_said(self):
        assert commands_of(Settings().bot_commands) == list(COMMANDS)

    def test_a_group_that_is_off_has_no_command(self):
        on = {command.name for command in commands_of(["rankings"])}
        assert on == {"leaderboard", "compare", "settings", "help"}
        assert [command.name for command in commands_of([])] == ["settings", "help"]

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ('["number"]', "there is no group of commands 'number'; there are \"numbers\", "),
            ('"numbers"', 'list groups of commands, of "numbers", "rankings", "forecasts", '),
            ("[1]", "there is no group of commands 1"),
            ("7", "list groups of commands"),
        ],
    )
    def test_a_wrong_one_is_one_clear_sentence(self, written, said):
        text = f'label = "L"\n[settings]\nbot_commands = {written}\n'
        with pytest.raises(ConfigError) as caught:
            parse_roster(text)
        assert said in str(caught.value)
        assert "bot_commands" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_each_once(self):
        text = 'label = "L"\n[settings]\nbot_commands = ["audience", "numbers", "audience"]\n'
        assert parse_roster(text).settings.bot_commands == ("audience", "numbers")


class TestHelp:
    def test_each_command_has_a_line_and_an_example(self, asked):
        _, fields = asked(help_reply, [])
        lines = [line for told in fields.values() for line in told]
        assert len(lines) == len(COMMANDS)
        for command in COMMANDS:
            (line,) = (one for one in lines if one.startswith(f"/{command.name} "))
            assert command.description in line
            assert TABLE[command.name].example in line
        assert "Left out" not in fields
        assert list(fields) == [*GROUPS.values(), "About the bot"]

    def test_what_is_off_is_not_told(self, asked):
        setting = '[settings]\nbot_commands = ["audience"]'
        _, fields = asked(help_reply, [], settings=setting)
        assert list(fields) == [GROUPS["audience"], "About the bot"]
