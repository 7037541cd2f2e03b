"""Asking each platform whether it takes the label's keys, with the cheapest call that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from backline.errors import ConfigError, SourceError
from backline.net import Client, RefusedError
from backline.net.answers import dig, number
from backline.people.key_ends import KeyEnd
from backline.sources.base import Context
from backline.sources.chartmetric.client import ChartmetricClient
from backline.sources.discord_guild import DiscordSource
from backline.sources.instagram import (
    ENDED_SUB,
    NO_TOKEN,
    VERSION,
    InstagramSource,
    refusal,
    token_ends,
    version_note,
)
from backline.sources.soundcharts.client import SoundchartsClient
from backline.sources.spotify.api import SpotifySource, no_premium
from backline.sources.standing import KeyState, Standing, by_ends
from backline.sources.youtube.api import YouTubeSource

STRANGERS = {
    "spotify": "4gzpq5DPGxSnKTe4SA8HAU",
    "youtube": "UCBR8-60-B28hp2BmDPdntcQ",
    "instagram": "instagram",
    "deezer": "27",
}
"""Well-known accounts to ask about where none of the roster's is at hand."""

_SAYS_NO = (400, 401, 402, 403)


def ask_platform(platform: str, context: Context) -> Standing:
    """How a platform takes its keys.

    A limit that is used up, an outage or an answer that makes no sense is no refusal: the keys
    then stand as before, and ``UNASKED`` says so.

    Args:
        platform: one of ``KEYS`` that needs some, with all of them in the context.
        context: the keys and the waiting.
    """
    try:
        found = _ASK[platform](context)
    except ConfigError as error:  # of the services, where they take no key
        found = Standing(KeyState.REFUSED, str(error))
    except SourceError as error:
        found = Standing(
            KeyState.REFUSED if _is_refusal(error) else KeyState.UNASKED, sentence(str(error))
        )
    return replace(found, said=context.credentials.redactor.clean(found.said))


def _is_refusal(error: SourceError) -> bool:
    """Whether asking again is of no use before somebody acts."""
    said_no = not isinstance(error, RefusedError) or error.status in _SAYS_NO
    return error.lasting and said_no


def _spotify(context: Context) -> Standing:
    """A token, which tells nothing of Premium, and one artist: one request of the day's quota."""
    from backline.sources.spotify.client import SpotifyClient

    with SpotifySource().client(context) as client:
        try:
            SpotifyClient(context, client).artist(STRANGERS["spotify"])
        except RefusedError as refused:
            if refused.status == 403:
                raise no_premium() from None
            if refused.status not in (400, 404):  # an artist it does not know, and keys it does
                raise
    return Standing(KeyState.READY, "Spotify takes the app's keys.")


def _youtube(context: Context) -> Standing:
    """One channel: 1 of 10,000 units a day."""
    from backline.sources.youtube.client import YouTubeClient

    with YouTubeSource().client(context) as client:
        YouTubeClient(context, client).channels([STRANGERS["youtube"]])
    return Standing(KeyState.READY, "YouTube takes the key.")


def _instagram(context: Context) -> Standing:
    """What Meta knows of the token, and the label's own account by its number."""
    keys, today = context.credentials, context.started.date()
    version = keys.get("INSTAGRAM_API_VERSION") or VERSION
    base = f"{context.endpoints.instagram}/{version}"
    token = keys.get("INSTAGRAM_ACCESS_TOKEN")
    with InstagramSource().client(context) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        try:
            told = _token_told(client, f"{base}/debug_token", token)
            ends = token_ends(told)
            if dead := _dead(told, ends or (), today):
                return dead
            account = keys.get("INSTAGRAM_BUSINESS_ACCOUNT_ID")
            client.get_json(f"{base}/{account}", params={"fields": "id"})
        except RefusedError as refused:
            sub = number(refused.body, "error", "error_subcode")
            if sub == ENDED_SUB:
                return Standing(KeyState.EXPIRED, sentence(str(refusal(refused))))
            raise refusal(refused) from None
    taken = "Instagram takes the token."
    if ends is None:
        taken += " When it ends Meta does not tell."
    elif not any(one.what == "The Instagram token" for one in ends):
        taken = "Instagram takes the token, which has no end."
    found = by_ends(KeyState.READY, taken, ends or (), today)
    return replace(found, said=f"{found.said} {version_note(version, today)}".strip())


def _token_told(client: Client, url: str, token: str) -> dict[str, Any]:
    """What Meta tells of the token; empty where it tells this token nothing of itself.

    Raises:
        RefusedError: the token itself is refused.
        SourceError: no answer.
    """
    try:
        return client.get_json(url, params={"input_token": token})
    except RefusedError as refused:
        if number(refused.body, "error", "code") == NO_TOKEN:
            raise
        return {}


def _dead(body: Mapping[str, object], ends: tuple[KeyEnd, ...], today: date) -> Standing | None:
    """What to say of a token that Meta calls invalid; None where it does not."""
    if dig(body, "data", "is_valid") is not False:
        return None
    expired = number(body, "data", "error", "subcode") == ENDED_SUB
    over = [one for one in ends if one.ends <= today]
    if expired or over:
        when = f" on {over[0].ends}" if over else ""
        said = f"The Instagram token ended{when}. Make a new one and set INSTAGRAM_ACCESS_TOKEN."
        return Standing(KeyState.EXPIRED, said)
    said = "Instagram refuses INSTAGRAM_ACCESS_TOKEN: it is not valid any more. Make a new one."
    return Standing(KeyState.REFUSED, said)


def _discord(context: Context) -> Standing:
    """The label's server, as the daily run asks."""
    list(DiscordSource().measure([], context))
    return Standing(
        KeyState.READY, "Discord takes the token, which has no end, and shows the server."
    )


def _chartmetric(context: Context) -> Standing:
    """An access token, which every plan gives."""
    with ChartmetricClient(context.credentials, context.endpoints, context.budget) as client:
        client.sign_in()
    return Standing(KeyState.READY, "Chartmetric takes the token.")


def _soundcharts(context: Context) -> Standing:
    """A search for one artist: one request of the month's quota; there is no call without."""
    with SoundchartsClient(context.credentials, context.endpoints, context.budget) as client:
        try:
            client.search("a", 1)
        except SourceError:
            if not client.locked:  # by a plan without a search, which takes the keys
                raise
    left = "" if client.quota is None else f"; {client.quota:,} requests are left of the month"
    return Standing(KeyState.READY, f"Soundcharts takes the keys{left}.")


def sentence(said: str) -> str:
    """What an error says, as a sentence."""
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


_ASK: dict[str, Callable[[Context], Standing]] = {
    "spotify": _spotify,
    "youtube": _youtube,
    "instagram": _instagram,
    "discord": _discord,
    "chartmetric": _chartmetric,
    "soundcharts": _soundcharts,
}
