"""The pages as plain files: whole or not there, the same again, and what everybody may read."""

from __future__ import annotations

import csv
import hashlib
import threading
from pathlib import Path

import pytest

from backline.errors import BusyError, DataError
from tests.test_scripts import run
from tests.web.campaign_office import ROSTER, office
from tests.web.conftest import copy_of
from web.building import build


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder by its name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built(root: Path, out: Path, *more: str) -> str:
    done = run("site", "--root", root, "--out", out, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.heavy
def test_unchanged_files_give_the_same_bytes_by_one_process_or_by_several(
    played, site, tmp_path, monkeypatch
):
    monkeypatch.setattr("web.batches.processes_for", lambda pages: 1)
    build(played, tmp_path / "again", public=False, told=lambda *_: None)
    first, again = hashes(site), hashes(tmp_path / "again")
    assert [name for name in first if first[name] != again.get(name)] == []
    assert set(first) == set(again)
    assert any(name.endswith(".xlsx") for name in first)


def test_a_fault_beside_another_process_is_a_sentence_and_no_site(played, tmp_path, monkeypatch):
    monkeypatch.setattr("web.batches.processes_for", lambda pages: 2)

    def told(_what: str, _done: int, _of: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ZeroDivisionError

    with pytest.raises(DataError, match="fault in Backline: ZeroDivisionError in test_freeze"):
        build(played, tmp_path / "site", public=False, told=told)
    assert not (tmp_path / "site").exists()


class TestAFolder:
    @pytest.fixture
    def root(self, tmp_path):
        return office(tmp_path / "root")

    def test_with_somebody_elses_files_is_refused_and_left_alone(self, root, tmp_path):
        mine = tmp_path / "site/thesis.txt"
        mine.parent.mkdir()
        mine.write_text("mine")
        done = run("site", "--root", root, "--out", mine.parent)
        assert done.returncode == 2
        assert "holds something that no build of the pages made (thesis.txt)" in done.stderr
        assert list(mine.parent.iterdir()) == [mine]

    def test_of_an_earlier_build_is_made_anew_as_a_whole(self, root, tmp_path):
        built(root, tmp_path / "site")
        (tmp_path / "site/campaigns/gone.html").write_text("of a campaign that is no more")
        said = built(root, tmp_path / "site")
        assert "open " in said
        assert not (tmp_path / "site/campaigns/gone.html").exists()
        assert (tmp_path / "site/campaigns/night.html").is_file()

    def test_with_a_file_added_to_it_since_is_refused(self, root, tmp_path):
        built(root, tmp_path / "site")
        (tmp_path / "site/CNAME").write_text("label.example")
        done = run("site", "--root", root, "--out", tmp_path / "site")
        assert (done.returncode, "CNAME" in done.stderr) == (2, True)

    def test_that_holds_the_label_itself_is_refused(self, root):
        before = hashes(root)
        for out in (root, root.parent):
            done = run("site", "--root", root, "--out", out)
            assert done.returncode == 2
            assert "holds the label's own files" in done.stderr
        assert hashes(root) == before

    def test_that_is_a_file_is_refused(self, root, tmp_path):
        (tmp_path / "site").write_text("a file")
        done = run("site", "--root", root, "--out", tmp_path / "site")
        assert (done.returncode, "is a file; name a folder" in done.stderr) == (2, True)

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc here")
    def test_that_cannot_be_written_is_one_sentence(self, root):
        done = run("site", "--root", root, "--out", "/proc/pages")
        assert (done.returncode, done.stdout) == (2, "")
        assert "No pages can be put into /proc/pages (" in done.stderr
        assert done.stderr.strip().endswith("name another --out.")

    def test_keeps_the_old_pages_where_the_files_change_meanwhile(self, root, tmp_path):
        built(root, tmp_path / "site")
        before = hashes(tmp_path / "site")

        def meanwhile(_what: str, done: int, _of: int) -> None:
            if done:
                with (root / "data/campaigns/clients.csv").open("a") as file:
                    file.write("\n")

        with pytest.raises(BusyError, match="so the old pages stay"):
            build(root, tmp_path / "site", public=False, told=meanwhile)
        assert hashes(tmp_path / "site") == before
        assert not list(tmp_path.glob(".site*"))

    def test_keeps_the_old_pages_where_a_build_is_stopped(self, root, tmp_path):
        built(root, tmp_path / "site")
        before = hashes(tmp_path / "site")

        def stop(_what: str, done: int, _of: int) -> None:
            if done:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            build(root, tmp_path / "site", public=False, told=stop)
        assert hashes(tmp_path / "site") == before
        assert not list(tmp_path.glob(".site*"))


def test_a_site_for_everybody_tells_nothing_of_campaigns(played, tmp_path):
    root = copy_of(played, tmp_path / "root")
    said = built(root, tmp_path / "site", "--public")
    assert "tell only what may be published" in said
    names = hashes(tmp_path / "site")
    assert "index.html" in names
    words = ("campaign", "client", "vendor", "playlists.html")
    assert [name for name in names if any(word in name for word in words)] == []
    every = b"".join(path.read_bytes() for path in (tmp_path / "site").rglob("*.html"))
    for table in ("clients", "vendors", "campaigns"):
        text = (root / f"data/campaigns/{table}.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        assert rows, table
        for row in rows:
            told = [row.get(name) for name in ("name", "contact_person", "emails", "salesperson")]
            assert [word for word in told if word and word.encode() in every] == []
    for link in (b"campaigns.html", b"clients.html", b"vendors.html", b"settle.html"):
        assert link not in every


def test_a_root_that_measured_nothing_yet_has_pages_that_say_so(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
    built(root, tmp_path / "site")
    for name in ("index.html", "analytics.html", "campaigns.html", "weekly.html", "quality.html"):
        assert (tmp_path / "site" / name).is_file(), name
    assert not list((tmp_path / "site").rglob("*.csv"))
