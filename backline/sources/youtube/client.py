"""The Google client, set up to ask through our session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import httplib2
import requests
from googleapiclient.discovery import build

from backline.errors import SourceError
from backline.net import Client, RefusedError, Verdict
from backline.net.answers import dig, number, reason
from backline.net.bounds import USER_AGENT
from backline.sources.base import Context

_QUOTA = {"quotaExceeded", "dailyLimitExceeded"}
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded"}
_FAULTS = {"backendError", "internalError", "serviceUnavailable", "processingFailure"}
_FAULT_STATES = ("UNAVAILABLE", "INTERNAL", "DEADLINE_EXCEEDED", "ABORTED")
_OF_ONE_CHANNEL = {"playlistItemsNotAccessible", "channelClosed", "channelSuspended"}


class YouTubeClient:
    """The calls Backline makes; each returns the answer's JSON object.

    ``calls`` is how many were made so far, refused ones included.

    The Google client builds the addresses from the description it ships with. Its errors, whose
    text holds the key, never come about: the session refuses before it does.
    """

    def __init__(self, context: Context, session: Client) -> None:
        self._lock = threading.Lock()
        self.calls = 0
        self._service = build(
            "youtube",
            "v3",
            developerKey=context.credentials.get("YOUTUBE_API_KEY"),
            http=_Http(session),
            client_options={"api_endpoint": context.endpoints.youtube},
            cache_discovery=False,
        )

    def channels(self, ids: list[str]) -> dict[str, Any]:
        """Up to 50 channels; 1 unit."""
        # Lists would become repeated parameters, hence the commas.
        return self._run(
            lambda service: service.channels().list(
                part="snippet,statistics,contentDetails", id=",".join(ids), maxResults=50
            )
        )

    def channel_of(self, handle: str) -> dict[str, Any]:
        """The channel of an ``@handle``; 1 unit."""
        return self._run(
            lambda service: service.channels().list(
                part="snippet,statistics,contentDetails", forHandle=handle
            )
        )

    def playlist_items(self, playlist: str, page: str | None) -> dict[str, Any]:
        """50 entries of a playlist; 1 unit."""
        return self._run(
            lambda service: service.playlistItems().list(
                part="contentDetails", playlistId=playlist, maxResults=50, pageToken=page
            )
        )

    def videos(self, ids: list[str]) -> dict[str, Any]:
        """Up to 50 videos; 1 unit."""
        return self._run(
            lambda service: service.videos().list(part="snippet,statistics", id=",".join(ids))
        )

    def search(self, name: str, limit: int) -> dict[str, Any]:
        """Channels of a name; one of the 100 searches a day."""
        return self._run(
            lambda service: service.search().list(
                part="snippet", q=name, type="channel", maxResults=limit
            )
        )

    def _run(self, make: Callable[[Any], Any]) -> dict[str, Any]:
        with self._lock:  # the service is not thread-safe; a request of one thread is
            request = make(self._service)
            self.calls += 1
        try:
            body = request.execute()
        except RefusedError as refused:
            raise refusal(refused) from None
        return body if isinstance(body, dict) else {}


class _Http:
    """What the Google client takes for an ``httplib2.Http``: our session."""

    def __init__(self, session: Client) -> None:
        self._session = session

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[httplib2.Response, bytes]:
        # Google compresses only for clients that say gzip in their name as well.
        named = {**(headers or {}), "user-agent": f"{USER_AGENT} (gzip)"}
        answer = self._session.request(method, uri, data=body, headers=named)
        return httplib2.Response({"status": answer.status_code}), answer.content

    def close(self) -> None:
        self._session.close()


def judge(response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """What Google's own reason says, whatever the HTTP status.

    A 403 may mean the limit per minute, which passes, or the one per day. Source: YouTube Data API,
    "Errors"; Google Cloud API design guide, "Error codes".
    """
    said = _reasons(body)
    if said & _QUOTA:
        return Verdict.REFUSED
    if said & _TOO_FAST:
        return Verdict.TOO_FAST
    if said & _FAULTS or dig(body, "error", "status") in _FAULT_STATES:
        return Verdict.FAULT
    # Without a reason the status decides, in the body of a 200 the one it names.
    status = number(body, "error", "code") or response.status_code
    if status >= 500:
        return Verdict.FAULT
    if status == 429:
        return Verdict.TOO_FAST
    return Verdict.REFUSED if response.ok and dig(body, "error") else None


def refusal(refused: RefusedError) -> SourceError:
    """YouTube's refusal in words, with the scope its reason has.

    Source: YouTube Data API, "Errors"; Google's ``ErrorInfo`` for refused keys.
    """
    said = _reasons(refused.body)
    if said & _QUOTA:
        return SourceError(
            "YouTube's quota of the day is used up (quotaExceeded); it starts anew at midnight "
            "Pacific time",
            scope="platform",
        )
    word = reason(refused.body) or "no reason given"
    if any(r.startswith(("key", "API_KEY")) for r in said):
        return SourceError(
            f"YouTube refuses YOUTUBE_API_KEY ({refused.status} {word})",
            scope="platform",
            lasting=True,
        )
    if refused.status == 403 and not said & _OF_ONE_CHANNEL:
        return SourceError(
            f"YouTube does not let this key ask (403 {word}): is the Data API switched on for it?",
            scope="platform",
            lasting=True,
        )
    return refused


def _reasons(body: Any) -> set[str]:
    words: set[str] = set()
    for part in ("errors", "details"):
        entries = dig(body, "error", part)
        for entry in entries if isinstance(entries, list) else []:
            word = dig(entry, "reason")
            if isinstance(word, str):
                words.add(word)
    return words
