"""Trying a platform's keys: one question with them, and what the platform said in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.people import Artist
from backline.sources import ALL
from backline.sources.base import Context, Reading, Source
from backline.sources.key_check import STRANGERS, ask_platform, sentence
from backline.sources.standing import KeyState

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
        platform: one of ``KEYS``, with all its keys in the context.
        artists: the first with an account there is asked about, else a well-known account.
        context: the keys and the waiting.
    """
    if platform not in PLATFORM_LABELS:  # a paid service, which measures no artist by itself
        found = ask_platform(platform, context)
        return Trial(found.state is KeyState.READY, (found.said,))
    label = PLATFORM_LABELS[platform]
    source = next(s for s in ALL if s.platform == platform and s.name != "spotify_page")
    own = next((a for a in artists if a.account(platform)), None)
    notes: list[str] = []
    try:
        readings = _asked(source, own, replace(context, note=notes.append))
    except SourceError as error:
        return Trial(False, (sentence(str(error)), *notes))
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
    return {platform: STRANGERS[platform]} if platform in STRANGERS else {}


def _told(platform: str, reading: Reading) -> str:
    label = VOCABULARY[platform, reading.metric].label
    if reading.value is None:
        return f"no {label} ({reading.state.value.replace('_', ' ')})"
    return (
        f"{reading.value:,} {label}"
        if reading.metric != "popularity"
        else f"{label} {reading.value}"
    )
