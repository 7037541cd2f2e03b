"""``/leaderboard`` and ``/compare``: places, ties, what is missing, and which number is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.growth import Growth
from backline.errors import DataError
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.levels import LevelBar, level_bars
from backline.exports.pictures.pair import IndexedLine, indexed_pair
from backline.measure import State
from backline.words import series_name
from bot.library import Library
from bot.replies.compare import compare_artists
from bot.replies.leaderboard import leaderboard, places
from bot.replies.metrics import METRICS, UnknownMetricError, find_metric, metrics_like
from bot.replies.text import plain
from bot.replies.who import UnknownArtistError
from tests.bot_roots import roster_of, save
from tests.roots import DAY, before
from tests.test_bot_replies import A, B, C, daily
from tests.test_charts import rows_of

LISTENERS = "spotify/monthly_listeners"


@pytest.fixture
def asked(tmp_path):
    """Puts a question to a root; gives the reply and its fields as a terminal has them."""

    def make(question, rows, artists=("A", "B", "C"), more=""):
        text = roster_of(artists) + more
        library = Library(save(tmp_path / "root", rows, text), today=lambda: DAY)
        made = library.ask(question)
        library.close()
        return made, {plain(name): plain(value).splitlines() for name, value in made.fields}

    return make


def board(metric="", days=0):
    return lambda label: leaderboard(label, metric, days)


def both(name="A", other="B", metric="spotify/followers"):
    return lambda label: compare_artists(label, name, other, metric)


def levels(*values, series=LISTENERS, **more):
    keys = (A, B, C, "d-3", "e-4")
    return [r for key, value in zip(keys, values, strict=False)
            for r in daily([value], key, series, **more)]  # fmt: skip


class TestPlaces:
    def test_the_numbers_rank_where_no_period_is_said(self, asked):
        made, fields = asked(board(), levels(5, 12_345, 700))
        assert made.title == "Night Shift: Spotify monthly listeners, leaderboard"
        assert fields["Spotify monthly listeners"] == [
            "1. 🥇 B: 12,345",
            "2. 🥈 C: 700",
            "3. 🥉 A: 5",
        ]
        assert fields["Coverage"] == ["3 of 3 artists measured"]
        assert made.fields[0][1].startswith("1. 🥇 B: **12,345**")

    def test_who_ties_shares_a_place_and_the_next_is_further(self, asked):
        _, fields = asked(board(), levels(9, 7, 9, 7, 1), ("A", "B", "C", "D", "E"))
        assert fields["Spotify monthly listeners"] == [
            "1. 🥇 A: 9", "1. 🥇 C: 9", "3. 🥉 B: 7", "3. 🥉 D: 7", "5. E: 1",
        ]  # fmt: skip

    def test_growth_ranks_over_a_period_and_a_fall_wins_no_medal(self, asked):
        rows = [
            *daily([100, *[None] * 6, 110], A, LISTENERS),
            *daily([1000, *[None] * 6, 990], B, LISTENERS),
        ]
        made, fields = asked(board(days=7), rows)
        lines = fields["Spotify monthly listeners"]
        assert lines == ["1. 🥇 A: +10 (+10.0%)", "2. B: −10 (−1.0%)"]
        assert fields["Coverage"][0] == "2 of 3 artists, from 1 of 7 days"
        assert fields["Coverage"][1] == "— C: no row in this window"
        assert "**+10 (+10.0%)**" in made.fields[0][1]
        assert made.picture.says == "Spotify monthly listeners: 1. A +10 (+10.0%), 2. B −10 (−1.0%)"

    def test_rounding_age_and_reasons_are_said(self, asked):
        rows = levels(12_300, resolution=100, series="youtube/subscribers")
        rows += daily([7, None], B, "youtube/subscribers")
        rows += daily([None], C, "youtube/subscribers")
        rows += [hidden(C)]
        _, fields = asked(board("YouTube subscribers"), rows)
        assert fields["YouTube subscribers"] == [
            "1. 🥇 A: 12,300 (rounded to 100)", f"2. 🥈 B: 7 on {before(1)}",
        ]  # fmt: skip
        assert fields["Coverage"] == ["2 of 3 artists measured", "— C: hidden: hides it"]
        grew = daily([12_300] * 7 + [12_310], A, "youtube/subscribers", resolution=100)
        _, fields = asked(board("YouTube subscribers", 7), grew)
        (line,) = fields["YouTube subscribers"]
        assert line == "1. 🥇 A: +10 (+0.1%) (rounded to 100), no change beyond rounding to 100"

    def test_a_finding_stands_beside_the_number_and_has_a_star(self, asked):
        rows = daily([100_000 + n for n in range(60)] + [0], A)
        made, fields = asked(board("spotify/followers"), rows)
        assert fields["Spotify followers"] == ["1. 🥇 A: 0 (likely no true 0)"]
        assert made.picture.says.endswith("1. A 0*")

    def test_nobody_has_it(self, asked):
        made, fields = asked(board("Deezer fans"), levels(5))
        assert "No artist has a number of Deezer fans." in made.description
        assert fields["Coverage"] == ["0 of 3 artists measured", "— A, B, C: no row in this window"]
        assert made.picture is None
        made, fields = asked(board(days=7), levels(5))
        assert "the first comparison over 7 days" in made.description
        made, _ = asked(board(), daily([3], "", "discord/members"), ())
        assert made.fields == ()

    def test_exports_can_be_ranked_though_other_replies_leave_them_out(self, asked):
        rows = levels(70, series="spotify/super_listeners", source="s4a_export")
        _, fields = asked(board("super listeners"), rows)
        assert fields["Spotify super listeners"] == ["1. 🥇 A: 70"]


def hidden(artist):
    from tests.roots import row

    state, why = State.HIDDEN, "hides it"
    return row(DAY, None, artist=artist, series="youtube/subscribers", state=state, detail=why)


@given(st.lists(st.integers(0, 5), max_size=12))
def test_a_place_is_one_more_than_those_who_have_more(values):
    rows = [a_growth(f"a{n}", value) for n, value in enumerate(values)]
    found = places(rows, lower_first=False, grown=False)
    assert [one.figure for one in found] == sorted(values, reverse=True)
    assert [one.place for one in found] == [
        1 + sum(value > one.figure for value in values) for one in found
    ]
    first = places(rows, lower_first=True, grown=False)
    assert [one.figure for one in first] == sorted(values)


def a_growth(artist, now):
    when = (None, None, None, None, None)
    return Growth(artist, "spotify", "followers", "", "", now, DAY, "", *when, 1, 7, 1, "")


class TestLevels:
    def test_bars_too_short_to_be_seen_stand_enlarged_below(self):
        bars = [LevelBar(f"{n}", value) for n, value in enumerate((12_000_000, 6_000_000, 7, 0))]
        picture = level_bars(bars, "spotify", "Listeners", "today")
        drawn = [r["to"] for r in rows_of(picture, "bar")]
        assert drawn == [1, 0.5, 1, 0]
        names = [r["text"] for r in rows_of(picture, "name")]
        assert names == ["0", "1", "the bars below are enlarged 1,714,286 times", "2", "3"]
        assert picture.png().startswith(b"\x89PNG")

    def test_one_scale_is_enough_for_what_can_be_read(self):
        picture = level_bars([LevelBar("a", 12), LevelBar("b", 1, unusual=True)], "x", "T", "s")
        assert [r["to"] for r in rows_of(picture, "bar")] == [1, 1 / 12]
        assert [r["text"] for r in rows_of(picture, "figure")] == ["12", "1*"]
        assert {r["colour"] for r in rows_of(picture, "bar")} == {DARK.line}
        enlarged = level_bars([LevelBar("a", 13), LevelBar("b", 1)], "spotify", "T", "s")
        colours = [r["colour"] for r in rows_of(enlarged, "bar")]
        assert colours == [DARK.platforms["spotify"], DARK.quiet]
        assert level_bars([LevelBar("a", 0)], "spotify", "T", "s").png()
        assert level_bars([], "spotify", "T", "s") is None


class TestCompare:
    def test_both_begin_at_100_on_the_first_day_they_have_in_common(self, asked):
        rows = [*daily(range(100, 141), A), *daily(range(1000, 1031), B)]
        made, fields = asked(both(), rows)
        assert fields["A"] == ["140", "28 days: +28 (+25.0%), from 28 of 28 days"]
        assert fields["B"] == ["1,030", "28 days: +28 (+2.8%), from 28 of 28 days"]
        assert fields[f"Beside each other, {before(30)} = 100"] == [
            f"A: 127.3 on {DAY}, from 110", f"B: 103.0 on {DAY}, from 1,000",
        ]  # fmt: skip
        assert made.picture.says == (
            f"Spotify followers, {before(30)} = 100: A 127.3 (140); B 103.0 (1,030)"
        )
        for kind, first in (("solid", 100), ("dash", 100)):
            drawn = rows_of(made.picture, kind)
            assert (len(drawn), drawn[0]["value"]) == (31, first)

    def test_without_a_common_day_there_is_no_chart(self, asked):
        rows = [*daily([5], A), *daily([7, 8, None], B)]
        made, fields = asked(both(), rows)
        (line,) = fields["Beside each other"]
        assert line == (
            "no day of these 90 on which both have a number above 0; so there is no chart"
        )
        assert made.picture is None

    def test_who_has_no_number_at_all_is_named(self, asked):
        _, fields = asked(both(), daily([5], A))
        assert ": B has none" in fields["Beside each other"][0]
        assert fields["B"] == ["— (no row in this window)"]

    def test_nothing_is_a_part_of_0(self, asked):
        made, fields = asked(both(), [*daily([0, 0, 4, 8, 6], A), *daily([1, 1, 1, 1, 1], B)])
        assert fields[f"Beside each other, {before(2)} = 100"][0] == f"A: 150.0 on {DAY}, from 4"
        assert made.picture is not None
        made, fields = asked(both(), [*daily([0] * 5, A), *daily([1] * 5, B)])
        assert "Beside each other" in fields and made.picture is None

    def test_two_points_are_no_line(self, asked):
        made, fields = asked(both(), [*daily([5, 6], A), *daily([7, 8], B)])
        assert f"Beside each other, {before(1)} = 100" in fields
        assert made.picture is None

    def test_an_artist_beside_themselves_is_one_sentence(self, asked):
        with pytest.raises(DataError, match="Both names are A: name two artists"):
            asked(both("A", "a-0"), daily([5], A))
        with pytest.raises(UnknownArtistError, match="No artist is called 'zzz'"):
            asked(both("A", "zzz"), daily([5], A))

    def test_one_who_left_is_compared_as_of_the_last_day(self, asked):
        rows = [*daily(range(40), A), *daily(range(100, 140), B)]
        left = [("A", f"until = {before(10)}"), "B"]
        made, fields = asked(both(), rows, left)
        assert f"A: with the label until {before(10)}" in made.description
        assert fields["A"][0] == "29"
        assert fields["B"][0] == "129"

    def test_what_another_account_had_is_left_out(self, tmp_path):
        rows = [*daily([9000] * 20 + [100] * 9 + [150], A), *daily([50] * 30, B)]
        root = save(tmp_path, rows, roster_of(["A", "B"]))
        since = before(9)
        (root / "data/identities.csv").write_text(
            "artist,platform,account,id,name,since\n"
            f"{A},spotify,,{'1' * 22},A,{before(29)}\n{A},spotify,,{'2' * 22},A,{since}\n"
        )
        made = Library(root, today=lambda: DAY).ask(both())
        fields = dict(made.fields)
        assert f"A: another account since {since}; what was before is left out" in made.description
        assert f"A: **150.0** on {DAY}, from 100" in fields[f"Beside each other, {since} = 100"]
        assert "another account since" in fields["A"]

    def test_what_the_audit_knows_since_the_common_day_stands_beside_the_index(self, asked):
        rows = [*daily([100_000 + n for n in range(60)] + [0], A), *daily([50] * 61, B)]
        made, fields = asked(both(), rows)
        assert fields[f"Beside each other, {before(60)} = 100"] == [
            f"A: 0.0 on {DAY}, from 100,000 (likely no true 0)", f"B: 100.0 on {DAY}, from 50",
        ]  # fmt: skip
        assert "A 0.0 (0)*" in made.picture.says

    def test_a_new_way_to_count_is_said(self, asked):
        rows = [*daily(range(100, 160), A, "youtube/views"), *daily([9] * 60, B, "youtube/views")]
        made, _ = asked(both(metric="youtube/views"), rows)
        assert "YouTube counts every play start as a view since 2026-08-24" in made.description

    def test_a_break_is_said_and_a_finding_has_a_star(self, asked):
        one = IndexedLine("A", tuple((before(n), 5) for n in (9, 8, 7, 6, 2, 1, 0)))
        other = IndexedLine("B", tuple((before(n), 10 - n) for n in range(9, -1, -1)), unusual=True)
        picture = indexed_pair(one, other, before(9), DAY, "Fans")
        assert picture.subtitles[1] == "a break in a line: days without a number"
        assert picture.subtitles[2].startswith("* something unusual")
        assert [r["text"] for r in rows_of(picture, "figure dash")] == ["1,000.0 (10)*"]
        assert {r["part"] for r in rows_of(picture, "solid")} == {0, 1}
        assert picture.png().startswith(b"\x89PNG")


class TestMetrics:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("", "Spotify monthly listeners"),
            ("  ", "Spotify monthly listeners"),
            ("spotify/monthly_listeners", "Spotify monthly listeners"),
            ("spotify followers", "Spotify followers"),
            ("SPOTIFY  FOLLOWERS", "Spotify followers"),
            ("Spotífy fóllowers", "Spotify followers"),
            ("spotfy folowers", "Spotify followers"),
            ("monthly listners", "Spotify monthly listeners"),
            ("popularity", "Spotify popularity"),
            ("subs", "YouTube subscribers"),
            ("youtube view", "YouTube views"),
            ("spotify streams in 28 day", "Spotify streams in 28 days"),
            ("spotifi streams in 7 days", "Spotify streams in 7 days"),
        ],
    )
    def test_a_number_is_found_as_it_is_typed(self, typed, name):
        assert series_name(find_metric(typed)) == name

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("followers", "'followers' can be Spotify followers, Instagram followers, TikTok"),
            (
                "spotify monthlies",
                "No number is called 'spotify monthlies': did you mean Spotify m",
            ),
            ("xyzzy", "there are, for example, Spotify followers, Spotify monthly listeners or"),
            ("spotify streams in 9 days", "No number is called"),
            ("discord members", "No number is called"),
            ("x" * 5000, "No number is called"),
        ],
    )
    def test_what_is_not_clear_is_asked_back_in_one_sentence(self, typed, said):
        with pytest.raises(UnknownMetricError) as caught:
            find_metric(typed)
        assert said in str(caught.value)
        assert len(str(caught.value)) < 300
        assert str(caught.value).count(". ") == 0

    @given(st.text(max_size=60))
    def test_any_text_is_a_number_or_one_sentence(self, typed):
        try:
            assert find_metric(typed) in METRICS
        except UnknownMetricError as error:
            assert "\n" not in str(error)
        assert len(metrics_like(typed)) <= 25

    def test_every_one_is_found_by_its_name_and_by_its_value(self):
        for metric in METRICS:
            assert find_metric(series_name(metric)) == metric
            assert find_metric(f"{metric.platform}/{metric.name}") == metric

    def test_they_are_proposed(self):
        assert len(metrics_like("")) == 25
        assert series_name(metrics_like("")[0]) == "Spotify followers"
        assert not any(metric.exported for metric in metrics_like("")[:20])
        assert [series_name(m) for m in metrics_like("fans")] == ["Deezer fans"]
        assert series_name(metrics_like("spotfy folowers")[0]) == "Spotify followers"
        assert metrics_like("xyzzy") == []
