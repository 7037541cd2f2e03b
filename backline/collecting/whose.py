"""Whose numbers came: every answer's own id compared with the one known, before it counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS, State
from backline.names import shown
from backline.people import Artist, Identities, Identity, Who
from backline.people.identities import OWN_IDS, answered_as, id_answered
from backline.people.roster import ACCOUNTS
from backline.sources import Answer, Reading, Source
from backline.store import Store

_FEW = 5


@dataclass(slots=True)
class Whose:
    """Compares the answers of one run, and learns who answered for the first time.

    Args:
        identities: who answered so far; learns.
        day: the day of the run.
    """

    identities: Identities
    day: date
    _others: dict[str, dict[str, tuple[Artist, str, Who]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _silent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def checked(self, source: Source, artist: Artist, answer: Answer) -> Answer:
        """The answer; with every number rejected where it is about somebody else."""
        key, platform = answer.artist, source.platform
        account = (answer.who and answer.who.asked) or artist.account(platform) or ""
        if answer.who is None:
            measured = any(reading.value is not None for reading in answer.readings)
            if measured and self.identities.current(key, platform):
                self._silent[platform].append(artist.name)
            return answer
        another = self.identities.another(key, platform, account, answer.who)
        if not another:
            self.identities.learn(key, platform, account, answer.who, self.day)
            return answer
        self._others[platform][key] = (artist, another, answer.who)
        detail = answered_as(platform, another)
        readings = [Reading(m, None, State.REJECTED, detail=detail) for m in source.metrics]
        readings += [
            Reading(metric, None, State.REJECTED, detail=detail, list_name=name)
            for name, metric in source.lists.items()
        ]
        return Answer(key, readings)

    def notes(self) -> list[str]:
        """Who answered in whose place, and what a person may do about it; for the run's report."""
        found = []
        for platform, others in self._others.items():
            found += self._of_platform(platform, others)
        for platform, names in self._silent.items():
            found.append(
                f"{PLATFORM_LABELS[platform]} did not say whose numbers it gave of "
                f"{_listed(names)}; they are taken without being compared."
            )
        return found

    def _of_platform(self, platform: str, others: dict[str, tuple[Artist, str, Who]]) -> list[str]:
        """A sentence for each account that may have changed, one for answers that are mixed up."""
        label = PLATFORM_LABELS[platform]
        ids = [who.id for _, _, who in others.values()]
        own = {i.id for i in self.identities.all() if i.platform == platform}
        mixed = [a.name for a, _, who in others.values() if who.id in own or ids.count(who.id) > 1]
        found = []
        if mixed:
            found.append(
                f"{label} mixed up its answers: those for {_listed(mixed)} are about somebody "
                "else, so their numbers are rejected. It mostly passes; nothing is to be done."
            )
        changed = [one for one in others.values() if one[0].name not in mixed]
        found += [_changed(platform, *one) for one in changed[:_FEW]]
        if len(changed) > _FEW:
            found.append(
                f"{label} answered as somebody else for {len(changed) - _FEW} more artists; the "
                "rejected numbers say who."
            )
        return found


def _changed(platform: str, artist: Artist, another: str, who: Who) -> str:
    """The sentence about one account, with the way to accept it."""
    sentence = answered_as(platform, another)
    if not artist.account(platform):
        return f"{sentence}; its numbers are rejected. Correct the id that is set for it."
    return (
        f"{sentence}; the numbers of {shown(artist.name, 40)} are rejected. If it is right: "
        f"scripts/artists.py accept {artist.key} {platform} {shown(who.id, 40)}"
    )


def _listed(names: list[str]) -> str:
    few = ", ".join(shown(name, 40) for name in names[:_FEW])
    return f"{few} and {len(names) - _FEW} more" if len(names) > _FEW else few


def accepted(
    store: Store, artist: Artist, platform: str, account: str | None, day: date
) -> Identity:
    """Write down that another account is the artist's from ``day`` on.

    Called inside ``store.writing()``.

    Args:
        store: the label's files.
        artist: of the roster.
        platform: where the account is.
        account: the platform's own id; the one whose numbers were last rejected when None.
        day: the first day of the new account.

    Raises:
        ConfigError: there is no such platform, account or id, or nothing was rejected.
        DataError: a file of the root is damaged, or the disk is full.
    """
    if platform not in ACCOUNTS:
        raise ConfigError(f"There is no platform {shown(platform, 40)!r}: {', '.join(ACCOUNTS)}.")
    asked = artist.account(platform)
    if not asked:
        raise ConfigError(
            f"The roster has no {platform} account of {shown(artist.name)}: give it with "
            f"scripts/artists.py set {artist.key} LINK."
        )
    detail = _last_rejected(store, artist.key, platform)
    own = account or id_answered(detail)
    if not own:
        raise ConfigError(
            f"No {platform} number of {shown(artist.name)} was rejected on the newest day: name "
            "the id, as the run's report does: "
            f"scripts/artists.py accept {artist.key} {platform} ID."
        )
    form, in_words = OWN_IDS[platform]
    if not form.fullmatch(own):
        raise ConfigError(f"{shown(own, 40)!r} is no id of {platform}: expected {in_words}.")
    identities = store.identities()
    identity = identities.learn(artist.key, platform, asked, Who(own), day)
    with store.change() as change:
        store.write_identities(change, identities)
    return identity


def _last_rejected(store: Store, artist: str, platform: str) -> str:
    """Why numbers of an artist were rejected as somebody else's on the newest day, if any were."""
    newest = store.newest_day()
    day = store.read_day(newest) if newest else None
    rows = [
        m
        for m in (day.measurements if day else ())
        if (m.artist, m.platform, m.state) == (artist, platform, State.REJECTED)
    ]
    return next((m.detail for m in rows if id_answered(m.detail)), "")
