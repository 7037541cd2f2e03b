"""The inbox: what is dropped is taken by what is in it, or refused with the reason beside it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.campaigns.book import read_book
from backline.errors import ConfigError, RootError
from backline.imports.inbox.dropped import LARGEST
from backline.imports.inbox.job import take_inbox
from backline.imports.inbox.kinds import Kind
from backline.imports.inbox.recognised import recognised
from backline.imports.trial import trial
from backline.store import Store
from backline.store.files import Change
from backline.store.playlist_streams import SCRAPES
from backline.store.undo import undo
from tests import sheets as weekly
from tests.campaigns.campaign_roots import ride
from tests.campaigns.scraped import OTHER, TRACK, document
from tests.campaigns.sheets import ROW, written
from tests.killed import run_killed
from tests.test_scripts import PROJECT
from tests.test_scripts import run as run_script

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)
REAL = PROJECT.parent / "shared" / "data"
ADA = 'label = "Nova"\n\n[[artist]]\nkey = "ada"\nname = "Ada"\n'
TIMELINE = "date,listeners,streams,followers\n2026-09-01,1,10,5\n2026-09-02,2,20,6\n"
SONGS = "song,listeners,streams,saves,release_date\nNight,1,10,5,2026-01-01\n"
PLAYLISTS = "title,author,listeners,streams,date_added\nNight Ride,Pulse,5,10,2026-08-01\n"
COUNTS = json.dumps(
    {"date": "2026-09-01", "platform": "Spotify", "track": "Night", "track_uuid": "u1",
     "credit_name": "Ada", "audience_value": 12}
) + "\n"  # fmt: skip
CHART = "Position,Track Name,Artist,Streams,URL\n" + "".join(
    f"{n},Song {n},Somebody,{1000 - n},https://open.spotify.com/track/{n:022}\n"
    for n in range(1, 11)
)


@pytest.fixture(autouse=True)
def no_reports(monkeypatch):
    """They are written after the change that is tested here, and take longer than all of it."""
    monkeypatch.setattr("backline.imports.ending.write_every_report", lambda _: [])


@pytest.fixture
def root(tmp_path):
    """A root with one artist and an empty inbox."""
    folder = tmp_path / "label"
    (folder / "data/inbox").mkdir(parents=True)
    (folder / "roster.toml").write_text(ADA)
    return folder


def inbox(root):
    return root / "data/inbox"


def drop(root, name, content, options=""):
    """Put a file into the inbox, an hour ago."""
    path = inbox(root) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    made = [path]
    if options:
        made.append(path.with_name(f"{name}.options.toml"))
        made[-1].write_text(options)
    for one in made:
        os.utime(one, (1e9, 1e9))
    return path


def scrape(at="2026-09-01T10:00:00", track=TRACK, streams=10, **more):
    return json.dumps(document(at, track, w28day=[ride(streams)], **more))


PIECES = {
    "good.json": scrape().encode(),
    "other.json": scrape(track=OTHER).encode(),
    "cut.json": scrape()[:99].encode(),
    "t.csv": TIMELINE.encode(),
    "unknown.csv": b"a,b\n",
    "empty": b"",
    "counts": COUNTS.encode(),
    "half": COUNTS.encode()[:40],
}


def no_wait(seconds):
    raise AssertionError(f"nothing is being written, and {seconds} s were waited")


def take(root, **more):
    return take_inbox(Store(root), now=NOW, **{"sleep": no_wait, **more})


def there(root):
    """What is in the inbox and its folders: names and bytes."""
    return {
        path.relative_to(inbox(root)).as_posix(): path.read_bytes()
        for path in sorted(inbox(root).rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def dropped(root):
    """The names of what still lies in the inbox itself."""
    return {name for name in there(root) if "/" not in name}


def listed(root):
    """The rows of the list of what was taken."""
    path = inbox(root) / "done/taken.csv"
    return list(csv.DictReader(path.read_text().splitlines())) if path.exists() else []


def reason(root, name):
    return (inbox(root) / f"refused/{name}.reason.txt").read_text()


def everything(root):
    """All files of a root but for what a writer leaves of itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".backline") and ".backline-undo" not in
        path.parts and "newest" not in path.parts
    }  # fmt: skip


