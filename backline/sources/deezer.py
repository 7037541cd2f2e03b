"""Deezer's public API: fans. No key; its errors arrive with the status 200."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import requests

from backline.errors import SourceError
from backline.net import Client, Verdict
from backline.net.answers import dig, number
from backline.people import Artist
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context
from backline.sources.reading import count, named

TOO_FAST, BUSY, NO_DATA = 4, 700, 800
"""Error codes. Source: Deezer API, "Errors"."""


class DeezerSource(AskingSource):
    """Fans of each artist, one request each."""

    name = "deezer_api"
    platform = "deezer"
    metrics: tuple[str, ...] = ("fans",)

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Deezer's own ways to say "later"."""
        return super().client(context, judge=judge, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask for one artist at a time, several at once."""
        base = context.endpoints.deezer

        def one(artist: Artist) -> Answer:
            return parse_artist(artist.key, client.get_json(f"{base}/artist/{artist.deezer}"))

        yield from self.answers(client, artists, one)


def judge(_response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """What Deezer's own code says, which mostly comes with the status 200."""
    code = number(body, "error", "code")
    if code == TOO_FAST:
        return Verdict.TOO_FAST
    return Verdict.FAULT if code == BUSY else None


def parse_artist(key: str, body: dict[str, Any]) -> Answer:
    """The answer in an artist's object.

    Raises:
        SourceError: the body is one of Deezer's errors.
    """
    check(body)
    who = named(body.get("id"), body.get("name"))
    return Answer(key, [count("deezer", "fans", body.get("nb_fan"))], who=who)


def check(body: dict[str, Any]) -> None:
    """Refuse an error body.

    Raises:
        SourceError: ``body`` holds an error.
    """
    if "error" not in body:
        return
    code = dig(body, "error", "code")
    if code == NO_DATA:
        raise SourceError("Deezer knows no artist with this id", lasting=True)
    said = f"the error {code}" if isinstance(code, int) else "an error"
    raise SourceError(f"Deezer answered with {said}", lasting=True)
