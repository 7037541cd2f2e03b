"""The documentation says what is there."""

from __future__ import annotations

import re
import shlex
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from backline.campaigns.editing.describe import described as described_tables
from backline.campaigns.tables import TABLES
from backline.collecting import describe as quotas
from backline.exports.describe import described
from backline.net.credentials import NAMES
from backline.net.pace import LIMITS, Limit
from backline.people import Artist, Settings
from backline.people.alert_rules import KINDS, AlertRule
from backline.people.bot_channels import Channel
from backline.unattended.alerts.describe import described as described_alerts
from tests.started import finished

PROJECT = Path(__file__).parent.parent
PAGES = [
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    *sorted((PROJECT / "docs").glob("*.md")),
]


def test_the_tables_are_those_of_the_code():
    text = (PROJECT / "docs/data.md").read_text(encoding="utf-8")
    assert described(text) == text, "run scripts/describe.py"
    text = (PROJECT / "docs/campaigns.md").read_text(encoding="utf-8")
    assert described_tables(text) == text, "run scripts/describe.py"
    assert all(f"<!-- {name} -->" in text for name in TABLES)
    text = (PROJECT / "docs/alerts.md").read_text(encoding="utf-8")
    assert described_alerts(text) == text, "run scripts/describe.py"
    assert all(f"| `{kind}` |" in text for kind in KINDS)


def test_what_a_key_can_ask_for_is_that_of_the_table_of_limits(monkeypatch):
    text = (PROJECT / "docs/scale.md").read_text(encoding="utf-8")
    assert quotas.described(text) == text, "run scripts/describe.py"
    assert {one.source for one in quotas.ASKED} == set(LIMITS) - {"discord_api"}  # one call in all
    (pages,) = (one for one in quotas.ASKED if one.source == "spotify_page")
    assert (pages.a_day, pages.takes(1_000_000)) == (172_800, "6 days")
    monkeypatch.setitem(LIMITS, "spotify_page", Limit(1, 1, 1))
    assert (pages.a_day, pages.takes(1_000_000)) == (86_400, "12 days")
    assert quotas.described(text) != text


def test_a_quota_counts_where_it_is_less_than_the_pace():
    (instagram,) = (one for one in quotas.ASKED if one.source == "instagram_api")
    assert instagram.a_day == 24 * 200
    assert [instagram.takes(n) for n in (200, 201, 4_801)] == ["20 s", "2 h", "25 h"]
    small, large = (one for one in quotas.ASKED if one.source == "youtube_api")
    assert (small.each, large.each) == (Fraction(101, 50), Fraction(1001, 50))
    assert (small.a_day, small.takes(4_950), small.takes(4_951)) == (4_950, "9 min", "2 days")


def test_every_script_is_in_the_readme_or_the_docs():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES) + (
        PROJECT / "Makefile"
    ).read_text(encoding="utf-8")
    for script in (PROJECT / "scripts").glob("[a-z]*.py"):
        assert f"scripts/{script.name}" in text, script.name


def test_every_setting_field_and_key_is_documented():
    roster = (PROJECT / "docs/roster.md").read_text(encoding="utf-8")
    for name in [*Artist.model_fields, *Settings.model_fields]:
        assert f"`{name}`" in roster, name
    alerts = (PROJECT / "docs/alerts.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in alerts for name in AlertRule.model_fields)
    assert all(f"`{name}`" in roster for name in Channel.model_fields)
    keys = (PROJECT / "docs/keys.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`{name}`" in keys, name


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def commands():
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            command = line.strip()
            if command.startswith(".venv/bin/python scripts/"):
                yield pytest.param(shlex.split(command), id=command[17:70])


@pytest.mark.parametrize("command", list(commands()))
def test_documented_commands_have_options_that_exist(command):
    _, script, *rest = command
    options = [word for word in rest if word.startswith("--")]
    words = [word for word in rest[:2] if re.fullmatch(r"[a-z][a-z0-9-]*", word)]
    help_ = finished(
        [sys.executable, script, *words, "--help"],
        cwd=PROJECT,
    )
    assert help_.returncode == 0, help_.stderr
    assert all(option in help_.stdout for option in options)


def test_no_page_has_the_marks_of_a_conflict():
    for page in [*PAGES, PROJECT / "CHANGELOG.md"]:
        lines = page.read_text(encoding="utf-8").splitlines()
        assert not [n for n in lines if n.startswith(("<<<<<<< ", ">>>>>>> ")) or n == "======="]