class TestWhatAFileIs:
    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            (Kind.SCRAPES, scrape()),
            (Kind.SCRAPES, "`" + scrape()),
            (Kind.SCRAPES, json.dumps(json.loads(scrape()), indent=2)),
            (Kind.SCRAPES, PLAYLISTS),
            (Kind.S4A, TIMELINE),
            (Kind.S4A, TIMELINE.replace(",", ";")),
            (Kind.S4A, "\ufeff" + SONGS),
            (Kind.SONGS, COUNTS),
            (Kind.SONGS, COUNTS * 3),
            (Kind.CHARTS, CHART),
            (Kind.CHARTS, '{"position": 1, "slug": "x"}\n'),
            (Kind.CAMPAIGNS, "Campaign,Client,Goal\nNight,Nova,100\n"),
            (Kind.CAMPAIGNS, "name,emails,phone\nNova,a@nova.example,1\n"),
            (Kind.SHEET, weekly.text_of(weekly.block(lines=[weekly.line("Followers", "9", "8")]))),
        ],
    )
    @pytest.mark.parametrize("name", ["song_x.json", "a file", "sheet.csv"])
    def test_it_is_known_by_what_is_in_it_whatever_it_is_called(
        self, tmp_path, kind, content, name
    ):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        if kind is Kind.SCRAPES and "{" in content:
            path = path.rename(tmp_path / f"song_{TRACK}_20260901_100000.json")
        assert recognised(path, NOW).kind is kind

    @pytest.mark.skipif(not REAL.is_dir(), reason="the recorded files are not here")
    @pytest.mark.parametrize(
        ("files", "kind"),
        [
            ("s4a_scrapes/song_*.json", Kind.SCRAPES),
            ("s4a_exports/*/*.csv", Kind.S4A),
            ("spotify_charts/**/*.csv", Kind.CHARTS),
            ("agency_sheet/*.csv", Kind.SHEET),
            ("campaign_sheet/*.csv", Kind.CAMPAIGNS),
            ("label_history", Kind.LABEL),
        ],
    )
    def test_every_recorded_file_is_of_one_kind(self, files, kind):
        found = sorted(REAL.glob(files))
        assert found
        assert {recognised(path, NOW).kind for path in found[:40]} == {kind}

    def test_a_file_that_nobody_knows_is_refused_in_one_sentence(self, root):
        drop(root, "list.csv", "a,b\n1,2\n")
        (one,) = take(root).refused
        assert one.told == ["list.csv is no file that is known here; its first line has a,b."]
        assert reason(root, "list.csv") == one.told[0] + "\n"
        assert there(root)["refused/list.csv"] == b"a,b\n1,2\n"

    def test_a_file_that_two_kinds_know_is_refused(self, root):
        drop(root, "both.csv", "title,author,streams,Campaign,Client,Goal\na,b,1,Night,Nova,9\n")
        (one,) = take(root).refused
        assert "could be playlists of a song or records of campaigns" in one.told[0]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "x is empty."),
            ("{}", "x has JSON of no kind that is known"),
            ('{"a": [1, ', "x: line 1 is not JSON"),
            (b"PK\x03\x04 a workbook", "x is a workbook or another packed file"),
            (scrape()[:200], "the file may be cut short; scrape the song again"),
            (b"\xff\xfe\x00", "x begins as UTF-16 and does not go on as such"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_what_to_do(self, root, content, said):
        drop(root, "x", content)
        (one,) = take(root).refused
        assert said in one.told[0]


class TestTaken:
    def test_files_of_every_kind_are_taken_and_moved(self, root):
        drop(root, "t.csv", TIMELINE, 'artist = "Ada"')
        drop(root, "s.csv", SONGS, 'artist = "Ada"\nfrom = 2026-08-01\nto = "2026-08-28"')
        drop(root, "c.txt", COUNTS)
        drop(root, "regional-it-daily-2026-09-01.csv", CHART)
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        drop(root, "old/historical/2026-01-01.json", json.dumps(
            {"date": "2026-01-01", "artists": [{"name": "Ada", "spotify": {"followers": 5}}]}
        ))  # fmt: skip
        sheet = weekly.block(lines=[weekly.line("Spotify followers", "1,060", "1,050")])
        drop(root, "w.csv", weekly.text_of(sheet),
             f'current-date = "{weekly.CURRENT}"\nprevious-date = "{weekly.PREVIOUS}"')  # fmt: skip
        drop(root, "list.csv", PLAYLISTS,
             f'song = "{OTHER}"\nwindow = "28d"\ndate = 2026-09-01')  # fmt: skip
        run = take(root)
        assert run.refused == []
        assert {batch.kind for batch in run.taken} == set(Kind) - {Kind.CAMPAIGNS}
        assert dropped(root) == set()
        assert {row["name"] for row in listed(root)} == {
            "t.csv", "s.csv", "c.txt", "regional-it-daily-2026-09-01.csv", "list.csv",
            f"song_{TRACK}_20260901_100000.json", "old", "w.csv",
        }  # fmt: skip
        assert "done/old/historical/2026-01-01.json" in there(root)
        assert "done/t.csv.options.toml" in there(root)
        assert not (inbox(root) / "old").exists()
        (row,) = [row for row in listed(root) if row["name"] == "t.csv"]
        assert row["sha256"] == hashlib.sha256(TIMELINE.encode()).hexdigest()
        assert (row["taken_on"], row["kept_as"]) == ("2026-11-01", "t.csv")

    def test_many_scrapes_are_one_import_and_a_bad_one_costs_the_others_nothing(
        self, root, monkeypatch
    ):
        imports = []
        real = Store.change
        monkeypatch.setattr(Store, "change", lambda store: imports.append(store) or real(store))
        for n in range(1, 29):
            at = f"2026-09-{n:02}T10:00:00"
            drop(root, f"song_{TRACK}_202609{n:02}_100000.json", scrape(at, streams=n))
        drop(root, "cut.json", scrape()[:150])
        run = take(root)
        (batch,) = run.taken
        assert len(batch.names) == 28
        assert [one.name for one in run.refused] == ["cut.json"]
        store = Store(root)
        assert len(SCRAPES.read(SCRAPES.files(store.data)[0])) == 28

    def test_two_scrapes_of_one_moment_that_differ_leave_one(self, root):
        for n in range(1, 9):
            at = f"2026-09-{n:02}T10:00:00"
            drop(root, f"song_{TRACK}_202609{n:02}_100000.json", scrape(at, streams=n))
        drop(root, f"song_{TRACK}_20260905_100000 (1).json", scrape("2026-09-05T10:00:00"))
        run = take(root)
        assert sum(len(batch.names) for batch in run.taken) == 8
        (one,) = run.refused
        assert "of the same song and moment" in one.told[0]
        assert len(SCRAPES.read(SCRAPES.files(Store(root).data)[0])) == 8

    def test_a_byte_identical_file_counts_once_and_is_kept_once(self, root):
        name = f"song_{TRACK}_20260901_100000.json"
        drop(root, name, scrape())
        take(root)
        before = everything(root)
        drop(root, name, scrape())
        run = take(root)
        assert "There already, byte for byte" in " ".join(run.taken[0].gave.said)
        assert everything(root) == before

    def test_another_content_under_a_name_that_is_there_gets_a_free_one(self, root):
        drop(root, "t.csv", TIMELINE, 'artist = "Ada"')
        take(root)
        drop(root, "t.csv", TIMELINE + "2026-09-03,3,30,7\n", 'artist = "Ada"')
        take(root)
        assert there(root)["done/t-2.csv"].endswith(b"30,7\n")
        assert there(root)["done/t.csv"] == TIMELINE.encode()
        assert [row["kept_as"] for row in listed(root)] == ["t-2.csv", "t.csv"] or [
            row["kept_as"] for row in listed(root)
        ] == ["t.csv", "t-2.csv"]

    def test_a_file_called_like_the_list_does_not_replace_it(self, root):
        drop(root, "taken.csv", TIMELINE, 'artist = "Ada"')
        take(root)
        assert there(root)["done/taken-2.csv"] == TIMELINE.encode()
        assert [row["name"] for row in listed(root)] == ["taken.csv"]

    def test_tables_that_help_others_go_with_them_and_alone_are_refused(self, root):
        tracks = json.dumps({"uuid": "u1", "name": "Night", "credit_name": "Ada"}) + "\n"
        drop(root, "tracks.jsonl", tracks)
        (one,) = take(root).refused
        assert "only helps to read charts or song counts" in one.told[0]
        drop(root, "tracks.jsonl", tracks)
        drop(root, "counts.jsonl", COUNTS)
        run = take(root)
        assert run.refused == []
        assert run.beside == ["tracks.jsonl"]
        assert dropped(root) == set()

    def test_dotfiles_options_and_unfinished_files_are_not_taken(self, root):
        for name in (".gitkeep", ".hidden.csv", "x.csv.backline-tmp", "gone.csv.options.toml"):
            drop(root, name, "a,b\n")
        run = take(root)
        assert (run.taken, run.refused) == ([], [])
        assert run.said == ["gone.csv.options.toml belongs to no file of the inbox."]
        assert len(dropped(root)) == 4


class TestOptions:
    def test_one_that_needs_options_is_refused_with_the_command(self, root):
        drop(root, "my export.csv", TIMELINE)
        take(root)
        why, how = reason(root, "my export.csv").splitlines()
        assert "needs artist: say it in my export.csv.options.toml beside the file" in why
        assert how == (
            "To take it: scripts/import_history.py s4a 'data/inbox/refused/my export.csv' "
            "--artist NAME"
        )

    def test_the_command_takes_the_file_and_has_what_was_said(self, root):
        drop(root, "list.csv", PLAYLISTS, f'song = "{TRACK}"')
        take(root)
        how = reason(root, "list.csv").splitlines()[1].removeprefix("To take it: ")
        assert how == (
            f"scripts/import_history.py scrapes data/inbox/refused/list.csv --song {TRACK} "
            "--window WINDOW --date DATE"
        )
        words = how.replace("WINDOW", "28d").replace("DATE", "2026-09-01").split()[1:]
        words[1] = str(root / words[1])
        done = run_script("import_history", *words, "--root", root)
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ('artist = "Ada"\nwindow = "28d"', "has window, which is no option of an export"),
            ("artist = Ada", "line 1"),
            ("artist = 5", "artist is a text between quotation marks"),
            ('artist = "Ada"\nfrom = "1.2.2026"', "from is a day such as 2026-01-31"),
            ('artist = "Ada"\nall-time = "yes"', "all-time is true or false"),
            ('artist = "Ada"\ndates = "xyz"', "dates is one of dmy, mdy, ymd"),
            ('artist = "Eve"', "Eve"),
        ],
    )
    def test_options_that_cannot_be_are_refused_in_one_sentence(self, root, options, said):
        drop(root, "t.csv", TIMELINE, options)
        run = take(root)
        (one,) = run.refused
        assert said in one.told[0]
        assert run.taken == []
        assert "refused/t.csv.options.toml" in there(root)

    def test_a_mended_file_that_is_put_back_loses_its_note(self, root):
        drop(root, "t.csv", TIMELINE)
        take(root)
        (inbox(root) / "refused/t.csv").rename(inbox(root) / "t.csv")
        drop(root, "t.csv", TIMELINE, 'artist = "Ada"')
        take(root)
        assert {n for n in there(root) if n.startswith("refused/")} == set()


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "-rf",
            "a\\..\\b",
            "x\ny",
            "n" * 200,
            "é" * 100,
            "x.reason.txt",
            "CON:",
            "🎧" * 40 + ".csv",
        ],
    )
    @pytest.mark.parametrize("content", [COUNTS, "what is this\n"])
    def test_no_name_keeps_a_file_from_its_place(self, root, name, content):
        drop(root, name, content)
        take(root)
        take(root)
        assert dropped(root) == set()
        assert list(there(root).values()).count(content.encode()) == 1
        assert (root / "roster.toml").read_text() == ADA

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
    def test_a_name_that_is_no_unicode_stays(self, root):
        raw = os.fsencode(inbox(root)) + b"/\xff.csv"
        with open(raw, "wb") as file:  # noqa: PTH123 (bytes)
            file.write(b"a,b\n")
        os.utime(raw, (1e9, 1e9))
        run = take(root)
        assert "no UTF-8" in run.refused[0].told[0]
        assert os.path.exists(raw)  # noqa: PTH110 (bytes)

    def test_a_name_that_is_too_long_stays(self, root):
        drop(root, "n" * 250, COUNTS)
        (one,) = take(root).refused
        assert "has too long a name: shorten it" in one.told[0]
        assert dropped(root) == {"n" * 250}

    @pytest.mark.parametrize("target", ["outside.csv", "outside", "nowhere"])
    def test_a_link_is_refused_and_never_followed(self, root, tmp_path, target):
        (tmp_path / "outside.csv").write_text(COUNTS)
        (tmp_path / "outside/historical").mkdir(parents=True)
        (inbox(root) / "x.csv").symlink_to(tmp_path / target)
        run = take(root)
        (one,) = run.refused
        assert one.told[0].startswith("x.csv is a link, which is never followed")
        assert (inbox(root) / "x.csv").is_symlink()
        assert (tmp_path / "outside.csv").read_text() == COUNTS
        assert listed(root) == []
        with trial(root) as copy:
            take_inbox(copy.store, now=NOW, folder=inbox(root), moving=False, sleep=no_wait)

    def test_a_link_in_a_folder_keeps_the_folder_where_it_is(self, root, tmp_path):
        (tmp_path / "secret.json").write_text("{}")
        (inbox(root) / "old/historical").mkdir(parents=True)
        (inbox(root) / "old/historical/2026-01-01.json").symlink_to(tmp_path / "secret.json")
        (one,) = take(root).refused
        assert "old/historical/2026-01-01.json is a link" in one.told[0]

    @pytest.mark.parametrize("which", ["data/inbox", "data/inbox/done", "data/inbox/refused"])
    def test_an_inbox_that_is_a_link_is_a_wrong_configuration(self, root, tmp_path, which):
        (tmp_path / "elsewhere").mkdir()
        if which == "data/inbox":
            (root / which).rmdir()
        (root / which).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(ConfigError, match="is no folder"):
            take(root)

    def test_a_huge_file_stays_and_is_not_read(self, root):
        path = drop(root, "huge.jsonl", "")
        with path.open("wb") as file:
            file.truncate(LARGEST + 1)
        (one,) = take(root).refused
        assert "larger than 50 MB" in one.told[0]
        assert path.exists()

    def test_a_folder_of_something_else_is_refused_whole(self, root):
        drop(root, "stuff/a.json", scrape())
        (one,) = take(root).refused
        assert "put its files into the inbox itself" in one.told[0]
        assert "refused/stuff/a.json" in there(root)
        assert not (inbox(root) / "stuff").exists()

    def test_a_label_folder_with_a_damaged_day_is_not_half_taken(self, root):
        good = {"date": "2026-01-01", "artists": [{"name": "Ada", "spotify": {"followers": 5}}]}
        drop(root, "old/historical/2026-01-01.json", json.dumps(good))
        drop(root, "old/historical/2026-01-02.json", "{")
        run = take(root)
        assert "2026-01-02.json" in run.refused[0].told[0]
        assert Store(root).days() == []

    def test_a_file_that_cannot_be_opened_stays(self, root, monkeypatch):
        path = drop(root, "x.csv", "a,b\n")
        real = Path.open

        def refuses(self, *args, **more):
            if self == path:
                raise PermissionError(13, "Permission denied", str(self))
            return real(self, *args, **more)

        monkeypatch.setattr(Path, "open", refuses)
        (one,) = take(root).refused
        assert one.told == ["x.csv cannot be read (Permission denied)."]
        assert path.exists()


