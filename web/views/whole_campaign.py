"""``add/campaigns``: a campaign with its songs and vendors in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.campaigns.book import Book
from backline.campaigns.tables import CAMPAIGNS
from backline.people import Roster
from web.forms import Fieldset, Filled, Input, Option, fieldsets, input_of, names_of
from web.refusals import RefusedError
from web.views.editing import Again, artists, faults, once
from web.whole_campaign import GROUPS, MOST, cell_name, rows_in

_WORDS = {
    "songs": (
        "Songs",
        "Each goes to each vendor below. A song that is not out yet has just a title.",
    ),
    "vendors": ("Vendors", "Each gets every song above. Goal and price are of each song."),
    "pairs": (
        "One song at one vendor",
        "For what not every vendor gets, or with a goal and price of its own.",
    ),
}

_LABELS = {
    "song": "Song {} on Spotify",
    "title": "Title of song {}",
    "vendor": "Vendor {}",
    "goal": "Streams wanted of vendor {}",
    "price_paid": "Price of vendor {}",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one kind.

    Attributes:
        name: of :data:`web.whole_campaign.GROUPS`.
        title: what they are.
        about: what to know of them.
        lines: the fields of each row.
        folded: whether they are behind their title until somebody wants them.
    """

    name: str
    title: str
    about: str
    lines: Sequence[Sequence[Input]]
    folded: bool

    @property
    def full(self) -> bool:
        """Whether there can be no more rows."""
        return len(self.lines) >= MOST


def view(
    book: Book, roster: Roster, given: Mapping[str, str], again: Again | None = None, more: str = ""
) -> Mapping[str, Any]:
    """The form.

    Args:
        book: the tables.
        roster: of the label.
        given: by column, what it begins with.
        again: where it could not be saved, or more rows are wanted.
        more: the group that shall have more rows.
    """
    fields = again.fields if again else given
    errors = again.refused.errors if again else RefusedError().errors
    filled = Filled(fields, None, errors, offered=artists(roster))
    sets = [
        Fieldset(one.title, [_client(book, i, fields, errors) for i in one.inputs], one.folded)
        for one in fieldsets(book, CAMPAIGNS, filled)
    ]
    vendors = names_of(book, "vendors")
    groups = [
        _group(group, rows, errors, wanted=more == group)
        for group, rows in rows_in(fields, more).items()
    ]
    inputs = [one for fieldset in sets for one in fieldset.inputs]
    inputs += [one for group in groups for line in group.lines for one in line]
    return {
        "title": "Add a campaign",
        "what": CAMPAIGNS.meaning,
        "action": "add/campaigns",
        "back": "campaigns.html",
        "fieldsets": sets,
        "groups": groups,
        "vendors": vendors,
        "once": once(),
        "new_client": fields.get("new_client") == "yes",
        "new_vendors": fields.get("new_vendors") == "yes",
        **faults(again or Again(), inputs),
    }


def _client(book: Book, one: Input, fields: Mapping[str, str], errors: Mapping[str, str]) -> Input:
    """The field of the client, who may be one that is not there yet; any other as it is."""
    if one.name != "client":
        return one
    filled = Filled(fields, None, errors)
    return input_of(book, CAMPAIGNS.field("client"), filled, typed=True)


def _group(
    group: str, rows: Sequence[Mapping[str, str]], errors: Mapping[str, str], *, wanted: bool
) -> Group:
    lines = [
        [_cell(group, number, column, row[column], errors) for column in GROUPS[group]]
        for number, row in enumerate(rows)
    ]
    typed = any(one.value or one.error for line in lines for one in line)
    return Group(group, *_WORDS[group], lines, group == "pairs" and not typed and not wanted)


def _cell(group: str, number: int, column: str, value: str, errors: Mapping[str, str]) -> Input:
    name = cell_name(group, number, column)
    mode = {"goal": "numeric", "price_paid": "decimal", "song": "url"}.get(column, "")
    return Input(
        name,
        _LABELS[column].format(number + 1),
        value=value,
        mode=mode,
        error=errors.get(name, ""),
        options=[Option("", "")] if column == "vendor" else (),
    )
