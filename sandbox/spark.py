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
from typing import Any, Self

import requests

from backline.errors import ConfigError

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
    "spark.ui.liveUpdate.period": "0",  # what runs is told as it is
}


class ClusterError(ConfigError):
    """A cluster does not start; the message says what is missing."""


class Cluster:
    """Processes on this machine that speak Spark Connect.

    Attributes:
        address: e.g. ``sc://127.0.0.1:41234``.
    """

    def __init__(self) -> None:
        """Make a folder for what its processes write."""
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

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that were started; they have others below them."""
        return tuple(process.pid for process in self._processes.values())

    def kill(self, name: str) -> None:
        """End one process with all below it at once, as a machine that is switched off."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def logs(self) -> str:
        """Everything that its processes have logged so far."""
        names = [
            p for pattern in ("*.log", "stderr", "stdout") for p in self._folder.rglob(pattern)
        ]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in names)

    def _start(self, name: str, command: Sequence[str], more: Mapping[str, str]) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
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
    """Spark itself: a master, two workers of one core each, and a Connect server."""

    def __init__(self, token: str = "") -> None:
        """Start it, which takes about half a minute.

        Args:
            token: what it is to ask its clients for; nothing where empty.

        Raises:
            ClusterError: it or Java is not installed, or it does not start.
        """
        homes = list((PROJECT / ".venv-spark").glob("lib/python*/site-packages/pyspark"))
        if not homes:
            raise ClusterError("Spark is not installed: make spark.")
        if shutil.which("java") is None:
            raise ClusterError("Spark needs Java 17: apt-get install openjdk-17-jre-headless.")
        super().__init__()
        home = homes[0]
        self._class, self._submit = (
            str(home / "bin" / "spark-class"),
            str(home / "bin" / "spark-submit"),
        )
        self._environment = {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": _LOOPBACK,
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "SPARK_WORKER_DIR": str(self._folder / "work"),
            "SPARK_DAEMON_MEMORY": "400m",
        }
        door, page, connect, jobs = _free_ports(4)
        self._door = f"spark://{_LOOPBACK}:{door}"
        self._master, self._driver = (f"http://{_LOOPBACK}:{port}" for port in (page, jobs))
        try:
            self._start_master(door, page)
            for number in range(1, WORKERS + 1):
                self.start_worker(number)
            self._start_server(connect, jobs, token)
            self.wait_for_workers(WORKERS)
        except ClusterError:
            self.close()
            raise
        # By name: without TLS a token goes to this machine alone, and that only by this name.
        self.address = f"sc://localhost:{connect}"

    def start_worker(self, number: int) -> None:
        """Start a worker, ``worker-NUMBER`` by name, that is not there."""
        work = ["-c", str(CORES_EACH), "-m", MEMORY_EACH, "-h", _LOOPBACK, "--webui-port", "0"]
        command = [self._class, "org.apache.spark.deploy.worker.Worker", *work, self._door]
        self._start(f"worker-{number}", command, self._environment)

    def wait_for_workers(self, count: int) -> None:
        """Wait until the master knows so many workers, and the server has an executor on each.

        Raises:
            ClusterError: it does not in time.
        """
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            told = requests.get(f"{self._master}/json/", timeout=5).json()
            if told["aliveworkers"] == count == len(self._executors()):
                return
            time.sleep(0.2)
        raise ClusterError(f"The cluster does not come to {count} workers.")

    def running(self) -> int:
        """How many tasks the workers are at."""
        return sum(executor["activeTasks"] for executor in self._executors())

    def _executors(self) -> list[dict[str, Any]]:
        """What the server knows of those of its executors that are alive."""
        api = f"{self._driver}/api/v1/applications"
        (application,) = requests.get(api, timeout=5).json()
        found = requests.get(f"{api}/{application['id']}/executors", timeout=5).json()
        return [one for one in found if one["id"] != "driver"]

    def _start_master(self, door: int, page: int) -> None:
        where = ["--host", _LOOPBACK, "--port", str(door), "--webui-port", str(page)]
        command = [self._class, "org.apache.spark.deploy.master.Master", *where]
        self._start("master", command, self._environment)
        self._answers("master", door)

    def _start_server(self, port: int, jobs: int, token: str) -> None:
        conf = {**_CONF, "spark.connect.grpc.binding.port": str(port), "spark.ui.port": str(jobs)}
        told = [part for name, value in conf.items() for part in ("--conf", f"{name}={value}")]
        command = [
            self._submit,
            "--master",
            self._door,
            *told,
            "--class",
            _SERVER,
            "spark-internal",
        ]
        # Spark takes its Connect server for a daemon, too.
        more = {**self._environment, "SPARK_DAEMON_MEMORY": _CONF["spark.driver.memory"]}
        if token:
            more["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = token
        self._start("server", command, more)
        self._answers("server", port)


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
