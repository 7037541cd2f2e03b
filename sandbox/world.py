"""A made-up label: its artists, its keys and every number of theirs on any day."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sandbox import audience
from sandbox.cast import Artist, Quirk, cast, strangers
from sandbox.catalogue import Track, Video, joint_track, tracks_of, videos_of
from sandbox.chartmetric_plan import Plan
from sandbox.curves import day_number, level
from sandbox.noise import DIGITS, HEX, LETTERS_AND_DIGITS, between, code, fraction
from sandbox.soundcharts_plan import SoundchartsPlan

VIEWS_FALL_DAY = date(2026, 7, 14)
"""From this day one channel misses the views of something it deleted."""

T = TypeVar("T")

_LABEL = "Quiet Lamp Recordings"
_JOINT_DAY = date(2026, 3, 6)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is true of an artist on a day, before any platform rounds or hides it."""

    followers: int
    popularity: int
    listeners: int
    subscribers: int
    views: int
    videos: int
    instagram: int
    posts: int
    fans: int
    albums: int


class World:
    """A label that does not exist. The same seed makes the same label on every machine.

    The first eight artists carry the oddities (see :mod:`sandbox.cast`): names with a slash, an
    emoji, in Chinese and in Arabic, a very long one; hidden subscribers; no account on YouTube,
    on Instagram, on Deezer; a page that is only a shell; millions and single digits.

    Attributes:
        artists: the label's own.
        strangers: known to the platforms and not in the roster; one shares a name with an artist.
        chartmetric: what the label has bought there; a test may change it.
        soundcharts: the same at Soundcharts.
        taken_over: by platform and account, who answers there now; see :meth:`pass_on`.
    """

    def __init__(self, seed: int = 1, artists: int = 8) -> None:
        self.seed = seed
        self.label = _LABEL
        self.artists = cast(seed, artists)
        self.strangers = strangers(seed)
        self.taken_over: dict[tuple[str, str], Artist] = {}
        everybody = self.everybody
        self._spotify = {a.spotify: a for a in everybody}
        self._channels = {a.channel: a for a in everybody if a.channel}
        self._handles = {a.handle.lower(): a for a in everybody if a.channel}
        self._instagram = {a.instagram: a for a in everybody if a.instagram}
        self._deezer = {a.deezer: a for a in everybody if a.deezer}
        self.chartmetric = Plan(seed)
        self.soundcharts = SoundchartsPlan(seed)
        self._uploads: dict[date, dict[str, list[Video]]] = {}
        self._by_id: dict[date, dict[str, tuple[Artist, Video]]] = {}

    @property
    def everybody(self) -> tuple[Artist, ...]:
        """The artists and the strangers."""
        return self.artists + self.strangers

    def pass_on(self, platform: str, account: str, artist: Artist) -> None:
        """Let somebody else answer for an account from now on.

        Names (a handle, a user name) go with it to the new owner, as on the platforms; an id
        (merged, redirected, a stuck cache) is answered with the other's own id.
        """
        taken = artist
        if platform == "youtube" and account.startswith("@"):
            taken = replace(artist, handle=account)
        elif platform == "instagram":
            taken = replace(artist, instagram=account)
        self.taken_over[platform, account.lower()] = taken

    def _on(self, platform: str, account: str, known: Artist | None) -> Artist | None:
        return self.taken_over.get((platform, account.lower()), known)

    def on_spotify(self, spotify_id: str) -> Artist | None:
        """The artist with this Spotify id."""
        return self._on("spotify", spotify_id, self._spotify.get(spotify_id))

    def on_youtube(self, channel_or_handle: str) -> Artist | None:
        """The artist with this channel id, or this handle with its ``@``."""
        text = channel_or_handle
        known = self._channels.get(text) or self._handles.get(text.lower())
        return self._on("youtube", text, known)

    def on_instagram(self, user: str) -> Artist | None:
        """The artist with this user name."""
        return self._on("instagram", user, self._instagram.get(user.lower()))

    def on_deezer(self, deezer_id: str) -> Artist | None:
        """The artist with this Deezer id."""
        return self._on("deezer", deezer_id, self._deezer.get(deezer_id))

    def named_like(self, words: str) -> list[Artist]:
        """Everybody whose name holds the words, the bigger first: what a search finds."""
        wanted = words.casefold().split()
        found = [a for a in self.everybody if all(w in a.name.casefold() for w in wanted)]
        return sorted(found, key=lambda a: (-a.size, a.key)) if wanted else []

    def numbers(self, artist: Artist, day: date) -> Numbers:
        """Everything about an artist on ``day``."""
        t, size, seed = day_number(day), artist.size, artist.seed
        listeners = audience.listeners(artist, t)
        videos = self.videos(artist, day)
        fans = size * audience.share(artist, "deezer") * 0.15
        return Numbers(
            followers=audience.followers(artist, t),
            popularity=popularity(listeners),
            listeners=listeners,
            subscribers=audience.subscribers(artist, t),
            views=self._views(artist, videos, day),
            videos=sum(1 for v in videos if not v.deleted),
            instagram=audience.instagram(artist, t),
            posts=level(t, between(20, 400, seed, "posts"), 0.3, seed, "posts"),
            fans=level(t, fans, fans * 0.0004, seed, "fans"),
            albums=1 + len(self.tracks(artist, day)) // 4,
        )

    def _views(self, artist: Artist, videos: list[Video], day: date) -> int:
        """A channel's views: its videos', less what a deletion took along."""
        total = sum(v.views or 0 for v in videos)
        if Quirk.VIEWS_FALL in artist.quirks and day >= VIEWS_FALL_DAY:
            total -= int(artist.size * 0.8)
        return max(0, total)

    def tracks(self, artist: Artist, day: date) -> list[Track]:
        """The songs out on ``day``, joint ones included, the oldest first."""
        found = tracks_of(artist, day)
        if len(self.artists) > 2 and day >= _JOINT_DAY:
            pair = self.artists[0], self.artists[2]
            if artist in pair:
                found.append(joint_track(*pair, _JOINT_DAY))
        return sorted(found, key=lambda track: track.released)

    def videos(self, artist: Artist, day: date) -> list[Video]:
        """The uploads of an artist's channel on ``day``, the oldest first."""
        if not artist.channel:
            return []
        known = _only_lately(self._uploads, day)
        if artist.key not in known:
            known[artist.key] = videos_of(artist, day)
        return known[artist.key]

    def video(self, video_id: str, day: date) -> tuple[Artist, Video] | None:
        """A video that can be watched on ``day``, and whose it is."""
        known = _only_lately(self._by_id, day)
        if not known:
            uploads = ((a, v) for a in self.everybody for v in self.videos(a, day))
            known.update({v.id: (a, v) for a, v in uploads if not v.deleted})
        return known.get(video_id)

    def discord(self, day: date) -> tuple[int, int]:
        """Members of the label's Discord server, and how many of them are online."""
        t = day_number(day)
        members = level(t, 61, 0.25, self.seed, "discord")
        return members, max(1, int(members * (0.2 + 0.15 * fraction(self.seed, "online", t))))

    def credentials(self) -> dict[str, str]:
        """Keys for every platform here, made up and easy to recognise in a log."""

        def made_up(name: str) -> str:
            return f"sandbox-{name}-{code(LETTERS_AND_DIGITS, 24, self.seed, name)}"

        return {
            "SPOTIFY_CLIENT_ID": code(HEX, 32, self.seed, "client"),
            "SPOTIFY_CLIENT_SECRET": made_up("spotify-secret"),
            "YOUTUBE_API_KEY": made_up("youtube-key"),
            "INSTAGRAM_ACCESS_TOKEN": made_up("instagram-token"),
            "INSTAGRAM_BUSINESS_ACCOUNT_ID": "1784" + code(DIGITS, 13, self.seed, "business"),
            "INSTAGRAM_API_VERSION": "v26.0",
            "DISCORD_BOT_TOKEN": made_up("discord-token"),
            "DISCORD_GUILD_ID": "10" + code(DIGITS, 17, self.seed, "guild"),
            "CHARTMETRIC_REFRESH_TOKEN": self.chartmetric.refresh_token,
            "SOUNDCHARTS_APP_ID": self.soundcharts.keys[0],
            "SOUNDCHARTS_API_KEY": self.soundcharts.keys[1],
        }

    @property
    def worker_key(self) -> str:
        """What the credentials worker wants to hear."""
        return f"sandbox-worker-key-{code(LETTERS_AND_DIGITS, 24, self.seed, 'worker')}"

    def access_token(self, day: date) -> str:
        """The Spotify token of a day: an hour is short, yesterday's has always run out."""
        return f"sandbox-spotify-token-{code(LETTERS_AND_DIGITS, 40, self.seed, 'token', day)}"

    def roster_toml(self) -> str:
        """A ``roster.toml`` with all artists of the label."""
        lines = [f"label = {_toml(self.label)}", "", "[settings]", "spotify_page = true"]
        for artist in self.artists:
            lines += ["", "[[artist]]"]
            for name in ("key", "name", "spotify", "youtube", "instagram", "deezer"):
                value = getattr(artist, name)
                if value is not None:
                    lines.append(f"{name} = {_toml(value)}")
        return "\n".join(lines) + "\n"


def _only_lately(cache: dict[date, dict[str, T]], day: date) -> dict[str, T]:
    """The cache of one day; no more than three days are kept."""
    for old in list(cache)[:-2] if day not in cache else ():
        cache.pop(old, None)
    return cache.setdefault(day, {})


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string


def popularity(listeners: int) -> int:
    """Spotify's 0 to 100 from monthly listeners: about 15 for each factor of ten, 0 for a few."""
    return max(0, min(100, int(14.5 * math.log10(max(1, listeners)) - 22)))
