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
}


class ClusterError(Exception):
    """A cluster does not start; the message says what is missing."""


class Cluster:
    """Processes on this machine that speak Spark Connect.

    Attributes:
        address: e.g. ``sc://127.0.0.1:41234``.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="backline-cluster-"))
        self.address = ""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process, and forget what they wrote."""
        for process in reversed(self._processes.values()):
            _end(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, name: str, command: Sequence[str], more: Mapping[str, str]) -> None:
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(  # noqa: S603
                command,
                cwd=self._folder,
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
            if self._processes[name].poll() is not None:
                break
            try:
                socket.create_connection((_LOOPBACK, port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        log = (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
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
        door, page, connect = _free_ports(3)
        self.master = f"http://{_LOOPBACK}:{page}"
        try:
            self._start_all(f"spark://{_LOOPBACK}:{door}", door, page, connect)
        except ClusterError:
            self.close()
            raise
        self.address = f"sc://{_LOOPBACK}:{connect}"

    def _start_all(self, master: str, door: int, page: int, connect: int) -> None:
        more = {
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": _LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "SPARK_WORKER_DIR": str(self._folder / "work"),
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
            "spark.ui.enabled": "false",
        }
        told = [part for name, value in conf.items() for part in ("--conf", f"{name}={value}")]
        submit = [str(self._home / "bin" / "spark-submit"), "--master", master, *told]
        self._start("server", [*submit, "--class", _SERVER, "spark-internal"], server)
        self._answers("server", connect)
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            if self._alive_workers() == WORKERS:
                return
            time.sleep(0.2)
        raise ClusterError("The workers of the cluster do not report to its master.")

    def _alive_workers(self) -> int:
        """How many workers the master knows to be there."""
        found = requests.get(f"{self.master}/json/", timeout=5).json()
        return int(found["aliveworkers"])


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
