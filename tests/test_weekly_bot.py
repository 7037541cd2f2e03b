"""``/weekly`` as a person in Discord asks it."""

from __future__ import annotations

import csv
import io

import pytest

from bot.replies import weekly as replies
from tests.bot_roots import large_label, small_label
from tests.roots import ROSTER, root_of
from tests.test_bot_commands import field, server, text_of  # noqa: F401 (the fixture)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("weekly") / "root", days=40)


async def sheet_of(attachments):
    (file,) = (one for one in attachments if one.filename.endswith(".csv"))
    text = (await file.read()).decode("utf-8-sig")
    return file.filename, {cells[0]: cells for cells in csv.reader(io.StringIO(text, newline=""))}


async def test_an_artists_rows_and_the_sheet(server, small):  # noqa: F811
    embed, attachments = await (await server(small)).embed("weekly", artist="Artist 1")
    assert embed.title == "Artist 1: weekly report"
    assert "Spotify followers **1,000**: 5 days +5 (+0.5%), 26 days +26 (+2.7%)" in text_of(embed)
    assert "Deezer fans **90**" in text_of(embed)
    assert embed.footer.text == "as of 2026-09-30 · from spotify api"
    name, rows = await sheet_of(attachments)
    assert name == "Artist 1 - Weekly Artist Tracking.csv"
    assert rows["Spotify followers"][1:6] == ["1,000", "5", "0.50%", "26", "2.67%"]
    assert "From stored numbers, as of 9/30/2026." in rows


async def test_the_whole_label(server, small):  # noqa: F811
    embed, attachments = await (await server(small)).embed("weekly")
    assert embed.title.endswith(": the week")
    assert embed.description == "8 artists, 2026-09-24 to 2026-09-30"
    text = text_of(embed)
    assert "Spotify monthly listeners: Artist 1 **+" in field(embed, "What moved over 7 days")
    assert field(embed, "What broke") == "nothing that the audit knows of"
    assert field(embed, "Most new views on YouTube").startswith("1. ")
    assert "Artist 2: monthly listeners **22,000** (+0.5% over 5 days), followers **1,100**" in text
    assert "Artist 8: —" in text
    name, rows = await sheet_of(attachments)
    assert name == "Weekly Artist Tracking - All Artists.csv"
    assert {f"Artist {n}" for n in range(1, 9)} <= set(rows)


async def test_hostile_names_and_two_hundred_artists(server, tmp_path):  # noqa: F811
    running = await server(large_label(tmp_path / "large"))
    embed, attachments = await running.embed("weekly")
    assert "more lines, no room here" in text_of(embed)
    _, rows = await sheet_of(attachments)
    assert "'=cmd()" in rows
    await running.embed("weekly", artist="=cmd()")


async def test_a_sheet_too_large_for_discord_stays_in_the_folder(server, small, monkeypatch):  # noqa: F811
    monkeypatch.setattr(replies, "LARGEST", 100)
    embed, attachments = await (await server(small)).embed("weekly")
    assert [one.filename for one in attachments] == ["chart.png"]
    assert embed.footer.text.endswith("too large for Discord, see reports/weekly")


async def test_nobody_of_that_name(server, small):  # noqa: F811
    running = await server(small, check_errors=False)
    said = await running.sentence("weekly", artist="Artost 1")
    assert "did you mean Artist 1" in said


async def test_nothing_measured(server, tmp_path):  # noqa: F811
    embed, attachments = await (await server(root_of(tmp_path, (), ROSTER))).embed("weekly")
    assert "Nothing has been measured yet" in embed.description
    assert attachments == []
