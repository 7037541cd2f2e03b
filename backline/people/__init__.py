"""What people write: the roster with its links and policies, corrections, weekly notes."""

from __future__ import annotations

from backline.people.notes import Note, Notes
from backline.people.roster import Artist, Roster, Settings, load_roster, parse_roster

__all__ = ["Artist", "Note", "Notes", "Roster", "Settings", "load_roster", "parse_roster"]
