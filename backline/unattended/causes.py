"""Why a platform is lost: found in the rows of a day, in what a run heard, and in its notes.

A single gap is no loss. A platform is lost as soon as it rejects the keys it is asked with, and
otherwise once it was set up and gave no number on three UTC days. A token that is about to end is
told before it does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from backline.measure import Measurement, State
from backline.sources import ALL
from backline.store import Store
from backline.unattended.run_record import Heard, RunRecord
from backline.warehouse import Warehouse

PATIENCE = 3
"""So many UTC days without a number make a platform lost whose keys are not refused."""

WORKER = "worker"
"""What stands for the credentials worker, where a platform's name would stand."""

CHARTMETRIC = "chartmetric"
"""The service that only the weekly report asks; its notes tell how that went."""


class Kind(StrEnum):
    """What a loss is due to, and so who can do something about it."""

    REFUSED = "refused"  # asked, and rejected on its credentials
    UNSET = "unset"  # its keys were there and are not any more
    LIMIT = "limit"  # a quota or a limit of calls
    OUTAGE = "outage"  # no answer, or none that makes sense
    SILENT = "silent"  # answers without a number
    EXPIRING = "expiring"  # still well, but its token ends


NAMES = {
    "spotify_api": "Spotify",
    "spotify_page": "Spotify's artist pages",
    "youtube_api": "YouTube",
    "instagram_api": "Instagram",
    "deezer_api": "Deezer",
    "discord_api": "Discord",
    CHARTMETRIC: "Chartmetric",
    WORKER: "the credentials worker",
}
"""What people call each source."""

WITH_KEYS = frozenset(source.name for source in ALL if source.needs) | {CHARTMETRIC}
"""The sources that are asked with a key; the others cannot refuse one."""

_UNSET = re.compile(r"\b(?:is|are) not set$")
_PATTERNS = (
    (
        Kind.REFUSED,
        r"\brefuses |does not let this key ask|gives this app no token|holds signs that no key has"
        r"|shows the bot no server|\b[A-Z_]{8,} must |knows no account [A-Z_]{8,}"
        r"|\btoken (?:is refused|has expired|ended with|lacks a permission)",
    ),
    (Kind.LIMIT, r"\bquota\b|limit of calls|is asked too often|asks to wait"),
    (
        Kind.OUTAGE,
        r"answered (?:5\d\d|with nothing|a web page|data that is|something that is)"
        r"|did not (?:end its )?answer|could not be reached|broke off|times in a row|holds no token"
        r"|sent more than|leads from one address|was not asked to the end",
    ),
)
_ENDS = re.compile(r"\b(Instagram) token(?:'s access to data)? end(?:s|ed) on (\d{4}-\d{2}-\d{2})")
_NOT_LEARNED = "could not be learned"
_OF_WEEKLY = re.compile(r"Weekly report: (?:(Chartmetric refuses .*)|as of \d{4}-\d{2}-\d{2}\.$)")


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for which a platform is lost, or is about to be.

    Attributes:
        source: whose numbers are lost; :data:`WORKER` where no key at all could be had.
        said: the platform's own sentence, the most frequent one of the day.
        last: the newest day with a number of it, None where there is none.
        ends: the day a token ends, for :attr:`Kind.EXPIRING`.
    """

    source: str
    kind: Kind
    said: str
    last: date | None
    ends: date | None = None

    @property
    def key(self) -> str:
        """What tells this cause from every other, whatever is said about it."""
        return f"{self.source} {self.kind}"

    @property
    def name(self) -> str:
        """What people call whom the cause is about."""
        return NAMES.get(self.source, self.source)

    @property
    def ending(self) -> str:
        """What it is that ends, for :attr:`Kind.EXPIRING`."""
        return "access to data" if "access to data" in self.said else "token"

    @property
    def short(self) -> str:
        """The cause in a few words, for a line that has many."""
        since = f" since {self.last}" if self.last else ""
        return {
            Kind.REFUSED: f"{self.name} refuses its key",
            Kind.UNSET: f"no key for {self.name}",
            Kind.LIMIT: f"{self.name} over its limit{since}",
            Kind.OUTAGE: f"no answer from {self.name}{since}",
            Kind.SILENT: f"no number from {self.name}{since}",
            Kind.EXPIRING: f"{self.name}'s {self.ending} ends {self.ends}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Losses:
    """What is lost on a day, and who has answered.

    Attributes:
        causes: in the order of the sources.
        heard: what this run heard, by source; empty for sources it did not ask.
        last: the newest day with a number, by source.
        learned: whether this run could learn when tokens end.
        unset: the sources nobody has set up (any more).
    """

    causes: list[Cause] = field(default_factory=list)
    heard: Mapping[str, Heard] = field(default_factory=dict)
    last: Mapping[str, date] = field(default_factory=dict)
    learned: bool = False
    unset: frozenset[str] = frozenset()

    def answered(self, source: str, since: date) -> bool:
        """Whether a source gave a number after a day, or in this very run."""
        now = self.heard.get(source)
        last = self.last.get(source)
        return bool(now and now.measured) or bool(last and last > since)


def heard_in(rows: Iterable[Measurement]) -> dict[str, Heard]:
    """What was heard from each source that is set up, or was to be: by its worldwide rows."""
    counts: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for m in rows:
        if m.country:
            continue
        counted = counts.setdefault(m.source, Counter())
        if m.state is State.NOT_CONFIGURED and not _UNSET.search(m.detail):
            continue  # no account in the roster, or switched off
        counted[m.state] += 1
        if m.state in (State.FAILED, State.REJECTED, State.NOT_CONFIGURED):
            reasons.setdefault(m.source, Counter())[m.detail] += 1
    return {
        source: Heard(
            measured=counted[State.MEASURED],
            failed=counted[State.FAILED] + counted[State.REJECTED],
            unset=counted[State.NOT_CONFIGURED],
            reason=max(reasons[source].items(), key=_weight)[0] if source in reasons else "",
        )
        for source, counted in counts.items()
    }


def _weight(reason: tuple[str, int]) -> tuple[bool, int]:
    """A refused key says more than what it also cost; else what was said most often counts."""
    return kind_of(reason[0]) is Kind.REFUSED, reason[1]


def kind_of(said: str) -> Kind:
    """What a platform's sentence about a missing number says of its cause."""
    for kind, pattern in _PATTERNS:
        if re.search(pattern, said):
            return kind
    return Kind.SILENT


