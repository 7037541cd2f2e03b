"""Spotify's links of songs and playlists: the id in what people paste, and the link of an id."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

HOSTS = ("open.spotify.com", "play.spotify.com")

_ID = re.compile(r"[0-9A-Za-z]{22}")
_PATH = re.compile(r"(?:^|/)(?P<what>track|album|artist|playlist|episode|show)/(?P<id>[^/]+)")
_ARTICLE = {"album": "an album", "artist": "an artist", "episode": "an episode"}


def spotify_id(what: str, text: str) -> str:
    """The id in a link of Spotify, a URI, or the id itself.

    Args:
        what: ``track`` or ``playlist``.
        text: what somebody pasted.

    Raises:
        ValueError: it is another thing's link, or none of Spotify's; the message ends a sentence.
    """
    song = "song" if what == "track" else what
    found = text.strip().strip("<>")
    if _ID.fullmatch(found):
        return found
    if found.startswith("spotify:"):
        path = found.removeprefix("spotify:").replace(":", "/")
    else:
        parts = urlsplit(found if "://" in found else f"https://{found}")
        if (parts.hostname or "").removeprefix("www.") not in HOSTS:
            raise ValueError(f"it is no link of a {song} on Spotify")
        path = unquote(parts.path)
    match = _PATH.search(path)
    if match and match["what"] != what:
        other = _ARTICLE.get(match["what"], f"a {match['what']}")
        raise ValueError(
            f"it is the link of {other}: open it on Spotify and copy the link of the {song} itself"
        )
    if not match or not _ID.fullmatch(match["id"]):
        raise ValueError(f"it is no link of a {song} on Spotify")
    return match["id"]


def track_link(track: str) -> str:
    """The page of a song, by its id."""
    return f"https://{HOSTS[0]}/track/{track}"


def playlist_link(playlist: str) -> str:
    """The page of a playlist, by its id."""
    return f"https://{HOSTS[0]}/playlist/{playlist}"
