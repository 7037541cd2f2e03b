"""What each number of the vocabulary counts."""

from __future__ import annotations

from backline.measure import LEVEL_BREAKS, PLATFORM_LABELS, VOCABULARY, Kind, Metric
from backline.words import many

_CITIES = (
    "Of one country: the sum of its cities among the artist's fifty largest, so that the country "
    "has at least as many."
)
_SERVICE = "A data service's count of listeners or views in a span."
_DAY = "On one day, as Spotify for Artists counts them."

_COUNTS = {
    ("spotify", "followers"): "Accounts that follow the artist.",
    ("spotify", "monthly_listeners"): "Unique listeners over 28 days.",
    ("spotify", "monthly_listeners_at_least"): _CITIES,
    ("spotify", "popularity"): "Spotify's own measure of an artist or a song, from 0 to 100.",
    ("spotify", "streams"): "Plays of a song since it came out.",
    ("spotify", "listeners"): "Unique listeners of a song since it came out.",
    ("spotify", "saves"): "How often a song was saved since it came out.",
    ("spotify", "playlists"): "Playlists a song is in.",
    ("spotify", "editorial_playlists"): "Those of them that Spotify's editors keep.",
    ("spotify", "playlist_reach"): "Followers of the playlists a song is in, as a service adds "
    "them up.",
    ("spotify", "daily_streams"): f"Plays. {_DAY}",
    ("spotify", "daily_listeners"): f"Unique listeners. {_DAY}",
    ("spotify", "daily_saves"): f"Saves. {_DAY}",
    ("spotify", "daily_playlist_adds"): f"Additions to people's own playlists. {_DAY}",
    ("spotify", "monthly_active_listeners"): "As Spotify for Artists counts them over 28 days.",
    ("spotify", "super_listeners"): "As Spotify for Artists counts them over 28 days.",
    ("youtube", "subscribers"): "Subscribers of the channel, which YouTube rounds down to three "
    "significant figures.",
    ("youtube", "views"): "Views of a channel or a video since its beginning.",
    ("youtube", "videos"): "Public videos of the channel.",
    ("youtube", "streaming_audience"): _SERVICE,
    ("youtube", "streaming_audience_at_least"): _CITIES,
    ("instagram", "followers"): "Accounts that follow the artist.",
    ("instagram", "posts"): "Posts that are there.",
    ("deezer", "fans"): "Accounts that marked the artist as a favourite.",
    ("deezer", "streaming_audience"): _SERVICE,
    ("deezer", "streaming_audience_at_least"): _CITIES,
    ("tiktok", "followers"): "Accounts that follow the artist.",
    ("tiktok", "likes"): "Likes of all the artist's videos that are there.",
    ("tiktok", "videos"): "Videos that use a song.",
    ("facebook", "followers"): "Accounts that follow the page.",
    ("facebook", "likes"): "Likes of the page.",
    ("twitter", "followers"): "Accounts that follow the artist.",
    ("threads", "followers"): "Accounts that follow the artist.",
    ("shazam", "shazams"): "How often a song was looked up with Shazam since it came out.",
    ("discord", "members"): "Members of the label's own server.",
    ("discord", "online"): "Members online at the moment of asking.",
}


def counts(metric: Metric) -> list[str]:
    """What a number counts and what to know of it, a sentence each."""
    place = (metric.platform, metric.name)
    told = [_COUNTS[place]] if place in _COUNTS else [_by_its_window(metric)]
    if metric.of_moment:
        told.append("It swings within a day.")
    if metric.exported:
        told.append("Only files that a person exports tell it.")
    for one in LEVEL_BREAKS:
        if (one.platform, one.metric) == place:
            told.append(f"{one.note}; growth across that day says so.")
    return told


def _by_its_window(metric: Metric) -> str:
    """Of a number that its window names."""
    if metric.kind is not Kind.ROLLING:
        raise ValueError(f"nobody wrote what {metric.platform}/{metric.name} counts")
    what = metric.name.rpartition("_")[0].replace("_", " ")
    return f"{what.capitalize()} of the last {many(metric.window, 'day')}."


def by_platform() -> list[tuple[str, str, list[Metric]]]:
    """Each platform's key, name and metrics, in the order people read them."""
    found: dict[str, list[Metric]] = {}
    for metric in VOCABULARY.values():
        found.setdefault(metric.platform, []).append(metric)
    return [(key, PLATFORM_LABELS[key], metrics) for key, metrics in found.items()]
