"""Who gets the credit for streams, and what counts as delivered."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.campaigns.asked import Campaigns
from tests.campaigns.campaign_roots import (
    PLACEMENT,
    PLAYLIST,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, added
from tests.drawn import drawn

AUGUST = added("2026-08-05")
SPRING = added("2026-03-01")
LONG_AGO = added("2024-01-01")
RADIO = ("Radio", "Spotify", 900, "Not available")
BO = {"id": "beat", "name": "Beat"}


def told(root: Path, what: str = "category, why, placement, streams") -> list[tuple]:
    with Campaigns(root) as campaigns:
        text = f"select {what} from credit order by track, first_day, list"  # noqa: S608
        return [tuple(row.values()) for row in campaigns.rows(text)]


def whose(root: Path) -> list[tuple]:
    with Campaigns(root) as campaigns:
        found = campaigns.ask("campaign_scraped", "campaign_credit")
    return [(r["category"], r["why"], r["placement"], r["streams"]) for r in found]


def figure(root: Path, *names: str, placement: str = "night-pulse") -> tuple:
    with Campaigns(root) as campaigns:
        text = f"select {', '.join(names)} from figure where placement = ?"  # noqa: S608
        (row,) = campaigns.rows(text, placement)
        return tuple(row.values())


def root_of(path: Path, *scrapes: dict, **tables: list) -> Path:
    return write_scrapes(write_book(path, rows(**tables)), *scrapes)


class TestWhose:
    def test_what_spotify_makes_is_nobodys_even_under_a_vendors_name(self, tmp_path):
        radio = {**PLAYLIST, "name": "Radio"}
        root = root_of(tmp_path, seen("2026-08-20", w12months=[RADIO]), playlists=[radio])
        assert whose(root) == [("algorithmic", "algorithmic", None, 900)]

    @pytest.mark.parametrize(
        ("name", "why"),
        [("Night Ride", "name"), ("NIGHT  ride", "name"), ("Old Ride", "alias")],
    )
    def test_a_playlist_of_the_inventory_is_its_vendors(self, tmp_path, name, why):
        root = root_of(tmp_path, seen("2026-08-20", w12months=[ride(300, AUGUST, name)]))
        assert whose(root) == [("credited", why, "night-pulse", 300)]

    def test_two_vendors_have_a_playlist_of_one_name(self, tmp_path):
        theirs = {"id": "ride-2", "vendor": "beat", "name": "Night Ride"}
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST)]),
            vendors=[{"id": "pulse", "name": "Pulse"}, BO],
            playlists=[PLAYLIST, theirs],
        )
        assert whose(root) == [("unassigned", "two vendors'", None, 300)]

    def test_an_unknown_one_that_came_after_the_only_vendor_began(self, tmp_path):
        root = root_of(tmp_path, seen("2026-08-20", w12months=[ride(300, AUGUST, "Drift")]))
        assert whose(root) == [("credited", "only vendor", "night-pulse", 300)]

    def test_an_unknown_one_that_was_there_before(self, tmp_path):
        root = root_of(tmp_path, seen("2026-08-20", w12months=[ride(300, SPRING, "Drift")]))
        assert whose(root) == [("unassigned", "unknown", None, 300)]

    def test_an_unknown_one_where_two_vendors_are_at_work(self, tmp_path):
        theirs = {**PLACEMENT, "id": "night-beat", "vendor": "beat"}
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST, "Drift")]),
            vendors=[{"id": "pulse", "name": "Pulse"}, BO],
            placements=[PLACEMENT, theirs],
        )
        assert whose(root) == [("unassigned", "several vendors", None, 300)]

    @pytest.mark.parametrize(
        "field", [{"status": "planned"}, {"status": "cancelled"}, {"curator_status": "denied"}]
    )
    def test_a_placement_that_does_not_run_gets_nothing(self, tmp_path, field):
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST)]),
            placements=[{**PLACEMENT, **field}],
        )
        assert whose(root) == [("unassigned", "no placement then", None, 300)]

    def test_one_that_a_person_settled_as_nobodys(self, tmp_path):
        nobodys = {**PLAYLIST, "vendor": ""}
        root = root_of(
            tmp_path, seen("2026-08-20", w12months=[ride(300, AUGUST)]), playlists=[nobodys]
        )
        assert whose(root) == [("unassigned", "nobody's", None, 300)]


class TestDelivered:
    def test_one_scrape_of_a_playlist_added_since_the_start(self, tmp_path):
        root = root_of(
            tmp_path, seen("2026-08-20", w12months=[ride(300, AUGUST)], w7day=[ride(90)])
        )
        assert figure(root, "delivered", "remaining", "progress") == (300, 9700, 0.03)
        assert figure(root, "first_stream", "days_to_first") == (date(2026, 8, 5), 4)

    def test_the_differences_of_successive_scrapes_add_up_to_the_last_count(self, tmp_path):
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST)]),
            seen("2026-08-27", w12months=[ride(720, AUGUST)]),
            seen("2026-09-03", w12months=[ride(1000, AUGUST)]),
        )
        assert told(root, "first_day, last_day, streams, counted") == [
            (date(2026, 8, 5), date(2026, 8, 20), 300, "count over 12 months"),
            (date(2026, 8, 21), date(2026, 8, 27), 420, "difference over 12 months"),
            (date(2026, 8, 28), date(2026, 9, 3), 280, "difference over 12 months"),
        ]
        assert figure(root, "delivered", "known_days", "elapsed") == (1000, 34, 34)

    def test_overlapping_windows_are_not_added(self, tmp_path):
        """A year and older: of five weekly scrapes the weeks are taken, no 28 days twice."""
        days = [date(2026, 8, 8) + timedelta(7 * n) for n in range(5)]
        scrapes = [
            seen(
                f"{d}",
                w28day=[ride(400, LONG_AGO)],
                w7day=[ride(100)],
                w12months=[ride(9000, LONG_AGO)],
            )
            for d in days
        ]
        root = root_of(tmp_path, *scrapes)
        assert figure(root, "delivered", "known_days") == (500, 35)

    def test_days_that_no_window_covers_are_not_known(self, tmp_path):
        root = root_of(
            tmp_path,
            seen("2026-08-10", w7day=[ride(70, LONG_AGO)]),
            seen("2026-08-20", w7day=[ride(70, LONG_AGO)]),
        )
        assert told(root, "first_day, last_day, streams") == [
            (date(2026, 8, 4), date(2026, 8, 10), 70),
            (date(2026, 8, 14), date(2026, 8, 20), 70),
        ]
        assert figure(root, "delivered", "known_days", "elapsed") == (140, 14, 20)

    def test_scrapes_that_are_too_close_for_windows_are_left_out(self, tmp_path):
        days = ["2026-08-10", "2026-08-13", "2026-08-16", "2026-08-19"]
        root = root_of(tmp_path, *(seen(d, w7day=[ride(70, LONG_AGO)]) for d in days))
        assert [last for (last,) in told(root, "last_day")] == [
            date(2026, 8, 10),
            date(2026, 8, 19),
        ]

    def test_a_playlist_that_had_the_song_before_counts_from_a_window_after_the_start(
        self, tmp_path
    ):
        """Added in March, placed on 1 August: of 5,000 streams those of 7 days are the vendor's."""
        scrape = seen(
            "2026-08-20", w12months=[ride(5000, SPRING)], w28day=[ride(900)], w7day=[ride(200)]
        )
        root = root_of(tmp_path, scrape)
        assert told(root, "category, why, streams, first_day, last_day") == [
            ("unassigned", "from before the placement", 4800, date(2026, 3, 1), date(2026, 8, 13)),
            ("credited", "name", 200, date(2026, 8, 14), date(2026, 8, 20)),
        ]

    def test_a_failed_window_in_between_loses_nothing(self, tmp_path):
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST)]),
            seen("2026-08-27", w12months=[], w7day=[ride(90)]),
            seen("2026-09-03", w12months=[ride(1000, AUGUST)]),
        )
        assert figure(root, "delivered") == (1000,)

    def test_streams_that_spotify_took_back(self, tmp_path):
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(300, AUGUST)]),
            seen("2026-08-27", w12months=[ride(250, AUGUST)]),
        )
        assert figure(root, "delivered", "fell") == (250, True)

    def test_two_playlists_of_one_name_and_then_one(self, tmp_path):
        """Which of the two is gone nobody tells: what came in that week is not known."""
        two = [ride(300, AUGUST), ride(40, added("2026-08-06"))]
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=two),
            seen("2026-08-27", w12months=[ride(330, AUGUST)]),
        )
        assert told(root, "streams") == [(340,), (None,)]
        assert figure(root, "delivered", "unknown_spans") == (340, 1)

    def test_no_scrape_is_unknown_and_no_zero(self, tmp_path):
        root = root_of(tmp_path)
        assert figure(root, "delivered", "remaining", "progress", "as_of") == (None,) * 4

    def test_nothing_listed_of_the_vendor_is_unknown_and_no_zero(self, tmp_path):
        root = root_of(tmp_path, seen("2026-08-20", w12months=[RADIO]))
        assert figure(root, "delivered", "as_of") == (None, date(2026, 8, 20))


