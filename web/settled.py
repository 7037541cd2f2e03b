"""Several open playlists settled at once: what a form answers about each, and the operation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backline.campaigns.book import Book
from backline.campaigns.settling import settle
from backline.errors import ConfigError
from backline.names import shown
from backline.words import many
from web.refusals import RefusedError, refuse
from web.sent import Operation

MOST = 40
"""So many playlists are on the page at once, those with the most streams."""

NOBODY, OF_VENDOR, OTHER_NAME = "nobody", "vendor:", "of:"
"""What an answer is or begins with; the id of the vendor or the playlist follows."""

_NAME = re.compile(r"playlist\.(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says about one playlist.

    Attributes:
        number: its place in the form.
        playlist: what pages call it.
        choice: of what is proposed, or empty.
        vendor: another vendor, by id or name.
        other: another playlist it is a name of, by id or name.
    """

    number: int
    playlist: str
    choice: str = ""
    vendor: str = ""
    other: str = ""

    @property
    def given(self) -> Sequence[str]:
        """What is said, in whatever field."""
        return [text for text in (self.choice, self.vendor, self.other) if text]


def answers_in(fields: Mapping[str, str]) -> list[Answer]:
    """The answers of a form, the open ones among them."""
    numbers = sorted(int(found[1]) for name in fields if (found := _NAME.fullmatch(name)))
    return [
        Answer(
            number,
            fields[f"playlist.{number}"],
            *(fields.get(f"{part}.{number}", "").strip() for part in ("answer", "vendor", "other")),
        )
        for number in numbers[:MOST]
    ]


def settled(answers: Sequence[Answer]) -> Operation:
    """Write all answers down, or none.

    The operation raises :class:`web.refusals.RefusedError`, with ``answer.N`` for what is wrong.
    """

    def operation(book: Book) -> tuple[Book, str]:
        after, key, errors = book, "", {}
        said = [one for one in answers if one.given]
        if not said:
            raise RefusedError(others=["Say of at least one playlist whose it is."])
        for one in said:
            try:
                after, key = _settled(after, one)
            except ConfigError as error:
                errors[f"answer.{one.number}"] = str(error)
        refuse(errors, ())
        return after, key

    return operation


def _settled(book: Book, one: Answer) -> tuple[Book, str]:
    """One answer.

    Raises:
        ConfigError: it cannot be.
    """
    if len(one.given) > 1:
        raise ConfigError(
            f"{many(len(one.given), 'answer')} are given for {shown(one.playlist, 60)}: keep one."
        )
    vendor = one.vendor or _behind(one.choice, OF_VENDOR)
    other = one.other or _behind(one.choice, OTHER_NAME)
    nobody = one.choice == NOBODY
    if not (vendor or other or nobody):
        raise ConfigError("Choose one of the answers there are.")
    return settle(book, one.playlist, vendor=vendor, nobody=nobody, renamed_from=other)


def _behind(text: str, begin: str) -> str:
    return text.removeprefix(begin) if text.startswith(begin) else ""