class TestContacts:
    def sheet(self, root, **more):
        path = written(root.parent / "sheet.csv", {**ROW, "Client Email": "ann@nova.example"})
        return drop(root, "sheet.csv", path.read_text(), **more)

    def test_of_a_sheet_of_campaigns_name_digest_and_day_are_kept(self, root):
        digest = hashlib.sha256(self.sheet(root).read_bytes()).hexdigest()
        run = take(root)
        assert run.refused == []
        assert len(list(read_book(Store(root)).all("campaigns"))) == 1
        assert set(there(root)) == {"done/taken.csv"}
        assert listed(root) == [
            {"taken_on": "2026-11-01", "name": "sheet.csv", "kind": "records of campaigns",
             "sha256": digest, "kept_as": ""}
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "content",
        [
            "Campaign,Goal,Start Date,Client Email\nNight,9,2026-01-01,ann@nova.example\n",
            "who,mail\nAnn,ann@nova.example\n",
            "Ann;Phone +44 20 7946 0000\n",
            b"PK\x03\x04 a workbook with contacts",
        ],
    )
    def test_a_refused_one_stays_where_it_is_and_its_note_repeats_nobody(self, root, content):
        drop(root, "people.csv", content)
        run = take(root)
        assert dropped(root) == {"people.csv"}
        (one,) = run.refused
        assert not one.moved
        said = reason(root, "people.csv") + " ".join(one.told)
        assert "stays in data/inbox and is not committed" in said
        assert "ann" not in said.lower()
        assert "7946" not in said
        assert take(root).refused == run.refused
        (inbox(root) / "people.csv").unlink()
        take(root)
        assert there(root) == {}


