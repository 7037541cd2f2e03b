"""What the analysis says of recorded Italian charts and counts, held against the raw lines."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.charted import analysed, by_name
from tests.test_scripts import run

AUGUST = date(2025, 8, 1), date(2025, 8, 31)


@pytest.fixture(scope="module")
def raw():
    from tests.conftest import SHARED

    folder = SHARED / "italy_charts"
    if not folder.is_dir():
        pytest.skip("the recordings italy_charts are not on this machine")
    return folder


@pytest.fixture(scope="module")
def italy(raw, tmp_path_factory):
    """The recordings, taken into an empty root as a person would."""
    root = tmp_path_factory.mktemp("italy")
    for kind, files in (
        ("charts", sorted(raw.glob("*.jsonl"))),
        ("song-audience", [raw / "track_audience_timeseries.jsonl"]),
    ):
        done = run("import_history", kind, *files, "--root", root)
        assert done.returncode == 0, done.stderr
    return root


def lines_of(path):
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def counts(raw):
    """Of each Spotify song its cumulative count by day, the larger of several ids."""
    found = {}
    for said in lines_of(raw / "track_audience_timeseries.jsonl"):
        if said["platform"] == "Spotify":
            plots = [plot["value"] for plot in said["api_data"]["plots"]]
            days = found.setdefault((said["credit_name"], said["track"]), {})
            days[said["date"]] = max([*plots, days.get(said["date"], 0)])
    return found


@pytest.fixture(scope="module")
def weeks(raw):
    """Of each song on Italy's weekly chart its streams by the chart's date."""
    found = {}
    for said in lines_of(raw / "chart_ranking_entries.jsonl"):
        if said["slug"] in ("top-songs-33", "top-100-81"):
            song = found.setdefault((said["platform"], said["credit_name"], said["track"]), {})
            song[said["ranking_date"][:10]] = said["api_data"]["metric"]
    return found


def test_a_song_with_a_cumulative_series(italy, counts):
    series = counts["Achille Lauro", "AMOR"]
    amor = by_name(analysed(italy, *AUGUST, "Achille Lauro"))["AMOR"]
    assert amor["total_streams"] == series["2025-08-31"] - series["2025-07-31"] == 6_029_391
    assert (amor["data_points"], amor["at_least"]) == (31, False)
    assert amor["avg_daily_streams"] == round(6_029_391 / 31, 2)
    days = [date(2025, 8, 1) + timedelta(days=n) for n in range(31)]
    daily = {d: series[str(d)] - series[str(d - timedelta(days=1))] for d in days}
    assert amor["peak_streams"] == max(daily.values())
    assert daily[date.fromisoformat(amor["peak_date"])] == amor["peak_streams"]
    july = series["2025-07-31"] - series["2025-06-30"]
    assert amor["change"] == 6_029_391 - july


def test_a_song_with_only_charts(italy, weeks):
    week = weeks["Spotify", "Achille Lauro", "Amore Disperato"]
    song = by_name(analysed(italy, *AUGUST, "Achille Lauro", country="IT"))["Amore Disperato"]
    assert song["total_streams"] == week["2025-08-21"] + week["2025-08-28"] == 458_438 + 471_441
    assert (song["data_points"], song["at_least"], song["change"]) == (14, True, None)
    assert (song["best_position"], song["peak_streams"]) == (81, None)


def test_in_italy_the_worldwide_count_of_a_song_stands_aside(italy, weeks):
    week = weeks["Spotify", "Achille Lauro", "AMOR"]
    amor = by_name(analysed(italy, *AUGUST, "Achille Lauro", country="IT"))["AMOR"]
    assert amor["total_streams"] == week["2025-08-21"] + week["2025-08-28"]
    assert amor["best_position"] == 16, "and not 20 of Bologna"


def test_weeks_that_reach_out_of_the_period_count_by_their_days_inside(italy, weeks):
    week = weeks["Spotify", "Achille Lauro", "AMOR"]
    period = date(2025, 8, 20), date(2025, 8, 25)
    amor = by_name(analysed(italy, *period, "Achille Lauro", country="IT"))["AMOR"]
    exact = week["2025-08-21"] * 2 / 7 + week["2025-08-28"] * 4 / 7
    assert amor["total_streams"] == round(exact)
    assert not amor["at_least"]


def test_youtube_s_week_ends_on_the_thursday_before_its_monday(italy, weeks):
    week = weeks["YouTube", "Achille Lauro", "AMOR"]
    asked = {"platforms": ["youtube"], "country": "IT"}
    whole = date(2025, 8, 15), date(2025, 8, 21)
    amor = by_name(analysed(italy, *whole, "Achille Lauro", **asked))["AMOR"]
    assert (amor["total_streams"], amor["at_least"]) == (week["2025-08-25"], False)
    after = analysed(italy, date(2025, 8, 22), date(2025, 8, 25), "Achille Lauro", **asked)
    assert all(track["total_streams"] is None for track in by_name(after).values())


def test_a_song_with_a_gap_of_another_artist(italy, counts):
    """Nobody counted on 2025-06-09: both days have half of what came until the 10th."""
    series = counts["Olly & Juli", "Depresso fortunato"]
    assert "2025-06-09" not in series
    period = date(2025, 6, 10), date(2025, 6, 15)
    song = by_name(analysed(italy, *period, "Olly"))["Depresso fortunato"]
    half = (series["2025-06-10"] - series["2025-06-08"]) / 2
    exact = half + series["2025-06-15"] - series["2025-06-10"]
    assert abs(song["total_streams"] - exact) <= 0.5
    assert any("1 day without a count" in note for note in song["notes"])
    assert "counts for each of those credited: Olly, Juli" in song["notes"]
    june = analysed(italy, date(2025, 6, 5), date(2025, 6, 30), "Olly")
    whole = by_name(june)["Depresso fortunato"]
    assert whole["total_streams"] == series["2025-06-30"] - series["2025-06-04"]


def test_a_count_that_fell_costs_its_day_and_no_more(italy, counts):
    series = counts["Fedez & CLARA", "SCELTE STUPIDE"]
    assert series["2025-08-03"] < series["2025-08-02"]
    song = by_name(analysed(italy, *AUGUST, "CLARA"))["SCELTE STUPIDE"]
    before = series["2025-08-02"] - series["2025-07-31"]
    after = series["2025-08-31"] - series["2025-08-03"]
    assert song["total_streams"] == before + after
    assert (song["data_points"], song["at_least"]) == (30, True)
    assert "the count fell on 2025-08-03: 1 day unknown" in song["notes"]


def test_a_song_under_several_ids_counts_once(italy, counts):
    series = counts["Bresh", "Umore marea"]
    song = by_name(analysed(italy, *AUGUST, "bresh"))["Umore marea"]
    assert song["total_streams"] == series["2025-08-31"] - series["2025-07-31"]


def test_every_total_of_every_artist_is_the_difference_of_the_raw_counts(italy, counts):
    """Each song's August, for every artist of the recordings who has a whole month."""
    whole = {}
    for (credit, title), series in counts.items():
        days = sorted(day for day in series if day >= "2025-07-31")
        rises = all(series[a] <= series[b] for a, b in pairwise(days))
        same = [key for key in counts if key[1] == title]
        if (
            rises
            and len(same) == 1
            and days
            and (days[0], days[-1]) == ("2025-07-31", "2025-08-31")
        ):
            whole[credit.split(" & ")[0], title] = series["2025-08-31"] - series["2025-07-31"]
    artists = dict.fromkeys(artist for artist, _ in whole)
    answer = analysed(italy, *AUGUST, *artists, all_tracks=True)
    said = {
        (one["artist"], track["track_name"]): track["total_streams"]
        for one in answer["track_breakdowns"]
        for track in one["tracks"]
    }
    assert len(whole) > 20
    assert whole.items() <= said.items()
