"""Coming to a cluster that speaks Spark Connect, and its errors as an engine's."""

from __future__ import annotations

import logging
import os
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from backline.engines.engine import EngineError
from backline.names import first_line
from backline.people.engine_address import host_and_port

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}

_WISHES = {
    # Of Spark 4.3: it leaves plans of anti joins without a column that they read.
    "spark.sql.optimizer.excludedRules": (
        "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases"
    ),
}
"""Settings that some clusters keep to themselves."""

_PATIENCE = 10.0
"""Seconds until nobody is taken to be at an address."""


def connected(address: str, token: str) -> SparkSession:
    """A session with a cluster, set as questions need it.

    Args:
        address: of the cluster.
        token: what it asks for; empty where it asks for none.

    Raises:
        EngineError: nobody answers there, or the cluster does not let be set what has to be.
    """
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it writes what it tries into the terminal
    with _quietly(), _as_a_script():
        from pyspark.sql.connect.client import DefaultChannelBuilder
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession
    try:  # the client itself would try for ten minutes
        socket.create_connection(host_and_port(address), timeout=_PATIENCE).close()
    except OSError as error:
        raise EngineError(f"nobody answers at {address} ({first_line(error)})") from None
    # It writes every error into the terminal, with what the server was doing.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    with told():
        door = DefaultChannelBuilder(address)
        if token:
            door.set(DefaultChannelBuilder.PARAM_TOKEN, token)
        session = SparkSession.builder.channelBuilder(door).create()
    session.client.set_retry_policies([DefaultPolicy(max_retries=2)])
    try:
        with told():
            for name, value in _SETTINGS.items():
                session.conf.set(name, value)
    except EngineError as error:
        session.client.close()
        raise EngineError(f"{address} does not let itself be asked ({error})") from error
    session.client.set_retry_policies([DefaultPolicy(max_retries=6)])
    with suppress(EngineError), told():
        for name, value in _WISHES.items():
            session.conf.set(name, value)
    return session


@contextmanager
def told() -> Iterator[None]:
    """Tell an error of Spark's as an engine's."""
    from grpc import Call, RpcError
    from pyspark.errors import PySparkException

    try:
        with _quietly():
            yield
    except (PySparkException, RpcError) as error:
        # What went wrong on the way is told as a whole call, around the sentence that is meant.
        call = error if isinstance(error, RpcError) else error.__cause__ or error.__context__
        said = call.details() if isinstance(call, Call) and "RPC" in str(error) else str(error)
        raise EngineError(first_line(said)) from error


@contextmanager
def _as_a_script() -> Iterator[None]:
    """Let a process without a script, as a pool's or ``python -c``, not be taken for a doctest.

    Of such a one Spark's client asks that all of Spark is there when it is first imported.
    """
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = ""
    try:
        yield
    finally:
        del main.__file__


@contextmanager
def _quietly() -> Iterator[None]:
    """Without warnings of a pandas that is newer, and of what is an error anyway."""
    with warnings.catch_warnings():
        # Of pandas only its being there is asked for.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]")
        yield
