"""What cannot be saved: every fault by the field of the form that it is beside.

The checks are those of :mod:`backline.campaigns`; here a sentence of each finds its field, so that
a form can show all of them at once and keep what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.campaigns.book import Book, Fault, file_name
from backline.campaigns.editing.finding import called, meant, near
from backline.campaigns.editing.forms import FaultsError, cell, field_of
from backline.campaigns.kinds import LONGEST_LINE, LONGEST_NOTES, Kind, Many, Ref, Text
from backline.campaigns.tables import TABLES, Field, Table
from backline.names import shown
from backline.words import listed, many
from web.answering import AnswerError


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed differently.

    Attributes:
        mine: what was sent.
        theirs: what the table has meanwhile.
        before: what the sender began from.
    """

    mine: str
    theirs: str
    before: str


class RefusedError(AnswerError):
    """Nothing was saved, and whoever sent it has to look at some fields.

    Attributes:
        errors: a sentence for each field that is wrong, by the name the form gives it.
        others: sentences about what is no field of the form.
        clashes: by field what two people changed differently.
        gone: whether somebody removed the row.
        row: the row that what was sent was compared with; empty where there is none.
    """

    def __init__(
        self,
        errors: Mapping[str, str] | None = None,
        others: Sequence[str] = (),
        clashes: Mapping[str, Clash] | None = None,
        *,
        gone: str = "",
        row: Mapping[str, str] | None = None,
    ) -> None:
        self.errors = dict(errors or {})
        self.others = tuple(others)
        self.clashes = dict(clashes or {})
        self.gone = bool(gone)
        self.row = dict(row or {})
        told = [f"{name.replace('_', ' ')}: {why}" for name, why in self.errors.items()]
        if self.clashes:
            told.insert(0, f"somebody else changed {listed(list(self.clashes), 5)} meanwhile.")
        first = gone or " ".join(["Nothing was saved:", *told[:1], *self.others[: not told]])
        documents = {
            name: {"yours": one.mine, "theirs": one.theirs, "before": one.before}
            for name, one in self.clashes.items()
        }
        more: dict[str, Any] = {"fields": self.errors, "others": list(self.others)}
        super().__init__(
            409 if self.clashes or gone else 422, first, more | {"changed_meanwhile": documents}
        )


def refuse(
    errors: Mapping[str, str],
    others: Sequence[str],
    clashes: Mapping[str, Clash] | None = None,
    row: Mapping[str, str] | None = None,
) -> None:
    """Nothing, where nothing is wrong.

    Raises:
        RefusedError: with all that is.
    """
    if errors or others or clashes:
        raise RefusedError(errors, others, clashes, row=row)


def fitting(
    book: Book, table: Table, typed: Mapping[str, str], key: str = ""
) -> tuple[dict[str, str], dict[str, str]]:
    """The cells of what was typed, by column, and a sentence for each that cannot stand there.

    Raises:
        ConfigError: the table has no such column, or it is the id.
    """
    right, errors = {}, {}
    for name, text in typed.items():
        one = field_of(table, name)
        right[one.name], why = _fitted(book, table, one, text, key)
        if why:
            del right[one.name]
            errors[one.name] = sentence(why)
    return right, errors


def _fitted(book: Book, table: Table, one: Field, text: str, key: str) -> tuple[str, str]:
    """A cell, and why it cannot stand there."""
    if one.required and not shown(text):
        return "", "it must not be empty"
    if why := too_long(one.kind, text):
        return "", why
    try:
        return cell(book, table, one, text, key), ""
    except FaultsError as error:
        kind = one.kind
        if isinstance(kind, Ref) and not meant(book, kind.table, text):
            likely = near(book, kind.table, text)
            maybe = f"; did you mean {' or '.join(likely)}?" if likely else ""
            return "", f"there is no {TABLES[kind.table].one} called so{maybe}"
        return "", error.faults[0].why


def too_long(kind: Kind, text: str) -> str:
    """Why a text is too long, where its end would be cut off."""
    if isinstance(kind, Many):
        return next(filter(None, (too_long(kind.each, part) for part in text.split(";"))), "")
    if not isinstance(kind, Text):
        return ""
    most = LONGEST_NOTES if kind.lines else LONGEST_LINE
    signs = len(text.replace("\r\n", "\n").strip() if kind.lines else " ".join(text.split()))
    return f"it has {many(signs, 'sign')}, and {most:,} is the most" if signs > most else ""


def stored(one: Field, text: str) -> str:
    """A text as the table has it; where it cannot be read, as it stands."""
    try:
        return one.kind.tidy(text)
    except ValueError:
        return text.strip()


def placed(
    faults: Iterable[Fault], after: Book, table: Table, key: str, columns: Iterable[str]
) -> RefusedError:
    """Faults by the fields of a form.

    Args:
        faults: what is wrong.
        after: the book that has it.
        table: the form's.
        key: the form's row.
        columns: the form's fields.
    """
    errors: dict[str, str] = {}
    others = []
    for fault in faults:
        own = fault.file == file_name(table.name)
        if own and fault.row in (key, ""):
            errors.setdefault(fault.field, sentence(fault.why))
        elif own and fault.field in columns:  # such as another row of the same name
            whose = called(after, table.name, fault.row)
            errors.setdefault(fault.field, sentence(f"{whose}: {fault.why}"))
        else:
            others.append(fault.sentence)
    return RefusedError(errors, others)


def sentence(why: str) -> str:
    """The end of a sentence as a sentence."""
    end_ = "" if why.endswith((".", "?")) else "."
    return f"{why[:1].upper()}{why[1:]}{end_}"
