"""Instagram's Graph API: followers and posts of public business accounts.

An account of the label's own asks about others ("business discovery"), one request each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import requests

from backline.errors import SourceError
from backline.net import Client, RefusedError, Verdict
from backline.net.answers import dig, json_value, number
from backline.people import Artist
from backline.people.key_ends import KeyEnd, KeyTold
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context
from backline.sources.reading import count, named, text, whole

VERSION = "v26.0"
"""The version asked for unless ``INSTAGRAM_API_VERSION`` says another; of 2026-07-29."""

ENDS = {21: date(2027, 1, 21)}
"""The day a version of the Graph API ends, where Meta has announced it; all before have ended."""

_FIELDS = "id,followers_count,media_count,username,name"
_LIMITS = {4, 17, 32, 341, 613, *range(80000, 80015)}
_FAULTS = {1, 2}
# Source of both: Graph API, "Handle errors" and "Rate limits".
_UNKNOWN_NAME, _UNKNOWN_NAME_SUB = 110, 2207013
NO_TOKEN = 190
"""The code of a token that is refused, for whatever reason."""

_VARIABLE = "INSTAGRAM_ACCESS_TOKEN"
_NOT_TOLD = "When the Instagram token ends could not be learned: Meta does not tell."
_LAST_SECOND = 253402300799  # of the year 9999
ENDED_SUB = 463
"""The subcode of a token that is past its end."""

_TOKEN_ENDS = {ENDED_SUB: "has expired", 460: "ended with a change of password"}


class InstagramSource(AskingSource):
    """Followers and posts of each artist, one request each."""

    name = "instagram_api"
    platform = "instagram"
    metrics: tuple[str, ...] = ("followers", "posts")
    needs: tuple[str, ...] = ("INSTAGRAM_ACCESS_TOKEN", "INSTAGRAM_BUSINESS_ACCOUNT_ID")

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Meta's own ways to say "later"."""
        return super().client(context, judge=judge, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask for one artist at a time, several at once; then look at the token's end."""
        version = context.credentials.get("INSTAGRAM_API_VERSION") or VERSION
        account = context.credentials.get("INSTAGRAM_BUSINESS_ACCOUNT_ID")
        check_settings(version, account)
        ended = version_note(version, context.started.date())
        if ended:
            context.note(ended)
        base = f"{context.endpoints.instagram}/{version}"
        token = context.credentials.get("INSTAGRAM_ACCESS_TOKEN")
        client.headers["Authorization"] = f"Bearer {token}"

        def one(artist: Artist) -> Answer:
            fields = f"business_discovery.username({artist.instagram}){{{_FIELDS}}}"
            try:
                body = client.get_json(f"{base}/{account}", params={"fields": fields})
            except RefusedError as refused:
                raise refusal(refused) from None
            return parse_discovery(artist.key, body)

        yield from self.answers(client, artists, one)
        try:
            body = client.get_json(f"{base}/debug_token", params={"input_token": token})
        except SourceError as error:
            context.note(f"When the Instagram token ends could not be learned: {error}.")
        else:
            ends = token_ends(body)
            if ends is None:
                context.note(_NOT_TOLD)
                return
            context.tell(KeyTold(_VARIABLE, ends))
            for near in (one for one in ends if one.is_near(context.started.date())):
                context.note(near.said(context.started.date()))


def check_settings(version: str, account: str) -> None:
    """Refuse what would ask for something else than meant.

    Raises:
        SourceError: the version or the account id has not its form; names the variable.
    """
    if not re.fullmatch(r"v\d{1,3}\.\d", version):
        raise SourceError(
            f"INSTAGRAM_API_VERSION must look like {VERSION}", scope="platform", lasting=True
        )
    if not account.isdecimal():
        raise SourceError(
            "INSTAGRAM_BUSINESS_ACCOUNT_ID must be the account's number, not its name",
            scope="platform",
            lasting=True,
        )


def version_note(version: str, day: date) -> str:
    """What to say of a version that is past its end on ``day``, or the empty string."""
    number = int(version[1:].partition(".")[0])
    end = ENDS.get(number)
    if number >= min(ENDS) and (end is None or day < end):
        return ""
    when = f" on {end}" if end else ""
    return (
        f"Instagram's API version {version} ended{when}: "
        f"set INSTAGRAM_API_VERSION to {VERSION} or later."
    )


def token_ends(body: dict[str, Any]) -> tuple[KeyEnd, ...] | None:
    """The token's ends by a ``debug_token`` answer, the nearest first; None where it tells nothing.

    Both ends are in epoch seconds, and 0 for none. A token without an end of its own (of a system
    user) may still lose its access to data.
    """
    expires = whole(dig(body, "data", "expires_at"))
    if expires is None or expires > _LAST_SECOND:
        return None
    access = whole(dig(body, "data", "data_access_expires_at")) or 0
    told = ((expires, "The Instagram token"), (access, "The Instagram token's access to data"))
    ends = [
        KeyEnd(_VARIABLE, what, datetime.fromtimestamp(when, UTC).date())
        for when, what in told
        if 0 < when <= _LAST_SECOND
    ]
    return tuple(sorted(ends, key=lambda one: one.ends))


def parse_discovery(key: str, body: dict[str, Any]) -> Answer:
    """The answer in a ``business_discovery`` body; what is absent is not measured."""
    account = body.get("business_discovery")
    readings = [
        count("instagram", "followers", dig(account, "followers_count")),
        count("instagram", "posts", dig(account, "media_count")),
    ]
    words = {name: text(dig(account, name)) for name in ("username", "name")}
    who = named(dig(account, "id"), words["name"] or words["username"], words["username"])
    return Answer(
        key, readings, words={name: word for name, word in words.items() if word}, who=who
    )


def judge(response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """What Meta's own code says, whatever the HTTP status."""
    code = number(body, "error", "code")
    if code in _LIMITS:
        _tell_wait(response)
        return Verdict.TOO_FAST
    if code in _FAULTS or dig(body, "error", "is_transient") is True:
        return Verdict.FAULT
    return Verdict.REFUSED if response.ok and dig(body, "error") else None


def _tell_wait(response: requests.Response) -> None:
    """Give an answer that tells its wait in minutes the header every client understands.

    Source: Graph API, "Rate limits": ``X-Business-Use-Case-Usage``.
    """
    try:
        usage = json_value(response.headers.get("X-Business-Use-Case-Usage", ""))
    except ValueError:
        return
    listed = usage.values() if isinstance(usage, dict) else ()
    minutes = [
        whole(dig(entry, "estimated_time_to_regain_access"))
        for entries in listed
        for entry in (entries if isinstance(entries, list) else ())
    ]
    longest = max(filter(None, minutes), default=0)
    if longest:
        response.headers["Retry-After"] = str(longest * 60)


def refusal(refused: RefusedError) -> SourceError:
    """Meta's error in words, with the scope its code has.

    Source: Graph API, "Handle errors"; code 110 is the answer to a personal account and to an
    unknown name alike.
    """
    code = number(refused.body, "error", "code")
    sub = number(refused.body, "error", "error_subcode")
    if code == _UNKNOWN_NAME or sub == _UNKNOWN_NAME_SUB:
        return SourceError(
            "Instagram has no business account of this name: it is a personal account or "
            "unknown, Meta does not tell which",
            lasting=True,
        )
    sentence = _of_all(code, sub)
    if sentence:
        return SourceError(sentence, scope="platform", lasting=True)
    if code is not None:
        said = f"Instagram refused the request (code {code})"
        return SourceError(said, scope=refused.scope, lasting=True)
    return refused


def _of_all(code: int | None, sub: int | None) -> str:
    """What an error says that every artist would meet, or the empty string."""
    if code == NO_TOKEN:
        how = _TOKEN_ENDS.get(sub or 0, "is refused")
        return f"the Instagram token {how} (code {code}): make a new one"
    if code == 10 or (code is not None and 200 <= code <= 299):
        return f"the Instagram token lacks a permission (code {code})"
    if (code, sub) == (100, 33):
        return "Instagram knows no account INSTAGRAM_BUSINESS_ACCOUNT_ID"
    return ""
