"""A process that has read a day ends with the exit code it was given."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.drawn import drawn
from tests.roots import DAY, root_of, row
from tests.workflow import PROJECT

ENDS = 12, 48
"""Processes begun; before the reading was kept to one thread, every twelfth or so was aborted."""

READ_AND_END = """
import os, sys
from datetime import date
from pathlib import Path
import pyarrow.dataset, pyarrow.parquet
from backline.store.measurement_file import rows_of
from backline.store.proof import prove

path, day, ends = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3])
content = path.read_bytes()

def begun():
    child = os.fork()
    if not child:
        prove(path, content)
        rows_of(content, day)
        sys.exit(3)
    return child

for _ in range(ends // 6):  # more at once than there are cores: the threads end in any order
    for child in [begun() for _ in range(6)]:
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if ended != 3:
            print("ended with", ended)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="only forked processes end often enough")
@drawn(*ENDS)
def test_after_reading_a_days_file(tmp_path, examples):
    root = root_of(tmp_path, [row(DAY, 5)])
    (path,) = root.glob("data/measurements/*/*.parquet")
    command = [sys.executable, "-c", READ_AND_END, str(path), str(DAY), str(examples)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
