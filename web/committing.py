"""A commit for each save on a page: only the files that were saved, in git's user's name.

What was saved is saved: a commit that cannot be made is one sentence beside it, and never an error
that would hide that the file is written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from backline.errors import DataError
from backline.net import Redactor
from backline.unattended.git_merge import MergingGit
from backline.unattended.github_text import plain
from backline.words import listed

_BUT = "It is saved, but not committed"
_LOCKED = "index.lock"
_PAUSES = (0.2, 0.5, 1.0)  # seconds; an editor's git holds the lock for a moment only
_LONGEST_LINE = 200


def commit(
    root: Path,
    paths: Sequence[Path],
    line: str,
    *,
    environment: Mapping[str, str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Commit files as they are on the disk, and nothing else that anybody has staged or begun.

    Call it inside :meth:`backline.store.Store.writing`, after the files are in place, so that no
    other save comes between.

    Args:
        root: the label's folder, anywhere in a checkout or in none.
        paths: the files, below the root; one that is gone is committed as gone.
        line: what was done, for people; other people's words in it are made safe.
        environment: of git; the process's own by default.
        sleep: how to wait for another git.

    Returns:
        Nothing where it is committed, or where nothing differs from the last commit; else the
        sentence for people that says why it is saved but not committed.
    """
    git = MergingGit(root, os.environ if environment is None else environment, Redactor())
    names = [path.relative_to(root).as_posix() for path in paths]
    for pause in (*_PAUSES, None):
        try:
            return _committed(git, names, line)
        except (DataError, OSError) as error:
            locked = _LOCKED in str(error)
            if locked and pause is not None:
                sleep(pause)
                continue
            if locked:
                return (
                    f"{_BUT}: another git is at work in this folder, or one that was ended left "
                    "its lock .git/index.lock."
                )
            why = str(error).removeprefix("git commit failed: ").rstrip(".")
            return f"{_BUT}: {why}."
    return ""


def _committed(git: MergingGit, names: Sequence[str], line: str) -> str:
    """Commit, or say why not.

    Raises:
        DataError: git ended with an error.
    """
    try:
        git.prefix()
    except DataError as error:
        if "not a git repository" in str(error):
            return f"{_BUT}: this folder is in no git repository."
        raise
    if ignored := git.ignored_of(names):
        is_ = "is" if len(ignored) == 1 else "are"
        return f"{_BUT}: {listed(ignored)} {is_} among what git is told to ignore here."
    begun = git.has_commit()
    if begun and not git.begun(names):
        return ""
    if under_way := git.under_way():
        what, finish = under_way
        return f"{_BUT}: git is in the middle of {what}, which {finish} ends."
    if not git.knows_who():
        return (
            f"{_BUT}: git does not know who you are; git config user.name and git config "
            "user.email tell it."
        )
    git.add(names)
    git.commit(plain(line, _LONGEST_LINE) + "\n", names)
    return ""
