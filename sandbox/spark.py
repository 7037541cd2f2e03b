"""A cluster on this machine: Spark itself with a master, two workers and a Connect server, or Sail.

Both speak Spark Connect and are what a distributor's cluster is to Backline. Each comes from PyPI
into an environment of its own (``make spark``, ``make sail``); Spark also needs Java 17. Everything
is bound to loopback and ended when it is closed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import requests

PROJECT = Path(__file__).resolve().parent.parent
WORKERS = 2
CORES_EACH, MEMORY_EACH = 1, "1200m"

_LOOPBACK = "127.0.0.1"
_PATIENCE_SECONDS = 120
_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
_CONF = {
    "spark.driver.memory": "1500m",
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.host": _LOOPBACK,
    "spark.executor.memory": "1000m",
    "spark.executor.cores": str(CORES_EACH),
    "spark.connect.grpc.binding.address": _LOOPBACK,
    # Of a client that is gone nobody waits for the answer.
    "spark.connect.execute.manager.detachedTimeout": "10s",
    "spark.connect.execute.manager.maintenanceInterval": "2s",
    "spark.sql.shuffle.partitions": "4",
    # A worker that died is not asked again and again.
    "spark.excludeOnFailure.enabled": "true",
}


class ClusterError(Exception):
    """A cluster does not start; the message says what is missing."""


class Cluster:
    """Processes on this machine that speak Spark Connect.

    Attributes:
        address: e.g. ``sc://127.0.0.1:41234``.
        folder: where their logs are.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backline-cluster-"))
        self.address = ""
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process, and forget what they wrote."""
        for process in reversed(self.processes.values()):
            _end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pids(self) -> list[int]:
        """The processes that were started; they have others below them."""
        return [process.pid for process in self.processes.values()]

    def kill(self, name: str) -> None:
        """End one process with all it started, as a machine that is switched off."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def logs(self) -> str:
        """Everything that was logged."""
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix in (".log", "") and path.stat().st_size < 1 << 28
        )

    def _start(self, name: str, command: Sequence[str], more: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603
                command,
                cwd=self.folder,
                env={**os.environ, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _answers(self, name: str, port: int) -> None:
        """Wait until a process listens.

        Raises:
            ClusterError: it ended, or does not listen in time.
        """
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            if self.processes[name].poll() is not None:
                break
            try:
                socket.create_connection((_LOOPBACK, port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        log = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        raise ClusterError(f"The {name} of the cluster does not start:\n{log[-2000:]}")


class Sail(Cluster):
    """Sail, of one process and without Java."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            ClusterError: it is not installed, or does not start.
        """
        command = PROJECT / ".venv-sail" / "bin" / "sail"
        if not command.exists():
            raise ClusterError("Sail is not installed: make sail.")
        super().__init__()
        (port,) = _free_ports(1)
        where = ["--ip", _LOOPBACK, "--port", str(port)]
        self._start("sail", [str(command), "spark", "server", *where], {})
        self._ready(port)

    def _ready(self, port: int) -> None:
        try:
            self._answers("sail", port)
        except ClusterError:
            self.close()
            raise
        self.address = f"sc://{_LOOPBACK}:{port}"


class Spark(Cluster):
    """Spark itself: a master, two workers of one core each, and a Connect server.

    Attributes:
        master: the address of the master's page, which tells its workers as JSON.
        driver: the address of the Connect server's page, which tells what runs.
    """

    def __init__(self) -> None:
        """Start it, which takes about half a minute.

        Raises:
            ClusterError: it or Java is not installed, or it does not start.
        """
        homes = list((PROJECT / ".venv-spark").glob("lib/python*/site-packages/pyspark"))
        if not homes:
            raise ClusterError("Spark is not installed: make spark.")
        if shutil.which("java") is None:
            raise ClusterError("Spark needs Java 17: apt-get install openjdk-17-jre-headless.")
        super().__init__()
        self._home = homes[0]
        door, page, connect, ui = _free_ports(4)
        self.master, self.driver = f"http://{_LOOPBACK}:{page}", f"http://{_LOOPBACK}:{ui}"
        try:
            self._start_all(f"spark://{_LOOPBACK}:{door}", door, page, connect, ui)
        except ClusterError:
            self.close()
            raise
        self.address = f"sc://{_LOOPBACK}:{connect}"

    def _start_all(self, master: str, door: int, page: int, connect: int, ui: int) -> None:
        more = {
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": _LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_WORKER_DIR": str(self.folder / "work"),
            "SPARK_DAEMON_MEMORY": "400m",
        }
        # Spark takes its Connect server for a daemon, too.
        server = {**more, "SPARK_DAEMON_MEMORY": _CONF["spark.driver.memory"]}
        one = str(self._home / "bin" / "spark-class")
        where = ["--host", _LOOPBACK, "--port", str(door), "--webui-port", str(page)]
        self._start("master", [one, "org.apache.spark.deploy.master.Master", *where], more)
        self._answers("master", door)
        work = ["-c", str(CORES_EACH), "-m", MEMORY_EACH, "-h", _LOOPBACK, "--webui-port", "0"]
        for number in range(1, WORKERS + 1):
            command = [one, "org.apache.spark.deploy.worker.Worker", *work, master]
            self._start(f"worker-{number}", command, more)
        conf = {
            **_CONF,
            "spark.connect.grpc.binding.port": str(connect),
            "spark.ui.port": str(ui),
        }
        told = [part for name, value in conf.items() for part in ("--conf", f"{name}={value}")]
        submit = [str(self._home / "bin" / "spark-submit"), "--master", master, *told]
        self._start("server", [*submit, "--class", _SERVER, "spark-internal"], server)
        self._answers("server", connect)
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            if self.alive_workers() == WORKERS:
                return
            time.sleep(0.2)
        raise ClusterError("The workers of the cluster do not report to its master.")

    def alive_workers(self) -> int:
        """How many workers the master knows to be there."""
        found = requests.get(f"{self.master}/json/", timeout=5).json()
        return int(found["aliveworkers"])

    def running(self) -> int:
        """How many jobs are being worked on."""
        api = f"{self.driver}/api/v1/applications"
        (application,) = requests.get(api, timeout=5).json()
        jobs = requests.get(f"{api}/{application['id']}/jobs?status=running", timeout=5).json()
        return len(jobs)


def _free_ports(count: int) -> list[int]:
    opened = [socket.socket() for _ in range(count)]
    try:
        for one in opened:
            one.bind((_LOOPBACK, 0))
        return [one.getsockname()[1] for one in opened]
    finally:
        for one in opened:
            one.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
