"""Where the measurements are read is one setting; an address holds no secret."""

from __future__ import annotations

import pytest

from backline.engines import chosen_data
from backline.engines.elsewhere import Elsewhere, name_below
from backline.errors import ConfigError
from backline.people import parse_roster
from backline.store import Store
from backline.warehouse.copies import READ
from tests.roots import DAY


def roster_with(data):
    return parse_roster(f"label = 'Night Shift'\n[settings]\ndata = {data!r}\n")


@pytest.mark.parametrize(
    "data",
    [
        "data",
        "file:///mnt/label/data",
        "s3://bucket",
        "s3a://bucket/label/data",
        "gs://bucket/data",
        "gcs://bucket/a_b~c/year=2026",
        "az://container/data",
        "abfss://container@account.dfs.core.windows.net/data",
        "hdfs://namenode:8020/label/data",
    ],
)
def test_this_checkout_or_an_address_may_be_named(data):
    assert roster_with(data).settings.data == data


def test_a_slash_at_the_end_says_nothing():
    assert roster_with("s3://bucket/data/").settings.data == "s3://bucket/data"


def test_nobody_who_says_nothing_leaves_this_checkout():
    assert parse_roster('label = "Night Shift"\n').settings.data == "data"


@pytest.mark.parametrize(
    "data",
    [
        "", "other", "/mnt/data", "ftp://host/data", "s3://", "s3:///data", "file://host/data",
        "file:///", "file://", "s3://bucket/a b", "s3://bucket/*", "s3://bucket/[a]",
        "s3://bucket/%41", "s3://bucket/../data", "s3://bucket//data", "S3://bucket",
        "file:///a\n",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_it_may_be(data):
    quoted = data.replace("\n", "\\n\\nb")
    with pytest.raises(ConfigError, match='line 3: data: it is "data", which is this checkout'):
        parse_roster(f'label = "Night Shift"\n[settings]\ndata = "{quoted}"\n')


@pytest.mark.parametrize(
    "data",
    [
        "s3://key:s3cr3t@bucket/data",
        "s3://s3cr3t@bucket/data",
        "abfss://container:s3cr3t@account/data",
        "az://container/data?sig=s3cr3t",
        "s3://bucket/data#s3cr3t",
        "ftp://me:s3cr3t@host/data",
        "https://host/data?token=s3cr3t",
    ],
)
def test_a_secret_has_no_place_in_an_address_and_is_not_repeated(data):
    with pytest.raises(ConfigError, match="as a secret of DuckDB's, in the cluster's") as caught:
        roster_with(data)
    assert "s3cr3t" not in str(caught.value)


def test_a_web_server_is_refused_since_it_lists_nothing():
    with pytest.raises(ConfigError, match="a web server does not list its files"):
        roster_with("https://example.org/data")


def test_the_environment_wins():
    there = "s3://bucket/data"
    assert chosen_data("data", {"BACKLINE_DATA": there}) == there
    assert chosen_data(there, {"BACKLINE_DATA": "data"}) == "data"
    assert chosen_data(there, {}) == there
    with pytest.raises(ConfigError, match="BACKLINE_DATA is wrong: it is"):
        chosen_data("data", {"BACKLINE_DATA": "nowhere"})


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("file:///mnt/data", "/mnt/data/measurements/a.parquet"),
        ("file:///mnt/data", "file:///mnt/data/measurements/a.parquet"),
        ("file:///mnt/data", "file:/mnt/data/measurements/a.parquet"),
        ("file:///mnt/data", "mnt/data/measurements/a.parquet"),
        ("s3://bucket", "s3://bucket/measurements/a.parquet"),
        ("s3://bucket/data", "s3a://bucket/data/measurements/a.parquet"),
        ("s3://bucket/data", "data/measurements/a.parquet"),
        ("abfss://c@a.net/x/data", "abfss://c@a.net/x/data/measurements/a.parquet"),
        ("hdfs://host:8020/data", "hdfs://host:8020/data/measurements/a.parquet"),
    ],
)
def test_what_is_listed_is_known_by_its_name_however_an_engine_calls_it(address, found):
    assert name_below(address, found) == "measurements/a.parquet"


def test_what_people_wrote_and_the_small_table_are_read_here(tmp_path):
    store = Store(tmp_path)
    there = Elsewhere("s3://bucket/data", store.data, READ)
    day = store.measurement_file(DAY)
    assert there.name(day) == f"s3://bucket/data/measurements/2026/{DAY}.parquet"
    month = store.data / "audience" / "cities" / "2026-09.parquet"
    assert there.name(month) == "s3://bucket/data/audience/cities/2026-09.parquet"
    for path in (store.subjects_file, store.newest / "a.parquet", tmp_path / "a.parquet"):
        assert there.name(path) is None