def losses(store: Store, record: RunRecord, day: date) -> Losses:
    """What is lost on a day, by what this run heard and by what is stored of the day.

    Raises:
        ConfigError: the roster is missing or wrong.
        DataError: the stored numbers cannot be read.
    """
    with Warehouse(store.root) as warehouse:
        rows = {row["source"]: row for row in warehouse.ask("heard", day=day)}
    stored = store.read_day(day)
    today = {**heard_in(stored.measurements if stored else ()), **record.heard}
    weekly = _of_weekly(record.notes)
    heard = {**record.heard, **weekly}
    last = {s: row["last_measured"] for s, row in rows.items() if row["last_measured"]}
    first = {s: row["first_asked"] for s, row in rows.items() if row["first_asked"]}
    found = [*_found({**today, **weekly}, last, first, day), *_ending(record.notes, last)]
    place = {name: n for n, name in enumerate(NAMES)}
    return Losses(
        sorted(found, key=lambda cause: (place[cause.source], cause.kind)),
        heard,
        last,
        learned=not any(_NOT_LEARNED in note for note in record.notes),
        unset=frozenset(s.name for s in ALL) - {s for s, h in today.items() if h.asked},
    )


def _found(
    today: Mapping[str, Heard], last: Mapping[str, date], first: Mapping[str, date], day: date
) -> Iterator[Cause]:
    worker: list[str] = []
    for source, heard in today.items():
        if source not in NAMES or heard.measured or not (heard.failed or heard.unset):
            continue
        kind = kind_of(heard.reason)
        if not heard.failed:
            kind = Kind.UNSET
        elif kind is Kind.REFUSED and source not in WITH_KEYS:
            kind = Kind.SILENT
        newest = last.get(source)
        since = newest or first.get(source, day) - timedelta(days=1)
        lost = (day - since).days >= PATIENCE and (kind is not Kind.UNSET or newest is not None)
        if kind is not Kind.REFUSED and not lost:
            continue
        if heard.reason.startswith("the credentials worker"):
            worker.append(source)
        else:
            yield Cause(source, kind, heard.reason, newest)
    if worker:
        said = today[worker[0]].reason.partition(", so ")[0]
        newest = max((last[s] for s in worker if s in last), default=None)
        yield Cause(WORKER, Kind.OUTAGE, said, newest)


def _ending(notes: Iterable[str], last: Mapping[str, date]) -> list[Cause]:
    """What ends first of a token and its access to data: a new token mends both."""
    source, found = "instagram_api", []
    for note in notes:
        if told := _ENDS.search(note):
            ends = date.fromisoformat(told[2])
            found.append(Cause(source, Kind.EXPIRING, note.rstrip("."), last.get(source), ends))
    return sorted(found, key=lambda cause: cause.ends or date.max)[:1]


def _of_weekly(notes: Iterable[str]) -> dict[str, Heard]:
    """What the weekly report's notes say of the service it asks."""
    for note in notes:
        found = _OF_WEEKLY.match(note)
        if found and found[1]:
            return {CHARTMETRIC: Heard(failed=1, reason=found[1].rstrip("."))}
    told = any(_OF_WEEKLY.match(note) for note in notes)
    return {CHARTMETRIC: Heard(measured=1)} if told else {}
