"""Account ids on each platform: their forms, and the links people paste instead of them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from backline.spotify_links import HOSTS

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

ID_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "spotify": (re.compile(r"[0-9A-Za-z]{22}"), "22 letters and digits"),
    "youtube": (
        re.compile(r"UC[0-9A-Za-z_-]{22}|@[^\s/?#@]{3,100}"),
        "a channel id (UC and 22 more signs) or an @handle",
    ),
    "instagram": (
        re.compile(r"(?!.*\.\.)(?!\.)[a-z0-9._]{1,30}(?<!\.)"),
        "a user name of at most 30 letters, digits, dots and underscores",
    ),
    "deezer": (re.compile(r"[1-9][0-9]{0,14}"), "a number"),
    "chartmetric": (re.compile(r"[1-9][0-9]{0,14}"), "a number"),
    "soundcharts": (re.compile(_UUID), "a UUID"),
}
"""Per platform: the whole form of an account id, and the same in words."""

_HOSTS = {
    **dict.fromkeys(HOSTS, "spotify"),
    "youtube.com": "youtube",
    "music.youtube.com": "youtube",
    "m.youtube.com": "youtube",
    "instagram.com": "instagram",
    "deezer.com": "deezer",
    "app.chartmetric.com": "chartmetric",
    "app.soundcharts.com": "soundcharts",
}

_IN_PATH = {
    "spotify": re.compile(r"(?:^|/)artist/([^/]+)"),
    "youtube": re.compile(r"^/(?:channel/(UC[^/]+)|(@[^/]+))"),
    "instagram": re.compile(r"^/([^/]+)/?$"),
    "deezer": re.compile(r"(?:^|/)artist/([^/]+)"),
    "chartmetric": re.compile(r"(?:^|/)artist/([^/]+)"),
    "soundcharts": re.compile(rf"({_UUID})", re.IGNORECASE),
}


def platform_of(link: str) -> str | None:
    """The platform a pasted link (or ``spotify:artist:`` URI) belongs to, or None."""
    text = link.strip()
    if text.startswith("spotify:artist:"):
        return "spotify"
    host = (urlsplit(text if "://" in text else f"https://{text}").hostname or "").lower()
    return _HOSTS.get(host.removeprefix("www."))


def account_id(platform: str, text: str) -> str:
    """The platform's id in ``text``: the id itself, or a link or URI that holds it.

    Raises:
        ValueError: ``text`` is neither; the message says which form is expected.
    """
    form, in_words = ID_FORMS[platform]
    wanted = ValueError(f"{text!r} is not a {platform} id: expected {in_words}, or a link to it")
    found = text.strip()
    if found.startswith("spotify:artist:") and platform == "spotify":
        found = found.removeprefix("spotify:artist:")
    elif "/" in found:
        if platform_of(found) != platform:
            raise wanted
        found = _id_in_link(platform, found)
    if platform == "instagram":
        found = found.removeprefix("@").lower()
    elif platform == "soundcharts":
        found = found.lower()
    if not form.fullmatch(found):
        raise wanted
    return found


def _id_in_link(platform: str, link: str) -> str:
    parts = urlsplit(link if "://" in link else f"https://{link}")
    match = _IN_PATH[platform].search(unquote(parts.path))
    if match:
        return next(group for group in match.groups() if group)
    return parse_qs(parts.query).get("id", [""])[0]


def profile_link(platform: str, account: str) -> str:
    """The public page of an account."""
    return {
        "spotify": f"https://open.spotify.com/artist/{account}",
        "youtube": f"https://www.youtube.com/{account}"
        if account.startswith("@")
        else f"https://www.youtube.com/channel/{account}",
        "instagram": f"https://www.instagram.com/{account}/",
        "deezer": f"https://www.deezer.com/artist/{account}",
        "chartmetric": f"https://app.chartmetric.com/artist/{account}",
        "soundcharts": f"https://app.soundcharts.com/app/artist/{account}/overview",
    }[platform]
