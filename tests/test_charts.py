"""Charts: what is drawn, where a line breaks, which signs a label may have."""

from __future__ import annotations

from datetime import date, timedelta

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
from backline.exports.pictures.drawing import WIDTH, drawable, shortened
from backline.exports.pictures.series import reach, stretches

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def series(values, first=FIRST, every=1):
    return tuple(
        (first + timedelta(days=n * every), v) for n, v in enumerate(values) if v is not None
    )


def line(points, **more):
    settings = {"platform": "spotify", "label": "Spotify followers", "value": "1", "change": "±0"}
    return Line(**{**settings, **more}, points=points)


def rows_of(picture, kind):
    return [r for data in picture.spec["datasets"].values() for r in data if r["kind"] == kind]


def size(png):
    """Width and height of a PNG, from its header."""
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


SERIES = {
    "grows": series(range(1000, 1030)),
    "flat": series([12_300] * 30),
    "nothing but zero": series([0] * 30),
    "gap": series([5, 6, None, None, 7, None, 9]),
    "one point": series([812], LAST),
    "tiny": series([0, 1, 1, 2]),
    "huge": series([3_412_345_678, 3_412_999_999, 999_999_999_999]),
    "weekly": series([1, 2, 3, 4], every=7),
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("draw", [line_panels, sparklines])
def test_every_series_can_be_drawn_alone(draw, name, capfd):
    picture = draw([line(SERIES[name])], FIRST, LAST, "Ada", ["September"], "words")
    width, height = size(picture.png())
    assert 2 * WIDTH <= width <= 2 * WIDTH + 120
    assert 100 < height < width
    assert capfd.readouterr().err == ""  # Vega's errors do not stop the drawing
    alt.Chart.from_dict(picture.spec)  # breaks on anything Vega-Lite does not know


@pytest.mark.parametrize("draw", [line_panels, sparklines])
def test_many_series_stay_on_a_phone(draw):
    picture = draw([line(points) for points in SERIES.values()], FIRST, LAST, "Ada", [], "")
    width, height = size(picture.png())
    assert width <= 2 * WIDTH + 120
    assert height <= 1.5 * width


def test_a_daily_line_breaks_on_a_missing_day_and_says_so():
    picture = line_panels([line(SERIES["gap"])], FIRST, LAST, "Ada", [], "")
    assert [len(run) for run in stretches(SERIES["gap"])] == [2, 1, 1]
    assert len(rows_of(picture, "dashed")) == 4
    assert "dashed: days without a number" in str(picture.spec["title"])
    # A day alone between gaps would be no line at all: it is a point.
    assert len(rows_of(picture, "dot")) == 2


def test_a_whole_line_has_no_legend_of_gaps():
    picture = line_panels([line(SERIES["grows"])], FIRST, LAST, "Ada", [], "")
    assert not rows_of(picture, "dashed")
    assert "dashed" not in str(picture.spec["title"])


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
    picture = line_panels([marked], FIRST, LAST, "Ada", [], "")
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
    bars = (Bar("Ada", 12, "+12"), Bar("Bo", 0, "±0"), Bar("Cy", -5, "−5"))
    panel = BarPanel("Spotify followers", "3 of 3 artists", bars)
    picture = change_bars([panel], "Growth", [], "")
    drawn = rows_of(picture, "bar")
    assert [(r["from"], r["to"]) for r in drawn] == [(0, 12), (0, 0), (-5, 0)]
    assert drawn[0]["colour"] == drawn[1]["colour"] != drawn[2]["colour"]
    alt.Chart.from_dict(picture.spec)
    assert size(picture.png())[0] <= 2 * WIDTH + 120


def test_six_panels_of_bars_stay_on_a_phone(capfd):
    bars = tuple(Bar("A long name" * 5, n, f"+{n}") for n in range(3))
    picture = change_bars([BarPanel("x", "y", bars)] * 6, "Growth", ["a"], "")
    width, height = size(picture.png())
    assert width <= 2 * WIDTH + 120
    assert height <= 1.3 * width
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ünïcødé Ærø ß", "Ünïcødé Ærø ß"),
        ("Кириллица & Ελληνικά", "Кириллица & Ελληνικά"),
        ("שלום עולם", "שלום עולם"),
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
    import vl_convert

    def picture(sign):
        return vl_convert.svg_to_png(
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
