"""``/tracks`` and ``/analyze``: what they say of charts, counts, gaps and countries."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import pytest

from backline.errors import BacklineError, ConfigError
from backline.store import Store
from backline.store.charts import CHARTS, day_of_chart
from bot.asked import Question
from bot.library import Library, state_of
from bot.replies import analysis
from bot.typed import question_of
from tests.bot_roots import HOSTILE
from tests.charted import charted_root, count, line, song
from tests.roots import DAY, before, row
from tests.test_bot_commands import field, server, text_of  # noqa: F401 (the fixture)
from tests.test_bot_words import LIVE, within_limits

WORLD = {"chart": "regional-global-daily", "country": ""}
LONG = "A title that goes on and on (feat. Somebody Else & Another One) - Live at San Siro 2026"
TITLES = [LONG, *HOSTILE[:13], *(f"Song {n}" for n in range(6))]


def ask(root, text, today=DAY):
    reply = Library(root, today=lambda: today, in_memory=False).ask(question_of(text))
    within_limits(reply)
    return reply


def text(reply):
    return "\n".join([reply.title, reply.description, *(f"{n}\n{v}" for n, v in reply.fields)])


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Twenty songs of Ada: one of a daily chart with gaps, one of places alone, others counted."""
    songs = [song(f"s{n}", t, "Ada & Bo" if n == 1 else "Ada") for n, t in enumerate(TITLES)]
    lines = [
        *(line(before(n), "s0", 900_000, source=f"day{n}.csv", **WORLD) for n in range(0, 30, 2)),
        line(before(2), "s1", None, metric_kind="rank", position=7, chart="top-songs", country=""),
        *(line(before(n), "s2", 4_000) for n in range(12, 40)),
        line(before(12), "x", 500, credit="Out Of Roster"),
    ]
    rows = [
        count(before(n), f"s{s}", 10**6 + (70 - n) * 1_000 * (30 - s))
        for s in range(3, len(TITLES))
        for n in range(70)
    ]
    for n in range(40):
        step = 40 - n
        if n in (5, 6):
            rows.append(
                row(before(n), None, series="spotify/monthly_listeners", detail="no answer")
            )
            continue
        rows += [
            row(before(n), 90_000 + 10 * step, series="spotify/monthly_listeners"),
            row(before(n), 8_000 + step, series="youtube/subscribers", source="youtube_api"),
            row(before(n), 400 - step, series="instagram/followers"),
            row(before(n), 50 + step, series="deezer/fans"),
            row(before(n), 7_000_000 + step, series="tiktok/followers", source="soundcharts"),
        ]
    rows += [
        row(before(n), 20_000 - n, series="spotify/monthly_listeners_at_least",
            source="soundcharts", country="IT")
        for n in (1, 8, 15, 22)
    ]  # fmt: skip
    return charted_root(tmp_path_factory.mktemp("many") / "root", songs, lines, rows)


