"""Asking the credentials worker: with a token that GitHub signs for a job, or with a key.

Whoever answers gets to see a token or a key, and what is answered becomes keys. So nothing is sent
in the clear but on this machine, no redirect is followed, and an answer is small JSON or nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import requests

from backline.errors import ConfigError
from backline.net.answers import is_key, is_text, json_value
from backline.net.bounds import Session, UnendingError
from backline.net.proxies import around_proxies

REQUEST_URL, REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
"""Where GitHub signs a token for a job that may have one (``id-token: write``), and its password.

Source: GitHub documentation, "OpenID Connect reference".
"""

MOST = 64 * 2**10
"""Bytes of an answer."""

_TIMEOUT = (5, 15)
_WAITS = (0.5, 2.0)
"""Seconds before a worker that is down is asked again."""

_WAY_OUT = "check WORKER_API_URL"


class Shown(StrEnum):
    """What the worker was shown when it gave its keys, as the rest of a sentence."""

    TOKEN = "this job's token"  # noqa: S105 (words for people)
    KEY = "WORKER_API_KEY"
    NOTHING = "no key"


class WorkerError(ConfigError):
    """The worker refuses, or its address leads to something else: no key can be had from it."""


@dataclass(frozen=True, slots=True)
class Given:
    """What came of asking.

    Attributes:
        values: names and values.
        unavailable: why there are none, where the worker or GitHub is down; else empty.
        shown: what it was shown.
    """

    values: Mapping[str, str]
    unavailable: str = ""
    shown: Shown = Shown.NOTHING


class _DownError(Exception):
    """Nobody answered; the text is why, as the rest of a sentence."""


def ask_worker(
    url: str,
    key: str,
    names: Iterable[str],
    environment: Mapping[str, str],
    learn: Callable[[str], None],
    sleep: Callable[[float], object] = time.sleep,
) -> Given:
    """The worker's names and values.

    In a job that GitHub signs tokens for it is asked with one; where it refuses that, or there is
    none, with the key.

    Args:
        url: the worker's address.
        key: ``WORKER_API_KEY``; empty without one.
        names: what is wanted.
        environment: has what GitHub gives a job.
        learn: told every token before it is used, so that it is masked.
        sleep: how to wait before asking again.

    Raises:
        WorkerError: the address is none for keys, the worker refuses, or what answers is none.
    """
    _check_address(url)
    if not is_key(key):
        raise WorkerError("WORKER_API_KEY holds signs that no key has: copy it anew.")
    try:
        token = _token(url, environment, learn, sleep)
    except _DownError as error:
        if not key:
            return Given({}, str(error))
        token = ""
    shown = {Shown.TOKEN: token, Shown.KEY: key}
    bearers = {what: one for what, one in shown.items() if one} or {Shown.NOTHING: ""}
    address = f"{url.rstrip('/')}/api/credentials"
    for what, bearer in bearers.items():
        try:
            answer = _asked(address, bearer, "the credentials worker", sleep)
        except _DownError as error:
            return Given({}, str(error))
        if answer.status_code not in (401, 403):
            return Given(_checked(answer, names), shown=what)
    raise WorkerError(_refused(answer.status_code, token=bool(token), key=bool(key)))


def _refused(status: int, *, token: bool, key: bool) -> str:
    if token and not key:
        return (
            f"The credentials worker refused this job ({status}): let a rule of it name this "
            "repository, branch and workflow; see docs/worker.md."
        )
    both = "this job's token and WORKER_API_KEY" if token else "WORKER_API_KEY"
    return (
        f"The credentials worker refused {both} ({status}): set the key the worker was deployed "
        "with."
    )


def _check_address(url: str) -> None:
    """Refuse an address that keys must not travel to."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host:
        raise WorkerError("WORKER_API_URL is no web address: it must begin with https://.")
    if parts.scheme == "http" and not _is_here(host):
        raise WorkerError(
            "WORKER_API_URL begins with http://, by which everybody on the way would read the "
            "keys: it must begin with https://."
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin_of(url: str) -> str:
    """The audience of a token for a worker: its address without a path."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}"


def _token(
    url: str,
    environment: Mapping[str, str],
    learn: Callable[[str], None],
    sleep: Callable[[float], object],
) -> str:
    """A token that GitHub signs for this job and this worker; empty where it signs none.

    Raises:
        _DownError: GitHub did not give one though it may.
    """
    where, password = environment.get(REQUEST_URL, ""), environment.get(REQUEST_TOKEN, "")
    if not where or not password or not is_key(password):
        return ""
    parts = urlsplit(where)
    if parts.scheme != "https" and not (parts.hostname and _is_here(parts.hostname)):
        return ""
    learn(password)
    mark = "&" if parts.query else "?"
    address = f"{where}{mark}audience={quote(origin_of(url), safe='')}"
    answer = _asked(address, password, "GitHub's token service", sleep)
    try:
        document = json_value(answer.content) if answer.status_code == 200 else None
    except ValueError:
        document = None
    token = document.get("value") if isinstance(document, dict) else None
    if not isinstance(token, str) or not token or not is_key(token):
        raise _DownError(f"GitHub's token service gave no token ({answer.status_code})")
    learn(token)
    return token


def _asked(
    address: str, bearer: str, who: str, sleep: Callable[[float], object]
) -> requests.Response:
    """An answer that is no fault of whoever gives it.

    Raises:
        _DownError: there is none after some tries.
    """
    why = ""
    for wait in (0.0, *_WAITS):
        sleep(wait)
        try:
            answer = _once(address, bearer)
        except UnendingError as error:
            raise _DownError(f"{who} {error}") from None
        except requests.RequestException as error:
            why = f"{who} could not be reached ({type(error).__name__})"
        else:
            if answer.status_code < 500 and answer.status_code != 429:
                return answer
            why = f"{who} answered {answer.status_code}"
    raise _DownError(why)


def _once(address: str, bearer: str) -> requests.Response:
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    with Session(most=MOST) as session:
        return session.get(
            address,
            headers=headers,
            timeout=_TIMEOUT,
            allow_redirects=False,
            proxies=around_proxies(),
        )


def _checked(answer: requests.Response, names: Iterable[str]) -> dict[str, str]:
    if answer.status_code != 200:
        raise WorkerError(f"The credentials worker answered {answer.status_code}; {_WAY_OUT}.")
    kind = answer.headers.get("Content-Type", "an unknown type").split(";")[0].strip()
    try:
        document = json_value(answer.content)
    except ValueError:
        document = None
    if kind != "application/json" or document is None:
        raise WorkerError(f"The credentials worker answered {kind} that is no JSON; {_WAY_OUT}.")
    if not isinstance(document, dict):
        raise WorkerError(f"The credentials worker answered no JSON object; {_WAY_OUT}.")
    values = {}
    for name in names:
        value = document.get(name)
        if value is not None and not isinstance(value, str):
            raise WorkerError(
                f"The credentials worker gives {name} as {type(value).__name__}, "
                "it must be a text; correct it in the worker's settings."
            )
        if value and not is_text(value):
            raise WorkerError(
                f"The credentials worker gives {name} with signs that are no text; "
                "correct it in the worker's settings."
            )
        if value and value.strip():
            values[name] = value.strip()
    return values
