"""What the columns of an old sheet or table are for, by their names in any order and spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from backline.names import folded


class Sort(StrEnum):
    """What the rows of a file are."""

    CLIENTS = "clients"
    VENDORS = "vendors"
    PLAYLISTS = "playlists"
    CAMPAIGNS = "campaigns"
    SONGS = "songs of campaigns"


_CAMPAIGN_ROLES: Mapping[str, str] = {
    "id": "id",
    "name": "campaign campaign_name name campaign_title",
    "client": "client client_name clients customer",
    "client_ref": "client_id",
    "campaign_ref": "campaign_id campaign_group_id",
    "artist": "artist artist_name",
    "goal": "goal stream_goal streams_goal goal_streams total_goal stream_target",
    "salesperson": "salesperson sales_person seller sold_by sales_rep",
    "remaining": "remaining remaining_streams streams_remaining streams_left",
    "daily": "daily daily_streams streams_per_day",
    "weekly": "weekly weekly_streams streams_per_week",
    "url": "url link track_url song_url spotify_url song_link track_link spotify_link",
    "title": "track_name song_name song_title track_title",
    "budget": "sale_price sales_price price budget total_budget",
    "price_paid": "price_paid vendor_price vendor_cost",
    "start": "start_date start starts",
    "end": "end_date end ends",
    "duration": "duration_days duration",
    "status": "status campaign_status",
    "invoice": "invoice invoice_status",
    "vendor": "vendor vendors vendor_name vendor_s",
    "vendor_ref": "vendor_id",
    "paid": "paid_vendor vendor_paid",
    "curator": "curator_status",
    "playlists": "playlists playlist selected_playlists",
    "allocations": "vendor_allocations",
    "sfa": "sfa s4a sfa_access s4a_access spotify_for_artists",
    "client_email": "client_email client_emails client_e_mail",
    "vendor_email": "vendor_email vendor_emails vendor_e_mail",
    "notes": "notes note comments",
    "modified": "last_modified modified last_updated last_update updated_at",
    "genre": "genre genres sub_genre sub_genres music_genres",
    "todo": "notify_vendor ask_for_sfa update_client sp_vendor_updates "
    "spotify_campaign_from_sp_vendor_updates",
}
_ROLES: Mapping[Sort, Mapping[str, str]] = {
    Sort.CAMPAIGNS: _CAMPAIGN_ROLES,
    Sort.SONGS: _CAMPAIGN_ROLES,
    Sort.CLIENTS: {
        "id": "id",
        "name": "name client client_name",
        "contact_person": "contact_person contact contact_name",
        "emails": "emails email client_email client_emails e_mail",
        "phone": "phone phone_number telephone",
        "notes": "notes note comments",
    },
    Sort.VENDORS: {
        "id": "id",
        "name": "name vendor vendor_name",
        "contact": "contact email emails vendor_email contact_person contact_email phone",
        "cost_per_1000": "cost_per_1k_streams cost_per_1k cost_per_1000",
        "max_streams_per_day": "max_daily_streams max_streams_per_day",
        "genres": "genres music_genres",
        "active": "is_active active",
        "notes": "notes note comments",
    },
    Sort.PLAYLISTS: {
        "id": "id",
        "name": "name playlist playlist_name",
        "vendor": "vendor vendor_name",
        "vendor_ref": "vendor_id",
        "link": "url link playlist_url spotify_url playlist_link",
        "genres": "genres genre music_genres",
        "followers": "follower_count followers",
        "aliases": "aliases",
    },
}
_PRIVATE = {"client_email", "vendor_email", "emails", "phone", "contact_person", "contact"}
_PRIVATE_NAME = re.compile(r"e_?mail|phone|mobile|contact|address|whatsapp")
_TELLS = {
    Sort.VENDORS: {"cost_per_1000", "max_streams_per_day"},
    Sort.CLIENTS: {"contact_person", "emails", "phone"},
}
_OF_A_CAMPAIGN = {"goal", "url", "budget", "vendor", "remaining", "start", "status", "allocations"}


def plain(header: str) -> str:
    """A column's name as it is compared: ``Paid Vendor?`` is ``paid_vendor``."""
    return re.sub(r"[^a-z0-9]+", "_", folded(header)).strip("_")


def role_of(sort: Sort, header: str) -> str:
    """What a column of a file of some sort is for; empty where nothing is."""
    name = plain(header)
    return next((role for role, names in _ROLES[sort].items() if name in names.split()), "")


def is_private(sort: Sort, role: str, header: str) -> bool:
    """Whether a column is about people, so that its cells are never repeated."""
    of_a_person = role == "notes" and sort in (Sort.CLIENTS, Sort.VENDORS)
    return role in _PRIVATE or of_a_person or bool(_PRIVATE_NAME.search(plain(header)))


def sort_of(headers: Sequence[str]) -> Sort | None:
    """What the rows of a file with these columns are; None where that is not known."""
    roles = {sort: {role_of(sort, header) for header in headers} for sort in Sort}
    campaign = roles[Sort.CAMPAIGNS]
    if "name" in campaign and campaign & {"client", "client_ref"} and campaign & _OF_A_CAMPAIGN:
        return Sort.CAMPAIGNS
    if "campaign_ref" in campaign and campaign & {"vendor", "vendor_ref", "url"}:
        return Sort.SONGS
    playlist = roles[Sort.PLAYLISTS]
    if "name" in playlist and playlist & {"vendor_ref", "vendor"} and "goal" not in campaign:
        return Sort.PLAYLISTS
    for sort, tells in _TELLS.items():
        if "name" in roles[sort] and roles[sort] & tells:
            return sort
    return Sort.CLIENTS if {"credit_balance", "name"} <= {plain(h) for h in headers} else None


def lacks_client(headers: Sequence[str]) -> bool:
    """Whether only a client's column is missing from a sheet of campaigns."""
    roles = {role_of(Sort.CAMPAIGNS, header) for header in headers}
    return "name" in roles and len(roles & _OF_A_CAMPAIGN) > 1