class TestTracks:
    def test_a_total_of_days_that_are_not_all_known_is_at_least(self, many):
        reply = ask(many, "/tracks artist:Ada")
        assert "2026-09-01 to 2026-09-30, worldwide" in reply.description
        assert "**≥" in reply.description
        assert reply.description.endswith(
            "of 18 songs; those of 1 more are not known (≥: of some days they are not known)"
        )
        top = dict(reply.fields)["Most streams"].splitlines()
        assert "**≥13,500,000**" in top[0]
        assert "from 15 of 30 days, best place 10" in top[0]
        assert top[-1] == "and 13 more"
        assert "810,000" in top[1] and "≥" not in top[1]
        assert "±0 on the 30 days before" in top[1]
        assert "best place 7" in dict(reply.fields)["Streams not known"]
        assert "day0.csv" in reply.footer and "and" in reply.footer

    def test_a_joint_credit_says_for_whom_it_counts(self, many):
        assert "counts for each of Ada, Bo" in text(ask(many, "/tracks artist:Ada"))

    def test_the_chart_has_known_streams_alone_and_marks_what_may_be_more(self, many):
        picture = ask(many, "/tracks artist:Ada").picture
        rows = picture.spec["datasets"]["rows"]
        bars = [one for one in rows if one["kind"] == "bar"]
        assert len(bars) == 10
        assert all(one["to"] > 0 for one in bars)
        assert [r["text"] for r in rows if r["kind"] == "figure"][:2] == ["≥13.5M", "810k"]
        said = picture.spec["title"]["subtitle"]
        assert said[:2] == [
            "the first 10 of 18 songs",
            "without 1 song whose streams are not known",
        ]
        assert picture.png().startswith(b"\x89PNG")

    def test_no_chart_where_no_streams_are_known(self, tmp_path):
        rank = line(before(1), "one", None, metric_kind="rank", chart="top-songs", country="")
        reply = ask(charted_root(tmp_path, [song("one")], [rank]), "/tracks artist:Ada")
        assert reply.picture is None
        assert "1 song, of none of which the streams are known" in reply.description

    def test_a_country_ends_where_its_charts_do(self, many):
        reply = ask(many, "/tracks artist:ada period:7 country:it")
        assert "2026-09-12 to 2026-09-18, IT: 7 days" in reply.description
        assert reply.description.endswith(
            "**≥28,000** streams of 1 song; those of 18 more are not known"
        )

    def test_one_song_of_an_artist_of_charts_alone(self, many):
        reply = ask(many, "/tracks artist:Out Of Roster country:IT period:90")
        assert "≥500" in text(reply)
        (bar,) = [r for r in reply.picture.spec["datasets"]["rows"] if r["kind"] == "bar"]
        assert bar["to"] == 500

    def test_charts_that_ended_before_the_counts_answer_for_who_is_in_them_alone(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one"), song("two", credit="Cleo")],
            [line(before(60), "two", 70, credit="Cleo", **WORLD)],
            [count(before(n), "one", 1_000 - n) for n in range(5)],
        )
        assert "to 2026-09-30" in ask(root, "/tracks artist:Ada").description
        assert f"to {before(60)}" in ask(root, "/tracks artist:Cleo").description

    def test_a_weekly_chart_ends_on_the_last_day_of_its_week(self, tmp_path):
        monday = date(2026, 9, 28)
        week = line(monday, "one", 700, platform="youtube", chart="top-songs-weekly",
                    frequency="weekly", country="")  # fmt: skip
        reply = ask(
            charted_root(tmp_path, [song("one")], [week]),
            "/tracks artist:Ada platform:YouTube period:7",
        )
        assert "2026-09-18 to 2026-09-24" in reply.description
        assert "**700** streams" in reply.description

    def test_a_platform_of_charts_alone(self, tmp_path):
        entry = line(before(1), "one", None, metric_kind="rank", platform="apple-music",
                     chart="top-songs", country="")  # fmt: skip
        root = charted_root(tmp_path, [song("one")], [entry])
        assert "best place 10" in text(ask(root, "/tracks artist:Ada platform:apple-music"))

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ("artist:Ada country:UK", "There is no country 'UK' (did you mean GB?)"),
            ("artist:Ada platform:myspace", "There is no platform 'myspace'; there are"),
            ("artist:Adda", "did you mean Ada?"),
            ("artist:zzz", "no stored chart and no stored count names them"),
            ("artist:Ada period:8", "period must be one of 7, 30, 90 days, not '8'."),
        ],
    )
    def test_what_cannot_be_is_one_sentence(self, many, asked, words):
        with pytest.raises(BacklineError) as error:
            ask(many, f"/tracks {asked}")
        assert words in str(error.value)
        assert str(error.value).endswith((".", "?"))
        assert "\n" not in str(error.value)

    def test_nothing_stored(self, tmp_path):
        reply = ask(charted_root(tmp_path), "/tracks artist:Ada")
        assert reply.description == "No chart and no count of songs is stored (Spotify, worldwide)."

    def test_nothing_of_a_hostile_title_is_live(self, many):
        shown = text(ask(many, "/tracks artist:Ada period:90"))
        assert not LIVE[1].search(shown) and not LIVE[2].search(shown)
        assert "\u202e" not in shown


