"""Whose the playlists are that rows name: each is put under the one vendor whose rows name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backline.campaigns.book import Book
from backline.campaigns.checks import names_of
from backline.campaigns.kinds import PlaylistLink
from backline.imports.campaign_sheet.account import Cell
from backline.imports.campaign_sheet.cells import Bullet, bullets
from backline.imports.campaign_sheet.filling import Filling
from backline.names import same_name, shown
from backline.words import listed


@dataclass(frozen=True, slots=True)
class _Named:
    """A playlist that a cell names."""

    cell: Cell
    bullet: Bullet
    vendor: str


@dataclass(slots=True)
class Inventory:
    """The playlists that cells name, until all files are read."""

    named: list[_Named] = field(default_factory=list)

    def take(self, filling: Filling, cell: Cell, vendors: Iterable[str]) -> None:
        """The playlists of a cell of a row with these vendors."""
        whose = [vendor for vendor in vendors if vendor]
        found = bullets(cell.text)
        if not found:
            filling.account.refuse(cell, "there is no playlist in it")
        elif len(whose) != 1:
            why = "the row has several vendors" if whose else "the row has no vendor"
            filling.account.refuse(cell, f"{why}, so that it is not known whose they are")
        else:
            for bullet in found:
                if bullet.why:
                    filling.account.refuse(cell, bullet.why, part=bullet.text)
                else:
                    filling.account.place(cell)  # as long as nothing below refuses it
                    self.named.append(_Named(cell, bullet, whose[0]))

    def settle(self, filling: Filling) -> None:
        """Put each under its vendor; those that rows of several vendors name under none."""
        groups: dict[str, list[_Named]] = {}
        for one in self.named:
            groups.setdefault(_key(one.bullet), []).append(one)
        owners = _owners(filling.book)
        for key, same in groups.items():
            there = owners.get(key)
            if there is not None:
                self._there(filling, same, there)
            elif len(vendors := {one.vendor for one in same}) > 1:
                names = listed(sorted(_name(filling.book, vendor) for vendor in vendors))
                for one in same:
                    filling.account.refuse(
                        one.cell,
                        f"rows of {names} name it, so that a person has to say whose it is",
                        "Playlists: rows of several vendors name one playlist, so that a person "
                        "has to say whose it is",
                        one.bullet.text,
                    )
            else:
                _add(filling, same[0])

    @staticmethod
    def _there(filling: Filling, same: list[_Named], owners: set[str]) -> None:
        for one in same:
            if one.vendor in owners:
                continue
            names = listed(sorted(_name(filling.book, vendor) for vendor in owners))
            filling.account.refuse(
                one.cell,
                f"the book says that it is {names}'s",
                "Playlists: the book says that the playlist is another vendor's",
                one.bullet.text,
            )


def _key(bullet: Bullet) -> str:
    return PlaylistLink().write(bullet.link) if bullet.link else same_name(bullet.name)


def _owners(book: Book) -> dict[str, set[str]]:
    """By link and by every name the vendors of the book's playlists."""
    owners: dict[str, set[str]] = {}
    for row in book.rows["playlists"].values():
        for key in filter(None, (row["link"], *map(same_name, names_of(book, row)))):
            owners.setdefault(key, set()).add(row["vendor"])
    return owners


def _name(book: Book, vendor: str) -> str:
    return shown(book.rows["vendors"][vendor]["name"], 40) if vendor else "nobody"


def _add(filling: Filling, one: _Named) -> None:
    link = PlaylistLink().write(one.bullet.link) if one.bullet.link else ""
    if not one.bullet.name:
        filling.notes[
            "a playlist is a link without a name: it is named by Spotify's id until somebody "
            "writes its name"
        ] += 1
    cells = {"vendor": one.vendor, "name": one.bullet.name or one.bullet.link, "link": link}
    filling.add("playlists", cells)
