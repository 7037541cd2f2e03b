"""What an artist has in one country: a lower bound on the days it was known, in every output."""

from __future__ import annotations

import pytest

from backline.analysis.audience.rows import OVERLAP
from tests.charted import analysed, answered
from tests.outputs import csv_of, table_of, workbook_of
from tests.roots import DAY, before, root_of, row
from tests.workbooks import parts_of, sheets_of

FIRST, LAST = before(9), DAY
LISTENERS, AT_LEAST = "spotify/monthly_listeners", "spotify/monthly_listeners_at_least"
BOUND = "a lower bound for IT"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Ada and Bo: worldwide every day, in Italy about once a week."""
    rows = [row(before(n), 1000 + n, series=LISTENERS) for n in range(12)]
    rows += [row(before(n), 500, series=LISTENERS, artist="bo") for n in range(12)]
    rows += [row(before(n), 350 + n, series=AT_LEAST, country="IT") for n in (1, 8)]
    rows += [row(before(n), 90, series=AT_LEAST, country="IT", artist="bo") for n in (1, 8)]
    rows += [row(before(n), 7, series=AT_LEAST, country="DE") for n in range(9)]
    return root_of(tmp_path_factory.mktemp("country"), rows)


def answer(root, *artists, country="IT", **more):
    return analysed(root, FIRST, LAST, *artists, tracks=False, country=country, **more)


def test_the_lead_row_of_a_country_is_its_lower_bound_on_the_days_it_was_known(root):
    document = answer(root)
    (lead,) = document["detailed_breakdown"]
    assert lead["metric"] == "monthly_listeners_at_least"
    assert (lead["first_value"], lead["latest_value"], lead["data_points"]) == (358, 351, 2)
    assert (lead["lower_bound"], lead["country"]) == (True, "IT")
    assert BOUND in lead["notes"][0]
    assert "no share of the worldwide number" in lead["notes"][0]
    assert not any("share" in name for name in lead)
    assert document["metadata"]["platforms"][0]["lead_metric"] == "monthly_listeners_at_least"
    (summary,) = document["platform_summaries"]
    assert {name: summary[name] for name in lead} == lead


def test_growth_of_a_country_is_of_its_own_series_and_never_of_the_world_s(root):
    over = answer(root)["detailed_breakdown"][0]["over_days"]
    assert over["growth"] in (None, 351 - 358)
    assert (over["then_date"], over["now_date"]) in ((None, None), (str(before(8)), str(before(1))))


def test_lower_bounds_of_several_artists_have_a_range_and_no_sum(root):
    (summary,) = answer(root, "Ada", "Bo")["platform_summaries"]
    assert summary["metric"] == "monthly_listeners_at_least"
    assert (summary["latest_value"], summary["difference"], summary["data_points"]) == (
        None,
    ) * 2 + (0,)
    assert summary["range"] == {"lowest": 90, "highest": 358}
    assert summary["notes"][0] == OVERLAP
    assert BOUND in summary["notes"][1]
    assert summary["lower_bound"]


def test_whoever_narrows_to_monthly_listeners_gets_what_is_known_there(root):
    for name in ("monthly_listeners", "monthly listeners", "monthly_listeners_at_least"):
        found = answer(root, metrics=[name])["detailed_breakdown"]
        assert [one["metric"] for one in found] == ["monthly_listeners_at_least"]


def test_a_lower_bound_is_asked_for_with_a_country(root):
    (one,) = answer(root, country="", metrics=["monthly_listeners_at_least"])["detailed_breakdown"]
    assert one["data_points"] == 0
    assert one["notes"][0] == "known of countries only: name one with --country"


def test_a_platform_without_a_lower_bound_of_its_lead_keeps_its_lead(root):
    (one,) = answer(root, platforms=["instagram"])["detailed_breakdown"]
    assert (one["metric"], one["latest_value"], one["lower_bound"]) == ("followers", None, False)


def test_every_output_says_lower_bound(root, tmp_path):
    found = answered(root, FIRST, LAST, tracks=False, country="IT")
    (line,) = csv_of(found)
    assert (line["metric"], line["lower_bound"]) == ("monthly_listeners_at_least", "True")
    assert BOUND in line["notes"]
    text = " ".join(table_of(found).split())
    assert "monthly listeners, at least" in text
    assert BOUND in text
    path = workbook_of(found, tmp_path)
    book = sheets_of(path)
    of_two_lines = '<row r="2" spans="1:15" ht="30" customHeight="1">'
    assert of_two_lines in parts_of(path)["xl/worksheets/sheet1.xml"]
    said = dict(zip(*book["Artist Summary"], strict=True))
    assert (said["Number"], said["Lower bound"]) == ("monthly listeners, at least", "yes")
    assert any(BOUND in note for _, note in book["Notes"])
    assert book["Daily Series"][0] == ["Day", "Ada: Spotify monthly listeners, at least (IT)"]
