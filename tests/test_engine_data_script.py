"""Measurements at an address are switched on only where they are the same as here."""

from __future__ import annotations

import shutil

import pytest

from backline.store import Store
from backline.store.cities import CITIES, CityEntry, day_of_city
from tests.bot_roots import small_label
from tests.test_scripts import refused, run


@pytest.fixture
def root(tmp_path):
    path = small_label(tmp_path / "label")
    store = Store(path)
    key = store.roster().artists[0].key
    day = store.days()[-1]
    city = CityEntry(day, key, "spotify", "monthly_listeners", "IT", "Milano", "", 9, "soundcharts")
    with store.writing(), store.change() as change:
        CITIES.write(change, store.data, {day_of_city(city): [city]})
    return path


@pytest.fixture
def there(root, tmp_path):
    return shutil.copytree(root / "data", tmp_path / "there")


@pytest.fixture
def newest(root, there):
    """The copy of the newest day."""
    return there / Store(root).measurement_files()[-1].relative_to(root / "data")


def check(root, there, *more, **environment):
    return run(
        "engine", "check", *more, "--artists", "2", "--data", f"file://{there}", "--switch",
        "--root", root, **environment,
    )  # fmt: skip


def roster(root):
    return (root / "roster.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("cluster", marks=pytest.mark.heavy)])
def test_the_same_files_are_switched_on_with_whoever_reads_them(root, there, request, engine):
    named = [request.getfixturevalue("sail")] if engine == "cluster" else []
    done = check(root, there, *named)
    assert done.returncode == 0, done.stderr
    assert f"41 of 41 files have the same content at file://{there}." in done.stdout
    asked = named[0] if named else engine
    assert f"{asked} at file://{there} answers as this machine does" in done.stdout
    assert f'data = "file://{there}"' in roster(root)
    assert ('engine = "' in roster(root)) == bool(named)
    here = run("growth", "--days", "7", "--root", root, BACKLINE_DATA="data")
    by_it = run("growth", "--days", "7", "--root", root)
    assert (by_it.stdout, by_it.returncode) == (here.stdout, 0), by_it.stderr


def test_what_is_set_is_checked_where_nothing_is_named(root, there):
    said = {"BACKLINE_DATA": f"file://{there}"}
    done = run("engine", "check", "--artists", "1", "--root", root, **said)
    assert done.returncode == 0, done.stderr
    assert f"duckdb at file://{there} answers as this machine does" in done.stdout
    assert "data =" not in roster(root)


@pytest.mark.parametrize("engine", ["duckdb", "cluster"])
def test_another_content_of_the_same_size_is_named_and_nothing_is_switched(
    root, there, newest, request, engine
):
    named = [request.getfixturevalue("sail")] if engine == "cluster" else []
    before = roster(root)
    other = bytearray(newest.read_bytes())
    other[-20] ^= 1
    newest.write_bytes(other)
    done = check(root, there, *named)
    error = refused(done, 1)
    assert error.splitlines() == [
        f"data/{newest.relative_to(there)} has another content at file://{there}.",
        f"file://{there} is not to be switched on: copy there what differs, and check it again.",
    ]
    assert "40 of 41 files have the same content" in done.stdout
    assert "answers as" not in done.stdout
    assert roster(root) == before


def test_what_is_missing_or_of_another_size_is_named(root, there, newest):
    (month,) = CITIES.files(there)
    month.unlink()
    newest.write_bytes(newest.read_bytes() + b"!")
    error = refused(check(root, there), 1)
    assert f"data/{month.relative_to(there)} is not at file://{there}." in error
    assert f"data/{newest.relative_to(there)} has " in error


def test_of_very_many_the_first_are_named_and_the_others_counted(root, there):
    for file in Store(root).measurement_files()[:25]:
        (there / file.relative_to(root / "data")).unlink()
    *named, more, _ = refused(check(root, there), 1).splitlines()
    assert len(named) == 20
    assert more == "and 5 more"


def test_nothing_there_is_one_sentence(root, there):
    error = refused(check(root, there / "empty"))
    assert error.count("\n") == 1
    assert f"file://{there}/empty" in error
    assert "settings" not in roster(root)


def test_a_secret_is_refused_and_not_repeated(root):
    done = run("engine", "check", "--data", "s3://key:s3cr3t@bucket/data", "--root", root)
    error = refused(done)
    assert "an address holds no user, no key" in error
    assert "s3cr3t" not in error


def test_a_file_that_cannot_be_read_here_is_said_and_not_taken_for_the_same(root, there):
    file = Store(root).measurement_files()[0]
    file.unlink()
    file.symlink_to("nowhere")
    done = check(root, there)
    assert "cannot be used (No such file or directory)" in refused(done, 1)
    assert "have the same content" not in done.stdout


@pytest.mark.heavy
def test_the_engine_and_the_address_that_were_checked_are_written_together(root, there, sail):
    done = check(root, there, BACKLINE_ENGINE=sail)
    assert done.returncode == 0, done.stderr
    assert f'roster.toml has engine = "{sail}" and data = "file://{there}" now' in done.stdout
    text = roster(root)
    assert f'engine = "{sail}"' in text
    assert f'data = "file://{there}"' in text
