"""Putting a measured day where it outlives the run that cannot publish it.

The machine a workflow runs on ends with the run. So whatever goes wrong once a day was measured,
its files are pushed to a branch of their own, or else laid into a folder that the workflow keeps
as an artifact. Neither takes part in what may be broken: git's index, hooks, the roster.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from backline.errors import DataError
from backline.store.day_files import DAY_FILE
from backline.unattended.git import ASIDE, BRANCH, Git, Verdict
from backline.unattended.run_files import PUBLISHED

ARTIFACT = "unpublished"
"""What the workflow calls the files that no branch could be pushed with."""

_WRITTEN = (
    "data/*.csv",
    "data/*.json",
    "data/measurements/*/*.parquet",
    "data/historical/*.json",
    "data/popularity_scores/*.csv",
    "data/charts/*.parquet",
    "data/audience/*/*.parquet",
    "data/campaigns/*.csv",
    "data/campaigns/*/*.parquet",
    "data/inbox/*",
    "data/inbox/*/*",
    "reports/*.*",
    "reports/*/*.*",
)
"""Where runs write. These patterns alone follow a link that stands in a folder's place."""

_DAY_FILE = re.compile(rf"data/measurements/\d{{4}}/{DAY_FILE}$")
_KINDS = (".csv", ".json", ".parquet", ".png", ".xlsx")


def days_of(names: Iterable[str]) -> list[date]:
    """The days whose measurements are among files, the newest last."""
    found = (_DAY_FILE.search(name) for name in names)
    return sorted({date.fromisoformat(match[1]) for match in found if match})


def is_beside(name: str) -> bool:
    """Whether a file is what a run of a part of the roster left beside a day."""
    found = _DAY_FILE.fullmatch(name)
    return found is not None and found[2] == "run"


def check_folders(git: Git) -> None:
    """Refuse what git would keep in place of a folder's files, or not keep at all.

    Raises:
        DataError: a folder or file of :data:`PUBLISHED` is a link or a repository of its own, or
            a rule keeps measured days out of git; the sentence names it.
    """
    for folder in PUBLISHED:
        top = git.root / folder
        if top.is_symlink():
            raise _no_folder(folder, "is a link")
        for place, folders, files in os.walk(top):
            for name in (*folders, *files):
                path = Path(place, name)
                what = "is a link" if path.is_symlink() else ""
                if name == ".git":
                    path, what = path.parent, "is a repository of its own"
                if what:
                    raise _no_folder(path.relative_to(git.root).as_posix(), what)
    left_out = [name for name in git.ignored() if _DAY_FILE.search(name)]
    if left_out:
        raise DataError(
            f"A rule in .gitignore or of this machine keeps {left_out[-1]} out of git, so that "
            "it cannot be published: take the rule out."
        )


def _no_folder(name: str, what: str) -> DataError:
    return DataError(
        f"{name} {what}, and git would keep that instead of its files: put the files themselves "
        "in its place."
    )


class Rescue:
    """Keeps what a run wrote when it could not be published.

    Args:
        git: the checkout.
        folder: where to lay files that no branch could be pushed with; the workflow keeps it.
        wrote: files that the run says it wrote, beside those that runs write anyway.
    """

    def __init__(self, git: Git, folder: Path | None, wrote: Sequence[str] = ()) -> None:
        self._git = git
        self._folder = folder
        self._wrote = wrote

    def keep(self, commit: str, base: str, message: str, *, onto: str = "") -> str:
        """Put the files of a run aside and say where they are; nothing where there are none.

        Args:
            commit: of the run, empty where none could be made.
            base: what the run began from; empty where that is not known.
            message: for a commit that is made here.
            onto: a commit to stand on instead, which has none of the base's history.
        """
        there = _on_disk(self._git.root)
        files = {
            name: path
            for name, path in there.items()
            if self._git.is_of_runs(name) or name in self._wrote
        }
        try:
            files = self._files(commit, base, files)
            if files and (onto or not commit):
                commit = self._git.snapshot(onto or base or self._git.head(), files, message)
            branch = self._pushed(commit, files) if files and commit else ""
        except DataError:  # git does nothing any more; the sentence before this one says why
            branch = ""
        if not files:
            return ""
        if branch:
            return f"nothing is lost, the numbers are on the branch {branch}"
        if self._folder:
            return self._laid_down(files, self._folder)
        if commit:
            return f"the numbers are the commit {commit[:7]} of the checkout it was tried from"
        return "the numbers are in the folder it was tried from"

    def _files(self, commit: str, base: str, there: dict[str, Path]) -> dict[str, Path]:
        """Of the files that are there those a run wrote: what the base has not got."""
        if self._git.prefix():
            raise DataError("A part of a repository has no branch of its own.")
        if commit:
            changed = set(self._git.changed(base, commit)) if base else set(there)
            return {name: path for name, path in there.items() if name in changed}
        return self._git.unknown_to(base or self._git.head(), there)

    def _pushed(self, commit: str, names: Iterable[str]) -> str:
        """The branch a commit was pushed to; empty where that cannot be."""
        days = days_of(names)
        branch = f"{ASIDE}{days[-1] if days else 'reports'}-{self._git.short(commit)}"
        done = self._git.push_aside(commit, f"{BRANCH}{branch}").verdict is Verdict.DONE
        return branch if done else ""

    def _laid_down(self, files: dict[str, Path], folder: Path) -> str:
        try:
            for name, path in files.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        except OSError as error:
            return f"the numbers end with this machine, since {folder} cannot take them either " + (
                f"({error.strerror})"
            )
        return f"nothing is lost, the numbers are the artifact “{ARTIFACT}” of this run"


def _on_disk(root: Path) -> dict[str, Path]:
    """The files in the places where runs write, by name."""
    found: Sequence[Path] = sorted(path for pattern in _WRITTEN for path in root.glob(pattern))
    return {
        path.relative_to(root).as_posix(): path
        for path in found
        if path.suffix in _KINDS and path.is_file() and not path.is_symlink()
        if not path.name.startswith(".")
    }
