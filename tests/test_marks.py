"""What happened to a number is one list, and every picture of its line has a ring for each."""

from __future__ import annotations

import re
from datetime import date, timedelta

import altair as alt
import pytest

from backline.analysis import verdicts as known
from backline.analysis.marks import _OF_AUDIT, Mark, marks
from backline.exports.pictures import marked
from backline.exports.pictures.ahead import Expected, forecast_chart
from backline.exports.pictures.charts import Line, line_panels, sparklines
from backline.exports.pictures.marked import Frame, ring_rows, subtitles, word_rows
from backline.exports.pictures.pair import IndexedLine, indexed_pair
from backline.warehouse import Warehouse
from bot.library import Library
from bot.typed import question_of
from tests.bot_roots import roster_of, save, series_rows
from tests.roots import DAY, before, root_of, row
from tests.test_corrections import correction

FIRST = before(90)
IDENTITIES = "artist,platform,account,id,name,since\n"


def found(root, first=FIRST, artist="ada", **more):
    """What is said of each series, by its two names."""
    with Warehouse(root) as warehouse:
        told = marks(warehouse, artist, first, DAY, **more)
    return {
        "/".join(place): [f"{one.label} {one.days}" for one in each] for place, each in told.items()
    }


def course(days=120, series="spotify/followers", artist="ada", size=50_000, change=None):
    """Days that rise by 9 to 13 each, but for what ``change`` makes of them by their age."""
    values = ((n, size - n * 11 + n % 5 - 2) for n in range(days))
    return [
        row(before(n), change(n, value) if change else value, series=series, artist=artist)
        for n, value in values
    ]


