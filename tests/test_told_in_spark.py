"""Every question told in Spark's SQL, without a cluster: none left out, every value with a type."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.campaigns.asked import Campaigns
from backline.engines import dialect
from backline.warehouse import Warehouse
from backline.warehouse.sql import name_of, sql
from benchmarks import identical_root
from benchmarks.identical_questions import ONE_MACHINE, PIECES, ROOMS, About, ask_campaigns
from tests.bot_roots import small_label
from tests.told_in_spark import MADE, ToldInSpark

KEPT = Path(__file__).parent / "spark_sql"
"""What the daily questions are in Spark's SQL, to be read by people where it changes."""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """By the name of each question what Spark would be sent."""
    root = tmp_path_factory.mktemp("told") / "label"
    about = identical_root.write(root, artists=41, days=60)
    found: dict[str, list[str]] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dialect, "read_again", lambda _: [])
        for ask in ROOMS.values():
            engine = ToldInSpark()
            with Warehouse(root, published=True, engine=engine) as warehouse:
                ask(warehouse, About(warehouse.latest_day, about[:4], about[4:]))
            found |= engine.told
        engine = ToldInSpark()
        with Campaigns(root, engine=engine) as campaigns:
            ask_campaigns(campaigns)
        found |= engine.told
    made_as = re.compile(MADE.pattern + " as ")
    return {name_of(text) or name_of(made_as.sub("", text)): sent for text, sent in found.items()}


def test_every_question_can_be_told(told):
    asked = {part for name in told for part in name.split()}
    there = {path.name for path in files("backline.warehouse.sql").iterdir()}
    questions = {name.removesuffix(".sql") for name in there if name.endswith(".sql")}
    steps = {"views", "newest_settled"}  # of those pieces that are run by themselves
    assert questions - asked == (set(ONE_MACHINE) | set(PIECES)) - steps


def test_every_value_has_a_type(told):
    for name, sent in told.items():
        for text in sent:
            for select in parse_one(text, read="spark").find_all(exp.Select):
                bare = [one for one in select.expressions if isinstance(one.unalias(), exp.Null)]
                assert not bare, name


def test_nothing_that_only_duckdb_reads_is_left(told):
    macros = "|".join(re.findall(r"macro (\w+)", sql("views")))
    functions = "getvariable|bitstring_agg|bit_count|struct_pack|arg_max|asof|qualify"
    only = re.compile(rf"\b({functions})\b|\b({macros})`?\(")
    assert only.search("from `series_of`('recent')")
    for name, sent in told.items():
        assert not only.search(" ".join(sent).lower()), name


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("growth", lambda warehouse: growth(warehouse, 7, subjects=False)),
        ("latest", latest),
        ("coverage", lambda warehouse: coverage(warehouse, 7)),
    ],
)
def test_the_daily_questions_are_as_somebody_read_them(tmp_path, monkeypatch, name, ask):
    monkeypatch.setattr(dialect, "read_again", lambda _: [])
    engine = ToldInSpark()
    with Warehouse(small_label(tmp_path / "label"), engine=engine) as warehouse:
        engine.told.clear()
        ask(warehouse)
    daily = {name_of(text): sent for text, sent in engine.told.items() if name in name_of(text)}
    text = "\n".join(f"-- {question}\n{one};\n" for question, sent in daily.items() for one in sent)
    kept = KEPT / f"{name}.sql"
    assert text == kept.read_text(encoding="utf-8"), f"read it, and write it into {kept.name}"
