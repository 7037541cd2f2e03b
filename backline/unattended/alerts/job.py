"""The whole job: find, remember, send what nobody was told of, remember that.

A kind of alert is a name in :data:`backline.people.alert_rules.KINDS` and a finder in
:data:`FINDERS`; nothing else knows what it is about.

What is to be sent is written down before it is sent, and that it was sent after each message. So
whoever kills it between the two has one message twice, and none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from time import monotonic

from backline.campaigns.book import Book
from backline.net import Credentials
from backline.net.credentials import alert_variable
from backline.people import Roster
from backline.people.alert_rules import AlertRule
from backline.store import Store
from backline.unattended.alerts.campaign_world import campaign_alerts
from backline.unattended.alerts.delivery import Deliver, deliver, service_of
from backline.unattended.alerts.evidence import evidence_alerts
from backline.unattended.alerts.found import Alert, Found, in_order
from backline.unattended.alerts.keys import key_alerts
from backline.unattended.alerts.label import label_alerts
from backline.unattended.alerts.memory import Memory, State, Told, load_memory, save_memory
from backline.unattended.alerts.words import Message, messages
from backline.unattended.alerts.world import World
from backline.words import listed, many

LONGEST_RUN = 180.0
"""Seconds after which no further message is begun; the next run sends the rest."""

Finder = Callable[[World, date], list[Found]]
"""Finds what there is to tell in a root on the UTC day of the run."""

FINDERS: tuple[Finder, ...] = (campaign_alerts, evidence_alerts, label_alerts, key_alerts)
"""All of them; each looks after kinds of its own."""


@dataclass(slots=True)
class AlertsRun:
    """How it went.

    Attributes:
        sent: how many alerts each rule was sent, by its name.
        failed: a sentence for each address that could not be told, rule that has none, and alert
            that is given up.
        problems: a sentence for each file, row and id that could not be used.
        would: what a dry run would send: the rule, the services, the message.
    """

    sent: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    would: list[tuple[str, str, Message]] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What the commit and the page of a run tell of it."""
        told = [
            f"Alerts: {count} sent to {rule}." for rule, count in sorted(self.sent.items()) if count
        ]
        return told + [f"Alerts: {sentence}" for sentence in (*self.failed, *self.problems)]


def run_alerts(
    store: Store,
    credentials: Credentials,
    now: datetime | None = None,
    send: Deliver = deliver,
    *,
    dry: bool = False,
) -> AlertsRun:
    """Tell everybody what they asked for and were not told.

    Args:
        store: the root.
        credentials: have the rules' addresses.
        now: the beginning of the run.
        send: how a message is delivered.
        dry: send and remember nothing; :attr:`AlertsRun.would` has what would be sent.

    Raises:
        ConfigError: the roster is wrong.
        DataError: the root's files cannot be read or written.
    """
    roster = store.roster()
    today = (now or datetime.now(UTC)).astimezone(UTC).date()
    run = AlertsRun()
    if not roster.alerts:
        return run
    if dry:
        memory = load_memory(store)
        alerts = _found(store, roster, memory, today, run)
        for name, rule in roster.alerts.items():
            waiting = memory.waiting(alerts, name, rule)
            _show(waiting, name, roster.label, credentials, run)
        return run
    with store.writing():
        memory = load_memory(store)
        alerts = _found(store, roster, memory, today, run)
        save_memory(store, memory)
        sender = _Sender(store, memory, today, send, run)
        for name, rule in roster.alerts.items():
            waiting = memory.waiting(alerts, name, rule)
            sender.tell(name, waiting, roster.label, addresses(credentials, name), credentials)
    return run


def addresses(credentials: Credentials, rule: str) -> list[str]:
    """Where a rule's alerts go."""
    return credentials.get(alert_variable(rule)).split()


