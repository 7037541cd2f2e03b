"""A history whose days were filled with copies says so in one sentence, and keeps its numbers."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backline.imports import import_label
from backline.imports.copies import copied_days, said_of_copies
from backline.store import Day, Store
from tests.roots import row

FIRST = date(2026, 1, 1)
SERIES = ("spotify/followers", "spotify/monthly_listeners", "youtube/views")


def history(days, artists=3, moves=0.9):
    """A history in which every number moves on most days, each for itself."""
    chance = random.Random(7)  # noqa: S311
    values = {
        (a, s): 1000 * (n + 1)
        for n, (a, s) in enumerate((a, s) for a in range(artists) for s in SERIES)
    }
    made = []
    for n in range(days):
        for key in values:
            values[key] += 3 if chance.random() < moves else 0
        day = FIRST + timedelta(n)
        rows = [row(day, v, artist=f"a{a}", series=s) for (a, s), v in values.items()]
        made.append(Day(day, rows))
    return made


def filled(days, places):
    """The same with the days at ``places`` repeating the day before."""
    made = []
    for n, day in enumerate(days):
        rows = [replace(m, date=day.date) for m in made[-1].measurements] if n in places else []
        made.append(Day(day.date, rows or day.measurements))
    return made


def test_days_filled_with_copies_are_one_sentence():
    (said,) = said_of_copies(filled(history(60), {10, 11, 12, 40}))
    assert said == (
        "4 of 60 days repeat the day before in every number and seem to be filled with copies "
        "(2026-01-11 to 2026-01-13, 2026-02-10). The numbers are kept as they are; "
        "corrections.toml can drop them."
    )


def test_a_weekly_history_filled_to_a_daily_one():
    places = {n for n in range(120) if n % 7}
    assert len(copied_days(filled(history(120), places))) == len(places)


@pytest.mark.parametrize("moves", [0.05, 0.3, 0.9])
def test_a_quiet_history_is_no_copy(moves):
    assert copied_days(history(300, artists=1, moves=moves)) == []
    assert copied_days(history(200, artists=3, moves=moves)) == []


def test_days_with_few_or_small_numbers_say_nothing():
    days = [Day(FIRST + timedelta(n), [row(FIRST + timedelta(n), 5)]) for n in range(50)]
    assert copied_days(days) == []


def test_the_import_says_it_and_keeps_the_numbers(tmp_path):
    folder = tmp_path / "old"
    (folder / "historical").mkdir(parents=True)
    for n, day in enumerate(filled(history(40), set(range(20, 30)))):
        artists = [
            {
                "name": f"A {a}",
                "spotify": {"followers": v[0].value, "monthly_listeners": v[1].value},
            }
            for a in range(3)
            if (v := [m for m in day.measurements if m.artist == f"a{a}"])
        ]
        document = {"date": day.date.isoformat(), "artists": artists}
        (folder / "historical" / f"{day.date}.json").write_text(json.dumps(document))
        assert n < 40
    store = Store(tmp_path / "root")
    made = import_label(folder, store, today=date(2026, 3, 1))
    (said,) = made.said
    assert said.startswith("10 of 40 days repeat the day before in every number")
    assert store.read_day(date(2026, 1, 25)).measured == 6


def test_the_real_histories_have_no_filled_days(recordings):
    from backline.imports.label.folder import read_folder
    from backline.imports.label.history import adopt
    from backline.imports.label.roster import implied_roster
    from backline.people import parse_roster
    from backline.people.roster_edit import EMPTY_ROSTER
    from backline.store import Subjects

    found = read_folder(recordings("label_history"), date(2026, 3, 1))
    roster = parse_roster(implied_roster(EMPTY_ROSTER, found).text)
    assert copied_days(adopt(found, roster, Subjects()).days) == []
