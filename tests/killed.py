"""A program that kills itself at a chosen step, to see what it leaves behind."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from tests.started import finished
from tests.test_scripts import PROJECT

_COUNTED = """
import os, signal, sys
from pathlib import Path

root, moment = Path(sys.argv[1]), int(sys.argv[2])
done = 0
def counted(real):
    def call(*args, **kwargs):
        global done
        done += 1
        if done == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call
"""


def run_killed(program: str, root: Path, moment: int) -> subprocess.CompletedProcess[str]:
    """Run a program that knows ``root`` and ``counted``, and kill it at the call of that number.

    Args:
        program: wraps what counts as a step, e.g. ``Path.replace = counted(Path.replace)``.
        root: the folder it works on.
        moment: the step before which it is killed, from 1; with 0 it runs to its end.
    """
    return finished(
        [sys.executable, "-c", _COUNTED + textwrap.dedent(program), root, str(moment)], cwd=PROJECT
    )
