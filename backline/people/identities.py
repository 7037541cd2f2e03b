"""Who answers on each platform: the platform's own ids, kept in ``data/identities.csv``.

A handle, a user name or an id can pass to somebody else, be merged or be redirected. Each answer
carries the platform's own id of whom it is about; it is compared with the one known here. The
table has a line for each account that ever was the artist's, the newest being the present one, so
that the days on which an account changed are data: a series has a level break on each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from itertools import pairwise

from backline.errors import DataError
from backline.measure import PLATFORM_LABELS
from backline.names import shown, unguarded
from backline.people.links import ID_FORMS
from backline.people.tables import records
from backline.people.written import csv_text

OWN_IDS: dict[str, tuple[re.Pattern[str], str]] = {
    **ID_FORMS,
    "youtube": (re.compile(r"UC[0-9A-Za-z_-]{22}"), "a channel id (UC and 22 more signs)"),
    "instagram": (re.compile(r"[0-9]{1,20}"), "a number"),
    "discord": (re.compile(r"[0-9]{1,20}"), "a number"),
}
"""Per platform: the whole form of the id it gives to whoever answers, and the same in words."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who an answer says it is about.

    Attributes:
        id: the platform's own, always as text.
        name: as the platform writes it; may be empty.
        handle: the name in the account's address, where the answer tells it.
        asked: the account that was asked about, where that is not the roster's.
    """

    id: str
    name: str = ""
    handle: str = ""
    asked: str = ""

    def __str__(self) -> str:
        return f"{shown(self.id, 40)} ({shown(self.name, 40)})" if self.name else shown(self.id, 40)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who answers for an artist on a platform.

    Attributes:
        artist: roster key; empty for the label itself.
        account: what the roster said when this was learned.
        id: the platform's own.
        name: as last answered.
        since: the first day it answered, or was accepted.
    """

    artist: str
    platform: str
    account: str
    id: str
    name: str
    since: date

    def __str__(self) -> str:
        return str(Who(self.id, self.name))


COLUMNS = tuple(f.name for f in fields(Identity))

Place = tuple[str, str]
"""Artist and platform."""


