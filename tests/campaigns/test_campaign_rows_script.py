"""scripts/campaigns.py as people run it: options, questions at a terminal, what it prints."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from backline.campaigns.book import Book, read_book, save_book
from backline.campaigns.checks import faults
from backline.campaigns.kinds import Email, Many, Phone
from backline.campaigns.tables import TABLES
from backline.errors import BacklineError
from backline.store import Store
from tests.test_scripts import PROJECT, refused
from tests.test_scripts import run as run_script
from tests.test_setup import at_a_terminal

sys.path.insert(0, str(PROJECT / "scripts"))
import campaigns
from _campaigns_rows import HISTORY

SONG = "https://open.spotify.com/track/0mgknu0NQIMgzqiqiYC2wz"


def run(root, *arguments, **environment):
    command, *rest = arguments
    return run_script("campaigns", command, *rest, "--root", root, **environment)


def said(root, *arguments):
    """What a command prints, run in this process; its error where it has one."""
    done = CliRunner().invoke(campaigns.app, [*map(str, arguments), "--root", str(root)])
    if isinstance(done.exception, BacklineError):
        return f"{done.output}{done.exception}\n"
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def book_of(root):
    return read_book(Store(root))


@pytest.fixture
def root(tmp_path):
    """A client, two vendors, and a campaign of two songs at both."""
    said(tmp_path, "add", "client", "--name", "Nova Records", "--emails", "a@nova.example")
    said(tmp_path, "add", "vendor", "--name", "Bright Side", "--cost-per-1000", "$3.5")
    said(
        tmp_path, "add", "campaign", "--name", "Night Drive", "--client", "nova records",
        "--start", "2026-10-01", "--budget", "300", "--song", f"{SONG} Night Drive",
        "--song", "Dawn", "--vendor", "bright side:1000:5", "--vendor", "Low Tide", "--new-vendors",
    )  # fmt: skip
    assert not faults(book_of(tmp_path))
    return tmp_path


class TestByOptions:
    def test_a_campaign_with_songs_and_vendors_in_one_go(self, root):
        book = book_of(root)
        assert list(book.rows["campaigns"]) == ["night-drive-2026-10"]
        assert len(book.rows["placements"]) == 4
        assert list(book.rows["vendors"]) == ["bright-side", "low-tide"]

    def test_a_change_is_told_field_by_field(self, root):
        done = run(root, "edit", "campaign", "night drive", "--budget", "350", "--salesperson", "A")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == (
            "Changed the campaign night-drive-2026-10: budget 300.00 -> 350.00, "
            "salesperson empty -> A.\n"
        )
        again = said(root, "edit", "campaign", "night-drive-2026-10", "--budget", "350")
        assert again == "Nothing was changed: the tables have that already.\n"

    def test_what_cannot_be_is_one_sentence_and_changes_no_file(self, root):
        before = {p: p.read_bytes() for p in root.rglob("*.csv")}
        for arguments, why in (
            (("add", "vendor", "--name", "LOW tide"), "low-tide has the same name"),
            (("add", "vendor", "--name", "x", "--cost-per-1000", "-5"), "cost_per_1000 '-5'"),
            (("edit", "campaign", "night drive", "--client", "nowa"), "did you mean Nova Records"),
            (("end", "client", "nova records"), "A client has no end"),
            (("list", "songs"), "no table 'songs'; there are clients, vendors"),
            (("merge", "vendors", "low-tide", "bright-side", "--take", "name"), "no FIELD=ID"),
            (("add", "vendor"), "give options (see --help)"),
        ):
            error = refused(run(root, *arguments))
            assert why in error
            assert error.count("\n") == 1
        assert {p: p.read_bytes() for p in root.rglob("*.csv")} == before

    def test_every_field_is_an_option_of_add_and_edit(self):
        for verb in ("add", "edit"):
            for table in TABLES.values():
                help_ = CliRunner().invoke(campaigns.app, [verb, table.one, "--help"]).output
                for one in table.header[1:]:
                    assert f"--{one.replace('_', '-')} " in help_
                assert "--id " not in help_

    def test_merging_and_ending(self, root):
        said(root, "add", "vendor", "--name", "Brightside", "--cost-per-1000", "4")
        text = said(root, "merge", "vendor", "bright-side", "brightside")
        assert "'3.50' of bright-side and '4.00' of brightside" in text
        take = ("--take", "cost-per-1000=brightside")
        text = said(root, "merge", "vendor", "bright-side", "brightside", *take)
        assert "cost_per_1000 3.50 -> 4.00" in text
        assert "Removed the vendor brightside." in text
        text = said(root, "end", "campaign", "night drive", "--on", "2026-11-30")
        assert text.count("end empty -> 2026-11-30, status planned -> completed") == 5

    def test_six_people_at_once_lose_no_row(self, tmp_path):
        script = str(PROJECT / "scripts/campaigns.py")
        going = [
            subprocess.Popen(
                [sys.executable, script, "add", "vendor", "--name", name, "--root", tmp_path],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            for name in "abcdef"
        ]  # fmt: skip
        ended = [(*one.communicate(), one.returncode) for one in going]
        added = [name for name, end in zip("abcdef", ended, strict=True) if end[2] == 0]
        assert added
        assert list(book_of(tmp_path).rows["vendors"]) == added
        for _, error, code in ended:
            assert code == 0 or "Another run is writing" in error

    def test_a_table_that_cannot_be_read_is_told_and_left_as_it_is(self, root):
        path = root / "data/campaigns/vendors.csv"
        path.write_text(path.read_text() + "x,X\n")
        before = path.read_bytes()
        done = run(root, "list", "vendors")
        assert done.returncode == 1
        assert "line 4: it has 2 fields where 8" in done.stderr
        assert "low-tide" in done.stdout
        refused(run(root, "edit", "vendor", "low-tide", "--active", "no"), code=1)
        assert path.read_bytes() == before


class TestLooking:
    def test_at_80_columns_no_id_is_broken(self, root):
        for arguments in (
            ("list", "campaigns"), ("list", "placements"), ("show", "campaign", "night drive"),
            ("show", "vendor", "low tide"), ("list", "vendors", "--contacts"),
        ):  # fmt: skip
            done = run(root, *arguments, COLUMNS="80")
            assert done.returncode == 0
            assert max(map(cell_len, done.stdout.splitlines())) <= 80
        assert "night-drive-2026-10-night-drive-bright-side" in run(
            root, "list", "placements", COLUMNS="80"
        ).stdout  # fmt: skip

    def test_for_programs(self, root):
        (row,) = json.loads(said(root, "list", "campaigns", "--format", "json"))
        assert (row["budget"], row["stream_goal"], row["start"]) == ("300.00", None, "2026-10-01")
        rows = list(csv.DictReader(io.StringIO(said(root, "list", "clients", "--format", "csv"))))
        assert rows == [{"id": "nova-records", "name": "Nova Records"}]
        found = json.loads(said(root, "show", "client", "nova records", "--format", "json"))
        assert [one["id"] for one in found["campaigns"]] == ["night-drive-2026-10"]
        assert json.loads(said(root, "list", "vendors", "--search", "x", "--format", "json")) == []

    def test_references_are_in_words(self, root):
        text = said(root, "show", "placements", "night-drive-2026-10-dawn-low-tide")
        assert "Low Tide (low-tide)" in text
        assert "Night Drive (night-drive-2026-10)" in text

    def test_filters(self, root):
        assert "2 of 4 placements." in said(root, "list", "placements", "--vendor", "LOW TIDE")
        assert said(root, "list", "campaigns", "--status", "done") == "No campaign to show.\n"
        assert "clients.csv has no vendor" in said(root, "list", "clients", "--vendor", "low-tide")


@dataclass
class Screen:
    """A command at a terminal, as the terminal's helper wants it."""

    root: Path
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(
        default_factory=lambda: {
            "COLUMNS": "80",
            **{k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ},
        }
    )

    def command(self):
        script = str(PROJECT / "scripts/campaigns.py")
        return [sys.executable, script, *self.arguments, "--root", str(self.root)]


