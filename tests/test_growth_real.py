"""Growth of thirty real artists, measured about every three days with gaps, by the definition."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backline.analysis.growth import growth
from backline.warehouse import Warehouse
from tests.roots import root_of, row
from tests.test_growth import plain_growth

SERIES = {
    "followers": ("spotify/followers", "spotify_api"),
    "monthlyListeners": ("spotify/monthly_listeners", "spotify_page"),
}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    from tests.conftest import SHARED

    folder = SHARED / "listeners_history"
    if not folder.is_dir():
        pytest.skip("the recordings listeners_history are not on this machine")
    known, rows, roster = {}, [], 'label = "L"\n'
    for place, path in enumerate(sorted(folder.glob("*.json"))):
        key = f"artist-{place}"
        roster += f'[[artist]]\nkey = "{key}"\nname = "{key}"\n'
        for day, numbers in json.loads(path.read_text(encoding="utf-8"))["stats"].items():
            for name, (series, source) in SERIES.items():
                if isinstance(numbers.get(name), int):
                    value, when = numbers[name], date.fromisoformat(day)
                    known.setdefault((key, series), {})[when] = value
                    rows.append(row(when, value, artist=key, series=series, source=source))
    return root_of(tmp_path_factory.mktemp("real"), rows, roster), known


@pytest.mark.few(8)
@pytest.mark.parametrize("as_of", [date(2025, 2, 28), date(2025, 3, 14), date(2026, 8, 20)])
@pytest.mark.parametrize("days", [7, 28, 90])
@pytest.mark.parametrize("in_memory", [True, False])
def test_every_series_follows_the_definition(real, as_of, days, in_memory):
    root, known = real
    with Warehouse(root, in_memory=in_memory) as warehouse:
        found = {
            (g.artist, f"{g.platform}/{g.metric}"): g for g in growth(warehouse, days, as_of=as_of)
        }
    compared = 0
    for series, points in known.items():
        now, then = plain_growth(points, as_of, days)
        g = found.get(series)
        assert (g.now_date if g else None, g.then_date if g else None) == (now, then), series
        if then:
            assert g.growth == points[now] - points[then]
            compared += 1
    assert compared > 10 or as_of == date(2025, 3, 14)  # in a hole of two and a half weeks
