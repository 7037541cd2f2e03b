"""Trying a platform's keys: one question with them, and what the platform said in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backline.errors import ConfigError, SourceError
from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.people import Artist
from backline.sources import ALL
from backline.sources.base import Context, Reading, Source
from backline.sources.chartmetric.client import TOKEN, ChartmetricClient
from backline.sources.soundcharts.client import KEYS as SOUNDCHARTS
from backline.sources.soundcharts.client import SoundchartsClient

KEYS: dict[str, tuple[str, ...]] = {
    **{source.platform: source.needs for source in ALL if source.name != "spotify_page"},
    "chartmetric": (TOKEN,),
    "soundcharts": SOUNDCHARTS,
}
"""By platform, the keys it needs; empty where it needs none."""

_STRANGERS = {
    "spotify": "4gzpq5DPGxSnKTe4SA8HAU",
    "youtube": "UCBR8-60-B28hp2BmDPdntcQ",
    "instagram": "instagram",
    "deezer": "27",
}
"""Well-known accounts to ask about while the roster has none there."""

_HAD = (State.MEASURED, State.NOT_OFFERED, State.HIDDEN)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a question.

    Attributes:
        well: whether the platform answered as it should.
        said: sentences: what it answered or why not, and what it said about itself.
    """

    well: bool
    said: tuple[str, ...]


def try_platform(platform: str, artists: Sequence[Artist], context: Context) -> Trial:
    """Ask a platform about one artist, which costs as much as that artist's part of a run.

    Args:
        platform: one of :data:`KEYS`, with all its keys in the context.
        artists: the first with an account there is asked about, else a well-known account.
        context: the keys and the waiting.
    """
    if platform == "chartmetric":
        return _try_chartmetric(context)
    if platform == "soundcharts":
        return _try_soundcharts(context)
    label = PLATFORM_LABELS[platform]
    source = next(s for s in ALL if s.platform == platform and s.name != "spotify_page")
    own = next((a for a in artists if a.account(platform)), None)
    notes: list[str] = []
    try:
        readings = _asked(source, own, replace(context, note=notes.append))
    except SourceError as error:
        return Trial(False, (_sentence(str(error)), *notes))
    had = [r for r in readings if r.state in _HAD]
    if not had:
        why = next((r.detail for r in readings if r.detail), "it gave no answer")
        whose = f" of {own.name}" if own else ""
        return Trial(False, (f"{label} tells nothing{whose}: {why}.", *notes))
    if own is None and not source.of_label:
        return Trial(True, (f"{label} answers.", *notes))
    told = [_told(platform, r) for r in had]
    return Trial(
        True,
        (f"{label} answers: {own.name if own else 'your server'} has {', '.join(told)}.", *notes),
    )


def _asked(source: Source, own: Artist | None, context: Context) -> list[Reading]:
    stranger = Artist.model_validate(
        {"key": "somebody", "name": "somebody", **_stranger(source.platform)}
    )
    answers = list(source.measure([own or stranger], context))
    return [r for answer in answers for r in answer.readings if not (r.subject or r.list_name)]


def _stranger(platform: str) -> dict[str, str]:
    return {platform: _STRANGERS[platform]} if platform in _STRANGERS else {}


def _told(platform: str, reading: Reading) -> str:
    label = VOCABULARY[platform, reading.metric].label
    if reading.value is None:
        return f"no {label} ({reading.state.value.replace('_', ' ')})"
    return (
        f"{reading.value:,} {label}"
        if reading.metric != "popularity"
        else f"{label} {reading.value}"
    )


def _try_chartmetric(context: Context) -> Trial:
    try:
        with ChartmetricClient(context.credentials, context.endpoints, context.budget) as client:
            client.search("a", 1)
    except (ConfigError, SourceError) as error:
        return Trial(False, (_sentence(str(error)),))
    return Trial(True, ("Chartmetric takes the token.",))


def _try_soundcharts(context: Context) -> Trial:
    try:
        with SoundchartsClient(context.credentials, context.endpoints, context.budget) as client:
            client.search("a", 1)
    except (ConfigError, SourceError) as error:
        return Trial(False, (_sentence(str(error)),))
    left = "" if client.quota is None else f"; {client.quota:,} requests are left of the month"
    return Trial(True, (f"Soundcharts takes the keys{left}.",))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
