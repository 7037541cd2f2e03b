"""What runs of a part of the roster measured and learnt, until it is taken into the day.

Several runs, each with keys of its own, may measure parts of one roster on the same day. Each
writes ``DATE.run-K.parquet`` beside the day and nothing else, so that no two write the same file.
What it learnt beside its numbers (titles, who answers, what is left of quotas) travels in the
file's metadata. Readers lay the runs over the day; :mod:`backline.store.taking_in` does so
for good.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.measure import Measurement, State
from backline.names import first_line
from backline.people import Identities, Identity
from backline.people.key_ends import KeyEnd, KeyTold
from backline.store.day import Words, in_order, lists_had, renamed, without_had_lists
from backline.store.measurement_file import LEARNT_KEY, parquet_bytes, rows_of, said_in
from backline.store.quotas import Quota
from backline.store.subjects import Subject, Subjects

LEARNT_FORMAT = 1
"""The form of what a run learnt; a reader refuses a higher one."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Learnt:
    """What a run learnt beside its rows.

    Attributes:
        words: as :class:`backline.store.day.Day` has them.
        subjects: tracks and videos that were not known before, or of which more is known now.
        identities: who answers, where that was not known before.
        told: what platforms said of the run's keys and quotas.
    """

    words: dict[tuple[str, str], Words] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    told: list[KeyTold | Quota] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.words or self.subjects or self.identities or self.told)

    def with_later(self, later: Learnt) -> Learnt:
        """This and what a later run of the same part learnt."""
        words = {place: dict(said) for place, said in self.words.items()}
        for place, said in later.words.items():
            words[place] = {**words.get(place, {}), **said}
        return Learnt(
            words,
            list({s.key: s for s in (*self.subjects, *later.subjects)}.values()),
            list({_since(i): i for i in (*self.identities, *later.identities)}.values()),
            list({_about(one): one for one in (*self.told, *later.told)}.values()),
        )

    def to_text(self) -> str:
        """What the metadata of a file hold; the same for the same."""
        document = {
            "format": LEARNT_FORMAT,
            "words": [[*place, self.words[place]] for place in sorted(self.words)],
            "subjects": [asdict(one) for one in sorted(self.subjects, key=lambda s: s.key)],
            "identities": [asdict(one) for one in sorted(self.identities, key=_since)],
            "keys": [asdict(one) for one in self.told if isinstance(one, KeyTold)],
            "quotas": [asdict(one) for one in self.told if isinstance(one, Quota)],
        }
        text = json.dumps(document, default=date.isoformat, sort_keys=True)
        return base64.b64encode(zlib.compress(text.encode(), 9)).decode()

    @classmethod
    def from_text(cls, text: str) -> Learnt:
        """Read it back.

        Raises:
            DataError: it cannot be read, or is of a newer form; the rest of a sentence.
        """
        try:
            document = json.loads(zlib.decompress(base64.b64decode(text)))
            if document["format"] > LEARNT_FORMAT:
                raise DataError("is from a newer Backline; update Backline")
            return cls(
                {(artist, platform): said for artist, platform, said in document["words"]},
                [Subject(**one) for one in document["subjects"]],
                [Identity(**_with_day(one, "since")) for one in document["identities"]],
                [
                    *(_key_told(one) for one in document["keys"]),
                    *(Quota(**_with_day(one, "day")) for one in document["quotas"]),
                ],
            )
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise DataError(
                f"carries what cannot be read beside its rows ({type(error).__name__})"
            ) from None


def _since(identity: Identity) -> tuple[str, str, date]:
    return identity.artist, identity.platform, identity.since


def _about(told: KeyTold | Quota) -> tuple[str, str]:
    return ("key", told.variable) if isinstance(told, KeyTold) else ("quota", told.platform)


def _with_day(one: dict[str, Any], name: str) -> dict[str, Any]:
    return {**one, name: date.fromisoformat(one[name])}


def _key_told(one: dict[str, Any]) -> KeyTold:
    ends = (KeyEnd(**_with_day(end, "ends")) for end in one["ends"])
    return KeyTold(one["variable"], tuple(ends))


@dataclass(frozen=True, slots=True)
class Run:
    """A run's file and what it learnt, without its rows.

    Attributes:
        number: of its part of the roster.
    """

    path: Path
    day: date
    number: int
    learnt: Learnt