class TestAllOrNothing:
    def test_an_import_that_is_taken_back_puts_the_file_back(self, root):
        drop(root, "t.csv", TIMELINE, 'artist = "Ada"')
        drop(root, "regional-it-daily-2026-09-01.csv", CHART)
        before = there(root)
        take(root)
        done = undo(Store(root))
        assert done.returned == ("data/inbox/regional-it-daily-2026-09-01.csv",)
        assert dropped(root) == {"regional-it-daily-2026-09-01.csv"}
        assert [row["name"] for row in listed(root)] == ["t.csv"]
        take(root, sleep=lambda _: None)
        assert dropped(root) == set()
        assert (
            before.items()
            <= {
                name.removeprefix("done/"): content for name, content in there(root).items()
            }.items()
        )

    def test_campaigns_that_are_taken_back_have_their_file_again(self, root):
        content = TestContacts().sheet(root).read_bytes()
        take(root)
        undo(Store(root))
        assert there(root) == {"sheet.csv": content}
        assert list(read_book(Store(root)).all("campaigns")) == []

    def test_a_file_that_changes_while_it_is_taken_is_left_to_the_next_run(self, root, monkeypatch):
        name = f"song_{TRACK}_20260901_100000.json"
        path = drop(root, name, scrape())
        drop(root, f"song_{OTHER}_20260901_100000.json", scrape(track=OTHER))
        real = read_book

        def changes(store):
            path.write_text(scrape(streams=99))
            return real(store)

        monkeypatch.setattr("backline.imports.scrapes.job.read_book", changes)
        run = take(root)
        assert run.waiting == [name]
        assert dropped(root) == {name}
        tracks = {line.track for line in SCRAPES.read(SCRAPES.files(Store(root).data)[0])}
        assert tracks == {OTHER}

    def test_a_file_that_is_still_being_written_waits(self, root):
        path = drop(root, f"song_{TRACK}_20260901_100000.json", scrape()[:200])
        os.utime(path)
        waited = []

        def goes_on(seconds):
            waited.append(seconds)
            path.write_text(scrape())

        run = take(root, sleep=goes_on)
        assert run.waiting == [path.name]
        assert there(root) == {path.name: scrape().encode()}
        assert take(root, sleep=waited.append).taken
        assert len(waited) == 2

    def test_a_damaged_table_of_the_root_stops_before_any_file(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        (root / "data/subjects.csv").write_bytes(b"\x00\xff broken")
        before = everything(root)
        with pytest.raises(RootError, match=r"subjects\.csv line 1 has a NUL byte"):
            take(root)
        assert everything(root) == before

    def test_a_damaged_month_blames_no_file(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        damaged = root / "data/campaigns/scrapes/2026-09.parquet"
        damaged.parent.mkdir(parents=True, exist_ok=True)
        damaged.write_bytes(b"\x00\xff broken")
        before = everything(root)
        run = take(root)
        assert "data/campaigns/scrapes/2026-09.parquet" in run.fault
        assert run.left == [f"song_{TRACK}_20260901_100000.json"]
        assert run.refused == []
        assert everything(root) == before

    def test_a_full_disk_blames_no_file(self, root, monkeypatch):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())

        def full(*_):
            raise RootError("x cannot be written (No space left on device).")

        monkeypatch.setattr(Change, "copy", full)
        run = take(root)
        assert "No space left" in run.fault
        assert dropped(root) == {f"song_{TRACK}_20260901_100000.json"}

    def test_another_writer_blames_no_file(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        with Store(root).writing(), pytest.raises(RootError, match="Another run"):
            take(root)
        assert len(dropped(root)) == 1

    KILLED = """
    from datetime import datetime, UTC
    from backline.imports import ending
    from backline.imports.inbox.job import take_inbox
    from backline.store import Store

    ending.write_every_report = lambda _: []
    Path.replace = counted(Path.replace)
    Path.unlink = counted(Path.unlink)
    Path.rmdir = counted(Path.rmdir)
    take_inbox(Store(root), now=datetime(2026, 11, 1, 3, tzinfo=UTC))
    print(done)
    """

    @pytest.mark.skipif(os.name == "nt", reason="needs signals")
    def test_a_kill_at_any_step_is_healed_by_the_next_run(self, root, tmp_path):
        import shutil

        drop(root, "t.csv", TIMELINE, 'artist = "Ada"')
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        drop(root, "bad.csv", "a,b\n")
        TestContacts().sheet(root)
        whole = tmp_path / "whole"
        shutil.copytree(root, whole)
        done = run_killed(self.KILLED, whole, 0)
        assert done.returncode == 0, done.stderr
        steps = int(done.stdout)
        wanted = everything(whole)
        for moment in (1, 2, 3, *range(4, steps + 1, max(1, steps // 12))):
            copy = tmp_path / f"at-{moment}"
            shutil.copytree(root, copy)
            assert run_killed(self.KILLED, copy, moment).returncode == -signal.SIGKILL
            take(copy, sleep=lambda _: None)
            for name, content in wanted.items():
                if not name.startswith("reports/"):
                    assert everything(copy).get(name) == content, (moment, name)
            assert dropped(copy) == set()
            shutil.rmtree(copy)

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(names=st.sets(st.sampled_from(sorted(PIECES)), min_size=1))
    def test_whatever_is_dropped_is_in_one_place_afterwards_with_its_bytes(
        self, tmp_path_factory, names
    ):
        root = tmp_path_factory.mktemp("label")
        inbox(root).mkdir(parents=True)
        (root / "roster.toml").write_text(ADA)
        for name in names:
            drop(root, name, PIECES[name])
        run = take(root)
        taken = {name for batch in run.taken for name in batch.names}
        refused = {one.name for one in run.refused}
        assert taken | refused == names
        assert not taken & refused
        for name in names:
            where = "done" if name in taken else "refused"
            assert there(root)[f"{where}/{name}"] == PIECES[name]
        assert dropped(root) == set()
        assert {row["name"] for row in listed(root)} == taken
        notes = {n for n in there(root) if n.endswith(".reason.txt")}
        assert notes == {f"refused/{name}.reason.txt" for name in refused}


class TestTheScript:
    def test_it_says_what_was_taken_and_why_not(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        drop(root, "t.csv", TIMELINE)
        done = run_script("inbox", "--root", root)
        assert done.returncode == 0, done.stderr
        assert f"song_{TRACK}_20260901_100000.json" in done.stdout
        assert "needs artist" in done.stdout
        assert done.stdout.rstrip().endswith("1 file taken, 1 refused.")

    def test_a_trial_writes_nothing(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        drop(root, "t.csv", TIMELINE)
        TestContacts().sheet(root)
        before = everything(root)
        done = run_script("inbox", "--root", root, "--dry-run")
        assert done.returncode == 0, done.stderr
        assert "2 files would be taken, 1 refused." in done.stdout
        assert "data/campaigns/clients.csv: new" in done.stdout
        assert "ann@nova" not in done.stdout
        assert everything(root) == before

    def test_an_empty_inbox_is_said_to_be(self, root):
        done = run_script("inbox", "--root", root)
        assert (done.returncode, done.stdout) == (0, "Nothing is in data/inbox.\n")

    def test_a_root_in_the_way_is_a_failure_and_a_wrong_roster_a_configuration(self, root):
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        month = root / "data/campaigns/scrapes/2026-09.parquet"
        month.parent.mkdir(parents=True)
        month.write_bytes(b"PAR1 broken")
        done = run_script("inbox", "--root", root)
        assert done.returncode == 1
        assert "2026-09.parquet cannot be read" in done.stderr
        (root / "roster.toml").write_text("[label\n")
        assert run_script("inbox", "--root", root).returncode == 2

    def test_the_record_has_what_a_run_may_commit(self, root, tmp_path):
        TestContacts().sheet(root)
        drop(root, f"song_{TRACK}_20260901_100000.json", scrape())
        drop(root, "people.csv", "who,mail\nAnn,ann@nova.example\n")
        record = tmp_path / "run.json"
        run_script("inbox", "--root", root, "--report", record)
        told = json.loads(record.read_text())
        assert "ann@nova" not in record.read_text()
        assert {
            "data/inbox/sheet.csv",
            f"data/inbox/song_{TRACK}_20260901_100000.json",
            "data/campaigns/clients.csv",
        } <= set(told["wrote"])
        assert "data/inbox/people.csv" not in told["wrote"]
        assert "roster.toml" not in told["wrote"]
        assert any(note.startswith("Inbox refused: people.csv") for note in told["notes"])
