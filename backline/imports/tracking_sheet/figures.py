"""The sheet's own growth and change against its own columns: where its formulas were overtyped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from backline.analysis.growth import snapshots_back
from backline.imports.tracking_sheet.file import Block, Line, cell_name
from backline.imports.tracking_sheet.labels import squeezed, whole_number
from backline.names import shown
from backline.percent import hundredths


@dataclass(slots=True)
class Figures:
    """How the sheet's figures compare with its columns.

    Attributes:
        agree: how many are just what the columns give.
        differ: a sentence for each of the others.
    """

    agree: int = 0
    differ: list[str] = field(default_factory=list)


def compare_figures(blocks: Iterable[Block]) -> Figures:
    """Compute every growth and change of the blocks anew, counting columns as the sheet does."""
    found = Figures()
    for block in blocks:
        for line in block.lines:
            for column, (days, kind) in block.growth.items():
                said = line.text(column).strip()
                if said:
                    _compare(found, block, line, column, _expected(block, line, days, kind))
            for column, heading in line.details.items():
                if squeezed(heading) == "save" and line.text(column).strip():
                    _compare(found, block, line, column, _share(line))
    return found


def _share(line: Line) -> Decimal | None:
    """A track's saves as a percentage of its listeners."""
    numbers = {
        squeezed(heading): whole_number(line.text(column))
        for column, heading in line.details.items()
    }
    saves, listeners = numbers.get("saves"), numbers.get("listeners")
    return None if saves is None or listeners is None else hundredths(saves, listeners)


def _expected(block: Block, line: Line, days: int, kind: str) -> Decimal | None:
    back = snapshots_back(days)
    if back > len(block.history):
        return None
    now = whole_number(line.text(block.now))
    then = whole_number(line.text(block.history[back - 1]))
    if now is None or then is None:
        return None
    return Decimal(now - then) if kind == "growth" else hundredths(now - then, then)


def _compare(
    found: Figures, block: Block, line: Line, column: int, expected: Decimal | None
) -> None:
    text = line.text(column).strip()
    if _number(text) == expected and expected is not None:
        found.agree += 1
        return
    unit = "%" if text.endswith("%") else ""
    gives = "nothing to compare" if expected is None else f"{expected:,}{unit}"
    found.differ.append(
        f"{cell_name(line.row, column)} ({shown(block.name)}, {shown(line.label, 60)}) says "
        f"{shown(text, 40)}, its columns give {gives}."
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,\s%]", "", text))
    except InvalidOperation:
        return None
