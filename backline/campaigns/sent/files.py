"""The files that clients and vendors are sent, made only when a person asks for them.

reports/campaigns/clients/CAMPAIGN.pdf, CAMPAIGN.xlsx
reports/campaigns/vendors/VENDOR.pdf, VENDOR.xlsx
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence.found import evidence
from backline.campaigns.sent.client_files import client_pdf, client_workbook
from backline.campaigns.sent.client_page import ClientPage, client_page
from backline.campaigns.sent.scorecard import scorecards
from backline.campaigns.sent.scorecard_files import scorecard_pdf, scorecard_workbook
from backline.store import Store
from backline.warehouse import Warehouse

Told = Callable[[str, int, int], None]
"""Told whose turn it is, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written.

    Attributes:
        files: below the root, each of them, whether it changed or was the same already.
        open_playlists: by campaign, how many playlists of its songs are nobody's yet.
        problems: a sentence for each row and file that could not be read.
    """

    files: tuple[str, ...]
    open_playlists: dict[str, int]
    problems: tuple[str, ...]


def write_sent(
    store: Store,
    campaigns: Sequence[str],
    vendors: Sequence[str],
    told: Told = lambda *_: None,
    *,
    contacts: bool = False,
    worth_asking: bool = False,
) -> Sent:
    """Write the pages and workbooks of campaigns and vendors, all of them or none.

    They are made before the root is held for writing, so that nobody waits for many of them.

    Args:
        store: the root.
        campaigns: ids.
        vendors: ids.
        told: is told how far it is.
        contacts: whether a workbook has the contact of whom it is for.
        worth_asking: whether a scorecard has the evidence there is.

    Raises:
        DataError: a row of them cannot be read, a page cannot be drawn, or the disk is full.
    """
    roster = store.roster() if store.roster_file.exists() else None
    artists = {artist.key: artist.name for artist in roster.artists} if roster else {}
    files: dict[Path, bytes] = {}
    unsettled: dict[str, int] = {}
    of = len(campaigns) + len(vendors)
    with Campaigns(store.root, roster.settings.memory if roster else None) as asked:
        for key in campaigns:
            told(key, len(files) // 2, of)
            page = client_page(asked, key, artists, contacts=contacts)
            files.update(_of_client(store, key, page))
            if page.open_playlists:
                unsettled[key] = page.open_playlists
        found = _evidence(store, asked, vendors) if worth_asking else {}
        for card in scorecards(asked, vendors, found, contacts=contacts):
            key = card.figures.vendor
            told(key, len(files) // 2, of)
            folder = vendor_folder(store)
            files[folder / f"{key}.pdf"] = scorecard_pdf(card)
            files[folder / f"{key}.xlsx"] = scorecard_workbook(card)
        problems = asked.problems
    with store.writing(), store.change() as change:
        for path, content in files.items():
            change.write(path, content)
    return Sent(tuple(store.name(path) for path in files), unsettled, problems)


def _of_client(store: Store, key: str, page: ClientPage) -> Iterator[tuple[Path, bytes]]:
    yield client_folder(store) / f"{key}.pdf", client_pdf(page)
    yield client_folder(store) / f"{key}.xlsx", client_workbook(page)


def _evidence(
    store: Store, asked: Campaigns, vendors: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """By vendor the sentences of what is worth asking about, and what each rests on."""
    wanted = set(vendors)
    among = [row["id"] for row in asked.book.all("placements") if row["vendor"] in wanted]
    found: dict[str, list[tuple[str, str]]] = {}
    with ExitStack() as stack:
        # Saves are told by the measurements, which a root without a roster has not.
        there = store.roster_file.exists()
        warehouse = stack.enter_context(Warehouse(store.root)) if there else None
        for one in evidence(asked, warehouse, among):
            if one.vendor:
                found.setdefault(one.vendor, []).append((one.sentence, one.rests_on))
    return found


def client_folder(store: Store) -> Path:
    """Where the files for clients are."""
    return store.reports / "campaigns" / "clients"


def vendor_folder(store: Store) -> Path:
    """Where the files for vendors are."""
    return store.reports / "campaigns" / "vendors"
