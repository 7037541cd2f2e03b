"""An artist's own numbers in a period, and what may be added over artists and days."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.analysis.audience.rows import OVERLAP
from backline.analysis.growth import growth
from backline.measure import PLATFORM_LABELS, VOCABULARY, Kind, State
from backline.warehouse import Warehouse
from tests.charted import analysed
from tests.drawn import drawn
from tests.roots import DAY, before, root_of, row

FIRST, LAST = before(9), DAY
UUID = "11e81bcc-9c1c-ce38-b96b-a0369fe50396"
LISTENERS, FOLLOWERS = "spotify/monthly_listeners", "spotify/followers"
ROSTER = f"""label = "Night Shift"
[[artist]]
key = "ada"
name = "Ada"
soundcharts = "{UUID}"
spotify = "4gzpq5DPGxSnKTe4SA8HAU"
[[artist]]
key = "bo"
name = "Bo"
since = 2026-09-27
"""


def answer(root, *artists, first=FIRST, last=LAST, **more):
    return analysed(root, first, last, *artists, tracks=False, **more)


def rows_of(document, artist="ada"):
    """An artist's rows by metric."""
    return {r["metric"]: r for r in document["detailed_breakdown"] if r["id"] == artist}


def test_a_row_goes_from_the_first_measured_day_to_the_latest(tmp_path):
    values = {8: 100, 7: 140, 5: 90, 2: 120}
    rows = [row(before(n), value, series=LISTENERS) for n, value in values.items()]
    rows.append(row(before(1), None, series=LISTENERS, detail="the platform was down"))
    rows.append(row(before(20), 1, series=LISTENERS))
    one = rows_of(answer(root_of(tmp_path, rows, ROSTER)))["monthly_listeners"]
    assert (one["first_value"], one["first_date"]) == (100, str(before(8)))
    assert (one["latest_value"], one["latest_date"]) == (120, str(before(2)))
    assert one["current_audience"] == 120
    assert one["difference"] == 20
    assert one["period_average"] == one["month_average"] == 112.5
    assert (one["peak_value"], one["peak_date"]) == (140, str(before(7)))
    assert (one["data_points"], one["days"]) == (4, 10)
    assert one["coverage"]["missing"] == [
        {"reason": "not measured", "days": 5},
        {"reason": "the platform was down", "days": 1},
    ]
    assert one["sources"] == ["spotify_api"]
    assert (one["artist__uuid"], one["id"]) == (UUID, "ada")


def test_the_last_day_of_the_period_counts(tmp_path):
    rows = [row(before(n), 100 - n, series=LISTENERS) for n in range(12)]
    one = rows_of(answer(root_of(tmp_path, rows, ROSTER)))["monthly_listeners"]
    assert (one["first_value"], one["latest_value"], one["data_points"]) == (91, 100, 10)


def test_one_measured_day_has_no_difference_and_says_so(tmp_path):
    one = rows_of(answer(root_of(tmp_path, [row(DAY, 5)], ROSTER)))["followers"]
    assert (one["first_value"], one["difference"]) == (5, None)
    assert "measured on one day: nothing to compare it with" in one["notes"]


def test_the_lead_metric_comes_first_and_metric_narrows(tmp_path):
    rows = [row(DAY, 5), row(DAY, 50, series="spotify/popularity"), row(DAY, 7, series=LISTENERS)]
    root = root_of(tmp_path, rows, ROSTER)
    assert list(rows_of(answer(root))) == ["monthly_listeners", "followers", "popularity"]
    assert list(rows_of(answer(root, metrics=["Followers"]))) == ["followers"]


@pytest.mark.parametrize(
    ("platform", "lead"),
    [("spotify", "monthly listeners"), ("youtube", "subscribers"), ("instagram", "followers"),
     ("tiktok", "followers"), ("deezer", "fans")],
)  # fmt: skip
def test_every_platform_has_its_lead_metric(tmp_path, platform, lead):
    document = answer(root_of(tmp_path, [row(DAY, 5)], ROSTER), platforms=[platform])
    assert document["detailed_breakdown"][0]["platform__audience_metric_name"] == lead