def _found(
    store: Store, roster: Roster, memory: Memory, today: date, run: AlertsRun
) -> list[Alert]:
    """What is so now, taken down."""
    found: list[Found] = []
    with World(store, roster.settings.memory) as world:
        for finder in FINDERS:
            found += finder(world, today)
        if world.campaigns:
            said = _unknown_ids(world.campaigns.book, roster.alerts)
            run.problems += [*world.campaigns.problems, *said]
    given_up = {line.key for line in memory if line.state == "given up"}
    memory.learn(found, roster.alerts, today)
    for line in memory:
        if line.state == "given up" and line.key not in given_up:
            run.failed.append(
                f"{line.kind} of {line.about} could not be sent to {line.rule} since {line.found} "
                "and is given up."
            )
    return in_order(one for one in found if isinstance(one, Alert))


def _unknown_ids(book: Book, rules: Mapping[str, AlertRule]) -> list[str]:
    """A sentence for each id of a rule that no row has: such a rule would tell nothing."""
    said = []
    for name, rule in rules.items():
        for table in ("campaigns", "clients", "vendors"):
            unknown = [i for i in getattr(rule, table) if i not in book.rows[table]]
            if unknown:
                said.append(
                    f"roster.toml: [alerts.{name}] {table}: data/campaigns/{table}.csv has no id "
                    f"{listed(unknown)}; correct it."
                )
    return said


def _show(
    waiting: Sequence[tuple[Alert, Told]],
    rule: str,
    label: str,
    credentials: Credentials,
    run: AlertsRun,
) -> None:
    places = [
        service_of(one) or "no address that Apprise knows" for one in addresses(credentials, rule)
    ]
    where = listed(places) if places else f"nobody, since {alert_variable(rule)} is not set"
    for message in messages([alert for alert, _ in waiting], label):
        run.would.append((rule, where, message))


class _Sender:
    """Sends, and writes down after each message that it was sent."""

    def __init__(
        self, store: Store, memory: Memory, today: date, send: Deliver, run: AlertsRun
    ) -> None:
        self._store = store
        self._memory = memory
        self._today = today
        self._send = send
        self._run = run
        self._began = monotonic()

    def tell(
        self,
        rule: str,
        waiting: Sequence[tuple[Alert, Told]],
        label: str,
        places: Sequence[str],
        credentials: Credentials,
    ) -> None:
        """Send one rule's alerts to each of its addresses that has not had them."""
        if not waiting:
            return
        if not places:
            why = f" ({credentials.unavailable})" if credentials.unavailable else ""
            alerts = many(len(waiting), "alert waits", "alerts wait")
            self._run.failed.append(
                f"{alert_variable(rule)} is not set{why}, so {alerts} for {rule}; see "
                "docs/alerts.md."
            )
            return
        every = tuple(range(1, len(places) + 1))
        for _, line in waiting:
            left = tuple(place for place in line.left if place in every) if line.left else every
            state: State = "waiting" if left else "sent"  # the last one left is no address any more
            self._memory.put(replace(line, state=state, left=left))
        for place, address in enumerate(places, 1):
            why = self._to_one(rule, [alert for alert, _ in waiting], label, place, address)
            if why:
                which = f"address {place} of {alert_variable(rule)}"
                self._run.failed.append(f"{which} {why}; the next run tries again.")
        failed = 0
        for alert, _ in waiting:
            after = self._memory.get(alert, rule)
            if after and after.state == "waiting":
                failed += 1
                self._memory.put(replace(after, tries=after.tries + 1))
        save_memory(self._store, self._memory)
        self._run.sent[rule] = len(waiting) - failed

    def _to_one(
        self, rule: str, alerts: Sequence[Alert], label: str, place: int, address: str
    ) -> str:
        """Why not all could be delivered to one address; empty where all were."""
        due = [
            alert
            for alert in alerts
            if (line := self._memory.get(alert, rule)) and place in line.left
        ]
        for message in messages(due, label):
            if monotonic() - self._began > LONGEST_RUN:
                return "was not reached before the time was up"
            why = self._send(address, message)
            if why:
                return why
            for alert in message.alerts:
                self._had(alert, rule, place)
            save_memory(self._store, self._memory)
        return ""

    def _had(self, alert: Alert, rule: str, place: int) -> None:
        line = self._memory.get(alert, rule)
        if line:
            left = tuple(one for one in line.left if one != place)
            state: State = "waiting" if left else "sent"
            self._memory.put(replace(line, state=state, left=left, sent=self._today))