class TestAtATerminal:
    def test_wrong_answers_are_explained_and_asked_again(self, root):
        first = ["", "nova RECORDS", "Jo", "not an address", "b@ed.example", "1712345"]
        again = ["+44 20 7946 0000", "", "Ed", "", "", "", ""]
        screen, code = at_a_terminal(Screen(root, ("add", "client")), *first, *again, last="y\n")
        assert code == 0, screen
        assert "it must not be empty" in screen
        assert "it is no e-mail address" in screen
        assert "taken its zero away" in screen
        assert "nova-records has the same name" in screen
        assert book_of(root).rows["clients"]["ed"] == {
            "id": "ed", "name": "Ed", "contact_person": "Jo", "emails": "b@ed.example",
            "phone": "+44 20 7946 0000", "notes": "",
        }  # fmt: skip

    def test_ctrl_c_writes_nothing(self, root):
        before = {p: p.read_bytes() for p in root.rglob("*.csv")}
        screen, code = at_a_terminal(Screen(root, ("add", "vendor")), "Late", "", "7")
        assert code == 130
        assert "Stopped; nothing half-written was left behind." in screen
        assert {p: p.read_bytes() for p in root.rglob("*.csv")} == before

    def test_editing_keeps_what_is_not_answered(self, root):
        said(root, "edit", "vendor", "low tide", "--genres", "pop", "--notes", "secret-word")
        answers = ["", "", "4", "", "-", "", ""]
        screen, code = at_a_terminal(Screen(root, ("edit", "vendor", "low tide")), *answers,
                                     last="y\n")  # fmt: skip
        assert code == 0, screen
        row = book_of(root).rows["vendors"]["low-tide"]
        assert (row["name"], row["cost_per_1000"], row["genres"]) == ("Low Tide", "4.00", "")
        assert row["notes"] == "secret-word"
        assert "secret-word" not in screen
        assert "now private" in screen

    def test_a_campaign_asks_whether_the_client_is_new(self, root):
        fields = ["Bo Music", "y", "", "Slow Sun", *[""] * 8]
        songs, advice = [f"{SONG} Slow Sun", ""], [""]
        parts = [*songs, *advice, "Low Tide:500", "Nobody", "n", "Fresh", "y", ""]
        screen, code = at_a_terminal(Screen(root, ("add", "campaign")), *fields, *parts, last="y\n")
        assert code == 0, screen
        book = book_of(root)
        assert book.rows["campaigns"]["slow-sun"]["client"] == "bo-music"
        theirs = [r["vendor"] for r in book.all("placements") if r["campaign"] == "slow-sun"]
        assert theirs == ["fresh", "low-tide"]

    @pytest.mark.heavy
    def test_a_campaign_takes_the_vendors_it_is_advised(self, root):
        fields = ["Bo Music", "y", "", "Slow Sun", *[""] * 8]
        answers = [*fields, f"{SONG} Slow Sun", "", "100", "y"]
        screen, code = at_a_terminal(Screen(root, ("add", "campaign")), *answers, last="y\n")
        assert code == 0, screen
        assert "nothing; half is assumed" in " ".join(screen.split())
        theirs = [r for r in book_of(root).all("placements") if r["campaign"] == "slow-sun"]
        assert [(r["goal"], bool(r["price_paid"])) for r in theirs] == [("1000", True)]


