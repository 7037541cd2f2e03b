"""Italian rows in a label's folder: every reader keeps to the world, or says which country.

Each country's number has the metric, the days and the source of a worldwide one, so that whoever
forgets the country mixes them up.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import timedelta

import pytest

from backline.analysis.growth import growth
from backline.analysis.news import news
from backline.analysis.totals import totals
from backline.collecting.retention import forget, prune
from backline.measure import VOCABULARY, State
from backline.people import parse_roster
from backline.store import Store
from backline.store.cities import CITIES, CityEntry, day_of_city
from backline.store.playlists import PLAYLISTS, no_playlist
from backline.store.radio import RADIO, no_play
from backline.unattended.causes import heard_in
from backline.unattended.run_report import gap_lines, metric_lines
from backline.warehouse import Warehouse
from bot.library import Library
from bot.typed import question_of
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_scripts import run

SERIES = {
    "spotify/followers": 12_000,
    "spotify/monthly_listeners": 90_000,
    "spotify/popularity": 40,
    "youtube/subscribers": 8_100,
    "youtube/views": 700_000,
}
DAYS = 45


def worldwide():
    found = []
    for place, artist in enumerate(("ada", "bo")):
        for series, start in SERIES.items():
            for n in range(DAYS):
                value = start + 7 * (DAYS - n) * (series != "spotify/popularity") + place
                found.append(row(before(n), value, artist=artist, series=series))
        for n in range(3):
            streams = 5_000 + 100 * (3 - n)
            found.append(
                row(
                    before(n), streams, artist=artist, series="spotify/streams", subject=f"t{place}"
                )
            )
    return found


def italian():
    """Falls, zeros, jumps and refusals that would each be a finding of a worldwide number."""
    found = []
    for m in worldwide():
        n = (DAY - m.date).days
        more = {"artist": m.artist, "series": f"{m.platform}/{m.metric}", "subject": m.subject}
        if n in (2, 9):
            refused = State.REJECTED if n == 2 else State.FAILED
            found.append(row(m.date, None, state=refused, detail="no", country="IT", **more))
        else:
            value = 0 if n in (5, 6) else (m.value or 0) * (50 if n < 4 else 3) // 10
            found.append(row(m.date, value, country="IT", **more))
        found.append(row(m.date, 77, country="DE", **more))
    found.append(
        row(DAY, 5, series="spotify/monthly_listeners_at_least", source="soundcharts", country="IT")
    )
    return found


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """The same label twice: as the world is, and with Italian and German rows."""
    folder = tmp_path_factory.mktemp("countries")
    return (
        root_of(folder / "plain" / "label", worldwide()),
        root_of(folder / "with" / "label", [*worldwide(), *italian()]),
    )


@pytest.fixture
def two(roots, tmp_path):
    """Copies of both that a test may write to."""
    return [shutil.copytree(root, tmp_path / str(n) / "label") for n, root in enumerate(roots)]


def world_of(text):
    """The lines of a CSV with an empty country."""
    return [line for line in csv.DictReader(io.StringIO(text)) if not line["country"]]


COMMANDS = [
    "/stats",
    "/growth period:7",
    "/growth period:30 artist:Ada",
    "/artist name:Ada",
    "/artist name:Bo",
    "/weekly",
    "/tracks artist:Ada",
    "/tracks artist:Bo period:7",
    "/analyze artist:Ada",
    "/analyze artist:Bo from:2026-09-01 to:2026-09-30",
]


@pytest.mark.few(6)
@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_bot_answers_the_same(roots, command, in_memory):
    plain, mixed = (
        Library(root, today=lambda: DAY, in_memory=in_memory).ask(question_of(command)).to_dict()
        for root in roots
    )
    assert plain == mixed


def test_growth_as_csv_and_json_says_which_country(roots):
    plain, mixed = (run("growth", "--root", root, "--format", "csv").stdout for root in roots)
    assert world_of(plain) == world_of(mixed) != []
    records = json.loads(run("growth", "--root", roots[1], "--format", "json").stdout)
    assert {record["country"] for record in records} == {"", "IT", "DE"}


def test_no_two_lines_of_the_growth_table_look_the_same(roots):
    plain, mixed = (
        run("growth", "--root", root, COLUMNS="200").stdout.splitlines() for root in roots
    )
    assert any("Spotify followers (IT)" in line for line in mixed)
    assert any("Spotify monthly listeners, at least (IT)" in line for line in mixed)
    own = [line.split("  ") for line in mixed]
    names = [parts[1] for parts in own if len(parts) > 2 and not parts[0]]
    in_one_group = len(names) // 2
    assert len(set(names[:in_one_group])) == in_one_group
    said = [" ".join(line.split()) for line in mixed]
    assert all(" ".join(line.split()) in said for line in plain)


@pytest.mark.parametrize(
    "command",
    [("audit", "--format", "json"), ("audit", "--suggest"), ("ask", "/growth period:30")],
)
def test_a_script_prints_the_same(roots, command):
    name, *options = command
    plain, mixed = (run(name, *options, "--root", root) for root in roots)
    assert plain.returncode == mixed.returncode == 0, mixed.stderr
    assert plain.stdout == mixed.stdout


def test_reports_are_the_same_or_say_which_country(two):
    for root in two:
        assert run("export", "--root", root).returncode == 0
    plain, mixed = (sorted((root / "reports").rglob("*.csv")) for root in two)
    assert [p.name for p in plain] == [p.name for p in mixed] != []
    for one, other in zip(plain, mixed, strict=True):
        texts = one.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")
        if "country" in texts[0].splitlines()[0].split(","):
            assert world_of(texts[0]) == world_of(texts[1]), one.name
        else:
            assert texts[0] == texts[1], one.name
    latest = [(root / "data/latest.json").read_text(encoding="utf-8") for root in two]
    assert latest[0] == latest[1]


def test_the_weekly_report_is_the_same(two):
    for root in two:
        done = run("export_weekly", "--offline", "--root", root)
        assert done.returncode == 0, done.stderr
    plain, mixed = (sorted((root / "reports/weekly").rglob("*.csv")) for root in two)
    assert [p.read_text() for p in plain] == [p.read_text() for p in mixed] != []


def test_totals_and_news_count_the_world_alone(roots):
    def of(root):
        with Warehouse(root) as warehouse:
            sums = totals(growth(warehouse, 7), warehouse.roster, DAY)
        return sums, news(Store(root), DAY)

    plain, mixed = map(of, roots)
    assert plain == mixed


def test_a_run_s_report_counts_the_world_alone():
    rows = [m for m in worldwide() if m.date == DAY]
    mixed = [*rows, *(m for m in italian() if m.date in (DAY, before(2)))]
    roster = parse_roster(ROSTER)
    assert metric_lines(mixed) == metric_lines(rows)
    assert gap_lines(mixed, roster) == gap_lines(rows, roster) == []
    assert heard_in(mixed) == heard_in(rows)


class TestRetention:
    KEPT = ROSTER + "\n[policy.soundcharts]\ndays = 10\n"

    def cities(self, root):
        store = Store(root)
        days = {}
        for artist in ("ada", "bo"):
            for n in (3, 30):
                one = CityEntry(
                    before(n), artist, "spotify", "monthly_listeners", "IT", "Rome", "", 9,
                    "soundcharts",
                )  # fmt: skip
                days[day_of_city(one)] = [one]
        plays = {
            (day, artist, source): [no_play(day, artist, DAY, source)]
            for day, artist, *_, source in days
        }
        asked = {
            (day, artist, "spotify", source): [no_playlist(day, artist, "spotify", source)]
            for day, artist, *_, source in days
        }
        with store.writing(), store.change() as change:
            CITIES.write(change, store.data, days)
            RADIO.write(change, store.data, plays)
            PLAYLISTS.write(change, store.data, asked)
        return store

    def left(self, store):
        """The days and artists that are left, which are the same in every table."""
        tables = {
            table.folder: [
                (c.date, c.artist) for p in table.files(store.data) for c in table.read(p)
            ]
            for table in (CITIES, RADIO, PLAYLISTS)
        }
        cities, *others = tables.values()
        assert others == [cities, cities]
        return cities

    def test_countries_and_cities_are_pruned_with_the_rest(self, tmp_path):
        rows = [
            row(before(n), 5, series="spotify/monthly_listeners_at_least", source="soundcharts",
                country="IT")
            for n in (3, 30)
        ]  # fmt: skip
        store = self.cities(root_of(tmp_path, rows, self.KEPT))
        with store.writing():
            assert prune(store, store.roster(), DAY) == [before(30)]
        assert self.left(store) == [(before(3), "ada"), (before(3), "bo")]
        with Warehouse(tmp_path) as warehouse:
            found = warehouse._engine.rows("from measurement")
        assert {r["date"]: r["value"] for r in found} == {before(3): 5, before(30): None}

    def test_an_artist_s_cities_are_forgotten_with_them(self, tmp_path):
        store = self.cities(root_of(tmp_path, [row(DAY, 1)]))
        ada = store.roster().named("ada")
        with store.writing():
            forget(store, ada)
        assert {artist for _, artist in self.left(store)} == {"bo"}


def test_every_lower_bound_names_the_metric_it_is_of():
    bounds = [m for m in VOCABULARY.values() if m.bound_of]
    assert len(bounds) == 3
    for m in bounds:
        assert (m.platform, m.bound_of) in VOCABULARY
        assert "at least" in m.label


def test_the_italian_rows_are_as_many_as_they_should_be(roots):
    with Warehouse(roots[1]) as warehouse:
        rows = warehouse._engine.rows(
            "select country, count(*) as n from measurement group by country"
        )
    counts = {r["country"]: r["n"] for r in rows}
    assert counts["IT"] - 1 == counts["DE"] == counts[""]
    assert DAY - timedelta(days=DAYS) < before(DAYS - 1)