def test_a_summary_of_one_artist_is_the_artist_s_lead_row_rolling_metrics_too(tmp_path):
    rows = [row(before(n), 100 + n, series=LISTENERS) for n in range(5)] + [row(DAY, 3)]
    document = answer(root_of(tmp_path, rows, ROSTER))
    (summary,) = document["platform_summaries"]
    lead = document["detailed_breakdown"][0]
    assert {name: summary[name] for name in lead} == lead


def test_additive_metrics_are_summed_over_the_days_on_which_all_were_measured(tmp_path):
    rows = [row(before(n), 100 - n) for n in range(8)]
    rows += [row(before(n), 10, artist="bo") for n in (1, 3, 9)]
    (summary,) = answer(root_of(tmp_path, rows, ROSTER), "Ada", "Bo")["platform_summaries"]
    sums = {one["metric"]: one for one in summary["metrics"]}["followers"]
    assert (sums["first_value"], sums["latest_value"]) == (97 + 10, 99 + 10)
    assert (sums["data_points"], sums["artists"], sums["artists_measured"]) == (2, 2, 2)
    assert "sums of the 2 days on which all 2 artists were measured" in sums["notes"]
    assert sums["artist__name"] is None


def test_monthly_listeners_of_several_artists_get_a_range_and_no_sum(tmp_path):
    rows = [row(DAY, 100, series=LISTENERS), row(DAY, 900, series=LISTENERS, artist="bo")]
    (summary,) = answer(root_of(tmp_path, rows, ROSTER), "Ada", "Bo")["platform_summaries"]
    assert summary["metric"] == "monthly_listeners"
    assert summary["latest_value"] is None
    assert summary["period_average"] is None
    assert summary["range"] == {"lowest": 100, "highest": 900}
    assert summary["notes"] == [OVERLAP]


def test_where_two_sources_told_the_same_day_the_trusted_counts_and_both_are_compared(tmp_path):
    rows = [
        row(DAY, 100),
        row(DAY, 112, source="chartmetric"),
        row(before(1), 90, source="chartmetric"),
        row(DAY, 7, series="deezer/fans"),
        row(DAY, 7, series="deezer/fans", source="chartmetric"),
    ]
    found = rows_of(answer(root_of(tmp_path, rows, ROSTER), platforms=["spotify", "deezer"]))
    assert (
        "spotify_api counts; chartmetric told the same 1 day, and the same numbers"
        in found["fans"]["notes"]
    )
    one = found["followers"]
    assert one["latest_value"] == 100
    assert one["sources"] == ["chartmetric", "spotify_api"]
    assert "spotify_api counts; chartmetric told the same 1 day, up to 12 apart" in one["notes"]
    assert "first told by chartmetric, latest by spotify_api" in one["notes"]


def test_a_worldwide_number_does_not_stand_for_a_country(tmp_path):
    one = rows_of(answer(root_of(tmp_path, [row(DAY, 5)], ROSTER), country="IT"))
    assert one["monthly_listeners_at_least"]["latest_value"] is None
    assert "no monthly listeners are known of IT" in one["monthly_listeners_at_least"]["notes"][0]
    assert "followers" not in one


def test_an_artist_without_an_account_and_one_outside_the_roster_say_so(tmp_path):
    root = root_of(tmp_path, [row(DAY, 5)], ROSTER)
    document = answer(root, "Bo", "Cy")
    assert (
        "the roster has no Spotify account of Bo"
        in rows_of(document, "bo")["monthly_listeners"]["notes"]
    )
    (cy,) = rows_of(document, "cy").values()
    assert cy["notes"] == ["Cy is not in the roster: no audience is measured"]
    assert not document["success"]


def test_days_before_an_artist_joined_and_days_to_come_are_said(tmp_path):
    rows = [row(DAY, 5, artist="bo", series=LISTENERS)]
    document = answer(root_of(tmp_path, rows, ROSTER), "Bo", today=DAY, last=date(2026, 10, 2))
    assert rows_of(document, "bo")["monthly_listeners"]["coverage"]["missing"] == [
        {"reason": "not with the label that day", "days": 6},
        {"reason": "not measured", "days": 3},
        {"reason": "has not happened yet", "days": 2},
    ]


