"""Charts: what is drawn, where a line breaks, which signs a label may have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import altair as alt
import pytest

from backline.exports.pictures.charts import (
    Bar,
    BarPanel,
    Line,
    change_bars,
    line_panels,
    sparklines,
)
from backline.exports.pictures.colours import DARK, PAPER
from backline.exports.pictures.drawing import WIDTH, drawable, instant, shortened
from backline.exports.pictures.engine import engine
from backline.exports.pictures.layouts import line_width, panels_of_lines, sparks
from backline.exports.pictures.series import reach, stretches

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def series(values, first=FIRST, every=1):
    return tuple(
        (first + timedelta(days=n * every), v) for n, v in enumerate(values) if v is not None
    )


def line(points, **more):
    settings = {
        "platform": "spotify", "label": "Spotify followers", "now": 1, "growth": 0, "then": 1,
        "span_days": 28,
    }  # fmt: skip
    return Line(**{**settings, **more}, points=points)


def bar(label, growth, then=100, span=30):
    return Bar(label, growth, then, LAST - timedelta(span), span)


def rows_of(picture, kind):
    return [r for data in picture.spec["datasets"].values() for r in data if r["kind"] == kind]


def size(png):
    """Width and height of a PNG, from its header."""
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


# What eyes without one kind of cone see of linear red, green and blue (Machado and others, 2009).
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def contrast(one, other):
    """As the guidelines for accessible pages (WCAG 2) count it."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


def distance(one, other, eye):
    """How far apart two colours look: CIE 1976, of which 2 can just be told apart."""

    def lab(colour):
        seen = [
            min(1, max(0, sum(f * c for f, c in zip(row, linear(colour), strict=True))))
            for row in EYES[eye]
        ]
        r, g, b = seen
        x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
        y = 0.2126 * r + 0.7152 * g + 0.0722 * b
        z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
        x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
        return 116 * y - 16, 500 * (x - y), 200 * (y - z)

    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


SERIES = {
    "grows": series(range(1000, 1030)),
    "flat": series([12_300] * 30),
    "nothing but zero": series([0] * 30),
    "gap": series([5, 6, None, None, 7, None, 9]),
    "tiny": series([0, 1, 1, 2]),
    "huge": series([3_412_345_678, 3_412_999_999, 999_999_999_999]),
    "weekly": series([1, 2, 3, 4], every=7),
}


@pytest.mark.parametrize("unusual", [True, False])
def test_a_figure_with_something_unusual_has_a_star_and_the_picture_says_why(unusual):
    points = SERIES["grows"]
    lines = [line(points, growth=5), line(points, growth=7, unusual=unusual)]
    bars = (bar("Ada", 50), replace(bar("Bo", 40), unusual=unusual))
    for picture in (
        line_panels(lines, FIRST, LAST, "Ada"),
        sparklines(lines, FIRST, LAST, "Ada"),
        change_bars([BarPanel("Followers", "", bars)], 30, LAST),
    ):
        figures = [r["text"] for kind in ("change", "figure") for r in rows_of(picture, kind)]
        assert sum(text.endswith("*") for text in figures) == unusual
        heading = picture.spec["title"]["subtitle"]
        assert sum(text.startswith("* something unusual") for text in heading) == unusual


@pytest.mark.few(8)
@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("draw", [line_panels, sparklines])
def test_every_series_can_be_drawn_alone(draw, name, capfd):
    picture = draw([line(SERIES[name])], FIRST, LAST, "Ada")
    width, height = size(picture.png())
    assert 2 * WIDTH <= width <= 2 * WIDTH + 120
    assert 100 < height < width
    assert capfd.readouterr().err == ""  # Vega's errors do not stop the drawing
    alt.Chart.from_dict(picture.spec)  # breaks on anything Vega-Lite does not know


@pytest.mark.parametrize("draw", [line_panels, sparklines])
def test_many_series_stay_on_a_phone(draw):
    picture = draw([line(points) for points in SERIES.values()], FIRST, LAST, "Ada")
    width, height = size(picture.png())
    assert width <= 2 * WIDTH + 120
    assert height <= 1.5 * width


