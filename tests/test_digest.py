"""The label's week: what moved, what was reached, what broke, and what did best."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backline.analysis.digest import digest
from backline.people import parse_roster
from backline.warehouse import Warehouse
from bot.library import Library
from bot.replies.weekly import weekly
from tests.bot_roots import HOSTILE, roster_of, save
from tests.roots import DAY, before, root_of, row
from tests.test_bot_words import within_limits


def week(tmp_path, rows):
    with Warehouse(root_of(tmp_path, rows), in_memory=True) as warehouse:
        return digest(warehouse, DAY)


def steady(count=60, artist="ada", value=10_000, step=3, **about):
    return [row(before(n), value - step * n, artist=artist, **about) for n in range(count)]


class TestAWeek:
    def test_names_the_biggest_mover_of_each_number(self, tmp_path):
        told = week(tmp_path, [*steady(), *steady(artist="bo", step=40)])
        (moved,) = told.moved
        assert (moved.artist, moved.growth) == ("bo", 7 * 40)
        assert (told.first, told.last) == (before(6), DAY)
        assert (told.measured, told.expected) == (2, 2)

    def test_in_which_nothing_happened_is_quiet(self, tmp_path):
        told = week(tmp_path, steady(step=0))
        assert told.is_quiet
        assert not week(tmp_path / "other", steady()).is_quiet

    def test_tells_what_was_reached(self, tmp_path):
        told = week(tmp_path, steady(value=10_009))
        assert [(one.milestone, one.reached_on) for one in told.reached] == [(10_000, before(3))]
        assert week(tmp_path / "before", steady(value=10_040)).reached == []

    def test_tells_what_is_not_measured_any_more(self, tmp_path):
        rows = [*steady(), *[r for r in steady(artist="bo") if r.date < before(4)]]
        told = week(tmp_path, rows)
        (one,) = told.stopped
        assert (one.artist, one.metric) == ("bo", "followers")
        assert one.note.startswith(f"last measured {before(5)}")
        assert (told.measured, told.expected) == (1, 2)

    def test_of_what_stopped_long_ago_says_nothing(self, tmp_path):
        rows = [*steady(), *[r for r in steady(artist="bo") if r.date < before(20)]]
        assert week(tmp_path, rows).stopped == []

    def test_tells_what_the_audit_finds_in_it_alone(self, tmp_path):
        def zero(days):
            return [r if r.date != before(days) else row(r.date, 0) for r in steady()]

        (finding,) = week(tmp_path, zero(2)).findings
        assert finding.kind == "zero"
        assert week(tmp_path / "before", zero(20)).findings == []

    def test_ranks_songs_and_videos_by_what_they_gained(self, tmp_path):
        about = {"series": "youtube/views", "source": "youtube_api"}
        rows = [*steady(subject="a", step=5, **about), *steady(subject="b", step=9, **about)]
        told = week(tmp_path, [*rows, *steady(subject="c", step=0, **about)])
        assert [r.subject for r in told.best["youtube", "views"]] == ["b", "a"]
        assert told.best["spotify", "streams"] == []


def reply(root, today=DAY):
    library = Library(root, today=lambda: today)
    try:
        return library.ask(lambda label: weekly(label, None))
    finally:
        library.close()


def test_the_reply_keeps_its_limits_and_nothing_of_names_is_live(tmp_path):
    names = list(HOSTILE)
    keys = [artist.key for artist in parse_roster(roster_of(names)).artists]
    rows = [
        one
        for place, key in enumerate(keys)
        for one in steady(artist=key, value=10_000 + place, step=place + 1)
    ]
    told = reply(save(tmp_path, rows, roster_of(names)))
    within_limits(told)
    assert "@everyone" not in str(told.to_dict()).replace("@\u200beveryone", "")


@pytest.mark.parametrize("late", [0, 1])
def test_the_reply_says_which_week_it_is(tmp_path, late):
    told = reply(save(tmp_path, steady(artist="ada-0"), roster_of(["Ada"])), DAY + timedelta(late))
    assert told.description == f"1 artist, {before(6)} to {DAY}"
    assert "Spotify followers: Ada **+21 (+0.2%)**" in dict(told.fields)["What moved over 7 days"]
