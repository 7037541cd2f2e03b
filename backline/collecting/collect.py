"""Runs the sources over the roster and writes down one day: every expected number or its reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from backline.collecting.side_by_side import Asked, Progress, ask_all
from backline.collecting.whose import Whose
from backline.measure import LASTING, PLATFORM_LABELS, Measurement, State, implausible
from backline.net import Credentials
from backline.people import Artist, Identities, Roster, Settings
from backline.sources import Answer, Context, Reading, Source
from backline.store import Day, Subjects, Told

Wanted = Mapping[str, Collection[str]]
"""By a source's name, the keys of the artists it is asked about; the label itself has ``""``."""

_LABEL = Artist(key="label", name="the label")


@dataclass(slots=True)
class Collected:
    """What one run found out.

    Attributes:
        notes: sentences about whole platforms, in the order of the sources.
        told: what they said of their keys' ends and their quotas.
    """

    day: Day
    notes: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def collect(
    roster: Roster,
    subjects: Subjects,
    sources: Sequence[Source],
    context: Context,
    *,
    identities: Identities | None = None,
    wanted: Wanted | None = None,
    had: Collection[str] = (),
    progress: Progress = lambda *_: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Collected:
    """Measure one day: the UTC date of ``context.started``.

    The sources run side by side. One that fails costs exactly its own rows. Where the run's budget
    ends before they do, what was had by then counts, and the rest has failed with that reason.

    Args:
        roster: whose numbers are expected.
        subjects: learns the tracks and videos that come up.
        sources: whom to ask.
        context: what the run lends them.
        identities: who answers for whom, which is compared; learns who answers first.
        wanted: whom each source is asked about and expected of; every artist when None.
        had: as for :func:`off`.
        progress: told after each answer, from the calling thread.
        clock: gives the time an answer came.
    """
    day = Day(context.started.date())
    active = roster.on(day.date)
    expected = {source.name: _expected(source, active, wanted) for source in sources}
    asked = [Asked(source, _to_ask(source, expected[source.name], roster)) for source in sources]
    on = []
    for one in asked:
        if why := off(one.source, context.settings, context.credentials, had):
            one.gap = Reading("", None, why[0], detail=why[1])
        elif one.artists:
            on.append(one)
    ask_all(on, context, progress, clock)
    result = Collected(day)
    whose = Whose(Identities() if identities is None else identities, day.date)
    for one in asked:
        answers = {answer.artist: (answer, at) for answer, at in one.answers}
        for artist in expected[one.source.name]:
            key = _key(one.source, artist)
            answer, at = answers.get(key, (Answer(key), clock()))
            answer = whose.checked(one.source, artist, answer)
            gap = _gap(one, artist, roster)
            result.day.measurements += _rows(one.source, answer, at, gap, day, subjects)
        result.notes += one.notes
        result.told += one.told
    result.notes += whose.notes()
    return result


def _key(source: Source, artist: Artist) -> str:
    """What rows call whom a source is asked about."""
    return "" if source.of_label else artist.key


def _expected(source: Source, active: Sequence[Artist], wanted: Wanted | None) -> list[Artist]:
    """Whom numbers of a source are expected of: the artists, or the label itself."""
    everybody = [_LABEL] if source.of_label else active
    if wanted is None:
        return list(everybody)
    return [artist for artist in everybody if _key(source, artist) in wanted[source.name]]


def _to_ask(source: Source, expected: Iterable[Artist], roster: Roster) -> list[Artist]:
    """Those of whom it can be asked: with an account there."""
    return [artist for artist in expected if why_not(source, artist, roster) is None]


def why_not(source: Source, artist: Artist, roster: Roster) -> tuple[State, str] | None:
    """Why the roster keeps a source from being asked about an artist, if so."""
    if not (source.of_label or artist.account(source.platform)):
        label = PLATFORM_LABELS[source.platform]
        return State.NOT_CONFIGURED, f"no {label} account in the roster"
    if not roster.policy_for(source.name, None if source.of_label else artist).store:
        return State.NOT_CONFIGURED, f"the policy for {source.name} does not let it be stored"
    return None


def off(
    source: Source, settings: Settings, credentials: Credentials, had: Collection[str] = ()
) -> tuple[State, str] | None:
    """Why a source is not asked at all, if so.

    Args:
        source: the source.
        settings: the label's.
        credentials: the keys of the run.
        had: the names of sources that measured lately, so that their keys were there.
    """
    if reason := source.switched_off(settings):
        return State.NOT_CONFIGURED, reason
    missing = credentials.missing(source.needs)
    if not missing:
        return None
    if credentials.unavailable:
        return State.FAILED, f"{credentials.unavailable}, so {missing[0]} is unknown"
    if credentials.by_worker and source.name in had:
        return State.FAILED, f"the credentials worker gave no {missing[0]}, which it gave before"
    return State.NOT_CONFIGURED, f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} not set"


def _gap(one: Asked, artist: Artist, roster: Roster) -> Reading:
    """The reading, without its metric, of what a source did not say of an artist."""
    if one.gap.state is not State.NOT_CONFIGURED:
        why = why_not(one.source, artist, roster)
        if why:
            return Reading("", None, why[0], detail=why[1])
    return one.gap


def _rows(
    source: Source,
    answer: Answer,
    at: datetime,
    gap: Reading,
    day: Day,
    subjects: Subjects,
) -> Iterator[Measurement]:
    """A row for every number expected of an artist, answered or not, and the words to the day."""
    keys = _placed(answer, day, source.platform, subjects)
    given = {(metric, name) for name, metric in source.lists.items() if name in answer.items}
    for reading in answer.readings:
        subject = keys[reading.subject] if reading.subject else reading.list_name
        if reading.subject is None:
            given.add((reading.metric, subject))
        yield _measurement(source, answer.artist, day, reading, subject, at)
    wanted = [(metric, "") for metric in source.metrics]
    wanted += [(metric, name) for name, metric in source.lists.items()]
    for metric, name in wanted:
        if (metric, name) not in given:
            missing = replace(gap, metric=metric)
            yield _measurement(source, answer.artist, day, missing, name, at)


def _placed(answer: Answer, day: Day, platform: str, subjects: Subjects) -> dict[object, str]:
    """The keys of an answer's subjects; its words and lists go to the day."""
    found = [reading.subject for reading in answer.readings if reading.subject]
    found += [subject for items in answer.items.values() for subject, _ in items]
    keys: dict[object, str] = {subject: subjects.place(subject) for subject in dict.fromkeys(found)}
    words = dict(answer.words)
    for name, items in answer.items.items():
        words[name] = [{"key": keys[subject], **own} for subject, own in items]
    if words:
        day.words[answer.artist, platform] = words
    return keys


def _measurement(
    source: Source, artist: str, day: Day, reading: Reading, subject: str, at: datetime
) -> Measurement:
    value, state, detail = reading.value, reading.state, reading.detail
    if value is not None and implausible(source.platform, reading.metric, value):
        value, state, detail = None, State.REJECTED, f"the answer was {value}, which cannot be"
    if state is State.FAILED and reading.lasting:
        detail += LASTING
    return Measurement(
        date=day.date,
        artist=artist,
        platform=source.platform,
        metric=reading.metric,
        subject=subject,
        value=value,
        state=state,
        resolution=reading.resolution if value is not None else 1,
        source=source.name,
        detail=detail,
        collected_at=at,
    )