def test_a_daily_line_breaks_on_a_missing_day_and_says_so():
    picture = line_panels([line(SERIES["gap"])], FIRST, LAST, "Ada")
    assert [len(run) for run in stretches(SERIES["gap"])] == [2, 1, 1]
    assert len(rows_of(picture, "gap")) == 2
    assert "grey: days without a number" in str(picture.spec["title"])
    # A day alone between gaps would be no line at all: it is a point.
    assert len(rows_of(picture, "dot")) == 2


def test_a_whole_line_has_no_legend_of_gaps():
    picture = line_panels([line(SERIES["grows"])], FIRST, LAST, "Ada")
    assert not rows_of(picture, "gap")
    assert "grey" not in str(picture.spec["title"])


@pytest.mark.parametrize("draw", [line_panels, sparklines])
@pytest.mark.parametrize("days", [100, 120, 365, 1095])
def test_one_missing_day_in_a_long_time_is_three_of_a_phones_480_units(draw, days):
    first = LAST - timedelta(days)
    points = series([None if n == days // 2 else 100 + n for n in range(days + 1)], first)
    picture = draw([line(points)] * 6, first, LAST, "Ada")
    shown = 150 if draw is sparklines else line_width(6)
    stripes = rows_of(picture, "gap")
    assert len(stripes) == 6
    for stripe in stripes:
        share = (stripe["to"] - stripe["from"]) / (instant(LAST) - instant(first))
        assert share * shown >= 2.99
        assert stripe["from"] < instant(first + timedelta(days // 2)) < stripe["to"]


def test_so_many_gaps_that_stripes_would_hide_the_line_are_ticks_below_it():
    first = LAST - timedelta(1095)
    values = [None if n % 20 == 0 or 500 < n < 540 else 100 + n for n in range(1096)]
    picture = line_panels([line(series(values, first))] * 2, first, LAST, "Ada")
    assert len(rows_of(picture, "gap")) == 2  # the one that is long enough, in each panel
    assert len(rows_of(picture, "tick")) > 80


def test_a_weekly_series_is_one_line():
    assert len(stretches(SERIES["weekly"])) == 1


def test_every_third_day_is_one_line_that_breaks_where_it_pauses():
    assert len(stretches(series([1, 2, 3, 4, 5, 6], every=3))) == 1
    assert len(stretches(series([1, 2, 3, None, None, 6, 7], every=3))) == 2


def test_two_points_far_apart_are_no_line():
    assert len(stretches([(FIRST, 1), (LAST, 2)])) == 2


def test_no_points_are_no_stretches():
    assert stretches([]) == []


def test_compared_days_are_emphasised():
    marked = line(SERIES["grows"], marked=(FIRST,))
    picture = line_panels([marked], FIRST, LAST, "Ada")
    assert {r["value"] for r in rows_of(picture, "dot")} == {1000, 1029}


def test_a_level_is_not_forced_to_zero_and_not_blown_up():
    low, high = reach(series([1_000_000, 1_000_003]))
    assert low > 900_000
    assert high - low >= 10_000
    low, high = reach(series([100, 200]))
    assert 80 <= low < 100 and 200 < high <= 220


def test_a_count_has_no_axis_far_below_zero():
    low, high = reach(series([0, 0]))
    assert -0.2 < low <= 0 < high


def test_bars_keep_signs_order_and_colours_apart():
    bars = (bar("Ada", 12), bar("Bo", 0), bar("Cy", -5))
    picture = change_bars([BarPanel("Spotify followers", "3 of 3", bars)], 30, LAST)
    drawn = rows_of(picture, "bar")
    assert [(r["from"], r["to"]) for r in drawn] == [(0, 12), (0, 0), (-5, 0)]
    assert [r["colour"] for r in drawn] == [DARK.gain, DARK.quiet, DARK.fall]
    alt.Chart.from_dict(picture.spec)
    assert size(picture.png())[0] <= 2 * WIDTH + 120


def test_six_panels_of_bars_stay_on_a_phone(capfd):
    bars = tuple(bar("A long name" * 5, n) for n in range(3))
    picture = change_bars([BarPanel("x", "y", bars)] * 6, 30, LAST)
    width, height = size(picture.png())
    assert width <= 2 * WIDTH + 120
    assert height <= 1.3 * width
    assert capfd.readouterr().err == ""


STAR = (bar("Star", 1_200_000, 30_000_000), bar("Ada", 900, 9000), bar("Cy", -300, 900))


def test_where_a_star_hides_the_others_their_percentages_stand_beside(capfd):
    picture = change_bars([BarPanel("Spotify followers", "3 of 3", STAR)] * 6, 30, LAST)
    figures = [(r["panel"], r["text"]) for r in rows_of(picture, "figure")][:6]
    assert figures == [
        (0, "+1.20M"), (0, "+900"), (0, "−300"), (1, "+4.0%"), (1, "+10.0%"), (1, "−33.3%"),
    ]  # fmt: skip
    percent = [(r["from"], r["to"]) for r in rows_of(picture, "bar") if r["panel"] == 1]
    assert percent == [(0, 4.0), (0, 10.0), (pytest.approx(-33.33, abs=0.01), 0)]
    assert {r["text"] for r in rows_of(picture, "title")} == {"Spotify followers", "in percent"}
    width, height = size(picture.png())
    assert height <= 1.9 * width
    assert capfd.readouterr().err == ""
    assert "Star +1.20M (+4.0%), Ada +900 (+10.0%), Cy −300 (−33.3%)" in picture.says


def test_two_stars_hide_the_others_too_and_equals_hide_nobody():
    def panels(*bars):
        picture = change_bars([BarPanel("x", "", bars)], 30, LAST)
        return {r["panel"] for r in rows_of(picture, "bar")}

    assert panels(bar("A", 100_000), bar("B", 90_000), bar("C", 200), bar("D", -100)) == {0, 1}
    assert panels(bar("A", 100), bar("B", 90), bar("C", 40)) == {0}


def test_growth_from_nothing_has_no_percentage():
    bars = (bar("Star", 10_000), bar("New", 5, 0))
    picture = change_bars([BarPanel("x", "", bars)], 30, LAST)
    assert [r["text"] for r in rows_of(picture, "figure")] == ["+10,000", "+5", "+10,000%", "—"]


class TestNoDaysThatAreNot:
    def test_a_history_shorter_than_the_window_begins_where_it_begins(self):
        points = series(range(100, 112), LAST - timedelta(11))
        known = line(points, growth=None, then=None, span_days=None)
        picture = sparklines([known], LAST - timedelta(90), LAST, "Ada")
        assert picture.spec["title"]["subtitle"] == [
            "2026-09-19 to 2026-09-30, no change known yet"
        ]

    def test_the_axis_of_a_line_too(self):
        points = series(range(100, 112), LAST - timedelta(11))
        picture = line_panels([line(points)], LAST - timedelta(90), LAST, "Ada")
        assert str(instant(LAST - timedelta(11))) in str(picture.spec)
        assert str(instant(LAST - timedelta(90))) not in str(picture.spec)

    def test_changes_are_said_over_the_days_that_lie_between_them(self):
        lines = [line(SERIES["grows"], span_days=span) for span in (24, 28)]
        picture = sparklines(lines, FIRST, LAST, "Ada")
        assert picture.spec["title"]["subtitle"] == [
            "2026-09-01 to 2026-09-30, change over 24 to 28 days"
        ]

    def test_bars_too(self):
        picture = change_bars([BarPanel("x", "", (bar("Ada", 5, span=26),))], 30, LAST)
        heading = picture.spec["title"]
        assert (heading["text"], heading["subtitle"]) == (
            "Growth over 26 days", ["2026-09-04 to 2026-09-30"],
        )  # fmt: skip


class TestPicturesWait:
    @pytest.mark.parametrize("draw", [line_panels, sparklines])
    def test_for_three_points(self, draw):
        two, three = (line(series(range(n))) for n in (2, 3))
        assert draw([two], FIRST, LAST, "Ada") is None
        assert draw([], FIRST, LAST, "Ada") is None
        picture = draw([two, three], FIRST, LAST, "Ada")
        assert {r["panel"] for r in rows_of(picture, "solid")} == {0}
        assert picture.says.count("Spotify followers") == 1

    @pytest.mark.parametrize("draw", [line_panels, sparklines])
    def test_for_three_points_within_the_days_that_are_drawn(self, draw):
        points = series(range(30), FIRST - timedelta(28))
        assert draw([line(points)], FIRST, LAST, "Ada") is None

    def test_for_a_bar(self):
        assert change_bars([], 30, LAST) is None
        assert change_bars([BarPanel("x", "", ())], 30, LAST) is None


class TestColours:
    @pytest.mark.parametrize("draw", [line_panels, sparklines])
    def test_a_platform_colours_its_line_alone_and_a_change_has_its_own(self, draw):
        lines = [line(SERIES["grows"], growth=growth) for growth in (5, -5, 0, None)]
        picture = draw(lines, FIRST, LAST, "Ada")
        changes = [r["colour"] for r in rows_of(picture, "change")]
        assert changes == [DARK.gain, DARK.fall, DARK.quiet, DARK.quiet]
        coloured = {
            r["kind"]
            for r in next(iter(picture.spec["datasets"].values()))
            if r.get("colour") in DARK.platforms.values()
        }
        assert coloured == {"solid", "dot", "reach"}

    @pytest.mark.parametrize("ground", [DARK, PAPER])
    @pytest.mark.parametrize("eye", EYES)
    def test_who_sees_no_red_green_or_blue_tells_rises_from_falls(self, ground, eye):
        assert distance(ground.gain, ground.fall, eye) > 30
        assert distance(*ground.pair, eye) > 30
        for one, other in combinations(ground.platforms.values(), 2):
            assert distance(one, other, eye) > 15

    @pytest.mark.parametrize("ground", [DARK, PAPER])
    def test_they_stand_out_from_their_ground(self, ground):
        for colour in (ground.text, ground.quiet, ground.gain, ground.fall, *ground.pair):
            assert contrast(colour, ground.background) > 4.5
        for colour in (*ground.platforms.values(), ground.line):
            assert contrast(colour, ground.background) > 3


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ünïcødé Ærø ß", "Ünïcødé Ærø ß"),
        ("Кириллица & Ελληνικά", "Кириллица & Ελληνικά"),
        ("שלום עולם", "שלום עולם"),
        ("Sơn Tùng", "Sơn Tùng"),
        ("Heart \u2665\ufe0f", "Heart \u2665"),
        ("Rock 🎸 Band", "Rock Band"),
        ("𝕱𝖆𝖓𝖈𝖞 ＦＵＬＬ ﬁn", "Fancy FULL fin"),
        ("Zalgo \u0301\u0301e", "Zalgo e"),
        ("e\u0301tude", "étude"),
        ("\u202eover\u202c", "over"),
        ("宇多田ヒカル", "the-key"),
        ("مرحبا", "the-key"),
        ("A 宇", "the-key"),
        ("🎸🔥", "the-key"),
        ("..", "the-key"),
        ("", "the-key"),
        ("x" * 200, f"{'x' * 39}…{'x' * 20}"),
    ],
)
def test_labels_have_no_sign_the_font_lacks(text, label):
    assert drawable(text, "the-key") == label


def test_every_drawable_sign_looks_unlike_an_empty_box():
    """Compares each sign's picture with that of a sign no font here has."""

    def picture(sign):
        return engine().svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><text x="3" y="22" '
            f'font-family="Liberation Sans" font-size="18">&#{ord(sign)};</text></svg>',
            scale=1,
        )

    box = picture("\U0001fbff")
    signs = [chr(c) for c in range(0x21, 0x2670) if drawable(f"a{chr(c)}", "key") == f"a{chr(c)}"]
    assert len(signs) > 1200
    assert [sign for sign in signs[::7] if picture(sign) == box] == []


def test_a_long_name_keeps_both_ends():
    assert shortened("The Very Long Name 17", 12) == "The Ver…e 17"
    assert shortened("short", 12) == "short"


@pytest.mark.parametrize(("draw", "layout"), [(line_panels, panels_of_lines), (sparklines, sparks)])
def test_a_layout_is_made_once_however_many_lines_and_days(draw, layout):
    """Putting one together takes longer than drawing it, and a full room asks for many."""
    assert draw([line(SERIES["grows"])] * 2, FIRST, LAST, "Ada").png()
    made = layout.cache_info().misses
    for panels in (2, 5, 9):
        for days in (7, 14, 29):
            first = LAST - timedelta(days)
            assert draw([line(SERIES["grows"])] * panels, first, LAST, "Ada").png()
    assert layout.cache_info().misses == made
