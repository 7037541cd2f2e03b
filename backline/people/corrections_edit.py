"""Adding to the text of ``corrections.toml``: what people wrote there stays as they wrote it."""

from __future__ import annotations

from backline.errors import ConfigError
from backline.people.corrections import HEADER, overlap, parse_corrections
from backline.people.roster import Roster

NAME = "corrections.toml"

BEGIN = "# What people know to be wrong in the recorded numbers; see docs/corrections.md.\n"
"""What a new file begins with."""

_TABLE = "[[correction]]"


def with_corrections(text: str, more: str, roster: Roster) -> str:
    """The text with further corrections at its end.

    Args:
        text: as people wrote it; empty where there is no file.
        more: ``[[correction]]`` tables, as :func:`backline.analysis.quality.proposals` gives them.
        roster: has the artists.

    Raises:
        ConfigError: the text has a fault already, or would break a rule with them; the sentence
            names the line.
    """
    there = parse_corrections(text, roster, NAME)
    if there and not HEADER.search(text):
        raise ConfigError(f"{NAME}: write each correction as a {_TABLE} table to have one added.")
    tables = more[more.index(_TABLE) :].strip()
    for new in parse_corrections(tables, roster, "the proposal"):
        for old in there:
            if overlap(new.correction, old.correction):
                raise ConfigError(
                    f"{NAME} line {old.line} is about a day of it already: change or remove that "
                    "table first."
                )
    changed = f"{(text or BEGIN).rstrip()}\n\n{tables}\n"
    parse_corrections(changed, roster, NAME)
    return changed
