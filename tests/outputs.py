"""An analysis as people and programs get it: the terminal's table, the CSV, the workbook."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from rich.console import Console

from backline.analysis.audience import Answer, document_of
from backline.exports.analysis_csv import csv_rows
from backline.exports.analysis_workbook import analysis_workbook
from backline.people.written import csv_text
from tests.test_scripts import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))
from _shown import show_answer


def table_of(answer: Answer, width: int = 80) -> str:
    """What a terminal of this width shows."""
    out = io.StringIO()
    show_answer(Console(file=out, width=width), document_of(answer))
    return out.getvalue()


def csv_of(answer: Answer) -> list[dict[str, str]]:
    """The rows of the CSV."""
    text = csv_text(csv_rows(document_of(answer)), "the analysis")
    return list(csv.DictReader(io.StringIO(text)))


def workbook_of(answer: Answer, folder: Path, **more: bool) -> Path:
    """The workbook as a file."""
    path = folder / "analysis.xlsx"
    path.write_bytes(analysis_workbook(answer, **more))
    return path
