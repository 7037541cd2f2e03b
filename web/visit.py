"""One look at one page: where it stands, what is asked of it, and how it links to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from backline.errors import BacklineError
from bot.library import Label


class Mode(StrEnum):
    """How a page is shown."""

    LIVE = "live"  # by scripts/serve.py, with forms and any period
    FROZEN = "frozen"  # a file for those who may see everything
    PUBLIC = "public"  # a file for everybody


class NotFoundError(BacklineError):
    """Nobody and nothing is called so; the page of status 404."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is made from.

    Attributes:
        label: the root's files.
        address: of the page, below the site's own root, e.g. ``artists/nova.html``.
        parts: what the address names, e.g. ``{"key": "nova"}``.
        query: what follows the address, live only.
        mode: how it is shown.
    """

    label: Label
    address: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mode: Mode = Mode.FROZEN

    @property
    def live(self) -> bool:
        """Whether forms work and any question can be put."""
        return self.mode is Mode.LIVE

    @property
    def public(self) -> bool:
        """Whether everybody may read it, so that nothing of campaigns is there."""
        return self.mode is Mode.PUBLIC

    def to(self, address: str) -> str:
        """The relative link to another page or file, which holds from a disk, too."""
        whole, sign, rest = address.partition("#")
        path, mark, query = whole.partition("?")
        up = "../" * self.address.count("/")
        return f"{up}{quote(path)}{mark}{query}{sign}{rest}"

    def asked(self, name: str) -> str:
        """The one value of the query, without blanks around it; empty where it has none."""
        return next((text.strip() for text in self.query.get(name, ())), "")

    def several(self, name: str) -> tuple[str, ...]:
        """All values of the query that say anything."""
        return tuple(text.strip() for text in self.query.get(name, ()) if text.strip())