SECOND = {**PLACEMENT, "id": "day-pulse", "campaign": "day", "start": "2026-09-01"}
CAMPAIGNS = [
    {"id": "night", "client": "nova", "name": "Night", "status": "active"},
    {"id": "day", "client": "nova", "name": "Day", "status": "active"},
]


class TestASongInTwoCampaigns:
    def root(self, tmp_path, first, *scrapes):
        placements = [{**PLACEMENT, **first}, SECOND]
        return root_of(tmp_path, *scrapes, campaigns=CAMPAIGNS, placements=placements)

    def test_splits_by_the_placements_days(self, tmp_path):
        root = self.root(
            tmp_path,
            {"end": "2026-08-31"},
            seen("2026-08-31", w12months=[ride(300, AUGUST)]),
            seen("2026-09-07", w12months=[ride(500, AUGUST)]),
        )
        assert told(root) == [
            ("credited", "name", "night-pulse", 300),
            ("credited", "name", "day-pulse", 200),
        ]

    def test_a_completed_one_ends_where_the_next_begins(self, tmp_path):
        root = self.root(
            tmp_path,
            {"status": "completed"},
            seen("2026-08-31", w12months=[ride(300, AUGUST)]),
            seen("2026-09-07", w12months=[ride(500, AUGUST)]),
        )
        assert [p for _, _, p, _ in told(root)] == ["night-pulse", "day-pulse"]

    def test_what_cannot_be_split_is_shared(self, tmp_path):
        root = self.root(
            tmp_path,
            {},
            seen("2026-08-31", w12months=[ride(300, AUGUST)]),
            seen("2026-09-07", w12months=[ride(500, AUGUST)]),
        )
        assert told(root, "category, streams, placement, shared_by") == [
            ("credited", 300, "night-pulse", []),
            ("shared", 200, None, ["night-pulse", "day-pulse"]),
        ]
        assert figure(root, "delivered", "shared") == (300, 200)
        assert figure(root, "delivered", "shared", placement="day-pulse") == (None, 200)

    def test_a_week_across_the_border_is_parted_by_a_window_behind_it(self, tmp_path):
        root = self.root(
            tmp_path,
            {"end": "2026-08-31"},
            seen("2026-08-25", w12months=[ride(300, AUGUST)]),
            seen("2026-09-08", w12months=[ride(700, AUGUST)], w7day=[ride(150)]),
        )
        assert told(root, "category, streams, first_day, last_day") == [
            ("credited", 300, date(2026, 8, 5), date(2026, 8, 25)),
            ("shared", 250, date(2026, 8, 26), date(2026, 9, 1)),
            ("credited", 150, date(2026, 9, 2), date(2026, 9, 8)),
        ]


