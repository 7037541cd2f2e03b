"""Deezer's public API: fans. No key; its errors arrive with the status 200."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import requests

from backline.errors import SourceError
from backline.net import Client
from backline.net.answers import dig, json_object
from backline.people import Artist
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context
from backline.sources.reading import count

TOO_FAST, NO_DATA = 4, 800
"""Error codes. Source: Deezer API, "Errors"."""


class DeezerSource(AskingSource):
    """Fans of each artist, one request each."""

    name = "deezer_api"
    platform = "deezer"
    metrics: tuple[str, ...] = ("fans",)

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Deezer's own way to say "too fast"."""
        return super().client(context, too_fast=is_too_fast, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask for one artist at a time, several at once."""
        base = context.endpoints.deezer

        def one(artist: Artist) -> Answer:
            return parse_artist(artist.key, client.get_json(f"{base}/artist/{artist.deezer}"))

        yield from self.answers(client, artists, one)


def is_too_fast(response: requests.Response) -> bool:
    """Whether a 200 holds the error "quota limit exceeded"."""
    return bool(dig(json_object(response.content), "error", "code") == TOO_FAST)


def parse_artist(key: str, body: dict[str, Any]) -> Answer:
    """The answer in an artist's object.

    Raises:
        SourceError: the body is one of Deezer's errors.
    """
    check(body)
    return Answer(key, [count("deezer", "fans", body.get("nb_fan"))])


def check(body: dict[str, Any]) -> None:
    """Refuse an error body.

    Raises:
        SourceError: ``body`` holds an error.
    """
    if "error" not in body:
        return
    code = dig(body, "error", "code")
    if code == NO_DATA:
        raise SourceError("Deezer knows no artist with this id")
    said = f"the error {code}" if isinstance(code, int) else "an error"
    raise SourceError(f"Deezer answered with {said}")
