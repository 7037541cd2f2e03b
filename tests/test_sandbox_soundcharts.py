"""Soundcharts in the sandbox: its keys, its two limits, its periods and its shapes."""

from datetime import date

import pytest
import requests

from sandbox import Sandbox, World
from sandbox.soundcharts_shapes import artist_uuid

DAY = date(2026, 9, 2)


@pytest.fixture
def world():
    return World(seed=1, artists=2)


@pytest.fixture
def box(world):
    with Sandbox(world, date=DAY) as running:
        yield running


def get(box, path, keys=None, **params):
    app, key = keys or box.world.soundcharts.keys
    with requests.Session() as session:
        return session.get(
            f"{box.url}/soundcharts/api/{path}",
            params=params,
            headers={"x-app-id": app, "x-api-key": key},
            timeout=5,
        )


def streaming(box, first, last, **more):
    path = f"v2/artist/{artist_uuid(box.world.artists[0])}/streaming/spotify"
    return get(box, path, startDate=first, endDate=last, **more)


def test_both_keys_are_needed(box, world):
    app, key = world.soundcharts.keys
    assert world.credentials()["SOUNDCHARTS_API_KEY"] == key
    for wrong in ((app, "x"), ("x", key), ("", "")):
        refused = get(box, "v2/artist/search/marlow", keys=wrong)
        assert refused.status_code == 401
        assert refused.json()["errors"][0]["code"] == 401


def test_a_minute_and_a_month_are_refused_differently(box, world):
    world.soundcharts.per_minute = 1
    first = streaming(box, "2026-08-01", "2026-08-02")
    assert first.headers["x-quota-remaining"] == str(world.soundcharts.quota)
    minute = streaming(box, "2026-08-01", "2026-08-02")
    assert minute.status_code == 429
    assert "maximum request count" in minute.json()["errors"][0]["message"]
    assert 0 < int(minute.headers["x-ratelimit-reset"]) <= 60
    world.soundcharts.per_minute, world.soundcharts.quota = 100, 0
    month = streaming(box, "2026-08-01", "2026-08-02")
    assert month.status_code == 429
    assert "x-ratelimit-reset" not in month.headers
    assert "quota" in month.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2026-06-01", "2026-08-29", 200),  # 90 days
        ("2026-06-01", "2026-08-30", 400),
        ("2026-08-02", "2026-08-01", 400),
        ("soon", "2026-08-01", 400),
    ],
)
def test_a_period_has_at_most_90_days_both_ends_included(box, first, last, status):
    assert streaming(box, first, last).status_code == status


def test_today_s_number_comes_tomorrow(box, world):
    world.soundcharts.whole = True
    days = [i["date"][:10] for i in streaming(box, "2026-08-30", "2026-09-02").json()["items"]]
    assert days == ["2026-08-30", "2026-08-31", "2026-09-01"]


def test_days_are_missing_and_null_and_one_more_than_asked_for_may_come(box):
    answers = streaming(box, "2026-05-01", "2026-07-27").json()["items"]
    days = [item["date"][:10] for item in answers]
    assert len(days) < 88
    assert any(item["value"] is None for item in answers)
    assert days[-1] == "2026-07-28"


def test_pages_repeat_the_end_of_the_one_before_and_lead_on_by_a_path(box, world):
    world.soundcharts.whole = True
    seen, body = [], streaming(box, "2026-06-01", "2026-08-20", limit=30).json()
    while True:
        seen += [item["date"][:10] for item in body["items"]]
        ahead = body["page"]["next"]
        if not ahead:
            break
        assert ahead.startswith("/api/v2/")
        body = get(box, ahead.removeprefix("/api/")).json()
    assert ahead == ""
    assert len(seen) > len(set(seen)) == 81


def test_cities_come_once_a_week_and_countries_are_their_sums(box, world):
    world.soundcharts.whole = True
    items = streaming(box, "2026-08-01", "2026-08-28").json()["items"]
    located = [item for item in items if item["cityPlots"]]
    assert len(located) == 4
    for item in located:
        assert len(item["cityPlots"]) == 50
        sums = {}
        for city in item["cityPlots"]:
            sums[city["countryCode"]] = sums.get(city["countryCode"], 0) + city["value"]
        assert {plot["countryCode"]: plot["value"] for plot in item["countryPlots"]} == sums
        assert 0.3 < sum(sums.values()) / item["value"] < 0.4
