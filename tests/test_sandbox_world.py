"""The made-up label: whether its numbers behave like a label's."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from backline.net.credentials import NAMES
from backline.people import parse_roster
from sandbox import World
from sandbox.cast import Quirk
from sandbox.curves import VIEW_BREAK
from sandbox.spotify_page import shortened
from sandbox.world import VIEWS_FALL_DAY
from sandbox.youtube_shapes import rounded_down

DAY = date(2026, 9, 1)
YEAR = [DAY - timedelta(days=364 - i) for i in range(365)]


@pytest.fixture(scope="module")
def world():
    return World(seed=1, artists=12)


def steps(values):
    return [b - a for a, b in pairwise(values)]


def test_the_roster_is_one_that_backline_reads(world):
    roster = parse_roster(world.roster_toml())
    assert roster.label == world.label
    assert roster.settings.spotify_page
    assert [a.key for a in roster.artists] == [a.key for a in world.artists]
    for read, made in zip(roster.artists, world.artists, strict=True):
        for platform in ("spotify", "youtube", "instagram", "deezer"):
            assert getattr(read, platform) == getattr(made, platform)


def test_a_label_of_a_thousand_artists_still_has_one_of_each():
    roster = parse_roster(World(artists=1000).roster_toml())
    assert len(roster.artists) == 1000


def test_the_credentials_are_names_that_backline_knows(world):
    keys = world.credentials()
    assert set(keys) <= set(NAMES)
    assert all(keys.values())


def test_the_awkward_names_are_all_there(world):
    names = [a.name for a in world.artists]
    assert any("/" in n for n in names)
    assert any("\N{CRESCENT MOON}" in n for n in names)
    assert any("\u4e00" <= n[0] <= "\u9fff" for n in names)
    assert any("\u0600" <= n[0] <= "\u06ff" for n in names)
    assert max(map(len, names)) > 100


def test_some_artists_lack_an_account_and_one_is_known_by_its_handle(world):
    assert any(a.youtube is None for a in world.artists)
    assert any(a.instagram is None for a in world.artists)
    assert any(a.deezer is None for a in world.artists)
    handles = [a for a in world.artists if (a.youtube or "").startswith("@")]
    assert handles
    assert handles[0].channel.startswith("UC")


def test_the_smallest_has_single_digits_and_a_true_zero(world):
    numbers = world.numbers(world.artists[6], DAY)
    assert 0 < numbers.followers < 10
    assert 0 < numbers.listeners < 10
    assert numbers.popularity == 0


def test_the_largest_has_millions(world):
    assert world.numbers(world.artists[1], DAY).subscribers > 1_000_000


def test_channels_are_long_enough_for_paging(world):
    assert len(world.videos(world.artists[0], DAY)) > 50
    assert len(world.videos(world.artists[1], DAY)) > 100


def test_followers_grow_over_a_year_and_not_by_the_same_every_day(world):
    artist = world.artists[0]
    series = [world.numbers(artist, d).followers for d in YEAR]
    assert 1.05 < series[-1] / series[0] < 1.8
    assert len(set(steps(series))) > 20
    assert min(steps(series)) < 0 < max(steps(series))


def test_monthly_listeners_go_up_and_down(world):
    series = [world.numbers(world.artists[0], d).listeners for d in YEAR]
    falls = sum(step < 0 for step in steps(series))
    assert 100 < falls < 265


def test_views_never_fall_except_after_the_deletion(world):
    days = YEAR[-90:]
    for artist in world.artists:
        series = [world.numbers(artist, d).views for d in days]
        fallen = [d for d, step in zip(days[1:], steps(series), strict=True) if step < 0]
        assert fallen == ([VIEWS_FALL_DAY] if Quirk.VIEWS_FALL in artist.quirks else [])


def test_a_video_never_loses_views_and_is_in_the_channels_count(world):
    artist = world.artists[0]
    before = {v.id: v.views for v in world.videos(artist, DAY)}
    after = {v.id: v.views for v in world.videos(artist, DAY + timedelta(days=1))}
    assert all(after[i] >= views for i, views in before.items())
    assert sum(before.values()) == world.numbers(artist, DAY).views


def test_views_climb_faster_once_every_play_counts(world):
    series = {d: world.numbers(world.artists[1], d).views for d in YEAR[-30:]}
    week = timedelta(days=7)
    before = series[VIEW_BREAK - timedelta(days=1)] - series[VIEW_BREAK - timedelta(days=1) - week]
    assert series[VIEW_BREAK + week] - series[VIEW_BREAK] > 1.1 * before


def test_weekends_bring_more_views_than_tuesdays(world):
    artist = world.artists[2]
    gains = {d: world.numbers(artist, d).views for d in YEAR}
    by_weekday = [0] * 7
    for day in YEAR[1:330]:
        by_weekday[day.weekday()] += gains[day] - gains[day - timedelta(days=1)]
    assert max(by_weekday[5], by_weekday[6], by_weekday[0]) > 1.3 * min(by_weekday)


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2024, 1, 1), date(2040, 12, 31)])
def test_any_day_has_numbers_that_make_sense(world, day):
    for artist in world.artists:
        numbers = world.numbers(artist, day)
        assert min(getattr(numbers, name) for name in numbers.__slots__) >= 0
        assert numbers.popularity <= 100


def test_a_joint_song_stands_in_both_catalogues(world):
    first, third = world.artists[0], world.artists[2]
    ids = [{t.id for t in world.tracks(a, DAY)} for a in (first, third)]
    assert len(ids[0] & ids[1]) == 1


@pytest.mark.parametrize("seed", [0, 2, 7, 2026])
def test_every_seed_makes_a_label_with_all_the_oddities(seed):
    world = World(seed=seed)
    assert len(parse_roster(world.roster_toml()).artists) == 8
    assert len(world.videos(world.artists[0], DAY)) > 50
    assert len(world.videos(world.artists[1], DAY)) > 100
    assert world.numbers(world.artists[1], DAY).followers > 1_000_000
    assert 0 < world.numbers(world.artists[6], DAY).followers < 10
    assert world.numbers(world.artists[6], DAY).popularity == 0


def test_another_seed_is_another_label():
    assert World(seed=2).artists[0].spotify != World(seed=1).artists[0].spotify


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1"),
        (999, "999"),
        (1000, "1K"),
        (1049, "1K"),
        (12_345, "12.3K"),
        (278_249, "278.2K"),
        (999_949, "999.9K"),
        (999_950, "1M"),
        (12_270_111, "12.3M"),
        (1_040_000_000, "1B"),
    ],
)
def test_listeners_are_shortened_to_one_decimal(count, shown):
    assert shortened(count) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(7, 7), (999, 999), (1234, 1230), (12_399, 12_300), (3_842_383, 3_840_000)]
)
def test_subscribers_are_rounded_down_to_three_figures(count, shown):
    assert rounded_down(count) == shown
