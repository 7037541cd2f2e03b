"""Buttons as Discord has them, and which of several answers a message keeps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import discord

from backline.errors import BacklineError
from bot.buttons import Button

_MESSAGES = 1_000
"""Of so many messages it is remembered which answer they show; an older one is pressed no more."""


class OffError(BacklineError):
    """A button's command is not offered where it was pressed; the message says so."""


def view_of(rows: Sequence[Sequence[Button]]) -> discord.ui.View | None:
    """The buttons as Discord takes them; None where there are none."""
    if not rows:
        return None
    view = discord.ui.View(timeout=None)
    for place, row in enumerate(rows):
        for one in row:
            view.add_item(
                discord.ui.Button(
                    label=one.label, custom_id=one.id, disabled=one.is_present, row=place
                )
            )
    # discord.py would keep every view that still listens; what a press asks stands in its id.
    view.stop()
    return view


class Newest:
    """Which question each message answers, so that an older one's late answer replaces none."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._asked: OrderedDict[int, int] = OrderedDict()

    def takes(self, message: int, asked: int) -> bool:
        """Whether a message is to show the answer to this question; if so, it does from now on.

        Args:
            message: its id.
            asked: the id of the interaction that asked; Discord's ids grow with time.
        """
        if self._asked.get(message, 0) > asked:
            return False
        self._asked[message] = asked
        self._asked.move_to_end(message)
        if len(self._asked) > _MESSAGES:
            self._asked.popitem(last=False)
        return True
