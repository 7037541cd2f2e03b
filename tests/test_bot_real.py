"""A real label's imported history, asked in a simulated Discord and in a terminal.

The figures were worked out by hand from the folder's files of 2025-08-31 and 2025-09-30.
"""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from rich.console import Console

from backline.imports import import_label
from backline.store import Store
from bot.commands import COMMANDS
from bot.library import Library
from bot.replies.text import plain
from bot.terminal import show
from bot.typed import question_of
from tests.conftest import SHARED
from tests.test_bot_commands import field, server  # noqa: F401 (the fixture)
from tests.test_bot_words import within_limits
from tests.test_scripts import run


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = SHARED / "label_history"
    if not folder.is_dir():
        pytest.skip("the recordings label_history are not on this machine")
    root = tmp_path_factory.mktemp("real")
    import_label(folder, Store(root))
    return root


GROWTH = {
    "Spotify followers": [
        "−291 (−20.6%)** to 1,122 (7 of 8 artists; a purge on 2025-09-22 took from 5 artists; "
        "unusual jump (3 artists))",
        "1. bo.wlie: +9 (+10.1%)",
        "fell: Casa 24 −159 (−30.8%) (a purge on 2025-09-22 took from 5 artists, unusual jump), "
        "PYRO −97 (−37.7%) (a purge on 2025-09-22 took from 5 artists) and 1 more",
        "7 of 8 artists, from 30 of 30 days",
        "Casa 24Beats: not configured",
    ],
    "YouTube views": [
        "+3,482 (+7.8%)** to 48,067 (4 of 8 artists)",
        "PYRO, Mango Blade: rejected: every number of the object is 0",
    ],
    "Instagram followers": [
        "+2 (+0.0%)** to 5,329 (5 of 8 artists)",
        "PYRO: nothing measured within 5 days of 2025-08-31",
        "bo.wlie: last measured 2025-09-08, 22 days before 2025-09-30; rejected",
    ],
}


async def test_growth_over_30_days(server, root):  # noqa: F811
    embed, attachments = await (await server(root, today=date(2025, 10, 1))).embed(
        "growth", period=30
    )
    for name, lines in GROWTH.items():
        said = field(embed, name).replace("\\", "")
        for line in lines:
            assert line in said, (name, said)
    assert "pax" not in str(embed.to_dict())
    assert attachments[0].filename == "chart.png"


def test_the_same_in_a_terminal(root):
    done = run("ask", "/growth period:30", "--root", root, "--json")
    assert done.returncode == 0
    for lines in GROWTH.values():
        for line in lines:
            assert line in done.stdout.replace("\\\\", "")


ASKED = {
    "stats": [{}],
    "growth": [{"period": 30}, {"period": 7, "artist": "pyro"}],
    "artist": [{"artist": "casa 24"}],
    "weekly": [{}, {"artist": "mango blade"}],
    "coverage": [{}, {"artist": "bo.wlie"}],
    "leaderboard": [{}, {"metric": "spotify folowers", "period": 90}],
    "compare": [{"artist": "Pyro", "artist2": "Mango Blade", "metric": "Spotify followers"}],
    "predict": [{"artist": "Casa 24", "metric": "youtube views"}, {"artist": "PYRO", "days": 7}],
    "milestones": [{}, {"artist": "aranda"}],
    "tracks": [{"artist": "ARANDA", "period": 90}],
    "analyze": [{"artist": "PYRO", "from": "2025-08-01", "to": "2025-09-15"}],
    "help": [{}],
}
"""Every command that is answered to everybody, as people type it."""


def test_every_command_is_asked_here_or_of_a_real_book():
    elsewhere = {"campaign", "vendor", "settings"}  # of one role, and of the server itself
    assert {command.name for command in COMMANDS} == {*ASKED} | elsewhere


@pytest.mark.parametrize("command", ASKED)
async def test_each_command_answers_in_discord(server, root, command):  # noqa: F811
    there = await server(root, today=date(2025, 10, 1))
    for options in ASKED[command]:
        embed, attachments = await there.embed(command, **options)
        assert embed.title
        for one in attachments:
            content = await one.read()
            assert content.startswith(b"\x89PNG") == one.filename.endswith(".png")
            assert one.filename != "chart.png" or one.description


@pytest.mark.few(4)
@pytest.mark.parametrize("command", ASKED)
def test_each_command_answers_in_a_terminal_with_its_picture_on_both_grounds(root, command):
    library = Library(root, today=lambda: date(2025, 10, 1))
    for options in ASKED[command]:
        typed = " ".join([f"/{command}", *(f"{name}:{said}" for name, said in options.items())])
        made = library.ask(question_of(typed))
        console = Console(width=80, record=True, file=io.StringIO())
        show(made, console)
        assert plain(made.title)[:40] in console.export_text()
        if made.picture:
            dark, light = made.picture.svg(), made.picture.svg(light=True)
            assert dark.startswith("<svg")
            assert light.startswith("<svg")
            assert dark != light
    library.close()


@pytest.mark.parametrize("asked", ["/campaign name:", "/campaign client:", "/vendor name:"])
def test_a_real_agencys_campaigns_clients_and_vendors(tmp_path, recordings, asked):
    (tmp_path / "roster.toml").write_text('label = "Agency"\n', encoding="utf-8")
    sheet = recordings("campaign_sheet") / "campaigns.csv"
    done = run("import_history", "campaigns", sheet, "--root", tmp_path)
    assert done.returncode == 0, done.stderr
    table = {"/campaign name:": "campaigns", "/campaign client:": "clients"}.get(asked, "vendors")
    with (tmp_path / f"data/campaigns/{table}.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["id"] for row in csv.DictReader(file)][:40]
    library = Library(tmp_path, today=lambda: date(2025, 10, 24))
    for key in keys:
        within_limits(library.ask(question_of(f"{asked}{key}")))
    library.close()
    assert len(keys) >= 3
