"""Lines without the engine that draws the others: the same places, scales and words."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from backline.analysis.marks import Mark
from backline.exports.pictures.charts import Line, change_bars, line_panels, sparklines
from backline.exports.pictures.drawing import Form, svg_of
from backline.exports.pictures.lines_svg import in_thousands, lines_svg, ticks
from tests.test_charts import FIRST, LAST, bar
from web.figures import drawn

NEAR = 0.11
"""So far apart two places may be: a tenth of a unit, of which a phone shows 480 side by side."""

NUMBER = r"-?[\d.]+(?:e-?\d+)?"


def walk(size, begin, days=30, gaps=(), step=1, seed=0):
    """A course around a number, with days left out."""
    draw = random.Random(seed)  # noqa: S311 (numbers to draw)
    value, points = begin, []
    for n in range(0, days, step):
        value = max(0, value + draw.randint(-size, size + 1))
        if n not in gaps:
            points.append((FIRST + timedelta(n), value))
    return tuple(points)


COURSES = {
    "rises": walk(900, 100_000, seed=1),
    "millions": walk(40_000, 32_400_000, seed=2),
    "a few in a million": walk(3, 5_000_000, seed=3),
    "small": walk(2, 8, seed=4),
    "at nothing": tuple((FIRST + timedelta(n), 0) for n in range(30)),
    "flat": tuple((FIRST + timedelta(n), 777) for n in range(30)),
    "gaps": walk(50, 4_321, gaps={3, 4, 11, 20, 21, 22}, seed=5),
    "a day by itself": walk(50, 999, gaps={3, 5, 12, 14}, seed=6),
    "begins with a day by itself": walk(50, 999, gaps={1, 2, 3}, seed=6),
    "once a week": walk(7_000, 250_000, step=7, seed=7),
    "thousands of millions": walk(90_000_000, 3_900_000_000, seed=8),
    "three days": walk(10, 60, days=3, seed=9),
}


def mark(day, label):
    return Mark(day, label, day)


def line(label, points, growth):
    return Line(
        "youtube" if growth else "spotify", label, points[-1][1], growth, points[0][1], 28, points,
        marked=(points[1][0],),
        marks=tuple(mark(day, "purge") for day in (points[1][0], LAST - timedelta(9), LAST)),
    )  # fmt: skip


def lines(courses=COURSES):
    return [line(label, own, place % 3 - 1) for place, (label, own) in enumerate(courses.items())]


def absolute(path):
    """The stretches of a path with absolute or relative lines, each a list of places."""
    found, at, relative = [], (0.0, 0.0), False
    for letter, numbers in re.findall(r"([MLl])([^MLl]*)", path):
        places = [float(n) for n in re.findall(NUMBER, numbers)]
        relative = letter == "l"
        for x, y in zip(places[::2], places[1::2], strict=True):
            at = (at[0] + x, at[1] + y) if relative else (x, y)
            if letter == "M":
                found.append([])
            found[-1].append(at)
    return [stretch for stretch in found if len(stretch) > 1]


def shift(element):
    found = re.search(rf"translate\(({NUMBER}),({NUMBER})\)", element.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def flat(element, x=0.0, y=0.0, anchor="start"):
    """Every element below with where it stands, and on which side of that its words do."""
    for child in element:
        (dx, dy), side = shift(child), child.get("text-anchor", anchor)
        yield child, x + dx, y + dy, side
        yield from flat(child, x + dx, y + dy, side)


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own)


def said(panel):
    """What a panel shows: its lines, bars, dots and words, each with its place in the panel."""
    strokes, bars, dots, words, rules = [], [], [], [], []
    for e, x, y, side in flat(panel):
        kind, path = e.tag.rpartition("}")[2], e.get("d", "")
        scale = 0.1 if "scale" in e.get("transform", "") else 1
        if kind == "text" and e.text:
            at = (x + float(e.get("x", 0)), y + float(e.get("y", 0)))
            words.append((e.text, side, at))
        elif e.get("stroke-linejoin"):
            strokes += [
                [(px * scale, py * scale) for px, py in stretch] for stretch in absolute(path)
            ]
        elif kind == "rect":
            bars.append(tuple(float(e.get(n)) for n in ("x", "y", "width", "height")))
        elif kind == "circle":
            dots.append((float(e.get("cx")), float(e.get("cy"))))
        elif found := re.fullmatch(rf"M({NUMBER}),({NUMBER})h({NUMBER})v({NUMBER})h.*Z", path):
            if e.get("fill"):
                px, py, wide, high = (float(n) for n in found.groups())
                bars.append((px, py, wide, high))
        elif "A" in path and e.get("opacity") == "1":
            dots.append((x, y))
        elif kind == "path" and e.get("stroke") and path.startswith("M.5"):
            rules += [float(n) for n in re.findall(rf"M\.5 ({NUMBER})h", path)]
        elif kind == "line" and float(e.get("x2", 0)) > 100 and e.get("opacity") != "0":
            rules.append(y)
    return {
        "strokes": strokes, "bars": sorted(bars), "dots": sorted(dots), "rules": sorted(rules),
        "words": sorted(words),
    }  # fmt: skip


def by_engine(picture):
    bare = {name: value for name, value in picture.spec.items() if name != "title"}
    tree = parsed(svg_of(bare))
    cells = next(e for e in tree.iter() if (e.get("class") or "").endswith(" cell"))
    return [said(cell) for cell in cells]


def by_hand(picture):
    tree = parsed(lines_svg(picture, lambda colour: colour))
    return [said(panel) for panel in tree]


def near(one, other):
    if isinstance(one, str):
        return one == other
    if isinstance(one, int | float):
        return abs(one - other) <= NEAR
    return len(one) == len(other) and all(near(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("draw", [line_panels, sparklines])
def test_every_panel_is_the_engines(draw):
    picture = draw(lines(), FIRST, LAST, "Ada")
    pairs = list(zip(by_engine(picture), by_hand(picture), strict=True))
    assert len(pairs) == len(COURSES)
    for (theirs, ours), label in zip(pairs, COURSES, strict=True):
        days = {w for w in ours["words"] if re.fullmatch(r"\d{4}-\d\d-\d\d", w[0])}
        ours["words"] = [word for word in ours["words"] if word not in days]
        assert ours["strokes"] or label == "at nothing", label
        for part, there in theirs.items():
            assert near(there, ours[part]), (label, part, there, ours[part])


def test_one_panel_takes_the_whole_width():
    picture = line_panels(lines({"rises": COURSES["rises"]}), FIRST, LAST, "Ada")
    assert picture.form is Form.PANEL
    (theirs,), (ours,) = by_engine(picture), by_hand(picture)
    assert near(theirs["strokes"], ours["strokes"])
    assert ours["strokes"][0][-1][0] == pytest.approx(434, abs=NEAR)


def test_the_days_stand_below_the_lowest_panels():
    picture = line_panels(lines(dict(list(COURSES.items())[:3])), FIRST, LAST, "Ada")
    told = [{w[0] for w in panel["words"]} >= {str(FIRST), str(LAST)} for panel in by_hand(picture)]
    assert told == [False, True, True]


def test_words_of_others_are_no_markup_and_end_in_time():
    long = "<b>&amp;" + "x" * 200
    svg = lines_svg(line_panels([line(long, COURSES["rises"], 1)], FIRST, LAST, "Ada"), str)
    assert "<b>" not in svg
    (word,) = [w for w in said(parsed(svg))["words"] if w[0].startswith("<b>")]
    assert len(word[0]) < 70


def test_other_pictures_are_drawn_by_the_engine():
    from backline.exports.pictures.charts import BarPanel

    picture = change_bars([BarPanel("Followers", "", (bar("Ada", 4),))], 30, LAST)
    assert picture.form is Form.OTHER
    with pytest.raises(ValueError, match=r"^$"):
        lines_svg(picture, str)
    assert "mark-rect" in drawn(picture, "Growth").svg


def test_a_page_has_its_own_colours():
    svg = drawn(line_panels(lines(), FIRST, LAST, "Ada"), "Ada").svg
    assert "var(--spotify)" in svg
    assert "var(--gap)" in svg
    assert not re.search(r"#[0-9a-f]{6}", svg)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 10, [0, 5, 10]),
        (99_000, 101_500, [99_000, 100_000, 101_000]),
        (0.2, 0.9, [0.2, 0.4, 0.6, 0.8]),
        (7, 7, [7]),
    ],
)
def test_ticks(low, high, found):
    assert ticks(low, high, 3) == pytest.approx(found)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (950, "950"), (100_500, "100.5k"), (1_000_000, "1M"), (32_450_000, "32.45M"),
        (4_000_000_000, "4B"), (123_456_789, "123.457M"), (-2_500, "−2.5k"), (9_999_999, "10M"),
    ],
)  # fmt: skip
def test_numbers_on_an_axis(number, text):
    assert in_thousands(number) == text
