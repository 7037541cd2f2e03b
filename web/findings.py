"""What the audit finds, worked out once for the files as they are."""

from __future__ import annotations

from collections.abc import Sequence

from backline.analysis.quality import Finding, audit
from bot.library import Label


def findings_of(label: Label) -> Sequence[Finding]:
    """Everything the audit finds up to the newest day, worst first.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = label.warehouse
    return warehouse.remember("findings", lambda: audit(warehouse))
