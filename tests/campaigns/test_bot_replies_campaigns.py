"""What the bot says of a campaign, a vendor and a client."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from backline.errors import BacklineError, ConfigError
from bot.asked import CAMPAIGNING, Question
from bot.library import Library
from bot.replies.text import plain
from bot.typed import question_of
from tests.bot_roots import HOSTILE
from tests.campaigns.bot_asked import ASKED, AUGUST, TODAY, ask, label, roster, section, text_of
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    CLIENT,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import added
from tests.test_bot_words import LIVE, within_limits


@pytest.fixture
def root(tmp_path):
    return label(tmp_path / "root")


class TestACampaign:
    def test_by_hand(self, root):
        reply = ask(root, "campaign", "night drive")
        about = plain(reply.description).splitlines()
        assert about == [
            "active · Nova Records for Ada · since 2026-08-01",
            "budget 500.00, vendors get 50.00",
            "3,700 of 10,000 streams (37%), known of 1 of 1 placement",
            "6,300 remain",
            "lately 100 a day (74 to 126), promised 100 a day (active placements)",
            about[5],
        ]
        assert about[5].startswith("goal expected 2026-11-12 (2026-")
        assert section(reply, "1 song at 1 vendor").startswith(
            "Night Drive at Pulse: **3,700** of 10,000 (37%); lately 100 a day, promised 100 a day"
        )
        assert section(reply, "Playlists").splitlines() == [
            "Night Ride (Pulse, by its name): 7 days 370, 28 days 1,850, 12 months 3,700; added "
            "2026-08-05",
            "Drift (unassigned): 7 days —, 28 days —, 12 months 70; added 2024-09-01",
            "made by Spotify itself, credited to nobody: 1 list, 12 months 300",
        ]
        assert section(reply, "Credited") == "3,700 by the name in the inventory, 1 playlist"
        assert "1 playlist of these songs unassigned" in section(reply, "Beside it")
        assert reply.footer == "as of the newest scrape of 2026-09-10"
        assert "promised 100 a day" in reply.picture.says

    def test_what_an_older_system_reported_stands_beside(self, tmp_path):
        told = {**CAMPAIGN, "reported_remaining": "7000", "reported_on": "2026-08-30"}
        reply = ask(label(tmp_path / "root", campaigns=[told]), "campaign", "night")
        assert (
            "6,300 remain; an older system reported 7,000 left on 2026-08-30" in reply.description
        )

    def test_of_which_no_scrape_tells_nothing_is_0(self, tmp_path):
        root = write_book(roster(tmp_path / "root"), rows())
        reply = ask(root, "campaign", "night")
        assert "goal 10,000; delivered —: nothing is known yet" in reply.description
        assert "— remain" in reply.description
        assert "lately —" in reply.description
        assert reply.footer == "no scrape tells of it yet"
        assert reply.picture is None
        vendor = ask(root, "vendor", "pulse")
        for figure in ("delivered **—**", "rate —", "reliability —", "streams —", "stream —"):
            assert figure in section(vendor, "Record")
        assert (
            "delivered **—** streams: known of 0 of 1 campaign"
            in ask(root, "client", "nova").description
        )

    def test_beyond_its_goal(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "stream_goal": "1000"}])
        reply = ask(root, "campaign", "night")
        assert "2,700 streams beyond the goal" in reply.description
        assert "the goal is reached" in reply.description

    def test_a_long_list_is_cut_with_its_count_and_where_all_is(self, tmp_path):
        many = [ride(5000 - n, AUGUST, f"List {n}") for n in range(40)]
        root = write_scrapes(
            write_book(roster(tmp_path / "root"), rows()), seen("2026-08-20", w12months=many)
        )
        last = section(ask(root, "campaign", "night"), "Playlists").splitlines()[-1]
        assert last == "and 33 more, all in reports/campaigns/playlists.csv"

    def test_it_says_how_old_its_scrape_is(self, root):
        reply = ask(root, "campaign", "night", today=date(2026, 11, 10))
        assert "as of the newest scrape of 2026-09-10, 61 days ago" in reply.footer


class TestAVendor:
    def test_by_hand(self, root):
        reply = ask(root, "vendor", "PULSE")
        assert plain(section(reply, "Record")).splitlines() == [
            "delivered 3,700 streams: known of 1 of 1 placement",
            "delivery rate 90% of 4,100 promised to date: 1 placement",
            "reliability 73% of days at 80% of the promise or more (32% to 94%): 41 days, told in "
            "5 stretches",
            "real cost of 1,000 streams 13.51: 1 placement with a known price",
            "first stream after 4 days: the median of 1 placement",
        ]
        assert section(reply, "1 active campaign, 1 placement").startswith("Night Drive, Night")
        assert plain(section(reply, "Playlists")) == (
            "Night Ride: 100.0, 1 song, 3,700 streams in all"
        )
        assert "all placements together" in reply.picture.says


class TestEvidence:
    EVEN = (2000, 3500, 3501, 3499, 3502, 3500, 3501)

    def even(self, path):
        """Weeks with nearly the same streams each."""
        weeks = [date(2026, 8, 7) + timedelta(7 * n) for n in range(len(self.EVEN))]
        told = [
            seen(f"{day}", w12months=[ride(total, added("2026-08-01"))])
            for day, total in zip(weeks, itertools.accumulate(self.EVEN), strict=True)
        ]
        return write_scrapes(write_book(roster(path), rows()), *told)

    @pytest.mark.parametrize(("command", "name"), ASKED[:2])
    def test_it_is_shown_with_what_it_rests_on_and_as_no_verdict(self, tmp_path, command, name):
        reply = ask(self.even(tmp_path / "root"), command, name)
        told = plain(section(reply, "Worth asking, evidence and no verdict"))
        assert told.startswith("Night Drive, too even: ")
        assert "Rests on: 21,003 streams in 6 spans" in told

    def test_where_there_is_none_nothing_is_said_of_it(self, root):
        for command, name in ASKED[:2]:
            assert "Worth asking" not in text_of(ask(root, command, name))


class TestAClient:
    def test_by_hand(self, tmp_path):
        done = {**CAMPAIGN, "id": "old", "name": "Old", "status": "completed", "budget": "200"}
        off = {**CAMPAIGN, "id": "off", "name": "Off", "status": "cancelled"}
        root = label(tmp_path / "root", campaigns=[CAMPAIGN, done, off])
        reply = ask(root, "client", "nova records")
        assert plain(reply.description).splitlines() == [
            "3 campaigns: 1 active, 1 completed",
            "spent 700.00: the budgets of 2 of 2 campaigns that began",
            "delivered 3,700 streams: known of 1 of 3 campaigns; goals 20,000 in all",
        ]
        assert plain(section(reply, "Active")).startswith(
            "Night Drive (Ada), from 2026-08-01: 3,700 of 10,000 (37%); goal expected 2026-11-12"
        )
        assert section(reply, "Completed") == (
            "Old (Ada), from 2026-08-01: — of 10,000; budget 200.00"
        )
        assert section(reply, "Others").startswith("Off (Ada), from 2026-08-01: cancelled; ")
        assert reply.picture is None


class TestNames:
    def test_accents_and_case_are_folded(self, tmp_path):
        root = label(tmp_path / "root", clients=[{**CLIENT, "name": "Señor Söhne"}])
        assert ask(root, "client", "senor sohne").title == "Señor Söhne: client"

    @pytest.mark.parametrize(("command", "typed"), [("vendor", "pulze"), ("campaign", "nigth")])
    def test_a_slip_of_the_pen_gets_a_suggestion(self, root, command, typed):
        with pytest.raises(ConfigError, match=r"did you mean (Pulse|Night Drive) \("):
            ask(root, command, typed)

    def test_one_of_several_is_asked_back(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[CAMPAIGN, {**CAMPAIGN, "id": "again"}])
        with pytest.raises(ConfigError) as refused:
            ask(root, "campaign", "night drive")
        assert "Night Drive (again), Night Drive (night)" in str(refused.value)
        assert ask(root, "campaign", "again").title == "Night Drive: campaign"

    def test_hostile_names_are_only_text(self, tmp_path):
        tables = {"clients": [], "campaigns": [], "vendors": [], "placements": []}
        for n, name in enumerate(HOSTILE):
            key = f"one-{n}"
            told = {"id": key, "name": name}
            tables["clients"].append({**CLIENT, **told})
            tables["campaigns"].append(
                {**CAMPAIGN, **told, "client": key, "artist": name, "salesperson": name}
            )
            tables["vendors"].append({**VENDOR, **told, "genres": name})
            placed = {"id": key, "campaign": key, "vendor": key, "title": name}
            tables["placements"].append({**PLACEMENT, **placed})
        root = label(tmp_path / "root", **tables, playlists=[{**PLAYLIST, "vendor": "one-0"}])
        library = Library(root, today=lambda: TODAY)
        for command, n in itertools.product(CAMPAIGNING, range(len(HOSTILE))):
            reply = library.ask(Question(command, name=f"one-{n}"))
            within_limits(reply)
            parts = [reply.title, reply.description, *itertools.chain(*reply.fields)]
            for part, pattern in itertools.product(parts, LIVE):
                assert not pattern.search(part.replace("**", "")), part
        library.close()

    @pytest.mark.parametrize("command", CAMPAIGNING)
    def test_a_root_without_campaigns_says_so_in_one_sentence(self, tmp_path, command):
        with pytest.raises(BacklineError, match=r"^This label keeps no \w+s: data/campaigns/"):
            ask(roster(tmp_path / "root"), command, "night")


class TestFaultyRows:
    def test_a_cell_without_a_number_is_named(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "stream_goal": "many"}])
        reply = ask(root, "campaign", "night")
        assert "campaigns.csv line 2: stream_goal cannot be read" in reply.footer
        assert "no goal is known" in reply.description

    def test_a_row_that_cannot_be_counted_says_why(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "status": "soon"}])
        with pytest.raises(BacklineError, match=r"campaigns.csv line 2: status cannot be read"):
            ask(root, "campaign", "night")

    def test_a_table_with_the_marks_of_a_conflict_says_so(self, root):
        path = root / "data/campaigns/vendors.csv"
        path.write_text(f"<<<<<<< HEAD\n{path.read_text()}=======\n>>>>>>> other\n")
        with pytest.raises(BacklineError, match="conflict"):
            ask(root, "vendor", "pulse")
        assert "conflict" in ask(root, "campaign", "night").footer


def test_a_terminal_is_told_the_same(root):
    for command, name in ASKED:
        assert question_of(f"/{command} name:{name}") == Question(command, name=name)
    script = Path(__file__).parent.parent.parent / "scripts/ask.py"
    done = subprocess.run(
        [sys.executable, str(script), "/vendor name:pulse", "--root", str(root), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["fields"][0] == {
        "name": "Record",
        "value": section(ask(root, "vendor", "pulse"), "Record"),
        "inline": False,
    }