@dataclass(frozen=True, slots=True)
class ReadRun(Run):
    """The same with its rows."""

    rows: list[Measurement]


def run_bytes(rows: Iterable[Measurement], learnt: Learnt) -> bytes:
    """The bytes of a run's file, the same for the same."""
    return parquet_bytes(in_order(rows), {LEARNT_KEY: learnt.to_text()})


def run_of(path: Path, content: bytes, day: date, number: int) -> ReadRun:
    """What a run's file says.

    Raises:
        DataError: it is damaged or of a newer form; the message is the rest of a sentence.
    """
    rows = rows_of(content, day)
    return ReadRun(path, day, number, run_learnt(content), rows)


def learnt_fault(path: Path) -> str | None:
    """What is wrong with what a run's file carries beside its rows: the rest of a sentence."""
    try:
        run_learnt(path)
    except DataError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 (whatever a reader raises is a fault of the file)
        return f"cannot be read ({first_line(error)})"
    return None


def run_learnt(file: Path | bytes) -> Learnt:
    """What a run learnt.

    Raises:
        DataError: it cannot be read or is of a newer form; the rest of a sentence.
        Exception: whatever reading a damaged file raises.
    """
    said = said_in(file, LEARNT_KEY)
    return Learnt.from_text(said) if said else Learnt()


def laid_over(
    rows: Sequence[Measurement], words: dict[tuple[str, str], Words], runs: Sequence[ReadRun]
) -> tuple[list[Measurement], dict[tuple[str, str], Words]]:
    """The rows and words of a day with its runs laid over it; ``laid_over.sql`` does the same.

    Of several rows of one fact a number counts before every reason, and an answer before a failure;
    then the one that came last.
    """
    found: dict[tuple[object, ...], tuple[tuple[int, datetime, int], Measurement]] = {}
    for number, some in [(0, rows), *((run.number, run.rows) for run in runs)]:
        for m in some:
            rank = (_RANKS.get(m.state, 1), m.collected_at or _NEVER, number)
            if m.fact not in found or found[m.fact][0] < rank:
                found[m.fact] = (rank, m)
    said = {place: dict(one) for place, one in words.items()}
    for run in runs:
        for place, one in run.learnt.words.items():
            said[place] = {**said.get(place, {}), **one}
    kept = without_had_lists([m for _, m in found.values()], lists_had(said))
    return in_order(kept), said


_RANKS = {State.MEASURED: 2, State.FAILED: 0}


def with_subjects(subjects: Subjects, runs: Iterable[Run]) -> dict[str, str]:
    """Have subjects know what runs learnt of them.

    Returns:
        By the key that a run gave a subject, the one it has here, where that is another.
    """
    keys = {}
    for run in runs:
        for found in run.learnt.subjects:
            key = subjects.place(found)
            if key != found.key:
                keys[found.key] = key
    return keys


def with_identities(identities: Identities, runs: Iterable[Run]) -> Identities:
    """Who answers, with what runs learnt of it."""
    learnt = [one for run in runs for one in run.learnt.identities]
    return Identities(learnt).together(identities) if learnt else identities


def quotas_told(known: Iterable[Quota], runs: Iterable[Run]) -> list[Quota]:
    """What is known of quotas with what runs were told: of one day the least that was left.

    Several runs may have keys of their own for one platform; the one that ends first is told.
    """
    told = [one for run in runs for one in run.learnt.told if isinstance(one, Quota)]
    found: dict[str, Quota] = {}
    for one in (*known, *told):
        before = found.setdefault(one.platform, one)
        if (one.day, -one.left) > (before.day, -before.left):
            found[one.platform] = one
    return list(found.values())


def keys_told(runs: Iterable[Run]) -> list[KeyTold]:
    """What platforms told runs of their keys' ends, the last word last."""
    told = [one for run in runs for one in run.learnt.told if isinstance(one, KeyTold)]
    return list({one.variable: one for one in told}.values())


def called(run: ReadRun, keys: dict[str, str]) -> ReadRun:
    """A run whose subjects are called as the table of subjects does."""
    if not keys:
        return run
    rows = [replace(m, subject=keys.get(m.subject, m.subject)) for m in run.rows]
    words = {place: renamed(said, keys) for place, said in run.learnt.words.items()}
    return replace(run, rows=rows, learnt=replace(run.learnt, words=words))