class TestAnalyze:
    def test_each_platform_from_the_first_to_the_latest_day(self, many):
        reply = ask(many, "/analyze artist:Ada")
        assert (
            "2026-09-01 to 2026-09-30, worldwide: from the first to the latest" in reply.description
        )
        names = [name for name, _ in reply.fields]
        assert names == [
            "Spotify monthly listeners", "YouTube subscribers", "Instagram followers",
            "Deezer fans", "TikTok followers",
        ]  # fmt: skip
        spotify = reply.fields[0][1].splitlines()
        assert spotify[0] == "**90,400** on 2026-09-30: +290 (+0.3%) from 90,110 on 2026-09-01"
        assert spotify[1] == "average 90,249, peak 90,400 on 2026-09-30"
        assert spotify[2] == "from 28 of 30 days, told by spotify api"
        assert spotify[3] == "2 days: no answer"
        assert reply.footer == "as of 2026-09-30 · from soundcharts, spotify api, youtube api"

    def test_five_panels_that_say_they_are_no_growth(self, many):
        picture = ask(many, "/analyze artist:Ada").picture
        rows = picture.spec["datasets"]["rows"]
        assert len({one["panel"] for one in rows}) == 5
        assert picture.spec["title"]["subtitle"][0] == "first to latest over 29 days"

    def test_a_country_s_listeners_are_a_lower_bound(self, many):
        reply = ask(many, "/analyze artist:Ada country:IT")
        ((name, said),) = reply.fields
        assert name == "Spotify monthly listeners, at least (IT)"
        assert said.startswith("**≥19,999** on 2026-09-29")
        assert "a lower bound for IT" in said
        assert "from 4 of 30 days" in said
        assert "at least (IT) ≥19,999" in reply.picture.says

    def test_a_period_that_is_said_counts_both_ends(self, many):
        reply = ask(many, "/analyze artist:Ada from:2026-09-21 to:2026-09-23")
        assert "2026-09-21 to 2026-09-23" in reply.description
        assert "from 3 of 3 days" in reply.fields[0][1]
        only_last = ask(many, "/analyze artist:Ada to:2026-09-10").description
        assert only_last.startswith("2026-08-12 to 2026-09-10")

    def test_an_artist_with_no_lead_number_shows_the_number_there_is(self, tmp_path):
        root = charted_root(tmp_path, rows=[row(before(n), 5 + n) for n in range(3)])
        assert ask(root, "/analyze artist:Ada").fields[0][0] == "Spotify followers"

    def test_an_artist_without_any_number(self, many):
        reply = ask(many, "/analyze artist:Bo")
        assert reply.description.startswith("No number is known from 2026-09-01 to 2026-09-30")
        assert reply.picture is None

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (
                "artist:Ada from:31.8.2026",
                "from must be a day such as 2026-08-31, not '31.8.2026'.",
            ),
            ("artist:Ada to:2026-02-30", "to must be a day such as 2026-08-31, not '2026-02-30'."),
            ("artist:Ada from:0001-01-01", "from must be a day from 2000 to 2099"),
            ("artist:Ada from:2026-09-05 to:2026-09-01", "The period ends before it starts"),
            ("artist:Ada from:2026-10-05", "The period from 2026-10-05 has not begun"),
            ("artist:Ada country:XX", "There is no country 'XX'"),
            ("artist:Adda", "did you mean Ada?"),
            ("from:2026-09-01", "/analyze needs artist"),
        ],
    )
    def test_what_cannot_be_is_one_sentence(self, many, asked, words):
        with pytest.raises(BacklineError) as error:
            ask(many, f"/analyze {asked}")
        assert words in str(error.value)
        assert "\n" not in str(error.value)

    def test_a_workbook_too_large_for_discord_is_left_out(self, many, monkeypatch):
        monkeypatch.setattr(analysis, "LARGEST", 100)
        reply, file = Library(many, today=lambda: DAY, in_memory=False).ask(
            question_of("/analyze artist:Ada").with_file
        )
        assert file is None
        assert reply.footer.endswith("the workbook is too large for Discord")


async def test_the_workbook_has_the_songs_and_every_day(server, many):  # noqa: F811
    there = await server(many)
    embed, attachments = await there.embed(
        "analyze", artist="Ada", **{"from": "2026-09-01"}, country="IT"
    )
    assert "at least (IT)" in text_of(embed)
    book = next(file for file in attachments if file.filename.endswith(".xlsx"))
    assert book.filename == "ada 2026-09-01 to 2026-09-30 IT.xlsx"
    with ZipFile(io.BytesIO(await book.read())) as opened:
        strings = opened.read("xl/sharedStrings.xml").decode()
    assert "Song 5" in strings


async def test_a_wrong_day_is_said_to_the_person(server, many):  # noqa: F811
    there = await server(many, check_errors=False)
    said = await there.sentence("analyze", artist="Ada", **{"from": "yesterday"})
    assert said == "from must be a day such as 2026-08-31, not 'yesterday'."


async def test_platforms_and_artists_are_proposed(server, many):  # noqa: F811
    there = await server(many)
    found = await there.person.autocomplete(
        there.channel, "tracks", "platform", "tube", artist="Ada"
    )
    assert [choice["value"] for choice in found] == ["youtube"]
    found = await there.person.autocomplete(there.channel, "tracks", "artist", "ad")
    assert [choice["value"] for choice in found] == ["ada"]


@pytest.mark.parametrize(
    "name", ["data/charts/2026-09.parquet", "data/audience/cities/2026-09.parquet"]
)
def test_a_file_of_charts_or_audiences_is_of_the_state(tmp_path, name):
    root = charted_root(tmp_path)
    known = state_of(root)
    (root / name).parent.mkdir(parents=True)
    (root / name).write_bytes(b"1")
    new = state_of(root)
    (root / name).write_bytes(b"2")
    assert len({known, new, state_of(root)} - {None}) == 3


async def test_a_kept_answer_goes_with_the_chart_it_stood_on(server, tmp_path):  # noqa: F811
    root = charted_root(tmp_path, [song("one")], [line(DAY, "one", 500, **WORLD)])
    there = await server(root)
    embed, _ = await there.embed("tracks", artist="Ada", period=7)
    assert "≥500" in text_of(embed)
    store, entry = Store(root), line(DAY, "one", 600, **WORLD)
    with store.writing(), store.change() as change:
        CHARTS.write(change, store.data, {day_of_chart(entry): [entry]})
    embed, _ = await there.embed("tracks", artist="Ada", period=7)
    assert "≥600" in text_of(embed)


def test_both_wait_with_the_reports_and_one_artist_s_comes_first():
    for question in (question_of("/tracks artist:Ada"), question_of("/analyze artist:Ada")):
        assert question.is_report and question.is_small
    assert question_of("/tracks artist:Ada") == Question("tracks", "Ada", 30, platform="spotify")
    with pytest.raises(ConfigError):
        question_of("/tracks")