PRIVATE = [(name, one) for name, table in TABLES.items() for one in table.fields if one.private]


def hidden(kind, number):
    """A text that a private field can hold and that stands nowhere else."""
    if isinstance(kind, Phone):
        return f"+44 20 7946 77{number:02}"
    if isinstance(kind, Many) and isinstance(kind.each, Email):
        return f"zq{number}x@hidden.example"
    return f"Zq{number}x Hidden"


@pytest.fixture
def contacts_of(tmp_path):
    """Two rows of every table that has private fields, each with a text of its own."""

    def rows(book: Book):
        texts, number = {}, 10
        for name in dict.fromkeys(name for name, _ in PRIVATE):
            for key in ("one", "two"):
                row = {"id": key, "name": key.capitalize()}
                for one in TABLES[name].fields:
                    if one.private:
                        number += 1
                        row[one.name] = hidden(one.kind, number)
                        texts[name, key, one.name] = row[one.name]
                book.put(name, row)
        return texts

    store, book = Store(tmp_path), Book()
    texts = rows(book)
    book.put("campaigns", {"id": "n", "client": "one", "name": "N", "status": "active"})
    book.put("placements", {"id": "p", "campaign": "n", "vendor": "one", "status": "active"})
    with store.writing(), store.change() as change:
        save_book(store, change, book)
    return tmp_path, texts


