"""The fields of a form, made from the one description of each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import called, names_in
from backline.campaigns.kinds import (
    Choice,
    Day,
    Flag,
    Kind,
    Many,
    Money,
    Phone,
    PlaylistLink,
    Ref,
    Text,
    Track,
    Whole,
)
from backline.campaigns.tables import Field, Table
from backline.names import same_name
from web.refusals import Clash

MOST_OPTIONS = 150
"""With more rows to choose from, one is typed, with the names offered below the field."""

_LABELS = {
    "s4a_access": "Spotify for Artists",
    "cost_per_1000": "Cost of 1,000 streams",
    "title": "Song title",
    "song": "Song on Spotify",
    "link": "Link on Spotify",
    "aliases": "Other names",
    "emails": "E-mail addresses",
}
"""What a column is called where its own name does not read as words."""

_MODES: tuple[tuple[type[Kind], str], ...] = (
    (Whole, "numeric"),
    (Money, "decimal"),
    (Phone, "tel"),
    (Track, "url"),
    (PlaylistLink, "url"),
)
"""Which letters a phone's keyboard shows first."""

_SAID = (Whole, Money, Track, PlaylistLink, Phone)
"""Kinds of which the form says how they are written."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: the value that is sent, and how it reads."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form.

    Attributes:
        name: what it is sent as.
        label: what it is called.
        help: what it means and how it is written.
        widget: ``text``, ``date``, ``select`` or ``area``.
        value: what stands in it.
        was: what the table had when it was shown; None in a form for a new row.
        options: what can be chosen, of a ``text`` only offered.
        mode: which keyboard a phone shows; empty for the usual one.
        required: whether it must not be empty.
        error: why it is wrong; empty where it is not.
        clash: what two people made of it.
        choice: :data:`web.sent.MINE` or :data:`web.sent.THEIRS` where that was chosen of it.
    """

    name: str
    label: str
    help: str = ""
    widget: str = "text"
    value: str = ""
    was: str | None = None
    options: Sequence[Option] = ()
    mode: str = ""
    required: bool = False
    error: str = ""
    clash: Clash | None = None
    choice: str = ""

    @property
    def key(self) -> str:
        """Names it within the page."""
        return f"f-{self.name.replace('.', '-').replace('_', '-')}"

    @property
    def described_by(self) -> str:
        """The ids of what is said of it."""
        parts = (("help", self.help), ("clash", self.clash), ("why", self.error))
        return " ".join(f"{self.key}-{part}" for part, there in parts if there)


@dataclass(frozen=True, slots=True)
class Fieldset:
    """Fields that belong together.

    Attributes:
        title: what they are; empty of the first ones.
        inputs: the fields.
        folded: whether they are behind their title until somebody wants them.
    """

    title: str
    inputs: Sequence[Input]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form is filled with.

    Attributes:
        values: by field, what stands in it.
        was: by column, what the table has; None in a form for a new row.
        errors: by field, why it is wrong.
        clashes: by field, what two people made of it.
        choices: by field, what was chosen of a clash.
        offered: by column, what may be typed there.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, Sequence[Option]] = field(default_factory=dict)


def fieldsets(book: Book, table: Table, filled: Filled) -> list[Fieldset]:
    """The fields of a row: its own, those about people, and what an older system said of it.

    A form for a new row does not ask for the last, where nothing was said of it.
    """
    fields = table.fields[1:]
    groups = (
        ("", [one for one in fields if one.asked and not one.private], False),
        ("About people, shown here only", [one for one in fields if one.private], False),
        ("What an older system said", [one for one in fields if not one.asked], True),
    )
    found = []
    for title, members, older in groups:
        there = any(filled.values.get(one.name) for one in members)
        if members and (not older or there or filled.was is not None):
            inputs = [input_of(book, one, filled) for one in members]
            found.append(Fieldset(title, inputs, older and not any(i.error for i in inputs)))
    return found


