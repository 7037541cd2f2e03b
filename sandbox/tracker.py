"""What the stand-in of GitHub remembers between requests: issues, comments, labels."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_BOT = {"login": "github-actions[bot]", "type": "Bot"}


@dataclass
class Tracker:
    """The issues of one repository, kept from request to request.

    Attributes:
        issues: as the API tells them, the oldest first, each with its own ``comments`` count.
        comments: the comments of each issue by its number.
        labels: the names of the labels there are.
        enabled: whether the repository has issues at all.
    """

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    enabled: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, document: dict[str, Any], day: date) -> dict[str, Any]:
        """Make an issue, or with ``pull_request`` in it a pull request."""
        with self.lock:
            number = len(self.issues) + 1
            names = [str(name) for name in document.get("labels", [])]
            self.labels += [name for name in names if name not in self.labels]
            issue = {
                **{k: v for k, v in document.items() if k in ("body", "pull_request")},
                "number": number,
                "title": document["title"],
                "html_url": f"https://github.com/label/numbers/issues/{number}",
                "state": "open",
                "state_reason": None,
                "closed_at": None,
                "labels": [{"name": name} for name in names],
                "user": _BOT,
                "comments": 0,
                "created_at": _moment(day),
                "updated_at": _moment(day),
            }
            self.issues.append(issue)
            self.comments[number] = []
            return issue

    def comment(self, number: int, body: str, day: date) -> dict[str, Any]:
        """Add a comment to an issue."""
        with self.lock:
            said = self.comments[number]
            comment = {"id": number * 1000 + len(said) + 1, "body": body, "user": _BOT}
            comment |= {"created_at": _moment(day), "updated_at": _moment(day)}
            said.append(comment)
            self.issues[number - 1] |= {"comments": len(said), "updated_at": _moment(day)}
            return comment


def _moment(day: date) -> str:
    return f"{day}T02:31:00Z"
