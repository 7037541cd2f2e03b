"""Commands for two people who edit the campaign tables at once: ``sync`` and ``resolve``."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _person import Person
from _run import PROJECT, Root, console, say

if TYPE_CHECKING:
    from backline.campaigns.merging.choosing import Choose
    from backline.campaigns.merging.merge import Conflict
    from backline.unattended.campaign_meeting import SyncError
    from backline.unattended.git_merge import MergingGit

Take = Annotated[str, typer.Option(metavar="ours|theirs", help="What counts of all that is open.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="TABLE.ID.FIELD=ours|theirs|TEXT", help="What counts of one field."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.command()(sync)
    app.command()(resolve)


def sync(root: Root = PROJECT, take: Take = "", sets: Sets = None) -> None:
    """Commit what changed in the tables, put it together with what others pushed, and push."""
    from backline.unattended.campaign_meeting import SyncError
    from backline.unattended.campaign_sync import CampaignSync

    try:
        done = CampaignSync(_git(root), _choose(take, sets or ())).sync()
    except SyncError as error:
        _end(error)
    for sentence in done.sentences:
        say(sentence)


def resolve(root: Root = PROJECT, take: Take = "", sets: Sets = None) -> None:
    """Put together the two sides that git left in a table between its marks."""
    from backline.unattended.campaign_meeting import SyncError
    from backline.unattended.campaign_resolve import resolve as put_together

    try:
        done = put_together(_git(root), _choose(take, sets or ()))
    except SyncError as error:
        _end(error)
    for sentence in done.sentences:
        say(sentence)
    if done.files and done.faults:
        raise typer.Exit(1)


def _git(root: Path) -> MergingGit:
    from backline.net import Redactor
    from backline.unattended.git_merge import MergingGit

    return MergingGit(root, os.environ, Redactor())


def _end(error: SyncError) -> None:
    """Say what to look at, and then the sentence as every error is said."""
    for sentence in error.details:
        say(sentence)
    raise error


def _choose(take: str, sets: Sequence[str]) -> Choose:
    """By options, and what they leave open by a person at a terminal."""
    from backline.campaigns.merging.choosing import by_options

    def choose(conflicts: Sequence[Conflict]) -> Mapping[Conflict, str]:
        chosen = by_options(conflicts, take, sets)
        person = Person()
        if person.at_terminal and console().is_terminal:
            for number, conflict in enumerate(conflicts, 1):
                if conflict not in chosen:
                    say(f"{number} of {len(conflicts)}: {conflict.in_full}")
                    if answer := _answer(person, conflict):
                        chosen[conflict] = answer
        return chosen

    return choose


def _answer(person: Person, conflict: Conflict) -> str:
    """What a person chooses; empty where they leave it open."""
    from backline.campaigns.merging.merge import decide_text

    own = ", another value" if conflict.field else ""
    while True:
        answer = person.ask(f"(o)urs, (t)heirs{own}, or nothing to leave it open")
        word = {"o": "ours", "t": "theirs"}.get(answer, answer)
        if not word or word in ("ours", "theirs"):
            return word
        try:
            return decide_text(conflict, word)
        except ValueError as error:
            say(f"That cannot be: {error}.")
