"""One setting names the engine; what is wrong with it is one sentence."""

from __future__ import annotations

import socket

import pytest

from backline.engines import DuckDB, chosen, open_engine
from backline.errors import ConfigError
from backline.people import parse_roster

ADDRESS = "sc://cluster.example:15002"


def roster_with(engine):
    return parse_roster(f'label = "Night Shift"\n[settings]\nengine = "{engine}"\n')


@pytest.mark.parametrize(
    "engine",
    ["duckdb", ADDRESS, "sc://host", "sc://[::1]:15002", "sc://host:443/;x-cluster-id=0a1b"],
)
def test_this_machine_or_a_cluster_may_be_named(engine):
    assert roster_with(engine).settings.engine == engine


@pytest.mark.parametrize(
    "engine", ["spark", "http://host", "sc://", "sc://a b", "sc://h:99999", ""]
)
def test_anything_else_is_refused_with_what_it_may_be(engine):
    with pytest.raises(ConfigError, match='it is "duckdb" or the address of a cluster'):
        roster_with(engine)


def test_a_token_has_no_place_in_the_roster():
    with pytest.raises(ConfigError, match="BACKLINE_ENGINE_TOKEN") as caught:
        roster_with("sc://host/;token=s3cr3t")
    assert "s3cr3t" not in str(caught.value)


def test_nobody_who_says_nothing_leaves_this_machine():
    setting = parse_roster('label = "Night Shift"\n').settings.engine
    engine = open_engine(chosen(setting, {}), environment={})
    assert isinstance(engine, DuckDB)
    engine.close()


def test_the_environment_wins():
    assert chosen("duckdb", {"BACKLINE_ENGINE": ADDRESS}) == ADDRESS
    assert chosen(ADDRESS, {"BACKLINE_ENGINE": "duckdb"}) == "duckdb"
    with pytest.raises(ConfigError, match="BACKLINE_ENGINE is wrong"):
        chosen("duckdb", {"BACKLINE_ENGINE": "nowhere"})


def test_nobody_there_is_said_with_the_way_back(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"sc://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ConfigError, match="nobody answers") as caught:
            open_engine(address, environment={})
    assert "BACKLINE_ENGINE=duckdb" in str(caught.value)


def test_missing_packages_are_said_with_what_installs_them(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "backline.engines.spark", None)
    with pytest.raises(ConfigError, match=r"requirements-cluster\.txt"):
        open_engine(ADDRESS, environment={})