NAMES = ("Night Ride", "Old Ride", "Drift", "Gym", "Radio")
scraped_rows = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("—", "Spotify")),
        st.integers(0, 5000),
        st.sampled_from((AUGUST, SPRING, LONG_AGO, "—")),
    ),
    min_size=1,
    max_size=6,
)
placed = st.lists(
    st.tuples(
        st.sampled_from(("pulse", "beat", "")),
        st.sampled_from(("2026-07-01", "2026-08-01", "2026-08-15", "")),
        st.sampled_from(("2026-08-20", "")),
        st.sampled_from(("active", "completed", "cancelled")),
    ),
    max_size=3,
)


@drawn(10, 100)
def test_the_streams_of_every_scrape_add_up_to_its_total(examples, tmp_path_factory):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        scrapes=st.lists(st.tuples(st.integers(0, 60), scraped_rows), min_size=1, max_size=4),
        placements=placed,
    )
    def holds(scrapes, placements):
        root = tmp_path_factory.mktemp("sums")
        listed = [
            {
                **PLACEMENT,
                "id": f"p{n}",
                "vendor": vendor,
                "start": start,
                "end": end,
                "status": status,
            }
            for n, (vendor, start, end, status) in enumerate(placements)
            if not (start and end and end < start)
        ]
        first = date(2026, 8, 1)
        documents = [
            seen(f"{first + timedelta(days)}", track, w12months=found, w28day=found)
            for track in (OTHER, PLACEMENT["song"])
            for days, found in dict(scrapes).items()
        ]
        root_of(
            root,
            *documents,
            placements=listed,
            vendors=[{"id": "pulse", "name": "Pulse"}, BO],
        )
        with Campaigns(root) as campaigns:
            told_of = campaigns.ask("campaign_scraped", "campaign_credit")
            total = campaigns.rows(
                'select track, scraped_at, "window", sum(streams) as streams '
                "from stream group by all"
            )
            ledger = campaigns.rows("from credit")
        sums: dict[tuple, int] = {}
        for row in told_of:
            assert row["category"] in ("credited", "shared", "algorithmic", "unassigned")
            key = (row["track"], row["scraped_at"], row["counted"])
            sums[key] = sums.get(key, 0) + row["streams"]
        assert sums == {(t["track"], t["scraped_at"], t["window"]): t["streams"] for t in total}
        for row in ledger:
            assert (row["placement"] is not None) == (row["category"] == "credited")
            assert bool(row["shared_by"]) == (row["category"] == "shared")

    holds()
