"""Two engines, every question, the same rows."""

from __future__ import annotations

from importlib.resources import files

import pytest

from benchmarks import identical_root
from benchmarks.identical import ARTISTS, DAYS, ask_both
from benchmarks.identical_questions import NOT_ON_SAIL, ONE_MACHINE, PIECES


@pytest.fixture(scope="module")
def held(tmp_path_factory, sail):
    """What came of each question put to DuckDB and to Sail."""
    root = tmp_path_factory.mktemp("identical") / "label"
    about = identical_root.write(root, ARTISTS, DAYS)
    return ask_both(root, about, sail, lambda *_: None)


@pytest.mark.heavy
def test_the_rows_are_the_same(held):
    wrong = {
        name: (one.fault, one.only_first, one.only_other)
        for name, one in held.items()
        if not one.identical and not set(name.split()) & set(NOT_ON_SAIL)
    }
    assert not wrong


@pytest.mark.heavy
def test_every_question_is_asked_or_says_why_not(held):
    asked = {part for name in held for part in name.split()}
    there = {path.name for path in files("backline.warehouse.sql").iterdir()}
    questions = {name.removesuffix(".sql") for name in there if name.endswith(".sql")}
    assert questions - asked == set(ONE_MACHINE) | set(PIECES)


@pytest.mark.heavy
def test_all_of_them_have_rows_but_the_one_that_is_to_have_none(held):
    empty = {name for name, one in held.items() if not one.rows}
    assert empty - set(NOT_ON_SAIL) == {"growth_weekly_none"}
