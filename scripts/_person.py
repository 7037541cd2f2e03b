"""Asking a person in a terminal, or reading the answers from a pipe."""

from __future__ import annotations

import getpass
import sys

from _run import say


class Person:
    """Whoever answers: at a terminal, or by lines on standard input.

    Where the lines end, every further question is answered with nothing, and yes or no with no.
    """

    def __init__(self) -> None:
        self.at_terminal = sys.stdin.isatty()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether the answers have ended, so that asking again is of no use."""
        return self._ended

    def ask(self, question: str, default: str = "") -> str:
        """A line of text, without blanks at its ends; the default where it is empty."""
        shown = f"{question} [{default}]: " if default else f"{question}: "
        return self._line(shown) or default

    def secret(self, question: str) -> str:
        """A line that is not shown while it is typed."""
        if not self.at_terminal:
            return self._line(f"{question}: ")
        try:
            return getpass.getpass(f"{question} (hidden): ").strip()
        except EOFError:
            self._ended = True
            return ""

    def agrees(self, question: str, *, usually: bool = True) -> bool:
        """Yes or no; an empty line means what is usual."""
        while True:
            said = self._line(f"{question} [{'Y/n' if usually else 'y/N'}]: ").lower()
            if self._ended and not said:
                return False
            if said in ("", "y", "yes", "n", "no"):
                return usually if not said else said.startswith("y")
            say("Please answer y or n.")

    def _line(self, shown: str) -> str:
        if self._ended:
            return ""
        if self.at_terminal:
            try:
                return input(shown).strip()
            except EOFError:
                self._ended = True
                say("")
                return ""
        say(shown, end="")
        line = sys.stdin.readline()
        say("")  # a terminal would have shown the end of the line
        self._ended = not line
        return line.strip()
