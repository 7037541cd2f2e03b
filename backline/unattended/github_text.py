"""Other people's words where GitHub reads along: commit messages, issues, job summaries, logs.

GitHub acts on what it finds in a text: it notifies who is mentioned, closes issues, skips runs,
links. An artist may be called ``@all`` or ``closes #1``, so every sign that begins such an order is
followed by a word joiner (U+2060), which nobody sees and no order has.

Sources: GitHub Docs, "Linking a pull request to an issue", "Autolinked references and URLs",
"Skipping workflow runs", "Basic writing and formatting syntax"; for ``##[`` and ``::`` the
runner's ``ActionCommand``; GitHub Flavored Markdown, "Autolinks (extension)".
"""

from __future__ import annotations

import re

from backline.names import shown

JOINER = "\u2060"

_ORDERS = re.compile(
    r"@"  # mentions
    r"|#"  # references such as #1 and owner/name#1, old commands of the runner (##[)
    r"|\bGH(?=-\d)"  # references such as GH-1
    r"|\["  # [skip ci] and its kin, links
    r"|\b(?:skip|request)(?=-checks\b)"  # trailers
    r"|\b(?:co-authored|signed-off|on-behalf)(?=-(?:by|of)\b)"
    r"|:(?=[:/])"  # commands of the runner (::), addresses
    r"|\bwww(?=\.)",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"(^|[\r\n])(\s*:)(?=:)|(#)(?=#\[)")
_LOGIN = re.compile(r"://[^/@\s']+@")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_BEGINS_A_LIST = re.compile(r"^(\d+(?=[.)])|(?=[-+#=]))")


def plain(text: str, most: int = 100) -> str:
    """Somebody else's text for one line of a commit message or log: read, never acted upon.

    Args:
        text: as it was found.
        most: how many signs of it are shown.
    """
    return _ORDERS.sub(lambda found: found[0] + JOINER, shown(text, most))


def without_logins(text: str) -> str:
    """The text with what stands between ``://`` and ``@`` of an address left out."""
    return _LOGIN.sub("://***@", text)


class LogText:
    """Text for a log, piece by piece: no line of it is a command of the runner.

    The runner looks for ``::`` behind the blanks a line begins with, and for ``##[`` anywhere.
    """

    def __init__(self) -> None:
        self._within = False

    def __call__(self, text: str) -> str:
        """The next piece as it may be printed."""
        begun = "." if self._within else ""
        safe = _COMMAND.sub(_broken, begun + without_logins(text))[len(begun) :]
        rest = re.split(r"[\r\n]", text)
        self._within = bool(rest[-1].strip()) or (self._within and len(rest) == 1)
        return safe


def _broken(found: re.Match[str]) -> str:
    return f"{found[0]}{JOINER}"


def markdown(text: str, most: int = 100) -> str:
    """As :func:`plain`, for Markdown: shown as it is, also in a table's cell."""
    return _BEGINS_A_LIST.sub(r"\1\\", _MARKUP.sub(r"\\\1", plain(text, most)))