def test_a_period_across_a_leap_day_and_one_of_ten_years(tmp_path):
    root = root_of(tmp_path, [row(date(2024, 2, 29), 5), row(date(2024, 3, 1), 7)], ROSTER)
    leap = answer(root, first=date(2024, 2, 28), last=date(2024, 3, 1))
    assert leap["summary"]["date_range"]["days"] == 3
    assert rows_of(leap)["followers"]["difference"] == 2
    ten = answer(root, first=date(2016, 10, 1), last=DAY)
    assert ten["summary"]["date_range"]["days"] == 3652
    assert rows_of(ten)["followers"]["data_points"] == 2


def test_growth_over_the_days_of_the_period_is_the_figure_of_growth(tmp_path):
    """From the first to the latest measured day is another figure, and both are said."""
    rows = [row(before(n), 1000 - 7 * n, artist=a) for n in range(40) if n != 9 for a in NAMES]
    rows += [row(before(n), 90 - n, series="spotify/popularity") for n in range(40)]
    rows += [row(before(n), 9 * (40 - n), series="youtube/views") for n in range(0, 40, 5)]
    rows += [row(before(n), 300 - n, series=LISTENERS, country="IT") for n in range(12)]
    root = root_of(tmp_path, rows, ROSTER)
    with Warehouse(root) as warehouse:
        figures = growth(warehouse, 9, as_of=LAST)
    assert len(figures) == 5
    platforms = ["spotify", "youtube"]
    documents = [
        answer(root, "Ada", "Bo", platforms=platforms, country=country) for country in ("", "IT")
    ]
    for figure in figures:
        document = documents[figure.country == "IT"]
        (found,) = [
            one
            for one in document["detailed_breakdown"]
            if (one["id"], one["platform__slug"], one["metric"])
            == (figure.artist, figure.platform, figure.metric)
        ]
        over = found["over_days"]
        assert (over["days"], over["growth"], over["change"], over["note"]) == (
            9, figure.growth, figure.change, figure.note
        )  # fmt: skip
    followers = rows_of(documents[0])["followers"]
    assert (followers["difference"], followers["over_days"]["growth"]) == (56, 70)


NAMES = ("ada", "bo")
METRICS = st.sampled_from(
    [m for m in VOCABULARY.values() if m.platform in ("spotify", "instagram")]
)
ROWS = st.lists(
    st.builds(
        lambda n, artist, metric, value: row(
            before(n),
            value,
            artist=artist,
            series=f"{metric.platform}/{metric.name}",
            state=None if value is None else State.MEASURED,
        ),
        st.integers(0, 12),
        st.sampled_from(["ada", "bo"]),
        METRICS,
        st.none() | st.integers(0, 100),
    ),
    max_size=30,
    unique_by=lambda m: m.fact,
)


@drawn(8, 80)
def test_nothing_is_summed_that_does_not_add_and_every_day_has_a_place(examples):
    @given(ROWS)
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def holds(rows):
        if not rows:
            return
        with tempfile.TemporaryDirectory() as folder:
            root = root_of(Path(folder), rows, ROSTER)
            document = answer(root, "Ada", "Bo", platforms=list(PLATFORM_LABELS)[:3])
        for one in document["detailed_breakdown"]:
            missing = sum(m["days"] for m in one["coverage"]["missing"])
            assert one["data_points"] + missing == one["days"] == 10
        values = {}
        for m in rows:
            if m.value is not None and FIRST <= m.date <= LAST:
                values.setdefault((m.platform, m.metric, m.date), {})[m.artist] = m.value
        for summary in document["platform_summaries"]:
            for one in summary["metrics"]:
                metric = VOCABULARY[one["platform__slug"], one["metric"]]
                days = {
                    day: sum(of.values())
                    for (platform, name, day), of in sorted(values.items())
                    if (platform, name) == (metric.platform, metric.name) and len(of) == 2
                }
                if metric.kind is Kind.ROLLING or not metric.additive:
                    assert one["latest_value"] is one["peak_value"] is one["period_average"] is None
                elif days:
                    assert one["latest_value"] == days[max(days)]
                    assert (one["data_points"], one["peak_value"]) == (
                        len(days),
                        max(days.values()),
                    )

    holds()
