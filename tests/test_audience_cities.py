"""In which cities an audience lives: the largest of the latest day first, with their change."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.store import Store
from backline.store.cities import CITIES, CityEntry, day_of_city
from backline.warehouse import Warehouse
from tests.charted import analysed, answered
from tests.outputs import csv_of, table_of, workbook_of
from tests.roots import DAY, before, root_of, row
from tests.test_scripts import refused, run
from tests.workbooks import parts_of, sheets_of

FIRST, LAST = before(40), DAY
LISTENERS = "spotify/monthly_listeners"


def entry(day, city, value, **more):
    said = {"country": "IT", "region": "", "artist": "ada", "platform": "spotify"}
    said |= {"metric": "monthly_listeners", "source": "soundcharts"} | more
    return CityEntry(date=day, city=city, value=value, **said)


def cities_root(path, entries, rows=()):
    """A root with cities, as a run of Soundcharts writes them."""
    root = root_of(path, rows or [row(DAY, 5, series=LISTENERS)])
    store = Store(root)
    days = {}
    for one in entries:
        days.setdefault(day_of_city(one), []).append(one)
    with store.writing(), store.change() as change:
        CITIES.write(change, store.data, days)
    return root


ENTRIES = [
    *(entry(before(n), "Milano", 900 - n, region="Lombardia") for n in (0, 7, 14, 60)),
    *(entry(before(n), "Roma", 950, region="Lazio") for n in (7, 14)),
    *(
        entry(before(n), "Samone", 40 + n, region=r)
        for n in (0, 14)
        for r in ("Piemonte", "Trento")
    ),
    *(entry(before(n), "=cmd()|A1", 300, country="DE") for n in (0, 7)),
    entry(before(7), "Torino", 30),
    *(entry(before(7), f"Little {n}", n + 1, country="FR") for n in range(20)),
    entry(DAY, "Milano", 7, artist="bo", metric="streaming_audience", platform="youtube"),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return cities_root(tmp_path_factory.mktemp("cities"), ENTRIES)


def cities_of(root, *artists, first=FIRST, last=LAST, **more):
    document = analysed(root, first, last, *artists, tracks=False, cities=True, **more)
    return document["cities"]


def test_a_city_goes_from_its_first_day_in_the_period_to_its_latest(root):
    (one,) = cities_of(root)
    milano = one["cities"][0]
    assert (milano["city"], milano["region"], milano["country"]) == ("Milano", "Lombardia", "IT")
    assert (milano["first_value"], milano["first_date"]) == (886, str(before(14)))
    assert (milano["latest_value"], milano["latest_date"]) == (900, str(DAY))
    assert (milano["difference"], milano["change"]) == (14, round(14 / 886, 6))
    assert (milano["peak_value"], milano["data_points"]) == (900, 3)
    assert milano["sources"] == ["soundcharts"]
    assert one["told_on"] == [str(before(n)) for n in (14, 7, 0)]
    assert (one["artist"], one["platform"], one["metric"]) == (
        "Ada",
        "spotify",
        "monthly_listeners",
    )


def test_a_city_that_left_the_largest_comes_after_those_of_the_latest_day_and_says_so(root):
    cities = cities_of(root)[0]["cities"]
    assert [c["city"] for c in cities][:5] == ["Milano", "=cmd()|A1", "Samone", "Samone", "Roma"]
    assert cities[4]["latest_value"] == 950
    assert cities[4]["notes"] == [f"not among the largest cities of {DAY}"]


def test_two_cities_of_one_name_are_two(root):
    samone = [c for c in cities_of(root)[0]["cities"] if c["city"] == "Samone"]
    assert [c["region"] for c in samone] == ["Piemonte", "Trento"]
    assert [c["difference"] for c in samone] == [-14, -14]


def test_a_city_told_on_one_day_has_no_change(root):
    (torino,) = [c for c in cities_of(root)[0]["cities"] if c["city"] == "Torino"]
    assert (torino["difference"], torino["change"], torino["data_points"]) == (None, None, 1)
    assert "told on one day: nothing to compare it with" in torino["notes"]


def test_twenty_are_listed_and_all_if_asked(root):
    (one,) = cities_of(root)
    assert (len(one["cities"]), one["summary"]["total_cities"]) == (20, 26)
    assert "20 of 26 cities are listed; --all-cities lists all." in one["note"]
    (one,) = cities_of(root, all_cities=True)
    assert len(one["cities"]) == 26


def test_with_a_country_only_its_cities(root):
    (one,) = cities_of(root, country="DE")
    assert [city["city"] for city in one["cities"]] == ["=cmd()|A1"]
    (one,) = cities_of(root, country="GB")
    assert one["cities"] == []
    assert one["note"] == "None of the largest cities of Ada on Spotify, told on 3 days, is in GB."


def test_every_artist_and_platform_has_its_own_and_none_stored_is_said(root):
    found = cities_of(root, "Ada", "Bo", platforms=["spotify", "youtube", "instagram"])
    by_place = {(one["id"], one["platform"]): one for one in found}
    assert len(found) == 6
    assert by_place["bo", "youtube"]["metric"] == "streaming_audience"
    assert by_place["bo", "youtube"]["cities"][0]["latest_value"] == 7
    assert "Soundcharts tells them" in by_place["bo", "spotify"]["note"]
    assert "told of Spotify, YouTube and Deezer alone" in by_place["ada", "instagram"]["note"]
    assert by_place["bo", "spotify"]["metric"] is None


def test_metric_narrows_and_a_lower_bound_means_the_cities_it_is_made_of(root):
    assert cities_of(root, metrics=["followers"])[0]["cities"] == []
    for name in ("monthly_listeners", "monthly_listeners_at_least"):
        assert cities_of(root, metrics=[name], country="IT")[0]["cities"]


def test_of_two_sources_of_a_day_the_trusted_one_counts_as_a_whole(tmp_path):
    entries = [entry(DAY, "Milano", 10), entry(DAY, "Roma", 9)]
    entries += [entry(DAY, "Milano", 99, source="chartmetric")]
    (one,) = cities_of(cities_root(tmp_path, entries))
    assert [(c["city"], c["latest_value"]) for c in one["cities"]] == [("Milano", 99)]


def test_what_a_policy_keeps_back_is_not_shown_to_readers(root, tmp_path):
    kept = cities_root(tmp_path, [entry(DAY, "Milano", 10)])
    roster = Store(kept).roster_file
    roster.write_text(roster.read_text() + "\n[policy.soundcharts]\npublish = false\n", "utf-8")
    with Warehouse(kept, published=True) as warehouse:
        warehouse.look_at_cities(DAY, DAY)
        asked = {"artists": ["ada"], "platforms": ["spotify"], "country": ""}
        assert warehouse.ask("cities", first=DAY, last=DAY, **asked) == []


def test_a_damaged_month_of_cities_is_named_and_the_rest_answers(tmp_path):
    entries = [entry(before(n), "Milano", 10 + n) for n in (0, 35)]
    kept = cities_root(tmp_path, entries)
    CITIES.file(Store(kept).data, before(35)).write_bytes(b"no parquet")
    (one,) = cities_of(kept)
    assert one["told_on"] == [str(DAY)]


def analyze(root, *more):
    return run(
        "analyze", "--artist", "Ada", "--platform", "spotify", "--from", str(FIRST), "--to",
        str(LAST), "--root", root, "--offline", "--cities", *more, COLUMNS="80",
    )  # fmt: skip


def test_every_output_lists_them(root, tmp_path):
    answer = answered(root, FIRST, LAST, tracks=False, cities=True)
    text = table_of(answer)
    assert "Cities of Ada on Spotify: monthly listeners" in text
    assert "Samone, Piemonte" in text
    assert f"not among the largest cities of {DAY}" in text
    assert max(map(len, text.splitlines())) <= 80
    milano, second, *_ = csv_of(answer)
    assert (milano["city"], milano["latest_value"], milano["difference"]) == ("Milano", "900", "14")
    assert second["city"] == "'=cmd()|A1"
    path = workbook_of(answer, tmp_path, all_cities=True)
    book = sheets_of(path)
    assert list(book) == ["Artist Summary", "Track Breakdown", "Cities", "Daily Series", "Notes"]
    assert len(book["Cities"]) == 27
    said = dict(zip(*book["Cities"][:2], strict=True))
    assert (said["City"], said["Region"], said["Country"]) == ("Milano", "Lombardia", "IT")
    assert (said["First"], said["Latest"], said["Difference"]) == (886, 900, 14)
    assert any("The largest cities alone" in note for _, note in book["Notes"])
    sheet = parts_of(path)["xl/worksheets/sheet3.xml"]
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "<f>" not in sheet


def test_cities_of_one_day_are_said_once_to_be_of_it(root):
    text = table_of(answered(root, before(7), before(7), tracks=False, cities=True))
    assert f"monthly listeners, {before(7)}" in text
    assert "nothing to compare" not in text.split("Cities of")[1]


def test_a_csv_without_any_says_why_and_one_of_two_tables_is_refused(root):
    done = analyze(root, "--country", "GB", "--format", "csv")
    assert "None of the largest cities of Ada on Spotify" in done.stderr
    said = refused(analyze(root, "--tracks", "--format", "csv"))
    assert said == "A CSV is one table: ask for --tracks, --cities or --by month alone.\n"


def test_cities_alone_are_an_answer(tmp_path):
    kept = cities_root(tmp_path, [entry(DAY, "Milano", 10)], [row(before(90), 5, series=LISTENERS)])
    assert analyze(kept).returncode == 0


TOLD = st.dictionaries(
    st.tuples(st.integers(0, 20), st.sampled_from(["Milano", "Roma", "Bari"])),
    st.integers(0, 1000),
    min_size=1,
    max_size=12,
)


@given(TOLD)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_city_has_a_day_that_was_not_told_and_none_is_lost(told):
    with tempfile.TemporaryDirectory() as folder:
        entries = [entry(before(n), city, value) for (n, city), value in told.items()]
        (one,) = cities_of(cities_root(Path(folder), entries), first=before(20))
    found = {city["city"]: city for city in one["cities"]}
    assert found.keys() == {city for _, city in told}
    for name, city in found.items():
        days = {before(n): value for (n, of), value in told.items() if of == name}
        assert city["data_points"] == len(days)
        assert (city["first_value"], city["latest_value"]) == (days[min(days)], days[max(days)])
        assert city["peak_value"] == max(days.values())