class Identities:
    """Everybody who answers or answered, by artist and platform."""

    def __init__(self, known: Iterable[Identity] = ()) -> None:
        self._known: dict[Place, list[Identity]] = {}
        for identity in sorted(known, key=lambda i: i.since):
            self._known.setdefault((identity.artist, identity.platform), []).append(identity)

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))

    def all(self) -> tuple[Identity, ...]:
        """Every line, ordered by artist, platform and day."""
        return tuple(identity for place in sorted(self._known) for identity in self._known[place])

    def current(self, artist: str, platform: str) -> Identity | None:
        """Who answers now, or None where nobody has yet."""
        return next(reversed(self._known.get((artist, platform), [])), None)

    def breaks(self, artist: str, platform: str) -> Sequence[date]:
        """The days from which another account answers than before, the oldest first."""
        lines = self._known.get((artist, platform), ())
        return [new.since for old, new in pairwise(lines) if new.id != old.id]

    def changed_between(self, artist: str, platform: str, then: date, now: date) -> date | None:
        """The last day after ``then``, up to ``now``, from which another account answers."""
        days = [day for day in self.breaks(artist, platform) if then < day <= now]
        return days[-1] if days else None

    def all_breaks(self) -> Iterator[tuple[str, str, date]]:
        """The breaks of everybody, as artist, platform and day."""
        for artist, platform in self._known:
            for day in self.breaks(artist, platform):
                yield artist, platform, day

    def another(self, artist: str, platform: str, account: str, who: Who) -> str:
        """Why an answer is about somebody else, in the rest of a sentence; empty where it is not.

        Args:
            artist: roster key.
            platform: the platform that answered.
            account: what the roster says, and what was asked about.
            who: whom the answer is about.
        """
        form, _ = OWN_IDS[platform]
        if not form.fullmatch(who.id):
            return f"{who}, which is no id of {platform}"
        known = self.current(artist, platform)
        if known and known.account == account:
            return "" if who.id == known.id else f"{who}, not as {known}"
        if not is_name(platform, account):
            return "" if who.id == account else f"{who}, not as {shown(account, 40)}"
        if who.handle:
            same = who.handle.casefold().lstrip("@") == account.casefold().lstrip("@")
            return "" if same else f"{who}, not as {shown(account, 40)}"
        if known and who.id == known.id:
            return ""
        others = (self.current(key, p) for key, p in self._known if p == platform and key != artist)
        taken = next((other for other in others if other and other.id == who.id), None)
        return f"{who}, who answers for {taken.artist}" if taken else ""

    def learn(self, artist: str, platform: str, account: str, who: Who, day: date) -> Identity:
        """Take down who answered on ``day``; somebody else than before is a line of its own.

        Only for answers that :meth:`another` finds nothing wrong with, or that a person accepts.
        """
        name, known = shown(who.name, 60), self.current(artist, platform)
        new = Identity(artist, platform, account, who.id, name, day)
        lines = self._known.setdefault((artist, platform), [])
        if known and known.id == who.id:
            new = lines[-1] = replace(known, account=account, name=name or known.name)
        elif known and known.since >= day:
            new = lines[-1] = replace(new, since=known.since)
        else:
            lines.append(new)
        return new

    def without(self, artist: str) -> Identities:
        """All but those of one artist."""
        return Identities(i for i in self.all() if i.artist != artist)

    def together(self, other: Identities) -> Identities:
        """These, and what ``other`` knows of days and accounts that these do not."""
        mine = {(i.artist, i.platform, i.since): i for i in other.all()}
        return Identities(
            {**mine, **{(i.artist, i.platform, i.since): i for i in self.all()}}.values()
        )

    def to_csv(self) -> str:
        """The whole table, ordered by artist, platform and day."""
        return csv_text([COLUMNS, *map(astuple, self.all())], "identities.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "identities.csv") -> Identities:
        """Read the table back, also after a spreadsheet or a person had it.

        Raises:
            DataError: a line breaks a rule; the sentence names it and the field.
        """
        known: dict[tuple[str, str, date], Identity] = {}
        for number, said in records(text, name, COLUMNS):
            where = f"{name} line {number}"
            one = _identity(where, *(cell.strip() for cell in said.values()))
            if (one.artist, one.platform, one.since) in known:
                raise DataError(
                    f"{where}: since: a second line of {one.since} for {one.artist or 'the label'} "
                    f"on {one.platform}; keep one of them."
                )
            known[one.artist, one.platform, one.since] = one
        return cls(known.values())


def _identity(where: str, artist: str, platform: str, *rest: str) -> Identity:
    """One line, checked.

    Raises:
        DataError: a field breaks its rule.
    """
    account, own, name, since = (unguarded(cell) for cell in rest)
    if platform not in OWN_IDS:
        raise DataError(
            f"{where}: platform: there is none called {shown(platform, 40)!r}; there are "
            f"{', '.join(sorted(OWN_IDS))}."
        )
    form, in_words = OWN_IDS[platform]
    if not form.fullmatch(own):
        raise DataError(
            f"{where}: id: {shown(own, 40)!r} is no id of {platform}, expected {in_words}; a "
            "spreadsheet may have changed it."
        )
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise DataError(
            f"{where}: since: {shown(since, 40)!r} is no day, expected like 2026-01-31."
        ) from None
    return Identity(artist, platform, account, own, name, day)


def is_name(platform: str, account: str) -> bool:
    """Whether an account is written by a name, which can pass to somebody else, not by its id."""
    return platform == "instagram" or account.startswith("@")


_ANSWERED = "answered as "


def answered_as(platform: str, another: str) -> str:
    """The detail of a number that is somebody else's; ``another`` as :meth:`Identities.another`."""
    return f"{PLATFORM_LABELS.get(platform, platform.capitalize())} {_ANSWERED}{another}"


def id_answered(detail: str) -> str:
    """The id in a detail that :func:`answered_as` made, or the empty string."""
    _, found, rest = detail.partition(_ANSWERED)
    return re.split(r"[\s,]", rest, maxsplit=1)[0] if found else ""