class TestContactsStayPrivate:
    def test_no_command_prints_a_private_field_that_was_not_asked_for(self, contacts_of):
        root, texts = contacts_of
        printed, wrong = "", "wrong-zq"
        for name in TABLES:
            for form in ("table", "csv", "json"):
                printed += said(root, "list", name, "--format", form)
                for key in book_of(root).rows[name]:
                    printed += said(root, "show", name, key, "--format", form)
        for (name, key, column), text in texts.items():
            one, option = TABLES[name].one, f"--{column.replace('_', '-')}"
            assert "No " in said(root, "list", name, "--search", text)
            printed += said(root, "edit", one, key, option, "")
            printed += said(root, "edit", one, key, option, text)
            printed += said(root, "edit", one, key, option, f"{wrong}@, {wrong}")
            printed += said(root, "add", one, "--name", f"{key}{column}", option, text)
            said(root, "edit", one, key, option, text)
        # A spreadsheet has spoiled two of them: the faults are told without them.
        path = root / "data/campaigns/clients.csv"
        whole = path.read_bytes()
        spoiled = path.read_text().replace("@hidden.example", "@hidden", 1)
        path.write_text(spoiled.replace("+44 20 7946 77", "7946771", 1))
        printed += said(root, "check")
        assert "is no e-mail address" in printed
        printed += said(root, "edit", "client", "two", "--name", "Twain")
        path.write_bytes(whole)
        for table in ("clients", "vendors"):
            printed += said(root, "merge", table, "one", "two")
            columns = [column for name, _, column in texts if name == table]
            takes = [word for column in columns for word in ("--take", f"{column}=two")]
            printed += said(root, "merge", table, "one", "two", *takes)
        printed += said(root, "evidence") + said(root, "evidence", "n")
        printed += said(root, "end", "campaign", "n")
        printed += said(root, "forget", "one")
        assert "is out of data/campaigns/clients.csv" in printed
        for text in (*texts.values(), wrong, "7946771", "@hidden"):
            assert text not in printed, text

    def test_every_command_that_prints_rows_was_tried(self):
        """A new command has to be added above, or be named here as one that reads no contacts."""
        there = {one.name or one.callback.__name__ for one in campaigns.app.registered_commands}
        tried = {"check", "end", "evidence", "list", "show", "merge", "forget"}
        assert there - {"sync", "resolve", "settle", "allocate", "report"} == tried
        assert {group.name for group in campaigns.app.registered_groups} == {"add", "edit"}

    def test_asked_for_by_name_each_is_shown(self, contacts_of):
        root, texts = contacts_of
        for (name, key, _), text in texts.items():
            for form in ("csv", "json"):
                assert text in said(root, "list", name, "--contacts", "--format", form)
            assert text in said(root, "show", name, key, "--contacts")
            assert key in said(root, "list", name, "--search", text, "--contacts")


class TestForgetting:
    @pytest.fixture
    def gone(self, root):
        reports = root / "reports/campaigns"
        reports.mkdir(parents=True)
        (reports / "clients.csv").write_text("client,spent\nNova Records,5\n")
        (reports / "vendors.csv").write_text("vendor\nLow Tide\n")
        (reports / "nova-records-2026.csv").write_text("x\n")
        (root / "reports/import_campaigns.csv").write_text("row,found\n3,NOVA records\n")
        (root / "reports/growth.csv").write_text("name\nNova Records\n")
        undo = root / ".backline-undo/before"
        undo.mkdir(parents=True)
        (undo / "clients.csv").write_text("Nova Records\n")
        said(root, "edit", "campaign", "night drive", "--notes", "for Nova Records")
        return root, run(root, "forget", "nova records")

    def test_nothing_of_the_campaigns_holds_them_any_longer(self, gone):
        root, done = gone
        assert (done.returncode, done.stderr) == (0, "")
        left = [p for p in root.rglob("*") if p.is_file() and b"nova" in p.read_bytes().lower()]
        assert left == [root / "reports/growth.csv"]  # an artist's numbers, whoever is called so
        assert (root / "reports/campaigns/vendors.csv").exists()
        assert not (root / "reports/campaigns/nova-records-2026.csv").exists()
        assert "Removed reports/campaigns/clients.csv" in done.stdout
        assert "git filter-repo" in done.stdout
        assert not faults(book_of(root))
        assert refused(run(root, "show", "client", "nova records"))

    def test_the_way_to_clear_the_history_can_be_typed(self):
        """The tool takes the remote away, so that its address is kept before."""
        lines = [ln.strip() for ln in HISTORY.splitlines() if ln.startswith("  ")]
        assert lines[0] == "pip install git-filter-repo"
        parsed = subprocess.run(
            ["bash", "-n", "-c", "\n".join(lines)], capture_output=True, text=True, check=False
        )
        assert (parsed.returncode, parsed.stderr) == (0, "")
        assert lines.index("url=$(git remote get-url origin)") < len(lines) - 1
        assert lines[-1] == 'git push --force --all "$url"'
