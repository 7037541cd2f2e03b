"""What each CSV of ``reports/campaigns/`` holds, column by column. No contact is in any of them."""

from __future__ import annotations

from backline.exports.columns import Column, Table, day_column, text_column, whole, words_column

_FOLDER = "reports/campaigns"


def _number(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning)


_DELIVERED = whole("delivered", "streams of the vendor's playlists; empty where nothing is known")
_AS_OF = day_column("as_of", "the last day that a scrape tells of")
_FINISH = (
    day_column("finish", "when the goal is reached at the pace of the last 28 known days"),
    day_column("finish_early", "the same at the upper end of the pace's range of 80 %"),
    day_column("finish_late", "the same at the lower end; empty where it may never be reached"),
)
_REPORTED = (
    whole("reported_remaining", "streams that an older system said were left"),
    day_column("reported_on", "the day it said so"),
)
_CLIENT = (
    text_column("client", "id of the client", required=True),
    words_column("client_name", "what the client is called", required=True),
)
_VENDOR = (
    text_column("vendor", "id of the vendor; empty where none is chosen"),
    words_column("vendor_name", "what the vendor is called"),
)
_SONG = (
    text_column("track", "Spotify's id of the song; empty until it is out"),
    words_column("title", "what the song is called"),
)
_WINDOWS = (
    whole("streams_7d", "within 7 days, as the newest scrape shows it; empty where it does not"),
    whole("streams_28d", "within 28 days"),
    whole("streams_12m", "within 12 months"),
)

CAMPAIGNS = Table(
    "campaigns",
    f"{_FOLDER}/campaigns.csv",
    "Each campaign: what it is to deliver, what it did, and when it will be there.",
    (
        text_column("campaign", "its id", required=True),
        words_column("name", "what it is called", required=True),
        *_CLIENT,
        words_column("artist", "whose songs"),
        text_column("status", "how far it is", required=True),
        text_column("invoice_status", "how far the bill is"),
        words_column("salesperson", "who sold it"),
        day_column("start", "its first day"),
        day_column("end", "its last day; empty while it is open"),
        _number("budget", "what the client pays"),
        _number("price_paid", "what vendors get, as far as known; not for a client's eyes"),
        whole("stream_goal", "the streams that were promised"),
        _DELIVERED,
        whole("shared", "streams it shares with other campaigns, in nobody's count"),
        whole("known_placements", "placements of which something is known", required=True),
        whole("placements", "all of them", required=True),
        whole("remaining", "the goal less what was delivered; below 0 where more came"),
        _number("progress", "delivered as a fraction of the goal"),
        *_REPORTED,
        _number("promised_per_day", "streams a day that its active placements promise"),
        _number("recent_per_day", "streams a day within the last 28 known days"),
        *_FINISH,
        _AS_OF,
    ),
    ("campaign",),
)

PLACEMENTS = Table(
    "placements",
    f"{_FOLDER}/placements.csv",
    "Each song at each vendor: promised, delivered, paid.",
    (
        text_column("placement", "its id", required=True),
        text_column("campaign", "id of its campaign", required=True),
        words_column("campaign_name", "what the campaign is called", required=True),
        *_CLIENT,
        *_SONG,
        *_VENDOR,
        text_column("status", "how far it is", required=True),
        day_column("start", "its first day; the campaign's where it has none"),
        day_column("end", "its last day; empty while it is open"),
        whole("goal", "the streams that were ordered"),
        _DELIVERED,
        whole("shared", "streams it shares with other placements, in nobody's count"),
        whole("remaining", "the goal less what was delivered; below 0 where more came"),
        _number("progress", "delivered as a fraction of the goal"),
        *_REPORTED,
        whole("elapsed", "days since the start, up to as_of"),
        whole("known_days", "those of which something is known"),
        _number("promised_per_day", "streams a day that were promised"),
        text_column("promised_as", "what that is made of: per day, per week, goal by its end"),
        whole("promised_to_date", "promised up to as_of, at most the goal"),
        _number("delivery_rate", "delivered as a fraction of that"),
        whole("kept_days", "known days at or above 80 % of the promise"),
        _number("per_day", "delivered a known day"),
        _number("recent_per_day", "the same within the last 28 days"),
        *_FINISH,
        whole("playlists", "the vendor's playlists that gave streams"),
        day_column("first_stream", "the first day with a stream of theirs"),
        whole("days_to_first", "days from the start to it"),
        _number("price_paid", "what the vendor gets"),
        _number("cost_per_1000", "what 1,000 delivered streams cost"),
        whole("unknown_spans", "spans between scrapes of which nothing can be said", required=True),
        _AS_OF,
    ),
    ("placement",),
)

