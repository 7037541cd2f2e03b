"""Which engine answers, and where it reads: as the settings say, or else the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from backline.engines.duckdb import DuckDB
from backline.engines.elsewhere import Elsewhere
from backline.engines.engine import Engine, EngineError
from backline.errors import ConfigError
from backline.people.data_address import checked_data
from backline.people.engine_address import HERE, checked_engine

VARIABLE = "BACKLINE_ENGINE"
TOKEN = "BACKLINE_ENGINE_TOKEN"  # noqa: S105 (the name of a variable)
SCRATCH = "BACKLINE_ENGINE_SCRATCH"
"""The variables of the environment that name an engine, its token, and a folder for its steps."""

DATA = "BACKLINE_DATA"
"""The variable that says where the measurements are read."""


def chosen(setting: str, environment: Mapping[str, str] = os.environ) -> str:
    """The engine that is to answer, as ``roster.toml`` has one.

    Args:
        setting: what the roster says.
        environment: may have another under :data:`VARIABLE`.

    Raises:
        ConfigError: the environment names none.
    """
    return _overridden(setting, environment, VARIABLE, checked_engine)


def chosen_data(setting: str, environment: Mapping[str, str] = os.environ) -> str:
    """Where the measurements are to be read: this checkout, or an address.

    Args:
        setting: what the roster says.
        environment: may have another under :data:`DATA`.

    Raises:
        ConfigError: the environment names no such place.
    """
    return _overridden(setting, environment, DATA, checked_data)


def _overridden(
    setting: str, environment: Mapping[str, str], name: str, checked: Callable[[str], str]
) -> str:
    said = environment.get(name, "").strip()
    if not said:
        return setting
    try:
        return checked(said)
    except ValueError as error:
        raise ConfigError(f"{name} is wrong: {error}.") from None


def open_engine(
    address: str = HERE,
    memory: str | None = None,
    threads: int | None = None,
    environment: Mapping[str, str] = os.environ,
    elsewhere: Elsewhere | None = None,
) -> Engine:
    """A session with an engine.

    Args:
        address: this machine, or a cluster's; see :func:`chosen`.
        memory: what an answer may take on this machine.
        threads: how many processors of this machine it may use.
        environment: has the token of a cluster that asks for one, and where steps are kept.
        elsewhere: where it reads some files instead of on this machine.

    Raises:
        ConfigError: nobody answers there, or the packages for it are not installed.
    """
    if address == HERE:
        return DuckDB(memory, threads, elsewhere)
    way_out = f"with {VARIABLE}={HERE} this machine is asked instead"
    try:
        from backline.engines.spark import Spark
    except ImportError as error:
        raise ConfigError(
            f"{address} needs the package {error.name}: install what asks a cluster with "
            f"pip install --require-hashes --requirement requirements-cluster.txt; {way_out}."
        ) from None
    try:
        return Spark(
            address,
            token=environment.get(TOKEN, ""),
            scratch=environment.get(SCRATCH) or None,
            elsewhere=elsewhere,
        )
    except EngineError as error:
        token = f"a token that it asks for goes into {TOKEN}"
        raise ConfigError(f"{error}; {token}, and {way_out}.") from None
