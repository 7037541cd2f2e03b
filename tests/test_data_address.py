"""An engine reads elsewhere what this machine vouches for, and never says another number."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.places import charted_songs
from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.engines import DuckDB, EngineError
from backline.errors import ConfigError
from backline.exports import write_reports
from backline.store import Store
from backline.store.charts import CHARTS
from backline.store.cities import CITIES, CityEntry, day_of_city
from backline.warehouse import Warehouse, newest
from tests.charted import charted_root, line, song
from tests.played import run
from tests.roots import DAY, ROSTER, before, root_of, row

ADA = Whom("ada", "Ada")
WAY_OUT = "set BACKLINE_DATA=data to read this checkout"


@pytest.fixture
def root(tmp_path):
    """Days, a chart and cities of a label whose folder has signs that patterns are made of."""
    rows = [row(before(n), 1000 - n) for n in range(12)]
    rows += [row(before(n), None, artist="bo", detail="down") for n in range(3)]
    rows.append(row(before(8), 50, artist="bo", series="spotify/monthly_listeners"))
    lines = [line(before(n), "amor", 100 + n) for n in range(3)]
    path = charted_root(tmp_path / "a [label]*", [song("amor")], lines, rows)
    one = CityEntry(
        DAY, "ada", "spotify", "monthly_listeners", "IT", "Milano", "", 9, "soundcharts"
    )
    store = Store(path)
    with store.writing(), store.change() as change:
        CITIES.write(change, store.data, {day_of_city(one): [one]})
    return path


@pytest.fixture
def there(root, tmp_path):
    """The folder with a copy of what engines read."""
    return shutil.copytree(root / "data", tmp_path / "there" / "data")


@pytest.fixture(params=["duckdb", pytest.param("spark connect", marks=pytest.mark.heavy)])
def elsewhere(request, there, monkeypatch):
    """Either engine reads the copy."""
    monkeypatch.setenv("BACKLINE_DATA", f"file://{there}")
    if request.param != "duckdb":
        monkeypatch.setenv("BACKLINE_ENGINE", request.getfixturevalue("sail"))
    return there


@pytest.fixture
def by_duckdb(there, monkeypatch):
    monkeypatch.setenv("BACKLINE_DATA", f"file://{there}")
    return there


@pytest.fixture
def soon(monkeypatch):
    """Roots of a few days have a past to settle."""
    monkeypatch.setattr(newest, "MOST_SINCE", 2)
    monkeypatch.setattr(newest, "YOUNG", 1)


def day_file(data, day=DAY):
    return data / "measurements" / f"{day:%Y}" / f"{day}.parquet"


def asked(warehouse):
    """Questions that between them read every kind of file."""
    cities = warehouse.look_at_cities(date.min, date.max)
    return {
        "day": warehouse.latest_day,
        "latest": latest(warehouse),
        "growth": growth(warehouse, 7),
        "coverage": coverage(warehouse, 7),
        "charts": charted_songs(warehouse, ADA, date.min, date.max),
        "cities": cities and warehouse.ask("known_artists"),
    }


def answers(root, **options):
    with Warehouse(root, **options) as warehouse:
        return asked(warehouse), warehouse.problems


def values(root, artist="ada"):
    with Warehouse(root) as warehouse:
        return [found.value for found in latest(warehouse, artist=artist)], warehouse.problems


def rewritten(root, there, day, **values):
    """Have other numbers at the address, by their metrics, in a file of the same size."""
    file, size = day_file(there, day), day_file(root / "data", day).stat().st_size
    rows = Store(root).read_day(day).measurements
    other = root_of(there.parent / "other", [replace(m, value=values[m.metric]) for m in rows])
    shutil.copyfile(day_file(other / "data", day), file)
    assert file.stat().st_size == size


class TestTheSameFiles:
    @pytest.mark.parametrize("in_memory", [False, True])
    def test_give_the_same_rows(self, root, elsewhere, monkeypatch, in_memory):
        there = answers(root, in_memory=in_memory)
        monkeypatch.setenv("BACKLINE_ENGINE", "duckdb")
        monkeypatch.setenv("BACKLINE_DATA", "data")
        assert there == answers(root)
        assert there[0]["charts"]
        assert there[0]["cities"]
        assert there[1] == ()

    def test_are_read_there_and_not_here(self, root, elsewhere):
        with Warehouse(root) as warehouse:
            before_it = asked(warehouse)
        with Warehouse(root) as warehouse:
            for folder in ("measurements", "audience"):
                shutil.rmtree(root / "data" / folder)
            assert latest(warehouse) == before_it["latest"]
            assert growth(warehouse, 7) == before_it["growth"]

    def test_may_be_named_in_the_roster_while_the_environment_wins(self, root, there, monkeypatch):
        day_file(there).unlink()
        text = ROSTER.replace("\n\n", f'\n\n[settings]\ndata = "file://{there}"\n\n', 1)
        (root / "roster.toml").write_text(text, encoding="utf-8")
        assert values(root)[0] == [999]
        monkeypatch.setenv("BACKLINE_DATA", "data")
        assert values(root) == ([1000], ())


class TestAnotherFileThere:
    def test_a_day_that_is_missing_is_left_out_and_named(self, root, elsewhere):
        day_file(elsewhere).unlink()
        found, (problem,) = values(root)
        assert found == [999]
        assert problem == (
            f"data/measurements/2026/{DAY}.parquet is not at file://{elsewhere}: copy it there, or "
            f"{WAY_OUT}; the day is left out."
        )

    def test_a_day_of_another_size_is_left_out_with_both_sizes(self, root, elsewhere):
        file = day_file(elsewhere)
        size = file.stat().st_size
        file.write_bytes(file.read_bytes() + b"!")
        found, (problem,) = values(root)
        assert found == [999]
        assert f"has {size:,} bytes here and {size + 1:,} at file://{elsewhere}" in problem

    def test_a_month_that_is_missing_costs_its_lines_alone(self, root, elsewhere):
        (month,) = CHARTS.files(elsewhere)
        month.unlink()
        found, (problem,) = answers(root)
        assert found["charts"] == []
        assert found["cities"]
        assert found["latest"][0].value == 1000
        assert problem.startswith("data/charts/2026-09.parquet is not at file://")
        assert problem.endswith(f"{WAY_OUT}; the month is left out.")

    def test_what_is_there_alone_is_no_day(self, root, elsewhere):
        shutil.copyfile(day_file(elsewhere), day_file(elsewhere, date(2026, 10, 1)))
        assert values(root) == ([1000], ())

    def test_damage_of_the_same_size_is_found_by_its_content(self, root, elsewhere):
        file = day_file(elsewhere)
        file.write_bytes(b"PAR1" + b"\0" * (file.stat().st_size - 8) + b"PAR1")
        found, (problem,) = values(root)
        assert found == [999]
        assert f"has another content at file://{elsewhere}" in problem

    def test_a_day_that_went_away_meanwhile_is_left_out_when_it_is_asked_for(self, root, by_duckdb):
        with Warehouse(root) as warehouse:
            day_file(by_duckdb, before(1)).unlink()
            (found,) = growth(warehouse, 7, artist="ada")
            assert (found.now, found.days_measured) == (1000, 6)
            (problem,) = warehouse.problems
            assert f"{before(1)}.parquet is not at file://{by_duckdb}" in problem

    def test_a_month_damaged_there_is_left_out_when_it_is_asked_for(self, root, elsewhere):
        (month,) = CITIES.files(elsewhere)
        month.write_bytes(b"\0" * month.stat().st_size)
        found, (problem,) = answers(root)
        assert found["latest"][0].value == 1000
        assert problem.startswith("data/audience/cities/2026-09.parquet has another content")

    def test_the_small_table_of_another_copy_is_not_believed(
        self, root, by_duckdb, monkeypatch, soon
    ):
        rewritten(root, by_duckdb, before(8), followers=992, monthly_listeners=51)
        # When it opens only sizes are held against each other.
        assert values(root, "bo") == ([None, 51], ())
        monkeypatch.setenv("BACKLINE_DATA", "data")
        assert values(root, "bo") == ([None, 50], ())


class TestNobodyThere:
    def test_an_address_where_nothing_lies(self, root, elsewhere, monkeypatch):
        monkeypatch.setenv("BACKLINE_DATA", f"file://{elsewhere}/empty")
        with pytest.raises(ConfigError) as caught:
            Warehouse(root)
        assert f"file://{elsewhere}/empty" in str(caught.value)
        assert str(caught.value).endswith(f"{WAY_OUT}.")

    @pytest.mark.parametrize(
        ("address", "extension"), [("s3://nobody/data", "httpfs"), ("az://nobody/data", "azure")]
    )
    def test_an_extension_that_is_not_installed_is_named_and_not_fetched(
        self, root, monkeypatch, tmp_path, address, extension
    ):
        monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB keeps what is installed
        monkeypatch.setenv("BACKLINE_DATA", address)
        with pytest.raises(ConfigError, match=f"INSTALL {extension}") as caught:
            Warehouse(root)
        assert address in str(caught.value)
        assert str(caught.value).endswith(f"{WAY_OUT}.")
        engine = DuckDB()
        with pytest.raises(EngineError, match=extension):
            engine.lying(address)
        (found,) = engine.rows("select current_setting('autoinstall_known_extensions') as found")
        assert found == {"found": False}

    def test_an_address_that_only_clusters_read(self, root, monkeypatch):
        monkeypatch.setenv("BACKLINE_DATA", "hdfs://nobody:8020/data")
        with pytest.raises(ConfigError, match="DuckDB reads no address that begins with hdfs://"):
            Warehouse(root)

    def test_a_cluster_that_cannot_come_there(self, root, sail, monkeypatch):
        monkeypatch.setenv("BACKLINE_ENGINE", sail)
        monkeypatch.setenv("BACKLINE_DATA", "s3://nobody-is-here/data")
        with pytest.raises(ConfigError, match="s3://nobody-is-here/data cannot be listed"):
            Warehouse(root)


class TestWhoWritesDays:
    def test_reports_list_the_fresh_day_as_left_out_and_have_it_once_it_is_there(
        self, root, by_duckdb
    ):
        store = Store(root)
        day_file(by_duckdb).unlink()
        with store.writing():
            (problem,) = write_reports(store)
        assert f"{DAY}.parquet is not at" in problem
        scores = store.popularity_file.read_text(encoding="utf-8-sig")
        assert [r for r in scores.splitlines() if str(DAY) in r and r.endswith("unreadable")]
        month = store.series / "2026-09.csv"
        assert f"{DAY}" not in month.read_text(encoding="utf-8-sig")
        shutil.copyfile(day_file(root / "data"), day_file(by_duckdb))
        with store.writing():
            assert write_reports(store) == []
        assert f"{DAY}" in month.read_text(encoding="utf-8-sig")

    def test_the_daily_run_ends_well_with_the_day_among_its_problems(
        self, label_root, box, monkeypatch, tmp_path
    ):
        run(label_root, box)
        there = shutil.copytree(label_root / "data", tmp_path / "copy" / "data")
        monkeypatch.setenv("BACKLINE_DATA", f"file://{there}")
        box.date += timedelta(days=1)
        done = run(label_root, box)
        assert done.measured
        (problem,) = done.problems
        assert f"{done.collected.day.date}.parquet is not at file://{there}" in problem


class TestThisCheckout:
    def test_lists_nothing_anywhere(self, root, monkeypatch):
        def never(*_, **__):
            raise AssertionError("nothing is to be listed")

        monkeypatch.setattr(DuckDB, "lying", never)
        (found, problems) = answers(root)
        assert (found["latest"][0].value, problems) == (1000, ())
