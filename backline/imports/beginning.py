"""How an import begins: with the root's roster, or one of its own where there is none."""

from __future__ import annotations

from backline.names import shown
from backline.people import Roster, parse_roster
from backline.people.roster import LONGEST_NAME
from backline.people.roster_edit import EMPTY_ROSTER, UNNAMED, with_label
from backline.store import Store

CREATED = "roster.toml was created, named after its folder and without an artist."


def roster_of(store: Store) -> tuple[Roster, str | None, list[str]]:
    """The root's roster, its text where it is new, and what was done, in sentences.

    A new one is named after the root's folder and has no artist.

    Raises:
        ConfigError: the roster there is is wrong.
    """
    text = store.roster_text()
    if text is not None:
        return parse_roster(text), None, []
    text = new_roster(store)
    return parse_roster(text), text, [CREATED]


def new_roster(store: Store) -> str:
    """The text of a roster named after the root's folder, without an artist."""
    return with_label(EMPTY_ROSTER, shown(store.root.resolve().name, LONGEST_NAME) or UNNAMED)
