"""The credential endpoint itself, in the runtime it is deployed to, on this machine alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Self, cast

WORKER = Path(__file__).resolve().parent.parent / "worker"
NODE = 20
"""The oldest Node that the Worker's packages run with."""

PLENTY = {"ADDRESS_LIMIT": 100_000, "CALLER_LIMIT": 100_000}
"""Limits that nobody meets."""

_PATIENCE_SECONDS = 60
_LOOK_SECONDS = 0.005


class LocalWorkerError(Exception):
    """The Worker did not start; the words are what it said."""


def why_not() -> str:
    """Why the Worker cannot run here, for people, or the empty string."""
    if not shutil.which("node"):
        return f"Node is not on this machine: the Worker needs Node {NODE} or newer."
    told = subprocess.run(
        ["node", "--version"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if int(told.lstrip("v").split(".")[0] or 0) < NODE:
        return f"The Worker needs Node {NODE} or newer, not {told or 'one that does not start'}."
    if not (WORKER / "node_modules" / "miniflare").is_dir():
        return "The Worker's packages are missing: make worker brings them."
    return ""


def hashed(key: str) -> str:
    """What the Worker is told of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class LocalWorker:
    """One process; :meth:`deploy` begins anew with nothing remembered.

    Attributes:
        address: where it answers.
        lines: what it wrote into its log, the audit's lines among them.
    """

    def __init__(self) -> None:
        self.address = ""
        self.lines: list[str] = []
        self._ports: list[int] = []
        self._process = subprocess.Popen(
            ["node", "serve.mjs"],  # noqa: S607
            cwd=WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        # Never None, both being pipes.
        self._input = cast("IO[str]", self._process.stdin)
        self._output = cast("IO[str]", self._process.stdout)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError):  # it has ended, and its last words were read
            self._input.close()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._output.close()

    def _read(self) -> None:
        for line in self._output:
            if line.startswith('{"port":'):
                self.lines.clear()  # what is above is of the deployment before
                self._ports.append(json.loads(line)["port"])
            else:
                self.lines.append(line.rstrip("\n"))

    def deploy(
        self,
        variables: Mapping[str, str],
        limits: Mapping[str, int] = PLENTY,
        stored: Mapping[str, str] | None = None,
    ) -> str:
        """Its address, once it answers with these settings.

        Args:
            variables: its variables and secrets.
            limits: requests a minute, by the names of ``wrangler.toml``.
            stored: the keys of a KV namespace; None where none is bound.

        Raises:
            LocalWorkerError: it does not start.
        """
        self._ports.clear()
        self.lines.clear()
        written = {"vars": dict(variables), "limits": dict(limits)}
        if stored is not None:
            written["kv"] = dict(stored)
        with suppress(BrokenPipeError):  # it has ended, and its last words say why
            self._input.write(json.dumps(written) + "\n")
            self._input.flush()
        if not self.wait(lambda: bool(self._ports), _PATIENCE_SECONDS):
            raise LocalWorkerError("\n".join(self.lines) or "it said nothing")
        self.address = f"http://127.0.0.1:{self._ports[0]}"
        return self.address

    def wait(self, there: Callable[[], bool], seconds: float = 5) -> bool:
        """Whether something of the process came about within its time."""
        end = time.monotonic() + seconds
        while not there():
            if time.monotonic() > end or self._process.poll() is not None:
                return there()
            time.sleep(_LOOK_SECONDS)
        return True
