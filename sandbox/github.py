"""GitHub's REST API, as far as a workflow's report of a failed run needs it: issues and labels.

Rules from GitHub's REST documentation: issues and pull requests share one list, a label that is
not there is made by whoever may push, a second label of one name is refused with 422, a
repository without issues answers 410.
"""

from __future__ import annotations

import json
import re
from email.utils import format_datetime
from typing import Any

from sandbox.failures import Failure
from sandbox.noise import LETTERS_AND_DIGITS, code
from sandbox.wire import Platform, Refusal, RefusalError, Reply, Request, Scene, json_reply
from sandbox.world import World

_DOCS = "https://docs.github.com/rest"
_PER_PAGE = 30


def token_of(world: World) -> str:
    """The ``GITHUB_TOKEN`` of a run in this sandbox, easy to recognise in a log."""
    return f"ghs_sandbox{code(LETTERS_AND_DIGITS, 30, world.seed, 'github')}"


def _error(status: int, message: str, **more: Any) -> Reply:
    return json_reply(
        {"message": message, **more, "documentation_url": _DOCS, "status": str(status)}, status
    )


def _always(status: int, message: str) -> Refusal:
    return lambda _request, _scene: _error(status, message)


def _root(_request: Request, scene: Scene) -> Reply:
    reply = json_reply({"repository_url": "https://api.github.com/repos/{owner}/{repo}"})
    return reply.having(Date=format_datetime(scene.clock, usegmt=True)) if scene.clock else reply


def _check_token(request: Request, scene: Scene) -> None:
    if request.path == "/":  # open to everybody
        return
    if request.header("Authorization") != f"Bearer {token_of(scene.world)}":
        raise RefusalError(_error(401, "Bad credentials"))
    if not request.header("User-Agent"):
        raise RefusalError(_error(403, "Request forbidden by administrative rules."))
    if "/issues" in request.path and not scene.tracker.enabled:
        raise RefusalError(_error(410, "Issues are disabled for this repo"))


def _document(request: Request, *needed: str) -> dict[str, Any]:
    try:
        document = json.loads(request.body)
    except ValueError:
        raise RefusalError(_error(400, "Problems parsing JSON")) from None
    if not isinstance(document, dict):
        raise RefusalError(_error(400, "Body should be a JSON object"))
    for name in needed:
        if not isinstance(document.get(name), str) or not document[name].strip():
            fault = [{"resource": "Issue", "code": "missing_field", "field": name}]
            raise RefusalError(_error(422, "Validation Failed", errors=fault))
    return document


def _known(scene: Scene, number: str) -> dict[str, Any]:
    issues = scene.tracker.issues
    if not 1 <= int(number) <= len(issues):
        raise RefusalError(_error(404, "Not Found"))
    return issues[int(number) - 1]


def _page(request: Request, items: list[dict[str, Any]]) -> Reply:
    size = min(100, int(request.one("per_page", str(_PER_PAGE))))
    start = (int(request.one("page", "1")) - 1) * size
    return json_reply(items[start : start + size])


def _repository(_request: Request, scene: Scene, name: str) -> Reply:
    waiting = sum(issue["state"] == "open" for issue in scene.tracker.issues)
    return json_reply(
        {
            "full_name": name,
            "has_issues": scene.tracker.enabled,
            "open_issues_count": waiting,
        }
    )


def _list_issues(request: Request, scene: Scene, _name: str) -> Reply:
    wanted, labels = request.one("state", "open"), set(request.many("labels"))
    found = [
        issue
        for issue in scene.tracker.issues
        if wanted in ("all", issue["state"])
        and labels <= {label["name"] for label in issue["labels"]}
    ]
    return _page(request, found if request.one("direction") == "asc" else found[::-1])


def _create_issue(request: Request, scene: Scene, _name: str) -> Reply:
    return json_reply(scene.tracker.open(_document(request, "title"), scene.day), 201)


def _change_issue(request: Request, scene: Scene, _name: str, number: str) -> Reply:
    issue = _known(scene, number)
    changes = {k: v for k, v in _document(request).items() if k in issue or k == "body"}
    if "state" in changes:
        changes["closed_at"] = f"{scene.day}T02:31:00Z" if changes["state"] == "closed" else None
    issue |= changes
    return json_reply(issue)


def _list_comments(request: Request, scene: Scene, _name: str, number: str) -> Reply:
    _known(scene, number)
    since = request.one("since")
    said = scene.tracker.comments[int(number)]
    return _page(request, [comment for comment in said if comment["updated_at"] >= since])


def _create_comment(request: Request, scene: Scene, _name: str, number: str) -> Reply:
    _known(scene, number)
    body = _document(request, "body")["body"]
    return json_reply(scene.tracker.comment(int(number), body, scene.day), 201)


def _create_label(request: Request, scene: Scene, _name: str) -> Reply:
    name = _document(request, "name")["name"]
    if name in scene.tracker.labels:
        fault = [{"resource": "Label", "code": "already_exists", "field": "name"}]
        return _error(422, "Validation Failed", errors=fault)
    scene.tracker.labels.append(name)
    return json_reply({"name": name}, 201)


_REPOSITORY = r"/repos/([^/]+/[^/]+)"

GITHUB = Platform(
    name="github",
    routes=(
        ("HEAD", re.compile(""), _root),
        ("GET", re.compile(_REPOSITORY), _repository),
        ("GET", re.compile(_REPOSITORY + "/issues"), _list_issues),
        ("POST", re.compile(_REPOSITORY + "/issues"), _create_issue),
        ("PATCH", re.compile(_REPOSITORY + r"/issues/(\d+)"), _change_issue),
        ("GET", re.compile(_REPOSITORY + r"/issues/(\d+)/comments"), _list_comments),
        ("POST", re.compile(_REPOSITORY + r"/issues/(\d+)/comments"), _create_comment),
        ("POST", re.compile(_REPOSITORY + "/labels"), _create_label),
    ),
    unknown=_always(404, "Not Found"),
    guard=_check_token,
    counts=frozenset({"number", "open_issues_count"}),
    parts=frozenset({"number", "open_issues_count"}),
    refusals={
        Failure.RATE_LIMIT: _always(429, "You have exceeded a secondary rate limit."),
        Failure.QUOTA: _always(403, "API rate limit exceeded for installation."),
        Failure.UNAUTHORIZED: _always(401, "Bad credentials"),
        Failure.FORBIDDEN: _always(403, "Resource not accessible by integration"),
        Failure.NOT_FOUND: _always(404, "Not Found"),
    },
)
