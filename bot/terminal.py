"""A reply in a terminal."""

from __future__ import annotations

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.replies.reply import Reply
from bot.replies.text import plain


def show(reply: Reply, console: Console) -> None:
    """Print a reply as a panel; other people's text is never taken for markup."""
    parts: list[Text | Padding] = []
    if reply.description:
        parts.append(Text(plain(reply.description, addresses=True)))
    for name, value in reply.fields:
        parts.append(Text(plain(name), style="bold"))
        parts.append(Padding(Text(plain(value)), (0, 0, 0, 2)))
    if reply.footer:
        parts.append(Text(f"\n{reply.footer}", style="dim"))
    title = Text(plain(reply.title), style="bold green")
    console.print(Panel(Group(*parts), title=title, title_align="left"))
