"""How a platform's keys stand, as far as that is known without asking it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backline.errors import SourceError
from backline.measure import platform_label
from backline.net import Credentials
from backline.net.answers import is_key
from backline.people.key_ends import KeyEnd
from backline.sources import ALL
from backline.sources.chartmetric.client import TOKEN
from backline.sources.discord_guild import check_guild
from backline.sources.instagram import VERSION, check_settings
from backline.sources.soundcharts.client import KEYS as SOUNDCHARTS

KEYS: dict[str, tuple[str, ...]] = {
    **{source.platform: source.needs for source in ALL if source.name != "spotify_page"},
    "chartmetric": (TOKEN,),
    "soundcharts": SOUNDCHARTS,
}
"""By platform or service, the keys it needs; empty where it needs none."""

ALSO: dict[str, tuple[str, ...]] = {"instagram": ("INSTAGRAM_API_VERSION",)}
"""By platform, what may be set beside its keys."""


class KeyState(StrEnum):
    """What is known of a platform's keys, in the words of people."""

    READY = "ready"
    ENDING = "ends soon"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNASKED = "could not be asked"
    SET = "set"
    WRONG = "set wrongly"
    HALF = "half set"
    UNKNOWN = "unknown"
    UNSET = "not set up"
    KEYLESS = "needs no key"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one platform's keys.

    Attributes:
        said: sentences for a person, without any secret.
    """

    state: KeyState
    said: str


def standing(
    platform: str, credentials: Credentials, ends: Iterable[KeyEnd], day: date, way_out: str
) -> Standing:
    """How its keys stand by what is set, and by the ends that earlier runs were told.

    Args:
        platform: one of :data:`KEYS`.
        credentials: what is set.
        ends: that are known.
        day: the UTC day.
        way_out: where its keys come from.
    """
    needs = KEYS[platform]
    if not needs:
        return Standing(KeyState.KEYLESS, f"{platform_label(platform)} answers everybody.")
    missing = credentials.missing(needs)
    lacking = f"{' and '.join(missing)} {'are' if missing[1:] else 'is'}"
    if missing and credentials.unavailable:
        why = credentials.unavailable
        return Standing(KeyState.UNKNOWN, f"{why[0].upper()}{why[1:]}, so {lacking} unknown.")
    if len(missing) == len(needs):
        return Standing(KeyState.UNSET, f"Needs {' and '.join(needs)} ({way_out}).")
    if missing:
        there = " and ".join(name for name in needs if name not in missing)
        said = f"{lacking} missing, without which {there} is of no use ({way_out})."
        return Standing(KeyState.HALF, said)
    try:
        check_set(platform, credentials)
    except SourceError as error:
        return Standing(KeyState.WRONG, f"{error}.")
    own = [end for end in ends if end.variable in needs]
    return by_ends(KeyState.SET, "Not asked.", own, day)


def check_set(platform: str, credentials: Credentials) -> None:
    """Refuse what no platform could take for its keys, before it is asked.

    Raises:
        SourceError: a setting has not its form; names the variable.
    """
    if platform == "instagram":
        version = credentials.get("INSTAGRAM_API_VERSION") or VERSION
        check_settings(version, credentials.get("INSTAGRAM_BUSINESS_ACCOUNT_ID"))
    if platform == "discord":
        check_guild(credentials.get("DISCORD_GUILD_ID"))
    for name in KEYS[platform]:
        if not is_key(credentials.get(name)):
            raise SourceError(f"{name} holds signs that no key has: copy it anew", lasting=True)


def by_ends(state: KeyState, said: str, ends: Iterable[KeyEnd], day: date) -> Standing:
    """A standing with the days that keys still have: of those that end soon, or have ended.

    Args:
        state: of keys that do not end soon.
        said: before the ends.
        ends: the nearest first or not.
        day: the UTC day.
    """
    known = sorted(ends, key=lambda one: one.ends)
    told = [said]
    told += [one.said(day) if one.is_near(day) else one.left(day) for one in known]
    if known and known[0].is_near(day):
        state = KeyState.EXPIRED if known[0].ends < day else KeyState.ENDING
    return Standing(state, " ".join(filter(None, told)))
