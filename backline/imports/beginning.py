"""How an import begins: with the root's roster, or one of its own where there is none."""

from __future__ import annotations

from backline.names import shown
from backline.people import Roster, parse_roster
from backline.people.roster import LONGEST_NAME
from backline.people.roster_edit import EMPTY_ROSTER, UNNAMED, with_label
from backline.store import Store

_CREATED = "roster.toml was created, named after its folder"


def roster_of(store: Store) -> tuple[Roster, str | None, list[str]]:
    """The root's roster, its text where it is new, and what was done, in sentences.

    A new one is named after the root's folder and has no artist.

    Raises:
        ConfigError: the roster there is is wrong.
    """
    text = store.roster_text()
    if text is not None:
        return parse_roster(text), None, []
    text = _new_roster(store)
    return parse_roster(text), text, [f"{_CREATED} and without an artist."]


def roster_to_add_to(store: Store) -> tuple[str, list[str]]:
    """The text of the root's roster, for an import that adds artists, and what was done.

    A new one is named after the root's folder.
    """
    text = store.roster_text()
    return (text, []) if text is not None else (_new_roster(store), [f"{_CREATED}."])


def _new_roster(store: Store) -> str:
    return with_label(EMPTY_ROSTER, shown(store.root.resolve().name, LONGEST_NAME) or UNNAMED)