VENDORS = Table(
    "vendors",
    f"{_FOLDER}/vendors.csv",
    "Each vendor's record, and on how much it rests.",
    (
        text_column("vendor", "its id", required=True),
        words_column("name", "what it is called", required=True),
        text_column("active", "yes or no: whether new placements may go there"),
        whole("placements", "all of its placements", required=True),
        whole("active_campaigns", "active campaigns it is part of", required=True),
        _DELIVERED,
        whole("known_placements", "placements that this is made of", required=True),
        _number("promised_cost_per_1000", "what it asks for 1,000 streams"),
        _number("cost_per_1000", "what 1,000 delivered streams cost"),
        whole("priced_placements", "placements that this is made of", required=True),
        _number("delivery_rate", "delivered as a fraction of what was promised up to now"),
        whole("promised_placements", "placements that this is made of", required=True),
        _number("reliability", "the share of days at or above 80 % of the promise"),
        _number("reliability_low", "the lower end of its range of 95 %"),
        _number("reliability_high", "the upper end"),
        whole("judged_days", "days that it rests on", required=True),
        whole("stretches", "spans in which these days were told", required=True),
        _number("days_to_first", "median of days from a start to the first stream"),
        whole("playlists", "playlists that gave streams", required=True),
        _AS_OF,
    ),
    ("vendor",),
)

CLIENTS = Table(
    "clients",
    f"{_FOLDER}/clients.csv",
    "Each client: what was spent, and for what.",
    (
        *_CLIENT,
        whole("campaigns", "all campaigns", required=True),
        whole("active", "active ones", required=True),
        whole("completed", "completed ones", required=True),
        _number("spent", "the budgets of campaigns that began"),
        whole("budgets_known", "campaigns that this is made of", required=True),
        whole("stream_goal", "streams promised in campaigns that were not cancelled"),
        _DELIVERED,
        whole("delivered_known", "campaigns of which that is known", required=True),
        _AS_OF,
    ),
    ("client",),
)

PLAYLISTS = Table(
    "playlists",
    f"{_FOLDER}/playlists.csv",
    "Each playlist of each song with a placement, as the newest scrape shows it, with whose it is.",
    (
        *_SONG,
        words_column("playlist", "list:ID of the inventory, else name: or spotify: and its name"),
        words_column("name", "what it is called on the page", required=True),
        *_VENDOR,
        text_column("rule", "by which rule it is whose it is", required=True),
        day_column("added", "since when the song is in it; empty where the page does not say"),
        *_WINDOWS,
        whole("credited", "streams that placements were credited with"),
        whole("shared", "streams that placements share"),
        text_column("gone", "yes where the newest scrape does not list it any more"),
        day_column("seen_on", "the day of the scrape", required=True),
        _AS_OF,
    ),
    ("track", "playlist"),
)

UNASSIGNED = Table(
    "unassigned",
    f"{_FOLDER}/unassigned.csv",
    "Playlists whose streams nobody was credited with, the largest first: to be settled with "
    "scripts/campaigns.py settle.",
    (
        *_SONG,
        words_column("playlist", "list:ID of the inventory, else name: and its name"),
        words_column("name", "what it is called on the page", required=True),
        day_column("added", "since when the song is in it; empty where the page does not say"),
        *_WINDOWS,
        whole("unassigned", "streams of a vendor's playlist that are in no placement"),
        words_column("why", "why nobody was credited", required=True),
        text_column("vendors", "ids of the song's vendors"),
        text_column("settled", "yes where a person said that it is nobody's", required=True),
        day_column("seen_on", "the day of the scrape", required=True),
    ),
    ("track", "playlist"),
)

CAMPAIGN_TABLES = (CAMPAIGNS, PLACEMENTS, VENDORS, CLIENTS, PLAYLISTS, UNASSIGNED)
"""Every CSV about campaigns."""
