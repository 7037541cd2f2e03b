"""Radio in the analysis: plays, stations and reach of the days that are known."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from backline.analysis.audience import analyse, asked
from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.radio import plays_of
from backline.analysis.audience.songs import Songs
from backline.exports.analysis_workbook import analysis_workbook
from backline.store import Store, Subjects
from backline.store.radio import RADIO, RadioEntry, day_of_radio, no_play
from backline.warehouse import Warehouse
from tests.charted import analysed, charted_root, song
from tests.roots import DAY, before
from tests.test_scripts import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))
from _shown_beside import show_beside

FIRST = before(6)


def play(day: date, track="one", station="radio-1", spins=1, country="IT", **more) -> RadioEntry:
    said = {"name": station.title(), "reach": 1000, "artist": "ada", "source": "soundcharts"}
    said |= {"asked": DAY + timedelta(days=1), **more}
    return RadioEntry(date=day, track=track, station=station, spins=spins, country=country, **said)


def root_with(path, *entries):
    root = charted_root(path, [song("one"), song("two"), song("again", song="one")])
    store, days = Store(root), {}
    for entry in entries:
        days.setdefault(day_of_radio(entry), []).append(entry)
    with store.writing(), store.change() as change:
        RADIO.write(change, store.data, days)
    return root


def radio(root, **more):
    return analysed(root, FIRST, DAY, today=DAY, **more)["radio"]


def quiet(*days):
    return [no_play(day, "ada", DAY + timedelta(days=1), "soundcharts") for day in days]


def test_plays_are_added_and_the_reach_is_the_largest_station_s(tmp_path):
    root = root_with(
        tmp_path,
        play(before(5), spins=2),
        play(before(5), station="radio-2", reach=9000),
        play(before(1), spins=3),
        play(before(1), track="two", reach=None),
        *quiet(before(3)),
    )
    one, two = radio(root)
    assert (one["track_name"], one["spins"], one["stations"], one["reach"]) == ("One", 6, 2, 9000)
    assert (one["first_date"], one["last_date"]) == (str(before(5)), str(before(1)))
    assert one["top_stations"][0] == {"name": "Radio-1", "country": "IT", "spins": 5}
    assert one["coverage"]["measured"] == 3, "a day without a play is known, too"
    assert one["at_least"]
    assert (two["reach"], two["notes"]) == (None, ["no reach: none is told of these stations"])


def test_days_nobody_asked_about_are_unknown_and_never_without_plays(tmp_path):
    (one,) = radio(root_with(tmp_path, play(before(6))))
    assert one["coverage"]["missing"] == [{"reason": "nobody was asked", "days": 6}]


def test_a_day_that_was_not_over_when_it_was_asked_about_may_have_more(tmp_path):
    (one,) = radio(root_with(tmp_path, play(DAY, asked=DAY), *quiet(*map(before, range(1, 7)))))
    assert (one["at_least"], one["spins"], one["coverage"]["measured"]) == (True, 1, 6)
    reason = "asked about before the day was over"
    assert one["coverage"]["missing"] == [{"reason": reason, "days": 1}]


def test_where_every_day_was_asked_about_it_is_not_at_least(tmp_path):
    (one,) = radio(root_with(tmp_path, play(DAY), *quiet(*map(before, range(1, 7)))))
    assert (one["at_least"], one["spins"]) == (False, 1)


def test_with_a_country_only_its_stations_count(tmp_path):
    root = root_with(
        tmp_path, play(DAY, spins=2), play(DAY, station="radio-9", country="US", spins=5)
    )
    (one,) = radio(root, country="US")
    assert (one["spins"], one["stations"], one["country"]) == (5, 1, "US")
    assert one["notes"][0] == "only stations in US"
    elsewhere = analysed(root, FIRST, DAY, today=DAY, country="FR")
    assert elsewhere["radio"] == []
    assert elsewhere["metadata"]["notes"][1] == (
        "Radio: no play of Ada in FR is listed on the 1 of 7 days that were asked about."
    )


def test_ids_that_are_one_song_have_one_line(tmp_path):
    (one,) = radio(root_with(tmp_path, play(DAY, spins=2), play(DAY, track="again")))
    assert (one["id"], one["spins"], one["stations"]) == ("one", 3, 1)


def test_without_tracks_there_is_no_radio(tmp_path):
    assert radio(root_with(tmp_path, play(DAY)), tracks=False) == []


def test_a_month_that_cannot_be_read_is_named_and_the_rest_answers(tmp_path):
    root = root_with(tmp_path, play(DAY))
    RADIO.file(root / "data", DAY).write_bytes(b"no parquet")
    document = analysed(root, FIRST, DAY, today=DAY)
    assert document["radio"] == []
    assert "data/audience/radio/" in " ".join(document["metadata"]["notes"])


def test_what_may_not_be_shown_is_not_shown(tmp_path):
    root = root_with(tmp_path, play(DAY))
    roster = root / "roster.toml"
    roster.write_text(
        roster.read_text().replace(
            "[[artist]]", "[policy.soundcharts]\npublish = false\n\n[[artist]]", 1
        )
    )
    with Warehouse(root, published=True) as warehouse:
        assert warehouse.entries(RADIO, ["ada"], FIRST, DAY) == []
    assert radio(root) != []


@pytest.mark.parametrize("width", [40, 80])
def test_the_section_fits_and_says_what_reach_is(tmp_path, width):
    root = root_with(tmp_path, *(play(DAY, track=f"::{'long ' * 20}{n}") for n in range(12)))
    drawn = io.StringIO()
    show_beside(Console(file=drawn, width=width), analysed(root, FIRST, DAY, today=DAY))
    lines = drawn.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert "10 of 12" in drawn.getvalue()
    assert "stations share listeners" in " ".join(drawn.getvalue().split())


def test_the_workbook_has_a_sheet_of_it_only_where_there_are_plays(tmp_path):
    with_plays = root_with(tmp_path / "a", play(DAY, spins=77, name="=cmd()"))
    without = root_with(tmp_path / "b")
    assert "Radio" in sheets_of(with_plays)
    assert sheets_of(without) == ["Artist Summary", "Track Breakdown", "Daily Series", "Notes"]


def sheets_of(root):
    with Warehouse(root) as warehouse:
        question = asked(warehouse.roster, ["Ada"], ["spotify"], FIRST, DAY, today=DAY)
        book = analysis_workbook(analyse(warehouse, question, tracks=True))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        text = parts.read("xl/workbook.xml").decode()
        assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if "sheets/" in n)
    return [part.partition('"')[0] for part in text.split('<sheet name="')[1:]]


PLAYS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["one", "two", "again", "of no table"]),
        st.sampled_from(["radio-1", "radio-2"]),
        st.sampled_from(["IT", "US", ""]),
        st.integers(1, 5),
    ),
    max_size=12,
)


@given(PLAYS, st.sampled_from(["IT", "US", ""]))
def test_no_play_is_lost_or_counted_twice_and_none_of_elsewhere_counts(plays, country):
    ada = Whom("ada", "Ada")
    question = Asked((ada,), ("spotify",), FIRST, DAY, DAY, country)
    songs = Songs(Subjects([song("one"), song("two"), song("again", song="one")]))
    entries = [play(before(n), t, s, spins, where) for n, t, s, where, spins in plays]
    found = plays_of(question, ada, songs, [*quiet(before(3)), *entries])
    there = [entry for entry in entries if country in ("", entry.country)]
    assert sum(one.spins for one in found) == sum(entry.spins for entry in there)
    assert len({one.about["id"] for one in found}) == len(found)
    assert {one.known for one in found} <= {len({e.date for e in entries} | {before(3)})}
