"""What the replies say of numbers that are missing, old, rounded or few."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from backline.measure import State
from backline.store import Store
from bot.library import Library
from bot.replies.artist import artist_profile
from bot.replies.growth import growth_of_label
from bot.replies.growth_artist import growth_of_artist
from bot.replies.stats import stats
from bot.replies.text import plain
from bot.replies.weekly import weekly
from tests.bot_roots import roster_of, save, series_rows
from tests.roots import DAY, before, row

A, B, C = "a-0", "b-1", "c-2"


@pytest.fixture
def asked(tmp_path):
    """Puts a question to a root of the artists A, B and C; gives the fields as a terminal has."""

    def make(question, rows, artists=("A", "B", "C"), today=DAY):
        root = save(tmp_path / "root", rows, roster_of(artists))
        library = Library(root, today=lambda: today)
        made = library.ask(question)
        library.close()
        fields = {plain(name): plain(value).splitlines() for name, value in made.fields}
        return made, fields

    return make


def over(days):
    return lambda label: growth_of_label(label, days)


def of_a(days):
    return lambda label: growth_of_artist(label, days, "A")


def profile(label):
    return artist_profile(label, "A")


def daily(values, artist=A, series="spotify/followers", **more):
    """The values of as many days, the last of them DAY; None where there is no row."""
    days = [before(len(values) - 1 - n) for n in range(len(values))]
    return [
        row(day, value, artist=artist, series=series, **more)
        for day, value in zip(days, values, strict=True)
        if value is not None
    ]


def test_a_total_is_of_those_measured_and_names_the_others(asked):
    failed = row(DAY, None, artist=C, detail="Spotify did not answer")
    _, fields = asked(stats, [*daily([5], A), *daily([7], B), failed])
    assert fields["Spotify"][0] == "followers 12 (2 of 3 artists)"
    assert "— C: failed: Spotify did not answer" in fields["Spotify"]


def exported(name):
    return daily([70 + n for n in range(31)], series=f"spotify/{name}", source="s4a_export")


def test_what_only_exports_tell_has_a_heading_of_its_own_at_the_artist(asked):
    rows = [*daily([5] * 31), *exported("daily_streams"), *exported("super_listeners")]
    heading = "Spotify, as its exports tell"
    made, fields = asked(profile, rows)
    assert fields["Spotify"] == ["followers 5: 7 days ±0 · 28 days ±0", "from 28 of 28 days"]
    assert fields[heading][0].startswith("daily streams 100: 7 days +7 (+7.5%)")
    assert fields[heading][1].startswith("super listeners 100: ")
    assert "streams" not in made.picture.says
    made, fields = asked(of_a(7), rows)
    assert fields[heading][0] == "daily streams 100: +7 (+7.5%), from 7 of 7 days"
    assert "Spotify daily streams 100" in made.picture.says


def test_and_is_left_out_where_the_label_is_spoken_of(asked):
    rows = [*daily([5] * 31), *exported("daily_streams"), *exported("super_listeners")]
    for question in (stats, over(7)):
        made, fields = asked(question, rows)
        assert "streams" not in str(fields)
        assert "super" not in str(fields)
        assert made.picture is None or "streams" not in made.picture.says


def test_the_weekly_reply_keeps_to_what_it_had(asked):
    rows = [*daily([5] * 31), *exported("daily_streams")]
    _, fields = asked(lambda label: weekly(label, "A"), rows)
    (own,) = fields["The artist's own numbers"]
    assert own.startswith("Spotify followers 5")


def test_a_total_says_how_old_its_oldest_number_is(asked):
    rows = [*daily([5], A), row(before(2), 7, artist=B)]
    _, fields = asked(stats, rows)
    assert fields["Spotify"][0] == f"followers 12 (2 of 3 artists, the oldest of {before(2)})"


def test_a_number_too_old_for_today_is_missing_with_its_day(asked):
    rows = [*daily([5], A), row(before(9), 7, artist=B)]
    _, fields = asked(stats, rows)
    assert fields["Spotify"][0] == "followers 5 (1 of 3 artists)"
    assert any(f"— B: last measured {before(9)}, 9 days before" in x for x in fields["Spotify"])


def test_the_growth_of_a_total_never_mixes_who_was_measured(asked):
    rows = [
        *daily([100, *[None] * 6, 110], A),
        *daily([5000], B),
        row(before(7), 7000, artist=C),
    ]
    made, fields = asked(over(7), rows)
    lines = fields["Spotify followers"]
    assert lines[0] == "+10 (+10.0%) to 110 (1 of 3 artists)"
    assert lines[1] == "1. A: +10 (+10.0%)"
    assert "1 of 3 artists, from 1 of 7 days" in lines
    assert any(x.startswith("— B: nothing measured within") for x in lines)
    assert any(x.startswith("— C: last measured") for x in lines)
    assert "2 artists" not in made.description


def test_falls_are_said_beside_gains(asked):
    rows = [
        *(r for n, key in enumerate((A, B, C)) for r in daily([100] + [100 - 10 * n] * 7, key)),
    ]
    _, fields = asked(over(7), rows)
    assert "no artist gained" in fields["Spotify followers"]
    assert "fell: C −20 (−20.0%), B −10 (−10.0%)" in fields["Spotify followers"]


def test_what_cannot_be_added_has_no_total(asked):
    rows = daily([100] * 7 + [110], A, "spotify/monthly_listeners")
    _, fields = asked(over(7), rows)
    assert fields["Spotify monthly listeners"][0] == "1. A: +10 (+10.0%)"
    rows = daily([10] * 7 + [11], A, "spotify/popularity")
    _, fields = asked(stats, rows)
    assert "popularity" not in str(fields)


def test_rounding_is_said_of_an_artist_and_of_the_total(asked):
    rows = [
        *daily([12_300] * 7 + [12_310], A, "youtube/subscribers", resolution=100),
        *daily([500] * 7 + [501], B, "youtube/subscribers"),
    ]
    _, fields = asked(over(7), rows)
    lines = fields["YouTube subscribers"]
    assert "within the platforms' rounding of up to 100" in lines[0]
    assert "1. A: +10 (+0.1%), no change beyond rounding to 100" in lines
    _, fields = asked(profile, rows)
    assert fields["YouTube"][0].startswith("subscribers 12,310 (rounded to 100): 7 days +10")
    assert "no change beyond rounding to 100" in fields["YouTube"][0]


def test_another_span_than_the_window_is_said(asked):
    rows = [row(before(28), 90, artist=A), row(DAY, 100, artist=A)]
    _, fields = asked(of_a(30), rows)
    assert fields["Spotify"] == [
        "followers 100: +10 (+11.1%), over 28 days, from 2 of 30 days",
    ]
    _, fields = asked(over(30), rows)
    assert "over 28 days" in fields["Spotify followers"][0]


def test_a_missing_figure_is_a_dash_with_the_reason_and_never_0(asked):
    once = row(before(90), 7, artist=A)
    _, fields = asked(of_a(30), [once, *daily([5], A)])
    (line,) = fields["Spotify"]
    assert line.startswith(f"followers 5 on {DAY}: — (nothing measured within 5 days of ")
    assert "0" not in line.split("—")[0].replace(str(DAY), "")
    hidden = row(DAY, None, artist=A, series="youtube/subscribers", state=State.HIDDEN)
    _, fields = asked(profile, [*daily([5], A), hidden])
    assert fields["Not measured"] == ["YouTube — (hidden)"]


def test_no_fraction_of_0(asked):
    _, fields = asked(of_a(7), daily([0] * 7 + [3], A))
    assert fields["Spotify"][0].startswith("followers 3: +3, no change as a fraction of 0")
    _, fields = asked(of_a(7), daily([0] * 8, A))
    assert fields["Spotify"][0] == "followers 0: ±0, from 7 of 7 days"


def test_coverage_is_said_once_or_per_metric(asked):
    rows = daily(range(29), A)
    few = daily([1, *[None] * 27, 2], A, "spotify/popularity")
    _, fields = asked(profile, [*rows, *few])
    assert fields["Spotify"][-1] == "followers from 28 of 28 days; popularity from 1 of 28 days"
    _, fields = asked(profile, [*rows, *daily(range(29), A, "spotify/popularity")])
    assert fields["Spotify"][-1] == "from 28 of 28 days"


def test_a_new_count_is_noted(asked):
    jump = date(2026, 8, 24)
    rows = [
        row(day, 100, artist=A, series="youtube/views")
        for day in (jump - timedelta(days=4), jump + timedelta(days=3))
    ]
    _, fields = asked(of_a(7), rows)
    assert "±0, YouTube counts every play start" in fields["YouTube"][0]


def test_an_artist_who_left_is_asked_as_of_the_last_day(asked):
    left = before(10)
    rows = [*daily([1, 2], B), *(row(before(n), 50 - n, artist=A) for n in range(10, 30))]
    made, fields = asked(profile, rows, [("A", f"until = {left}"), "B"])
    assert f"with the label until {left}" in made.description
    assert fields["Spotify"][0].startswith("followers 40: 7 days +7")
    assert made.footer.startswith(f"last measured {left}, 10 days ago")
    made, fields = asked(stats, rows, [("A", f"until = {left}"), "B"])
    assert fields["Spotify"] == ["followers 2 (1 of 1 artist)"]


def test_an_artist_to_come_has_no_numbers_and_says_when(asked):
    coming = date(2026, 10, 20)
    made, fields = asked(profile, daily([5], B), [("A", f"since = {coming}"), "B"])
    assert f"with the label from {coming}" in made.description
    assert "No number of this artist" in made.description
    assert fields == {}
    made, _ = asked(of_a(7), daily([5], B), [("A", f"since = {coming}"), "B"])
    assert "no number of this artist in or near this window" in made.description
    assert made.picture is None


def test_a_list_that_could_not_be_had_says_why(asked):
    gap = row(
        DAY, None, artist=A, series="spotify/popularity", subject="top_tracks", detail="quota gone"
    )
    _, fields = asked(profile, [*daily([5], A), gap])
    assert fields["Top tracks on Spotify"] == [f"— {DAY}: failed: quota gone"]


def test_links_lead_to_the_accounts(asked):
    accounts = 'youtube = "@a(b)c"\ninstagram = "a.b"\ndeezer = 27'
    made, _ = asked(profile, [row(before(90), 7, artist=A), *daily([5], A)], [("A", accounts)])
    assert made.description == (
        "[YouTube](https://www.youtube.com/@a%28b%29c) · "
        "[Instagram](https://www.instagram.com/a.b/) · "
        "[Deezer](https://www.deezer.com/artist/27)"
    )


def test_a_roster_without_artists_is_answered(asked):
    rows = [row(DAY, 60, artist="", series="discord/members")]
    made, fields = asked(stats, rows, [])
    assert made.description.startswith("0 artists on")
    assert fields["The label's Discord server"] == ["members 60"]
    made, fields = asked(over(7), rows, [])
    assert made.picture is None


def test_sources_are_named(asked):
    rows = [*daily([5], A), *daily([6], B, source="label_history")]
    made, _ = asked(stats, rows)
    assert made.footer == f"as of {DAY} · from label history, spotify api"


def test_many_threads_ask_one_at_a_time(tmp_path):
    root = save(tmp_path, series_rows(A, [before(n) for n in range(9)]), roster_of(["A"]))
    library = Library(root, today=lambda: DAY)
    made, threads = [], []
    for n in range(12):
        question = (stats, over(7), profile)[n % 3]
        threads.append(threading.Thread(target=lambda q=question: made.append(library.ask(q))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert {reply.footer for reply in made} == {f"as of {DAY} · from spotify api"}
    library.close()


def test_files_that_vanish_for_a_moment_are_tried_again(tmp_path, monkeypatch):
    root = save(tmp_path, series_rows(A, [DAY]), roster_of(["A"]))
    whole = Store.measurement_files
    tries = []

    def vanishing(store):
        tries.append(store)
        if len(tries) == 1:
            raise FileNotFoundError("gone")
        return whole(store)

    monkeypatch.setattr(Store, "measurement_files", vanishing)
    assert Library(root, today=lambda: DAY).ask(stats).footer.startswith(f"as of {DAY}")
