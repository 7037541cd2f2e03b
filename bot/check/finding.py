"""One thing that was looked at, and all of them as a person reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from backline.errors import BacklineError
from backline.net import Redactor
from backline.words import many

NOTE = -1
"""The code of what is neither well nor to be mended, but good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of looking at one thing.

    Attributes:
        about: what was looked at, in a word or two.
        said: one sentence; where something is to be mended it says how.
        code: the exit code it asks for, or :data:`NOTE`.
        address: a web address to open, which stands on a line of its own.
    """

    about: str
    said: str
    code: int = 0
    address: str = ""

    @classmethod
    def of(cls, error: BacklineError, about: str) -> Self:
        """What an error says."""
        return cls(about, str(error), error.exit_code)

    @property
    def mark(self) -> str:
        """What stands before it."""
        return "note" if self.code == NOTE else "fix" if self.code else "ok"


_INDENT, _NARROWEST = 19, 24
_LOOKS = {"ok": "green", "fix": "bold red", "note": "dim"}


def show(findings: Iterable[Finding], redactor: Redactor) -> int:
    """Print findings as they come to be known; gives the exit code."""
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

    console = Console()
    if not (console.is_terminal or os.environ.get("COLUMNS", "").isdecimal()):
        console = Console(width=100)
    codes = []
    with Status("looking", console=console):
        for finding in findings:
            codes.append(finding.code)
            said = " ".join(redactor.clean(finding.said).split())
            lines = list(Text(said).wrap(console, max(console.width - _INDENT, _NARROWEST)))
            mark = Text(f"{finding.mark:<6}", style=_LOOKS[finding.mark])
            console.print(mark + Text(f"{finding.about:<13}") + (lines or [Text()])[0])
            # Whole, however narrow the screen is, so that it can be copied or clicked on.
            more = [*lines[1:], *([Text(finding.address)] if finding.address else [])]
            for line in more:
                console.print(Text(f"{' ' * _INDENT}{line.plain.rstrip()}"), soft_wrap=True)
    faults = sum(1 for code in codes if code > 0)
    end = f"{many(faults, 'thing')} to fix." if faults else "All is well."
    console.print(Text(f"\n{end}", style="bold"))
    return max([0, *codes])
