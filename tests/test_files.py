"""Writing: a full disk, a kill at any moment, two writers at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backline.errors import DataError
from backline.store.files import Change, only_writer
from tests.killed import run_killed

PROJECT = Path(__file__).parent.parent


def write(root, texts):
    with only_writer(root), Change(root) as change:
        for name, text in texts.items():
            change.write(root / name, text.encode())
    return change


def contents(root):
    return {
        p.relative_to(root).as_posix(): p.read_text()
        for p in sorted(root.rglob("*"))
        if p.is_file() and p.name != ".backline.lock"
    }


def test_files_change_together(tmp_path):
    write(tmp_path, {"data/a.txt": "1", "data/deep/b.txt": "2"})
    assert contents(tmp_path) == {"data/a.txt": "1", "data/deep/b.txt": "2"}


def test_equal_content_leaves_the_file_untouched(tmp_path):
    write(tmp_path, {"data/a.txt": "1"})
    stamp = (tmp_path / "data/a.txt").stat().st_mtime_ns
    change = write(tmp_path, {"data/a.txt": "1"})
    assert change.paths == ()
    assert (tmp_path / "data/a.txt").stat().st_mtime_ns == stamp


def test_an_error_half_way_changes_nothing(tmp_path):
    write(tmp_path, {"data/a.txt": "old"})
    with pytest.raises(RuntimeError), only_writer(tmp_path), Change(tmp_path) as change:
        change.write(tmp_path / "data/a.txt", b"new")
        raise RuntimeError
    assert contents(tmp_path) == {"data/a.txt": "old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_changes_nothing(tmp_path):
    write(tmp_path, {"data/a.txt": "old", "data/b.txt": "old"})
    (tmp_path / "data/b.txt.backline-tmp").symlink_to("/dev/full")
    with only_writer(tmp_path):
        (tmp_path / "data/b.txt.backline-tmp").symlink_to("/dev/full")
        with pytest.raises(DataError, match="No space left on device"), Change(tmp_path) as change:
            change.write(tmp_path / "data/a.txt", b"new")
            change.write(tmp_path / "data/b.txt", b"new" * 100_000)
    assert contents(tmp_path) == {"data/a.txt": "old", "data/b.txt": "old"}


KILLED = """
from backline.store import files

os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
Path.unlink = counted(Path.unlink)
with files.only_writer(root), files.Change(root) as change:
    for name in "abc":
        change.write(root / "data" / f"{name}.txt", b"new")
"""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize("moment", range(1, 10))
def test_killed_at_any_moment_the_files_are_all_old_or_all_new(tmp_path, moment):
    old = {f"data/{name}.txt": "old" for name in "abc"}
    new = dict.fromkeys(old, "new")
    write(tmp_path, old)
    killed = run_killed(KILLED, tmp_path, moment)
    assert killed.returncode in (-signal.SIGKILL, 0)
    with only_writer(tmp_path):
        assert contents(tmp_path) in (old, new)
    assert (killed.returncode == 0) == (moment > 8)


def test_two_writers_at_once(tmp_path):
    with only_writer(tmp_path):
        second = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from pathlib import Path\n"
                "from backline.store.files import only_writer\n"
                "with only_writer(Path(sys.argv[1])): pass",
                str(tmp_path),
            ],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 1
    assert "Another run is writing to" in second.stderr
    with only_writer(tmp_path):
        pass


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "root").write_text("a file, not a folder")
    with pytest.raises(DataError, match="cannot be written"), only_writer(tmp_path / "root"):
        pass
