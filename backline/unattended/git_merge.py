"""Merging in a checkout beside its files: nothing a person has there changes until all is decided.

A merge is made among git's own objects, and the checkout is moved to it in one step, which git
refuses where that would overwrite what somebody has not committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backline.errors import DataError
from backline.unattended.git import Git, tracking

_UNDER_WAY = {
    "MERGE_HEAD": ("a merge", "git commit"),
    "rebase-merge": ("a rebase", "git rebase --continue"),
    "rebase-apply": ("a rebase", "git rebase --continue"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue"),
    "REVERT_HEAD": ("a revert", "git revert --continue"),
}
"""By what git keeps meanwhile, what is under way and what finishes it."""

_GONE = "0" * 40


class MergingGit(Git):
    """A checkout in which the work of two people is put together."""

    def remember(self, branch: str, commit: str) -> None:
        """Take the remote branch to be at a commit, until it is asked again."""
        self._ask("update-ref", tracking(branch), commit)

    def is_repository(self) -> bool:
        """Whether the folder is in a checkout at all."""
        return self._run("rev-parse", "--is-inside-work-tree").code == 0

    def has_commit(self) -> bool:
        """Whether anything was ever committed on what is checked out."""
        return self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").code == 0

    def knows_who(self) -> bool:
        """Whether git knows whose a commit would be."""
        return all(
            self._run("var", f"GIT_{role}_IDENT").code == 0 for role in ("AUTHOR", "COMMITTER")
        )

    def ignored_of(self, names: Sequence[str]) -> list[str]:
        """Those of some files that git is told to ignore and does not know."""
        return self._names(
            "ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", *names
        )

    def has_remote(self) -> bool:
        """Whether there is a remote to ask."""
        return self._run("remote", "get-url", "origin").code == 0

    def under_way(self) -> tuple[str, str] | None:
        """What git is in the middle of and the command that finishes it; None where nothing is."""
        if self.is_repository():
            for name, what in _UNDER_WAY.items():
                if self._own_file(name).exists():
                    return what
        return None

    def meeting(self) -> tuple[str, str, str] | None:
        """The commits that git is putting together: what both came from, ours and theirs.

        None where nothing of the kind is under way.
        """
        for name in ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD") if self.under_way() else ():
            theirs = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").out.strip()
            merge = name == "MERGE_HEAD"
            base = self.fork_point("HEAD", theirs) if theirs and merge else f"{theirs}^"
            if theirs and base:
                return base, "HEAD", theirs
        return None

    def unmerged(self) -> set[str]:
        """The files of which git's index holds several sides."""
        listed = self._names("ls-files", "--unmerged", "-z")
        return {line.partition("\t")[2] for line in listed}

    def blob(self, which: str) -> bytes | None:
        """A file's content, by ``COMMIT:NAME`` or ``:STAGE:NAME``; None where there is none."""
        done = self._run("cat-file", "blob", which)
        return None if done.code else done.raw

    def begun(self, names: Sequence[str]) -> list[str]:
        """Those of some files that are not as they were committed, new ones among them."""
        there = self._names("diff", "--no-renames", "--name-only", "-z", "HEAD", "--", *names)
        new = self._names("ls-files", "--others", "--exclude-standard", "-z", "--", *names)
        return sorted({*there, *new})

    def merged_tree(self, ours: str, theirs: str) -> tuple[str, list[str]]:
        """What git itself makes of two commits, and the files in which it could not.

        Those files have its marks in the tree. Checkout and index stay as they are.

        Raises:
            DataError: git cannot, or is too old.
        """
        options = ("--write-tree", "--name-only", "--no-messages", "-z")
        done = self._run("merge-tree", *options, ours, theirs)
        if done.code not in (0, 1) or not done.out:
            old = "usage:" in done.err or "not something we can merge" in done.err
            why = "git 2.38 or a newer one is needed" if old else done.words
            raise DataError(f"git merge-tree failed: {why}.")
        tree, *names = (name for name in done.out.split("\0") if name)
        return tree, names

    def standing_in_the_way(self, tree: str, but: Sequence[str]) -> list[str]:
        """The files that a person has begun and that a tree has otherwise, save for some."""
        added = [name for name in self.changed("HEAD", tree, only_added=True) if name not in but]
        others = set(self.changed("HEAD", tree)) - set(but)
        begun = set(self._names("diff", "--no-renames", "--name-only", "-z", "HEAD")) & others
        return sorted({*begun, *(name for name in added if (self.root / name).exists())})

    def commit_merge(
        self, tree: str, parents: Sequence[str], texts: Mapping[str, str | None], message: str
    ) -> str:
        """Make a commit of a tree with some files beside index and checkout; its id.

        Args:
            tree: what it holds.
            parents: what it puts together.
            texts: by name what files have instead; None where one is gone.
            message: of the commit.
        """
        own = self._own_file("backline-index")
        variables = {"GIT_INDEX_FILE": str(own)}
        lines = []
        for name, text in texts.items():
            if text is None:
                lines.append(f"0 {_GONE}\t{name}\0")
                continue
            content = self._ask("hash-object", "-w", "--stdin", given=text).strip()
            lines.append(f"100644 {content}\t{name}\0")
        try:
            self._ask("read-tree", tree, variables=variables)
            given = "".join(lines)
            self._ask("update-index", "-z", "--index-info", given=given, variables=variables)
            made = self._ask("write-tree", variables=variables).strip()
        finally:
            for left in (own, own.with_name(f"{own.name}.lock")):
                left.unlink(missing_ok=True)
        of = [option for parent in parents for option in ("-p", parent)]
        return self._ask("commit-tree", made, *of, "-F", "-", given=message).strip()

    def forward(self, commit: str) -> None:
        """Move the checkout on to a commit that holds its own.

        Raises:
            DataError: that would overwrite what a person has not committed; nothing was changed.
        """
        self._ask("merge", "--quiet", "--ff-only", commit)
