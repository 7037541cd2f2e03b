"""What people write, or may correct: roster, links, policies, corrections, notes, identities."""

from __future__ import annotations

from backline.people.identities import Identities, Identity, Who
from backline.people.notes import Note, Notes
from backline.people.roster import Artist, Roster, Settings
from backline.people.roster_file import load_roster, parse_roster

__all__ = [
    "Artist",
    "Identities",
    "Identity",
    "Note",
    "Notes",
    "Roster",
    "Settings",
    "Who",
    "load_roster",
    "parse_roster",
]
