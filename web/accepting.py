"""Accepting a correction that the audit proposes: into ``corrections.toml``, and committed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backline.analysis.quality import Finding, audit, proposals
from backline.errors import ConfigError
from backline.names import shown
from backline.people.corrections_edit import with_corrections
from backline.people.saved import read_text
from backline.store import Store
from backline.warehouse import Warehouse
from web.answering import AnswerError
from web.committing import commit

_LONGEST = 150


def proposed(root: Path, key: str) -> Finding:
    """The finding of a key, as the numbers are now.

    Raises:
        AnswerError: there is none any more, it proposes nothing, or what people wrote has a fault.
        DataError: the files cannot be read.
    """
    try:
        with Warehouse(root, in_memory=True) as warehouse:
            found = next((one for one in audit(warehouse) if one.key == key), None)
    except ConfigError as error:
        raise AnswerError(409, f"Nothing was accepted. {error}") from None
    if found is None:
        raise AnswerError(
            409,
            "The audit does not find that any more: it is corrected already, or its numbers are "
            "others now.",
        )
    if not proposals([found]):
        raise AnswerError(
            409, f"There is nothing to correct: what the audit found may be true. {found.sentence}"
        )
    return found


def accept(root: Path, finding: Finding, environment: Mapping[str, str]) -> str:
    """Add what a finding proposes to the corrections.

    Args:
        root: the label's folder.
        finding: of :func:`proposed`.
        environment: of git.

    Returns:
        Why it is not committed; empty where it is.

    Raises:
        AnswerError: what people wrote has a fault or contradicts it; nothing was changed.
        BusyError: another run is writing.
        DataError: the file cannot be written.
    """
    store = Store(root)
    path = store.corrections_file
    with store.writing():
        there = path.exists()
        try:
            text = read_text(path, ConfigError) if there else ""
            changed = with_corrections(text, proposals([finding]), store.roster())
        except ConfigError as error:
            raise AnswerError(409, f"Nothing was accepted. {error}") from None
        if there and b"\r\n" in path.read_bytes():
            changed = changed.replace("\n", "\r\n")
        with store.change() as change:
            change.write(path, changed.encode())
        line = f"Correction accepted: {shown(finding.sentence, _LONGEST)}"
        return commit(root, [path], line, environment=environment)
