"""What the engine need not do for a picture: left out, and not a pixel of it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backline.exports.pictures.ahead import Expected, forecast_chart
from backline.exports.pictures.charts import BarPanel, change_bars, line_panels, sparklines
from backline.exports.pictures.delivery import delivery_chart
from backline.exports.pictures.drawing import DENSITY
from backline.exports.pictures.engine import engine
from backline.exports.pictures.needed import needed
from backline.exports.pictures.pair import IndexedLine, indexed_pair
from tests.campaigns.test_delivery_chart import EIGHT
from tests.test_charts import FIRST, LAST, bar
from tests.test_lines_svg import COURSES, line
from tests.test_marks import mark

LONG = "WWW Mountain Moving Melodies of „Wembley“ in the Morning"
COURSE = COURSES["gaps"]


def courses(*names):
    return [line(name, COURSE, 5) for name in names]


def expected():
    return [Expected(LAST + timedelta(n), 4_400 + n, 4_000, 4_900) for n in (7, 30)]


PICTURES = {
    "panels": lambda: line_panels(courses("Spotify followers", "Saves"), FIRST, LAST, "Ada"),
    "panels, long names": lambda: line_panels(courses(LONG, LONG[:26]), FIRST, LAST, LONG),
    "sparks": lambda: sparklines(
        [line(name, own, 5) for name, own in COURSES.items()], FIRST, LAST, "Ada"
    ),
    "sparks, long names": lambda: sparklines(courses(LONG, LONG[:20]), FIRST, LAST, LONG),
    "bars": lambda: change_bars(
        [BarPanel(LONG, "2 of 3", (bar(LONG, 12), bar("Cy", -5)))], 30, LAST
    ),
    "delivery": lambda: delivery_chart(EIGHT, "Night Drive"),
    "pair": lambda: indexed_pair(
        IndexedLine("Ada", COURSE), IndexedLine(LONG, COURSES["small"]), FIRST, LAST, "Ada"
    ),
    "forecast": lambda: forecast_chart(
        "spotify", LONG, COURSE, expected(), "Ada", marks=[mark(LAST)]
    ),
}


def layers(spec):
    return spec["spec"]["layer"]


def limits(spec):
    return [one["mark"]["limit"] for one in layers(spec) if "limit" in one["mark"]]


@pytest.mark.parametrize("name", PICTURES)
def test_no_pixel_is_another(name):
    picture = PICTURES[name]()
    whole = engine().vegalite_to_png(picture.spec, scale=DENSITY)
    assert picture.png() == bytes(whole)


def test_a_layer_without_rows_is_left_out():
    spec = PICTURES["sparks, long names"]().spec
    assert not any(row["kind"] == "word" for row in spec["datasets"]["rows"])
    assert len(layers(needed(spec))) < len(layers(spec))


def test_a_text_that_has_room_needs_no_limit_and_one_without_keeps_it():
    short = sparklines(courses("Spotify followers"), FIRST, LAST, "Ada")
    assert limits(short.spec) == [168, 144, 144]
    assert limits(needed(short.spec)) == []
    assert limits(needed(PICTURES["sparks, long names"]().spec)) == [168]


def test_a_chart_laid_out_otherwise_is_drawn_as_it_is():
    spec = {"mark": "point", "data": {"values": [{"x": 1}]}}
    assert needed(spec) == spec


def test_what_is_drawn_was_not_changed():
    picture = PICTURES["sparks"]()
    before = repr(picture.spec)
    needed(picture.spec)
    assert repr(picture.spec) == before