class TestWhatIsMarked:
    def test_a_usual_course_has_none(self, tmp_path):
        assert found(root_of(tmp_path, course()), before(30)) == {}

    def test_a_correction_that_is_applied_with_all_its_days(self, tmp_path):
        rows = course(change=lambda n, value: 900 if n in (4, 5, 6, 20) else value)
        root = root_of(tmp_path, rows)
        (root / "corrections.toml").write_text(
            correction(**{"from": before(6), "to": before(4)})
            + correction(**{"from": before(20)}, do='"replace"', value=49_780)
        )
        said = [f"corrected {before(20)}", f"corrected {before(6)} to {before(4)}"]
        assert found(root)["spotify/followers"] == said

    def test_no_stale_correction_and_none_of_a_country_or_a_song(self, tmp_path):
        root = root_of(tmp_path, [*course(), row(DAY, 900, country="IT"), row(DAY, 8, artist="bo")])
        (root / "corrections.toml").write_text(correction() + correction(country='"IT"'))
        assert found(root, before(30)) == {}

    def test_the_first_number_of_another_account(self, tmp_path):
        root = root_of(tmp_path, [*course(60), *course(60, "deezer/fans")])
        (root / "data/identities.csv").write_text(
            f"{IDENTITIES}ada,spotify,,{'1' * 22},A,{before(59)}\n"
            f"ada,spotify,,{'2' * 22},A,{before(9)}\n"
        )
        assert found(root, before(30)) == {"spotify/followers": [f"other account {before(9)}"]}
        assert found(root, before(5)) == {}

    def test_the_day_a_platform_began_to_count_otherwise(self, tmp_path):
        root = root_of(tmp_path, course(series="youtube/views"))
        assert found(root)["youtube/views"] == ["counted anew 2026-08-24"]
        assert found(root, date(2026, 8, 25)) == {}

    def test_a_purge_for_each_of_those_who_lost(self, tmp_path):
        names = [f"a{n}" for n in range(6)]
        rows = [
            one
            for place, name in enumerate(names)
            for one in course(120, artist=name, size=50_000 + 9_000 * place + place**3,
                              change=lambda n, value: value - (value // 20) * (n < 12))
        ]  # fmt: skip
        root = root_of(tmp_path, rows, roster_of(names))
        assert found(root, artist="a3")["spotify/followers"] == [f"purge {before(11)}"]

    def test_what_the_audit_calls_wrong(self, tmp_path):
        root = root_of(tmp_path, course(change=lambda n, value: 0 if n == 7 else value))
        assert found(root)["spotify/followers"] == [f"no true 0 {before(7)}"]

    def test_the_audit_is_not_asked_of_a_large_label(self, tmp_path, monkeypatch):
        root = root_of(tmp_path, course(change=lambda n, value: 0 if n == 7 else value))
        (root / "corrections.toml").write_text(correction(**{"from": before(9)}, expect=49_903))
        assert len(found(root)["spotify/followers"]) == 2
        monkeypatch.setattr(known, "MOST_ARTISTS", 1)
        assert found(root)["spotify/followers"] == [f"corrected {before(9)}"]

    def test_every_kind_of_verdict_has_a_word_or_two(self):
        assert set(_OF_AUDIT) == {*known.WORDS.values(), known.AFTER_RISE, known.STALE}
        assert all(len(label.split()) <= 3 for label in _OF_AUDIT.values())


def mark(day, label="purge", until=None):
    return Mark(day, label, until or day)


def points(values, last=DAY):
    kept = list(values)
    days = (last - timedelta(n) for n in range(len(kept) - 1, -1, -1))
    return tuple((d, v) for d, v in zip(days, kept, strict=True) if v is not None)


def line(values, *happened):
    own = points(values)
    return Line("spotify", "Spotify followers", own[-1][1], 9, 91, 28, own, marks=happened)


def rows_of(picture, kind):
    return [r for r in next(iter(picture.spec["datasets"].values())) if r["kind"] == kind]


RISE = tuple(range(1000, 1031))


class TestPictures:
    @pytest.mark.parametrize("draw", [line_panels, sparklines])
    def test_a_ring_stands_on_its_line_and_is_told_with_its_day(self, draw, capfd):
        picture = draw([line(RISE, mark(before(9)))], before(30), DAY, "Ada")
        (ring,) = rows_of(picture, "ring")
        assert ring["value"] == 1021
        assert f"ring: purge {before(9)}" in picture.subtitles
        assert picture.says.endswith(f", marked: purge {before(9)}")
        assert picture.png()
        assert capfd.readouterr().err == ""
        alt.Chart.from_dict(picture.spec)

    def test_a_word_stands_beside_it_where_lines_are_high_enough(self):
        happened = [line(RISE, mark(before(9)))]
        (word,) = rows_of(line_panels(happened, before(30), DAY, "Ada"), "word")
        assert word["text"] == "purge"
        assert rows_of(sparklines(happened, before(30), DAY, "Ada"), "word") == []

    def test_a_day_without_a_number_has_its_ring_at_the_foot(self):
        values = [None if n == 20 else 1000 + n for n in range(31)]
        own = line(values, mark(before(10), "corrected"))
        picture = line_panels([own], before(30), DAY, "Ada")
        (ring,) = rows_of(picture, "ring")
        assert ring["value"] < 1003
        assert len(rows_of(picture, "gap")) == 1

    @pytest.mark.parametrize("draw", [line_panels, sparklines])
    def test_a_line_without_marks_and_days_that_are_not_drawn_have_none(self, draw):
        for happened in ((), (mark(before(60)),), (mark(DAY + timedelta(1)),)):
            picture = draw([line(RISE, *happened)], before(30), DAY, "Ada")
            assert rows_of(picture, "ring") == []
            assert "ring" not in " ".join(picture.subtitles)
            assert "marked" not in picture.says

    def test_two_artists_have_each_their_own(self):
        one = IndexedLine("Ada", points(RISE), marks=(mark(before(20)),))
        other = IndexedLine("Bo", points(RISE[::-1]), marks=(mark(before(3), "corrected"),))
        picture = indexed_pair(one, other, before(30), DAY, "Fans")
        assert len(rows_of(picture, "ring")) == 2
        assert "marked: purge" in picture.says.split(";")[0]
        assert "marked: corrected" in picture.says.split(";")[1]

    def test_a_forecast_tells_of_its_course(self, capfd):
        ahead = [Expected(DAY + timedelta(n), 1030 + n, 1020, 1040 + n) for n in (7, 30)]
        happened = [mark(before(9)), mark(DAY + timedelta(9))]
        picture = forecast_chart(
            "spotify", "followers", points(RISE), ahead, "Ada", [before(9)], happened
        )
        assert len(rows_of(picture, "ring")) == len(rows_of(picture, "break")) == 1
        assert picture.says.endswith(f"marked: purge {before(9)}")
        assert picture.png()
        assert capfd.readouterr().err == ""

    def test_the_newest_are_told_in_two_lines_and_the_others_counted(self):
        many = [mark(before(n), "another's number", before(n - 1)) for n in range(3, 60, 3)]
        told = subtitles(many)
        assert len(told) == 2
        assert told[0].startswith(f"ring: another's number {before(3)} to {before(2)} and")
        assert re.search(r", 1\d more$", told[1])
        twice = [mark(before(3)), mark(before(9), "corrected"), mark(before(20))]
        assert subtitles(twice) == [
            f"ring: purge {before(3)} and {before(20)}, corrected {before(9)}"
        ]
        assert subtitles([]) == []


FRAME = Frame(before(30), DAY, 434, 56, 900, 1100)


class TestRoomForWords:
    def test_no_word_lies_on_a_line_or_on_another_word(self):
        zigzag = points([1100 if n % 2 else 900 for n in range(31)])
        assert word_rows(FRAME, [(zigzag, [mark(before(9))])]) == []
        flat = points([1000] * 31)
        days = [mark(before(n), "another's number") for n in range(5, 25)]
        words = word_rows(FRAME, [(flat, days)])
        assert 2 <= len(words) < len(days)
        assert len(ring_rows(FRAME, [(flat, days)])) == 20

    def test_no_word_leaves_its_frame(self):
        flat = points([1000] * 31)
        (first,) = word_rows(FRAME, [(flat, [mark(before(30))])])
        (last,) = word_rows(FRAME, [(flat, [mark(DAY)])])
        assert (first["align"], last["align"]) == ("left", "right")
        top = word_rows(FRAME, [(points([1098] * 31), [mark(before(9))])])
        assert [word["baseline"] for word in top] == ["top"]

    def test_no_line_runs_between_a_ring_and_its_word(self):
        tall = Frame(before(30), DAY, 434, 190, 900, 1100)
        one, other = points([1000] * 31), points([1004] * 31)
        (word,) = word_rows(tall, [(one, [mark(before(9))]), (other, [])])
        assert word["dy"] > 0

    def test_the_band_of_a_forecast_is_left_free(self):
        flat = points([1000] * 31)
        (free,) = word_rows(FRAME, [(flat, [mark(before(4))])])
        over = ((before(5), 1040), (DAY, 1040))
        (under,) = word_rows(FRAME, [(flat, [mark(before(4))])], [over])
        assert (free["dy"] < 0, under["dy"] > 0) == (True, True)

    def test_a_line_that_is_level_has_a_frame(self):
        level = Frame(DAY, DAY, 100, 50, 5, 5)
        assert (level.x(DAY), level.y(5)) == (0, 0)
        assert marked.seen([mark(DAY)], [(DAY, 5.0)]) == (mark(DAY),)


@pytest.mark.parametrize(
    "command",
    [
        "/artist artist:Ada",
        "/growth period:30 artist:Ada",
        "/compare artist:Ada artist2:Bo metric:Spotify followers",
        "/predict artist:Ada metric:Spotify followers",
        "/analyze artist:Ada",
    ],
)
def test_every_reply_with_lines_marks_a_corrected_day(command, tmp_path):
    rows = [
        one
        for artist in ("ada-0", "bo-1")
        for one in series_rows(artist, [before(n) for n in range(70)])
    ]
    root = save(tmp_path, rows, roster_of([("Ada", ""), ("Bo", "")]))
    key = next(one.artist for one in rows if one.artist.startswith("ada"))
    texts = [
        correction(artist=f'"{key}"', metric=f'"{metric}"', **{"from": before(9)}, expect=expect)
        for metric, expect in (("followers", 991), ("monthly_listeners", 19_820))
    ]
    (root / "corrections.toml").write_text("".join(texts))
    library = Library(root, today=lambda: DAY)
    picture = library.ask(question_of(command)).picture
    library.close()
    assert f"marked: corrected {before(9)}" in picture.says
