"""Which alerts were sent: ``data/alerts.csv``, which the daily run commits.

A line for each thing and rule. People may read it, and delete a line to be told once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from typing import Literal, get_args

from backline.errors import DataError
from backline.names import shown, unguarded
from backline.people.alert_rules import AlertRule
from backline.people.saved import read_text
from backline.people.tables import records
from backline.people.written import csv_text
from backline.store import Store
from backline.unattended.alerts.found import Alert, Found

GIVE_UP_DAYS = 7
"""So many days after it was found an alert is not sent any more: by then somebody who mends a
web hook is to be told what is so now, and not what was so last month."""

State = Literal["waiting", "sent", "given up"]

_STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one alert of one rule.

    Attributes:
        kind: of the alert.
        about: of the alert.
        what: of the alert; empty for most.
        rule: whom it is for, by the name the roster gives the rule.
        level: of the alert; 0 for most.
        day: the day that the alert is known of.
        found: the day of the run that found it.
        state: ``waiting`` to be sent, ``sent``, or ``given up``.
        left: the places, from 1, of those addresses of the rule that have not had it; empty while
            no address has.
        tries: how many runs failed to send it.
        sent: the day it was last sent to an address.
        over: the day as of which it was not so any more; None while it is.
    """

    kind: str
    about: str
    what: str
    rule: str
    level: int
    day: date
    found: date
    state: State = "waiting"
    left: tuple[int, ...] = ()
    tries: int = 0
    sent: date | None = None
    over: date | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """By which it is known again."""
        return self.kind, self.about, self.what, self.rule


COLUMNS = tuple(f.name for f in fields(Told))


class Memory:
    """Every alert that was found, by kind, thing and rule."""

    def __init__(self, lines: Iterable[Told] = ()) -> None:
        self._lines = {one.key: one for one in lines}

    def __iter__(self) -> Iterator[Told]:
        return (self._lines[key] for key in sorted(self._lines))

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, alert: Alert, rule: str) -> Told | None:
        """What became of an alert."""
        return self._lines.get((*alert.key, rule))

    def waiting(
        self, alerts: Iterable[Alert], name: str, rule: AlertRule
    ) -> list[tuple[Alert, Told]]:
        """What a rule wants and was not told yet, in the alerts' order."""
        found = ((one, self.get(one, name)) for one in alerts if one.wanted_by(rule))
        return [(one, line) for one, line in found if line and line.state == "waiting"]

    def put(self, line: Told) -> None:
        """Add or replace a line."""
        self._lines[line.key] = line

    def learn(self, found: Iterable[Found], rules: Mapping[str, AlertRule], today: date) -> None:
        """Take down what is so and what is not so any more.

        New is what no line tells of, what was over, and what went further. What waits and is over,
        is waited for too long, or is of a rule that is gone, is not sent any more.

        Args:
            found: by every finder.
            rules: of the roster.
            today: the UTC day of the run.
        """
        for one in found:
            for name, rule in rules.items():
                line = self._lines.get((*one.key, name))
                if not isinstance(one, Alert):
                    if line and line.over is None:
                        self._end(line, one.day)
                elif one.wanted_by(rule) and (
                    line is None or line.over is not None or one.level > line.level
                ):
                    self.put(Told(*one.key, name, one.level, one.day, today))
        for line in tuple(self):
            if line.state != "waiting":
                continue
            if line.rule not in rules:
                del self._lines[line.key]
            elif (today - line.found).days > GIVE_UP_DAYS:
                self.put(replace(line, state="given up"))

    def _end(self, line: Told, day: date) -> None:
        if line.state == "waiting" and line.sent is None:
            del self._lines[line.key]  # nobody heard of it, and it is not so any more
        else:
            state: State = "sent" if line.state == "waiting" else line.state
            self.put(replace(line, state=state, left=(), over=day))

    def with_changes(self, before: Memory, after: Memory) -> Memory:
        """These lines, with what became of others between two states of another root's."""
        lines = dict(self._lines)
        for key, line in after._lines.items():
            if before._lines.get(key) != line:
                lines[key] = line
        for key in before._lines.keys() - after._lines.keys():
            lines.pop(key, None)
        return Memory(lines.values())

    def to_csv(self) -> str:
        """The whole table, ordered by kind, thing and rule."""
        return csv_text([COLUMNS, *map(_cells, self)], "alerts.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "alerts.csv") -> Memory:
        """Read the table back, also after a spreadsheet or a person had it.

        Raises:
            DataError: a line breaks a rule; the sentence names it and the field.
        """
        lines = []
        for number, said in records(text, name, COLUMNS):
            cells = {column: unguarded(cell).strip() for column, cell in said.items()}
            lines.append(_line(f"{name} line {number}", cells))
        return cls(lines)


def load_memory(store: Store) -> Memory:
    """What was told before; nothing where there is no file.

    Raises:
        DataError: the file cannot be read. Then nothing is sent, or everything would be once more.
    """
    path = store.alerts_file
    return Memory.from_csv(read_text(path), store.name(path)) if path.exists() else Memory()


def save_memory(store: Store, memory: Memory) -> None:
    """Write down what was told; inside ``store.writing()``.

    Raises:
        DataError: the file cannot be written.
    """
    if len(memory) or store.alerts_file.exists():
        with store.change() as change:
            change.write(store.alerts_file, memory.to_csv().encode())


def _cells(line: Told) -> list[object]:
    return [
        " ".join(map(str, value)) if isinstance(value, tuple) else value for value in astuple(line)
    ]


def _line(where: str, cells: Mapping[str, str]) -> Told:
    state = next((one for one in _STATES if one == cells["state"]), None)
    if state is None:
        raise _wrong(where, "state", cells["state"], f"one of {', '.join(_STATES)}")
    return Told(
        cells["kind"],
        cells["about"],
        cells["what"],
        cells["rule"],
        _number(where, "level", cells["level"]),
        _day(where, "day", cells["day"]),
        _day(where, "found", cells["found"]),
        state,
        tuple(_number(where, "left", one) for one in cells["left"].split()),
        _number(where, "tries", cells["tries"]),
        _day(where, "sent", cells["sent"]) if cells["sent"] else None,
        _day(where, "over", cells["over"]) if cells["over"] else None,
    )


def _number(where: str, column: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise _wrong(where, column, text, "a whole number")
    return int(text)


def _day(where: str, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(where, column, text, "a day like 2026-01-31") from None


def _wrong(where: str, column: str, text: str, wanted: str) -> DataError:
    return DataError(
        f"{where}: {column}: {shown(text, 40)!r} is not {wanted}; correct it, or take the line out "
        "to be told of it once more."
    )