def input_of(
    book: Book, one: Field, filled: Filled, name: str = "", *, typed: bool = False
) -> Input:
    """One field.

    Args:
        book: has the rows to choose from.
        one: the column.
        filled: what stands in it.
        name: what it is sent as, where that is not the column's name.
        typed: whether a row of another table may be one that is not there yet.
    """
    name = name or one.name
    value = filled.values.get(name, "" if filled.was is not None else one.start)
    widget, options = _widget(book, one, value, typed=typed)
    if isinstance(one.kind, Ref) and widget == "text":
        value = _typed_names(book, one.kind.table).get(value, value)
    return Input(
        name=name,
        label=label_of(one.name),
        help=_help(one, widget),
        widget=widget,
        value=value,
        was=None if filled.was is None else filled.was.get(one.name, ""),
        options=filled.offered.get(one.name, options),
        mode=next((mode for kind, mode in _MODES if isinstance(one.kind, kind)), ""),
        required=one.required,
        error=filled.errors.get(name, ""),
        clash=filled.clashes.get(name),
        choice=filled.choices.get(name, ""),
    )


def label_of(column: str) -> str:
    """A column in words."""
    return _LABELS.get(column) or column.replace("_", " ").capitalize()


def rows_of(book: Book, name: str) -> list[Option]:
    """Every row of a table by its name, to be chosen by its id."""
    found = [Option(row["id"], called(book, name, row["id"])) for row in book.all(name)]
    return sorted(found, key=lambda one: one.text.casefold())


def names_of(book: Book, name: str) -> list[Option]:
    """Every row of a table, to be typed by its name."""
    texts = sorted(_typed_names(book, name).values(), key=str.casefold)
    return [Option(text, text) for text in texts]


def _typed_names(book: Book, name: str) -> dict[str, str]:
    """What somebody would type for each row: its name where that means no other, else its id."""
    rows = book.rows[name]
    every = Counter(same_name(text) for row in rows.values() for text in names_in(book, name, row))
    found = {}
    for key, row in rows.items():
        own = next(iter(names_in(book, name, row)), "")
        alone = own and every[same_name(own)] == 1 and own.casefold() not in rows.keys() - {key}
        found[key] = own if alone else key
    return found


def _widget(book: Book, one: Field, value: str, *, typed: bool) -> tuple[str, Sequence[Option]]:
    kind = one.kind
    if isinstance(kind, Text) and kind.lines:
        return "area", ()
    if isinstance(kind, Day) and _reads(kind, value):
        # A browser shows a date field empty where its text is no day, and would send it so.
        return "date", ()
    if isinstance(kind, Ref) and (typed or len(book.rows[kind.table]) > MOST_OPTIONS):
        return "text", names_of(book, kind.table)
    if isinstance(kind, Ref):
        return "select", _selectable(one, rows_of(book, kind.table), value)
    if isinstance(kind, Flag | Choice):
        words = ("yes", "no") if isinstance(kind, Flag) else kind.values
        return "select", _selectable(one, [Option(word, word) for word in words], value)
    return "text", ()


def _reads(kind: Kind, value: str) -> bool:
    try:
        kind.tidy(value)
    except ValueError:
        return False
    return True


def _selectable(one: Field, options: Sequence[Option], value: str) -> Sequence[Option]:
    """The options, with nothing to choose before them, and what stands there whatever it is."""
    nothing = () if one.start and one.required else (Option("", _nothing(one)),)
    other = () if not value or any(o.value == value for o in options) else (Option(value, value),)
    return (*nothing, *options, *other)


def _nothing(one: Field) -> str:
    if one.required:
        return "choose one"
    return "none" if isinstance(one.kind, Ref) else "not said"


def _help(one: Field, widget: str) -> str:
    """What a field means and, where that is no matter of course, how it is written."""
    kind = one.kind
    written = ""
    if isinstance(kind, Many):
        each = "" if isinstance(kind.each, Text) else f"{kind.each.words}; "
        written = f"{each}several with a semicolon between them"
    elif isinstance(kind, _SAID) or (isinstance(kind, Day) and widget == "text"):
        written = kind.words
    text = f"{one.meaning}{f' ({written})' if written else ''}"
    return f"{text[0].upper()}{text[1:]}."
