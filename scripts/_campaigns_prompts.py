"""The options and the questions of ``scripts/campaigns.py``, made from the one description."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from _run import say, say_error

if TYPE_CHECKING:
    from _person import Person

    from backline.campaigns.book import Book
    from backline.campaigns.tables import Field, Table

EMPTIED = "-"
"""What a person types to empty a field that has something."""


def with_options(
    command: Callable[..., None], table: Table, *, changing: bool
) -> Callable[..., None]:
    """A command with an option for each field of a table behind its own parameters.

    Args:
        command: takes the fields that were given, by column, as ``values``.
        table: the table.
        changing: whether the row is there already, so that nothing is required.
    """
    known = inspect.signature(command, eval_str=True).parameters.values()
    own = [parameter for parameter in known if parameter.name != "values"]
    options = [_option(field, changing) for field in table.fields if field.name != "id"]
    columns = [option.name for option in options]

    def run(**given: Any) -> None:
        values = {name: given.pop(name) for name in columns}
        command(values={k: v for k, v in values.items() if v is not None}, **given)

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*options, *own)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__doc__ = command.__doc__
    return run


def _option(field: Field, changing: bool) -> inspect.Parameter:
    needed = "; needed" if field.required and not field.start and not changing else ""
    usual = f"; {field.start} unless said" if field.start and not changing else ""
    name = f"--{field.name.replace('_', '-')}"
    help_ = f"{field.meaning}{_expected(field)}{needed}{usual}."
    option = typer.Option(name, help=help_[0].upper() + help_[1:], metavar="TEXT")
    return inspect.Parameter(
        field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[str | None, option],
    )


def _expected(field: Field) -> str:
    """What an answer may be, where that is not said by its being a text."""
    from backline.campaigns.kinds import Ref, Text

    if isinstance(field.kind, Text):
        return ""
    words = "id or name" if isinstance(field.kind, Ref) else field.kind.words
    return f" ({words})"


Given = Mapping[str, str]
"""What was answered, by column."""

Unknown = Callable[["Field", str], bool]
"""Whether a reference to what is not there is taken nevertheless."""


def ask_new(
    person: Person, book: Book, table: Table, before: Given, unknown: Unknown | None = None
) -> dict[str, str]:
    """Ask for every field of a new row, one by one; wrong answers are explained and asked again.

    Args:
        person: answers.
        book: what references are looked up in.
        table: the row's.
        before: what was answered the last time, which an empty answer keeps.
        unknown: may take a reference to what is not there.

    Raises:
        ConfigError: the answers ended before a field that is needed.
    """
    say(f"A new {table.one}. An empty answer leaves out what is not needed; Ctrl-C writes nothing.")
    found: dict[str, str] = {}
    for field in (one for one in table.fields[1:] if one.asked):
        default = before.get(field.name, field.start)
        text = _ask(person, book, table, field, default=default, unknown=unknown)
        if text:
            found[field.name] = text
    return found


def ask_changes(
    person: Person, book: Book, table: Table, key: str, before: Given, *, contacts: bool
) -> dict[str, str]:
    """Ask for every field of a row what it is to be; an empty answer keeps what stands there.

    What was answered ``before``, and was refused as a whole, counts as standing there.

    Raises:
        ConfigError: the answers ended.
    """
    from backline.campaigns.forms import words_of
    from backline.names import shown

    say(f"The {table.one} {key}. An empty answer keeps a field, {EMPTIED} empties it.")
    row = book.rows[table.name][key]
    found = dict(before)
    for field in table.fields[1:]:
        stands = words_of(book, table.name, row, field.name)
        now = shown(before.get(field.name, stands), 60)
        if now and field.private and not contacts:
            now = "private"
        text = _ask(person, book, table, field, now=now or "empty")
        if text:
            found[field.name] = "" if text == EMPTIED else text
    return found


def _ask(
    person: Person,
    book: Book,
    table: Table,
    field: Field,
    *,
    default: str = "",
    now: str = "",
    unknown: Unknown | None = None,
) -> str:
    """One answer that the field can hold; empty where it is left out or kept."""
    from backline.campaigns.finding import meant
    from backline.campaigns.forms import cell
    from backline.campaigns.kinds import Ref
    from backline.errors import ConfigError

    standing = f" - now {now}" if now else ""
    question = f"{field.name}: {field.meaning}{_expected(field)}{standing}"
    while True:
        text = person.ask(question, default)
        if default and text == EMPTIED:
            text = ""
        if person.ended:
            raise ConfigError("The answers ended before the last question; nothing was written.")
        if now and not text:
            return ""
        emptied = "" if now and text == EMPTIED else text
        try:
            cell(book, table, field, emptied)
        except ConfigError as error:
            say_error(str(error))
            kind = field.kind
            new = isinstance(kind, Ref) and text and not meant(book, kind.table, text)
            if not (new and unknown and unknown(field, text)):
                continue
        return text


def ask_parts(
    person: Person, book: Book, advised: Callable[[str, int], list[str]]
) -> tuple[list[str], list[str]]:
    """The songs and vendors of a new campaign, each song going to each vendor.

    A vendor that nobody knows is among them only where the person wants a new one.

    Args:
        person: answers.
        book: what vendors are looked up in.
        advised: which vendors to take for a budget and so many songs; it says why.
    """
    from backline.campaigns.finding import find, meant
    from backline.campaigns.forms import cells
    from backline.campaigns.parts import VENDOR, parts_of
    from backline.campaigns.tables import PLACEMENTS
    from backline.errors import ConfigError

    def vendor(text: str) -> bool:
        (part,) = parts_of([], [text], [])
        cells(book, PLACEMENTS, {"goal": part.goal, "price_paid": part.price})
        try:
            find(book, "vendors", part.vendor)
        except ConfigError as error:
            say_error(str(error))
            new = not meant(book, "vendors", part.vendor)
            return new and person.agrees(f"Add {part.vendor!r} as a new vendor?", usually=False)
        return True

    say("Its songs and vendors: each song goes to each vendor; goal and price may be left out.")
    songs = _several(person, "A song, link and title", lambda text: bool(parts_of([text], [], [])))
    budget = person.ask("What may vendors cost, for advice on them (empty: no advice)")
    if budget:
        try:
            vendors = advised(budget, max(len(songs), 1))
        except ConfigError as error:
            say_error(str(error))
            vendors = []
        if vendors and person.agrees("Take these vendors?"):
            return songs, vendors
    return songs, _several(person, f"A vendor, {VENDOR}", vendor)


def _several(person: Person, question: str, taken: Callable[[str], bool]) -> list[str]:
    from backline.errors import ConfigError

    found: list[str] = []
    while text := person.ask(f"{question} (empty: no more)"):
        try:
            if taken(text):
                found.append(text)
        except ConfigError as error:
            say_error(str(error))
    return found


def ask_which(
    person: Person,
    book: Book,
    table: Table,
    keys: tuple[str, str],
    taken: Sequence[str],
    *,
    contacts: bool,
) -> Mapping[str, str]:
    """Whose value counts in each field in which two rows differ; private ones are not shown."""
    from backline.campaigns.forms import words_of
    from backline.campaigns.joined import undecided
    from backline.names import shown

    found: dict[str, str] = {}
    for field in undecided(book, table.name, *keys):
        if field.name in taken:
            continue
        if not found:
            say("They differ. Say for each field whose counts.")
        for number, key in enumerate(keys, 1):
            row = book.rows[table.name][key]
            hidden = field.private and not contacts
            text = "private" if hidden else shown(words_of(book, table.name, row, field.name))
            say(f"  {number}. {field.name} of {key}: {text}")
        while (answer := person.ask("1 or 2")) not in ("1", "2") and not person.ended:
            say_error("Please answer 1 or 2.")
        if answer in ("1", "2"):
            found[field.name] = keys[int(answer) - 1]
    return found
