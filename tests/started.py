"""Scripts as processes of their own, from a Python that has everything loaded already.

Most of what a short script takes is Python loading pyarrow, pandas, duckdb and our own modules. So
one process loads them once and becomes a copy of itself for each script that a test starts: with
the arguments, the environment, the folder, the outputs and the end of a process that was started
anew. That each script also starts by itself, ``test_scripts.py`` and ``test_docs.py`` see.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

PROJECT = Path(__file__).parent.parent

PACKAGES = (
    "aiohttp.web", "altair", "duckdb", "filelock", "jinja2", "numpy", "pandas", "pyarrow.compute",
    "pyarrow.parquet", "requests", "rich.console", "rich.table", "time_machine", "tomlkit", "typer",
    "xlsxwriter",
)  # fmt: skip
"""What our modules load only where they need it."""

OF_THE_START = ("PYTHON", "LC_", "LANG")
"""What of an environment counts only while a process starts: these need one that does."""

CLOCK = str(PROJECT / "tests/clock")
"""As PYTHONPATH, it has ``TEST_CLOCK`` heard; a copy hears it by itself."""

ENCODING = "PYTHONIOENCODING"
"""A copy sees to this one as well."""


def ended(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a script to its end, as ``subprocess.run`` does with captured outputs.

    Args:
        command: ``sys.executable``, a script's file or ``-c`` and a text, its arguments.
        env: the whole of its environment; that of the tests when None.
        cwd: where it is started.
    """
    words = [str(word) for word in command]
    environment = dict(os.environ if env is None else env)
    heard = {ENCODING} if environment.get("PYTHONPATH") != CLOCK else {ENCODING, "PYTHONPATH"}
    given = [] if env is None else [n for n in {*env} - heard if n.startswith(OF_THE_START)]
    if not sys.platform.startswith("linux") or given or words[1] == "-X":
        return subprocess.run(words, env=env, cwd=cwd, capture_output=True, check=False)
    asked = {"words": words[1:], "environment": environment, "folder": str(cwd or Path.cwd())}
    mine, its = socket.socketpair()
    out, err = os.pipe(), os.pipe()
    with mine:
        with its:
            try:
                socket.send_fds(_way(), [b"!"], [its.fileno(), out[1], err[1]])
            finally:
                os.close(out[1])
                os.close(err[1])
        mine.sendall(json.dumps(asked).encode())
        mine.shutdown(socket.SHUT_WR)
        said: dict[int, bytes] = {}
        reader = threading.Thread(target=_read, args=(err[0], said))
        reader.start()
        _read(out[0], said)
        reader.join()
        code = int(mine.makefile("rb").read())
    return subprocess.CompletedProcess(words, code, said[out[0]], said[err[0]])


def finished(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """The same with what it said as text."""
    done = ended(command, env=env, cwd=cwd)
    said = [
        io.TextIOWrapper(io.BytesIO(one), encoding="utf-8").read()
        for one in (done.stdout, done.stderr)
    ]
    return subprocess.CompletedProcess(done.args, done.returncode, *said)


def _read(pipe: int, said: dict[int, bytes]) -> None:
    with open(pipe, "rb") as file:
        said[pipe] = file.read()


_ways: dict[int, socket.socket] = {}
_only_one = threading.Lock()


def _way() -> socket.socket:
    """The way to the process that becomes the scripts, begun with the first of them."""
    with _only_one:
        if os.getpid() not in _ways:
            mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with its:
                kept = {n: os.environ[n] for n in ("PATH", "HOME") if n in os.environ}
                running = subprocess.Popen(
                    [sys.executable, __file__, str(its.fileno())],
                    env={**kept, "OPENBLAS_NUM_THREADS": "1"},  # a copy has no threads of before
                    pass_fds=[its.fileno()],
                    stdin=subprocess.DEVNULL,
                )
            _ways[os.getpid()] = mine
            atexit.register(_end, os.getpid(), mine, running)
        return _ways[os.getpid()]


def _end(owner: int, way: socket.socket, running: subprocess.Popen[bytes]) -> None:
    if os.getpid() == owner:
        way.close()
        running.wait()


def _ours() -> list[str]:
    """Our modules."""
    files = [file for room in ("backline", "web") for file in (PROJECT / room).rglob("*.py")]
    parts = [file.relative_to(PROJECT).with_suffix("").parts for file in files]
    return sorted({".".join(part for part in one if part != "__init__") for one in parts})


def _serve(way: socket.socket) -> list[str]:
    """Wait for scripts to be asked for; returns in each copy that is to be one, with its words."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for who waits for the copies
    while True:
        told, given, _, _ = socket.recv_fds(way, 1, 3)
        if not told:
            os._exit(0)
        if os.fork():
            for number in given:
                os.close(number)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        way.close()
        asker = socket.socket(fileno=given[0])
        asked = json.loads(asker.makefile("rb").read())
        script = os.fork()
        if not script:
            asker.close()
            for number, place in zip(given[1:], (1, 2), strict=True):
                os.dup2(number, place)
                os.close(number)
            for name, place in (("stdout", 1), ("stderr", 2)):
                old = getattr(sys, name)
                encoding = asked["environment"].get(ENCODING) or old.encoding
                how = {"encoding": encoding, "errors": old.errors, "closefd": False}
                new = open(place, "w", **how)  # noqa: PTH123, SIM115 (no path; to the end)
                new.reconfigure(line_buffering=place == 2)
                setattr(sys, name, new)
                setattr(sys, f"__{name}__", new)
            os.chdir(asked["folder"])
            os.environ.clear()
            os.environ.update(asked["environment"])
            return list(asked["words"])
        for number in given[1:]:
            os.close(number)
        code = os.waitstatus_to_exitcode(os.waitpid(script, 0)[1])
        asker.sendall(str(code).encode())
        os._exit(0)


def _program(script: ModuleType) -> CodeType:
    """What the words say is to be run: a file, or the text after ``-c``."""
    if sys.argv[0] == "-c":
        sys.path[0] = ""
        return compile(sys.argv.pop(1), "<string>", "exec")
    file = Path(sys.argv[0])
    sys.path[0] = str(file.resolve().parent)
    script.__file__ = sys.argv[0]
    return compile(file.read_bytes(), sys.argv[0], "exec")


def _main(script: ModuleType) -> NoReturn:
    """Be the script, and end as Python ends but without taking down what the copy began with."""
    code = 0
    try:
        exec(_program(script), script.__dict__)  # noqa: S102
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 (as Python does with what nobody caught)
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError:
        code = 120
    os._exit(code)


if __name__ == "__main__":
    sys.path[0] = str(PROJECT)
    for _name in (*PACKAGES, *_ours()):
        importlib.import_module(_name)
    os.fsync = lambda _: None  # as in conftest.py
    gc.freeze()  # so that no copy's collector looks at, and thereby copies, what was loaded
    sys.argv = _serve(socket.socket(fileno=int(sys.argv[1])))
    if (moment := os.environ.get("TEST_CLOCK")) and os.environ.get("PYTHONPATH") == CLOCK:
        sys.modules["time_machine"].travel(moment, tick=True).start()
    _script = ModuleType("__main__")
    sys.modules["__main__"] = _script
    _main(_script)
