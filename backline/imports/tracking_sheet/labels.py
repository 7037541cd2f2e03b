"""What the words of an agency's sheet mean: sections, labels of rows, headings, numbers."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import same_name
from backline.numbers import counted

Series = tuple[str, str]
"""Platform and metric."""

TRACKS = {"spotify": ("spotify", "streams"), "youtube": ("youtube", "views")}
"""By section: what the number of a row is whose label is a title."""

DETAILS = {"listeners": ("spotify", "listeners"), "saves": ("spotify", "saves")}
"""The headings above the numbers beside a track's streams; a share such as Save % is computed."""

_SECTIONS = {
    **{platform: platform for platform in PLATFORM_LABELS},
    **dict.fromkeys(("social", "socials", "socialmedia", "socialnetworks"), "socials"),
    "x": "twitter",
    "xtwitter": "twitter",
}

_VARIANTS: dict[str, Series] = {
    "spotifylisteners": ("spotify", "monthly_listeners"),
    "monthlylisteners": ("spotify", "monthly_listeners"),
    "youtubesubs": ("youtube", "subscribers"),
    "channelviews": ("youtube", "views"),
    "xfollowers": ("twitter", "followers"),
    "twitterfollowers": ("twitter", "followers"),
    "igfollowers": ("instagram", "followers"),
    "instafollowers": ("instagram", "followers"),
    "ttfollowers": ("tiktok", "followers"),
    "ttlikes": ("tiktok", "likes"),
    "fbfollowers": ("facebook", "followers"),
    "fblikes": ("facebook", "likes"),
    "facebookpagelikes": ("facebook", "likes"),
    "ytsubscribers": ("youtube", "subscribers"),
    "deezerfollowers": ("deezer", "fans"),
}

_BARE = ("instagram", "facebook", "twitter", "x", "threads", "tiktok")
"""Platforms whose bare name stands for its followers, where no title can stand."""


def squeezed(text: str) -> str:
    """Letters and digits alone, without case: the form in which labels are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def plain_title(text: str) -> str:
    """A title's letters and digits without case and accents, to find one spelled in two ways."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if sign.isalnum()) or same_name(text)


def _labels() -> dict[str, Series]:
    found = {
        squeezed(f"{platform} {metric.label}"): (platform, metric.name)
        for platform in PLATFORM_LABELS
        for metric in VOCABULARY.values()
        if metric.platform == platform
        and (platform, metric.name) not in _OF_TRACKS
        and not metric.exported
    }
    return {**found, **_VARIANTS}


_OF_TRACKS = {
    ("spotify", name)
    for name in ("streams", "listeners", "saves", "playlists", "editorial_playlists")
} | {("spotify", "playlist_reach"), ("tiktok", "videos"), ("shazam", "shazams")}
_LABELS = _labels()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row's label means.

    Attributes:
        misspelt: whether it was only close to the label it is taken for.
    """

    series: Series
    misspelt: bool = False


def section(text: str) -> str | None:
    """``spotify``, ``youtube``, ``socials`` or another platform, where a heading says so."""
    return _SECTIONS.get(squeezed(text))


def label_of(text: str, within: str | None) -> Meaning | None:
    """The artist's own number that a label such as ``TikTok Likes`` means, or None.

    Args:
        text: the label as it stands.
        within: the section it stands in, whose platform need not be repeated.
    """
    plain = squeezed(text)
    names = [plain]
    if within in PLATFORM_LABELS:
        names.append(squeezed(PLATFORM_LABELS[within]) + plain)
    for name in names:
        if name in _LABELS:
            return Meaning(_LABELS[name])
        if name in _BARE and within not in TRACKS:
            return Meaning((_SECTIONS[name], "followers"))
    close = difflib.get_close_matches(plain, _LABELS, n=1, cutoff=0.9) if len(plain) > 9 else []
    return Meaning(_LABELS[close[0]], misspelt=True) if close else None


_OWN_WORDS = re.compile(
    r"\b(followers?|subscribers?|listeners?|likes?|fans?|views?|shazams?|playlists?)\b", re.I
)


def like_a_label(text: str) -> bool:
    """Whether a text speaks of a platform's count, so that it is no title for certain."""
    words = unicodedata.normalize("NFKC", text).casefold().split()
    platforms = {name.casefold() for name in PLATFORM_LABELS.values()} | {"soundcloud", "bandcamp"}
    return bool(_OWN_WORDS.search(text)) and (len(words) == 1 or words[0] in platforms)


_SPAN = r"(?P<n>\d{1,4})[\s-]*(?P<unit>d|days?|w|wks?|weeks?)"
_KIND = r"(?P<kind>growth|change|gain|increase)(?P<share>\s*\(?%\)?)?"
_GROWTH = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_SPAN}[\s-]*{_KIND}",  # 28-day growth, 4 week change, 90d growth %
        rf"{_KIND}\s*(?:over|in|last|past|of)?\s*(?:the\s+)?(?:last\s+|past\s+)?\(?\s*{_SPAN}\s*\)?",
        rf"(?P<share>%)\s*(?P<kind>growth|change)\s*\(?\s*{_SPAN}\s*\)?",  # % change (28 days)
    )
)
_COMPUTED = re.compile(r"\b(growth|change|increase|gain|trend)\b|^\W*%\W*$", re.IGNORECASE)


def growth_heading(text: str) -> tuple[int, str] | None:
    """Days and ``growth`` or ``change`` of a heading such as ``28-day change``; else None.

    ``90-day change``, ``4-week growth`` and ``Growth (14 days)`` are as good: any window is.
    """
    for form in _GROWTH:
        if found := form.fullmatch(text.strip()):
            days = int(found["n"]) * (7 if found["unit"].lower().startswith("w") else 1)
            share = found["share"] or found["kind"].lower() == "change"
            return days, "change" if share else "growth"
    return None


def computed_heading(text: str) -> bool:
    """Whether a column is computed, but over a span that its heading does not tell."""
    return growth_heading(text) is None and bool(_COMPUTED.search(text))


_BLANKS = ("", "-", "–", "—", "n/a", "na", "none", "tbd")
_GROUPED = re.compile(r"-?(\d+|\d{1,3}([, \u00a0\u202f'’])\d{3}(\2\d{3})*)(\.0+)?")


def is_blank(text: str) -> bool:
    """Whether a cell says that there is no number: empty, a dash, ``n/a``."""
    return text.strip().casefold() in _BLANKS


def whole_number(text: str) -> int | None:
    """The number of a cell such as ``"  24,724 "``; None where anything else stands in it."""
    plain = text.strip()
    if not _GROUPED.fullmatch(plain):
        return None
    return counted(re.sub(r"[^\d-]", "", plain.split(".")[0]))
