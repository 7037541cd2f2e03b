"""A small client for GitHub's REST API: the issues of one repository.

Source: GitHub REST API documentation, "Issues", "Issue comments" and "Labels".
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from backline.errors import BacklineError, ConfigError
from backline.net import Redactor
from backline.net.answers import dig, is_key, json_value
from backline.net.bounds import TIMEOUT, Session, UnendingError
from backline.net.proxies import around_proxies

API_VERSION = "2022-11-28"

CLOCKS_AGREE = timedelta(hours=1)
"""By how much a machine's clock may differ from GitHub's."""

_PER_PAGE, _MOST_PAGES = 100, 10  # of lists; who has more open issues has other worries
_PAUSES = (1.0, 3.0)  # seconds before the second and third attempt of what may be repeated
_MOST = 32 * 2**20  # bytes of an answer: a hundred issues, each with a text of up to 65,536 signs
_HERE = ("127.0.0.1", "localhost", "::1")


class GitHubError(BacklineError):
    """GitHub did not do what it was asked for; one sentence with the way out (exit 1)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of the repository.

    Attributes:
        closed: the UTC day it was closed; None while it is open.
    """

    number: int
    url: str
    body: str
    closed: date | None = None


class GitHub(Session):
    """The issues of one repository.

    Args:
        api: the API's address, ``https://api.github.com`` outside of enterprises.
        repository: ``owner/name``.
        token: a run's ``GITHUB_TOKEN``; the redactor learns it.
        redactor: cleans nothing here, since no sentence of ours repeats what GitHub says, but
            must know the token for everything else that prints.
        sleep: how to wait between attempts.
    """

    def __init__(
        self,
        api: str,
        repository: str,
        token: str,
        redactor: Redactor,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(most=_MOST)
        redactor.learn(token)
        self._base = f"{api.rstrip('/')}/repos/{repository}"
        self._repository = repository
        self._sleep = sleep
        self.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {token}",
                "X-GitHub-Api-Version": API_VERSION,
            }
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], redactor: Redactor) -> GitHub:
        """The repository a workflow runs in.

        Raises:
            ConfigError: a variable is missing, or the API's address would show the token to
                whoever listens on the way.
        """
        api = _api(environment)
        repository = environment.get("GITHUB_REPOSITORY", "")
        token = environment.get("GITHUB_TOKEN", "").strip()
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            raise ConfigError("GITHUB_REPOSITORY must name the repository as owner/name.")
        if not token:
            raise ConfigError(
                "GITHUB_TOKEN is not set, so the issue about failed runs stays as it is: the step "
                "needs env: GITHUB_TOKEN: ${{ github.token }}."
            )
        if not is_key(token):
            raise ConfigError("GITHUB_TOKEN holds signs that no token has.")
        return cls(api, repository, token, redactor)

    def open_issues(self, label: str) -> list[Issue]:
        """The open issues with a label, the oldest first; pull requests are none.

        Raises:
            GitHubError: GitHub could not be reached or refused.
        """
        params = {"labels": label, "state": "open", "sort": "created", "direction": "asc"}
        found = self._listed("/issues", {**params, "per_page": "100"})
        return [_issue(item) for item in found if "pull_request" not in item]

    def every_open_issue(self) -> list[Issue]:
        """The open issues with whatever label, the oldest first; pull requests are none.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        params = {"state": "open", "sort": "created", "direction": "asc"}
        found: list[dict[str, Any]] = []
        for page in range(1, _MOST_PAGES + 1):
            numbered = {**params, "per_page": str(_PER_PAGE), "page": str(page)}
            more = self._listed("/issues", numbered)
            found += more
            if len(more) < _PER_PAGE:
                break
        return [_issue(item) for item in found if "pull_request" not in item]

    def closed_issues(self, label: str) -> list[Issue]:
        """The closed issues with a label, the newest first.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        params = {"labels": label, "state": "closed", "sort": "created", "direction": "desc"}
        found = self._listed("/issues", {**params, "per_page": str(_PER_PAGE)})
        return [_issue(item) for item in found if "pull_request" not in item]

    def comments(self, issue: Issue, since: date) -> list[str]:
        """The texts of an issue's comments written or changed since a day (UTC).

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        path = f"/issues/{issue.number}/comments"
        found = self._listed(path, {"since": f"{since}T00:00:00Z", "per_page": "100"})
        return [str(item.get("body") or "") for item in found]

    def create_label(self, name: str, color: str, description: str) -> None:
        """Make a label unless it is there. ``color`` is six hexadecimal digits.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        document = {"name": name, "color": color, "description": description}
        self._ask("POST", "/labels", json=document, fine=(201, 422))

    def create_issue(self, title: str, body: str, label: str) -> Issue:
        """Open an issue.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        document = {"title": title, "body": body, "labels": [label]}
        answer = self._ask("POST", "/issues", json=document, fine=(201,))
        return _issue(_json(answer))

    def comment(self, issue: Issue, body: str) -> None:
        """Add a comment to an issue.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        path = f"/issues/{issue.number}/comments"
        self._ask("POST", path, json={"body": body}, fine=(201,))

    def close_issue(self, issue: Issue, reason: str = "completed") -> None:
        """Close an issue as ``completed`` or ``not_planned``.

        Raises:
            GitHubError: as for :meth:`open_issues`.
        """
        document = {"state": "closed", "state_reason": reason}
        self._ask("PATCH", f"/issues/{issue.number}", json=document)

    def _listed(self, path: str, params: dict[str, str]) -> list[dict[str, Any]]:
        """The first hundred entries of a list; more open issues than that are not ours."""
        found = _json(self._ask("GET", path, params=params))
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise GitHubError("GitHub answered something that is no list of issues.")
        return found

    def _ask(
        self, method: str, path: str, *, fine: tuple[int, ...] = (200,), **options: Any
    ) -> requests.Response:
        """One call. What writes something new is tried once: a lost answer may have been a yes."""
        pauses = () if method == "POST" else _PAUSES
        for pause in (*pauses, None):
            sentence = ""
            try:
                answer = self.request(
                    method,
                    self._base + path,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                    proxies=around_proxies(),
                    **options,
                )
            except UnendingError as error:
                sentence = f"GitHub {error}."
            except requests.RequestException as error:
                # The exception's own text holds the whole address, so only its name is told.
                sentence = f"GitHub could not be reached ({type(error).__name__})."
            else:
                if answer.status_code in fine:
                    return answer
                sentence = self._why(answer.status_code)
                if answer.status_code < 500:
                    break
            if pause is not None:
                self._sleep(pause)
        raise GitHubError(sentence)

    def _why(self, status: int) -> str:
        if status == 401:
            return "GitHub refuses GITHUB_TOKEN (401)."
        if status in (403, 404):
            return (
                f"GitHub does not let this run use the issues of {self._repository} ({status}): "
                "the workflow needs the permission issues: write."
            )
        if status == 410:
            return f"Issues are switched off in {self._repository} (410)."
        if status == 429:
            return "GitHub is asked too often (429)."
        return f"GitHub answered {status} when asked about issues."


def check_clock(environment: Mapping[str, str], now: datetime) -> None:
    """Refuse to go on when this machine's clock and GitHub's differ: the day would be wrong.

    Any answer of GitHub tells its time. Where none comes, nothing can be said and nothing is.

    Args:
        environment: of a workflow's step; without ``GITHUB_API_URL`` in it nobody is asked.
        now: the machine's time.

    Raises:
        ConfigError: they differ by more than :data:`CLOCKS_AGREE`.
    """
    if not environment.get("GITHUB_API_URL"):
        return
    try:
        with Session() as session:
            answer = session.head(_api(environment), timeout=TIMEOUT, proxies=around_proxies())
        theirs = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (requests.RequestException, KeyError, ValueError, OverflowError):
        return
    if abs(theirs - now) > CLOCKS_AGREE:
        raise ConfigError(
            f"This machine's clock says {now:%Y-%m-%d %H:%M} and GitHub's {theirs:%Y-%m-%d %H:%M} "
            "(UTC), so nothing was measured: the numbers would be written into a wrong day."
        )


def _api(environment: Mapping[str, str]) -> str:
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    parts = urlsplit(api)
    if parts.scheme != "https" and (parts.scheme, parts.hostname in _HERE) != ("http", True):
        raise ConfigError("GITHUB_API_URL must begin with https://.")
    return api


def _json(answer: requests.Response) -> Any:
    try:
        return json_value(answer.content)
    except ValueError:
        raise GitHubError("GitHub answered something that is no JSON.") from None


def _issue(item: Any) -> Issue:
    number = dig(item, "number")
    if not isinstance(number, int):
        raise GitHubError("GitHub answered an issue without a number.")
    closed = str(item.get("closed_at") or "")[:10]
    try:
        day = date.fromisoformat(closed) if closed else None
    except ValueError:
        raise GitHubError("GitHub answered an issue with a day that is none.") from None
    return Issue(number, str(item.get("html_url") or ""), str(item.get("body") or ""), day)
