"""The one description of the tables that people keep of their campaigns.

It makes each file's header, the checks, the prompts of ``scripts/campaigns.py``, the forms of the
pages and the column tables of ``docs/campaigns.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backline.campaigns.kinds import (
    Choice,
    Day,
    Email,
    Flag,
    Id,
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

STATUSES = ("planned", "active", "paused", "completed", "cancelled")
STATUS = Choice(
    STATUSES,
    {
        "complete": "completed",
        "ended": "completed",
        "done": "completed",
        "finished": "completed",
        "canceled": "cancelled",
        "cancel": "cancelled",
        "unreleased": "planned",
        "not_released": "planned",
        "pending": "planned",
        "scheduled": "planned",
        "upcoming": "planned",
        "not_started": "planned",
        "draft": "planned",
        "built": "planned",
        "operator_review_complete": "planned",
        "running": "active",
        "live": "active",
        "ongoing": "active",
        "started": "active",
        "in_progress": "active",
        "on_hold": "paused",
        "hold": "paused",
    },
)
INVOICE = Choice(
    ("undecided", "sent", "paid", "none"),
    {
        "tbd": "undecided",
        "pending": "undecided",
        "not_sent": "undecided",
        "unsent": "undecided",
        "invoiced": "sent",
        "invoice_sent": "sent",
        "unpaid": "sent",
        "n/a": "none",
        "na": "none",
        "not_needed": "none",
        "no_invoice": "none",
    },
)
CURATOR = Choice(
    ("pending", "accepted", "denied"),
    {
        "tbd": "pending",
        "waiting": "pending",
        "approved": "accepted",
        "accept": "accepted",
        "placed": "accepted",
        "rejected": "denied",
        "declined": "denied",
        "refused": "denied",
    },
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Attributes:
        meaning: for prompts, forms and the documentation.
        required: whether it is never empty.
        private: whether it is about a person, so that it leaves the table only when asked for by
            name.
        start: what a new row has where nothing is said.
        asked: whether whoever adds a row is asked for it; what an older system said is not.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    private: bool = False
    start: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: of the file, and what other tables call it.
        one: what one row is called.
        fields: its columns; the first is the id.
        named_by: the fields that a new row's id is made of.
    """

    name: str
    one: str
    meaning: str
    fields: tuple[Field, ...]
    named_by: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column of a name.

        Raises:
            KeyError: there is none.
        """
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def references(self) -> Mapping[str, str]:
        """The columns that name a row of another table, and which."""
        return {f.name: f.kind.table for f in self.fields if isinstance(f.kind, Ref)}


def _id(one: str) -> Field:
    return Field("id", Id(), f"names the {one} for good; a change of its name keeps it", True)


_START = Field("start", Day(), "the first day")
_END = Field("end", Day(), "the last day; empty while it is open")
_GENRES = Field("genres", Many(Text()), "what music it takes")
_REPORTED = (
    Field(
        "reported_remaining",
        Whole(None),
        "streams that an older system said were left",
        asked=False,
    ),
    Field("reported_on", Day(), "the day it said so", asked=False),
    Field("reported_per_day", Whole(), "streams a day that an older system showed", asked=False),
    Field("reported_per_week", Whole(), "streams a week that an older system showed", asked=False),
)

CLIENTS = Table(
    "clients",
    "client",
    "Who pays for campaigns.",
    (
        _id("client"),
        Field("name", Text(), "what the client is called", True),
        Field("contact_person", Text(), "whom to speak to", private=True),
        Field("emails", Many(Email()), "where to write to", private=True),
        Field("phone", Phone(), "where to call", private=True),
        Field("notes", Text(lines=True), "anything else about the client", private=True),
    ),
    ("name",),
)
VENDORS = Table(
    "vendors",
    "vendor",
    "Playlist curators and their agents, who promise streams.",
    (
        _id("vendor"),
        Field("name", Text(), "what the vendor is called", True),
        Field("contact", Many(Text()), "people, addresses, numbers", private=True),
        Field("cost_per_1000", Money(), "what 1,000 streams are promised for"),
        Field("max_streams_per_day", Whole(1), "the most the vendor says to deliver in a day"),
        _GENRES,
        Field("active", Flag(), "whether new placements may go to the vendor", start="yes"),
        Field("notes", Text(lines=True), "anything else about the vendor", private=True),
    ),
    ("name",),
)
CAMPAIGNS = Table(
    "campaigns",
    "campaign",
    "What a client pays for.",
    (
        _id("campaign"),
        Field("client", Ref("clients"), "who pays", True),
        Field("artist", Text(), "whose songs: a roster key, or a name"),
        Field("name", Text(), "what the campaign is called", True),
        Field("stream_goal", Whole(1), "the streams the client was promised"),
        Field("budget", Money(), "what the client pays"),
        _START,
        _END,
        Field("status", STATUS, "how far it is", True, start="planned"),
        Field("invoice_status", INVOICE, "how far the bill is"),
        Field("salesperson", Text(), "who sold it"),
        *_REPORTED,
        Field("notes", Text(lines=True), "anything else about the campaign"),
    ),
    ("name", "start"),
)
PLACEMENTS = Table(
    "placements",
    "placement",
    "A song handed to a vendor as a part of a campaign.",
    (
        _id("placement"),
        Field("campaign", Ref("campaigns"), "what it is a part of", True),
        Field("song", Track(), "Spotify's id of the song; empty until it is out"),
        Field("title", Text(), "what the song is called"),
        Field("vendor", Ref("vendors"), "who places it; empty until that is decided"),
        Field("goal", Whole(1), "the streams the vendor is to deliver"),
        Field("promised_per_day", Whole(1), "streams a day the vendor promised"),
        Field("promised_per_week", Whole(1), "streams a week the vendor promised"),
        Field("price_paid", Money(), "what the vendor gets for it"),
        Field("vendor_paid", Flag(), "whether the vendor was paid"),
        Field("curator_status", CURATOR, "whether the vendor took the song"),
        Field("s4a_access", Flag(), "whether Spotify for Artists can be looked into"),
        *_REPORTED,
        _START,
        _END,
        Field("status", STATUS, "how far it is", True, start="planned"),
        Field("genre", Text(), "the song's music"),
    ),
    ("campaign", "title", "vendor"),
)
PLAYLISTS = Table(
    "playlists",
    "playlist",
    "Whose playlist is whose; by it streams are credited.",
    (
        _id("playlist"),
        Field(
            "vendor", Ref("vendors"), "whose it is; empty where a person said that it is nobody's"
        ),
        Field("name", Text(), "what it is called on Spotify", True),
        Field("link", PlaylistLink(), "where it is"),
        _GENRES,
        Field("followers", Whole(), "how many follow it, as somebody last looked"),
        Field("aliases", Many(Text()), "what it was called before, or is called elsewhere"),
    ),
    ("name",),
)

TABLES: Mapping[str, Table] = {
    table.name: table for table in (CLIENTS, VENDORS, CAMPAIGNS, PLACEMENTS, PLAYLISTS)
}
"""By name; one that another refers to comes before it."""
