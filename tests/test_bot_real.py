"""A real label's imported history, asked in a simulated Discord and in a terminal.

The figures were worked out by hand from the folder's files of 2025-08-31 and 2025-09-30.
"""

from __future__ import annotations

from datetime import date

import pytest

from backline.imports import import_label
from backline.store import Store
from tests.test_bot_commands import field, server  # noqa: F401 (the fixture)
from tests.test_scripts import run


@pytest.fixture
def root(tmp_path, recordings):
    import_label(recordings("label_history"), Store(tmp_path))
    return tmp_path


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
