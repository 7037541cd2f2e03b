"""What is to become of the campaign tables where others pushed too: decided, not yet done.

Nothing here touches the checkout. See :mod:`backline.unattended.campaign_sync`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backline.campaigns.book import Book, Fault
from backline.campaigns.changes import changes, title
from backline.campaigns.checks import faults
from backline.campaigns.choosing import WAYS_OUT, Choose, chosen
from backline.campaigns.merge import Merged, faults_beyond, faults_of_merging, merge
from backline.errors import BacklineError
from backline.unattended.campaign_commits import FILES, book_at
from backline.unattended.git_merge import MergingGit
from backline.unattended.github_text import plain
from backline.words import listed

_NOTHING = "Nothing was put together or pushed"


class SyncError(BacklineError):
    """The tables could not be shared (exit 1).

    Attributes:
        details: further sentences, one for each thing to look at.
    """

    def __init__(self, sentence: str, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.details = tuple(details)


@dataclass(frozen=True, slots=True)
class Together:
    """What is to be committed.

    Attributes:
        merged: the tables of both.
        theirs: the commit of others.
        tree: what git made of all other files.
        others: what is new from others, in a line.
    """

    merged: Merged
    theirs: str
    tree: str
    others: str

    @property
    def told(self) -> tuple[str, ...]:
        """What a person has to know of it."""
        return tuple(one.sentence for one in self.merged.renamed)


def decided(git: MergingGit, book: Book, theirs: str, choose: Choose) -> Together:
    """What becomes of a person's tables and of what others pushed.

    Args:
        git: the checkout.
        book: the tables as the person has them.
        theirs: the commit that others pushed; it is not a part of what is checked out.
        choose: decides conflicts.

    Raises:
        ConfigError: a choice is none.
        DataError: a file of a commit is no text, or git cannot merge.
        SyncError: something is open, or does not go together.
    """
    base = git.fork_point("HEAD", theirs)
    if not base:
        raise SyncError(
            "What is here and what others pushed have no commit in common; where this is a "
            "shallow clone, git fetch --unshallow mends that."
        )
    before, others = book_at(git, base), book_at(git, theirs)
    if others.unreadable:
        raise SyncError(
            "What others pushed cannot be read, so nothing was changed: it has to be mended where "
            "it was made.",
            [fault.sentence for fault in others.unreadable],
        )
    merged = merge(before, book, others)
    _without_own_faults(merged, before, book, others)
    merged = chosen(merged, choose)
    if merged.conflicts:
        told = [conflict.sentence for conflict in merged.conflicts]
        raise SyncError(f"{_NOTHING}: {WAYS_OUT}.", told)
    if brought := faults_of_merging(merged, book, others):
        raise SyncError(
            f"{_NOTHING}: what you and others changed does not go together. Mend "
            f"{_these(brought)} first, or speak to who changed the other part.",
            [fault.sentence for fault in brought],
        )
    return Together(merged, theirs, _tree(git, theirs), title(changes(before, others)))


def _without_own_faults(merged: Merged, before: Book, book: Book, others: Book) -> None:
    """Refuse what a person's own edits brought; what others added may be just what they lack."""
    new = faults_beyond(merged.book, [*faults(before), *faults(others)])
    of_both = faults_of_merging(merged, book, others)
    if own := [fault for fault in new if fault not in of_both]:
        raise to_mend(own)


def _tree(git: MergingGit, theirs: str) -> str:
    """Git's own merge of all other files.

    Raises:
        SyncError: it could not, or a person's unfinished work stands in its way.
    """
    tree, open_files = git.merged_tree("HEAD", theirs)
    if others := [name for name in open_files if name not in FILES]:
        raise SyncError(
            f"{_NOTHING}: you and others changed {_named(others)}, which git cannot put together "
            "by itself; git pull shows both, then sync again."
        )
    if begun := git.standing_in_the_way(tree, FILES):
        raise SyncError(
            f"{_NOTHING}: others changed {_named(begun)}, where you have something that is not "
            "committed; commit it or put it away, then sync again."
        )
    return tree


def to_mend(own: Sequence[Fault]) -> SyncError:
    """What is said of faults that a person's own edits brought."""
    said = [fault.sentence for fault in own]
    return SyncError(f"{_NOTHING}: mend {_these(own)} first.", said)


def _these(found: Sequence[Fault]) -> str:
    return "this fault" if len(found) == 1 else f"these {len(found):,} faults"


def _named(files: Sequence[str]) -> str:
    return listed([plain(name, 80) for name in files])
