"""Trying an import: it is done for real, to a copy of the root that is thrown away."""

from __future__ import annotations

import contextlib
import difflib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from backline.errors import BacklineError, DataError
from backline.people.saved import read_text
from backline.store import Store
from backline.store.day_files import place_of
from backline.store.files import JOURNAL
from backline.words import many

_COPIED = ("roster.toml", "corrections.toml", JOURNAL, "data", "reports")


@dataclass(slots=True)
class Trial:
    """A copy of a root to import into.

    Attributes:
        store: the copy.
    """

    root: Path
    store: Store
    _differ: dict[str, str] = field(default_factory=dict)

    def would(self) -> list[str]:
        """What the import would do to the files, one sentence each, the days summed up."""
        self._compare()
        days = {verb: self._days(verb) for verb in ("new", "changed")}
        said = []
        for verb, names in days.items():
            if names:
                count = many(len(names), "day")
                said.append(f"{count} {verb}: {names[0]} to {names[-1]} (data/measurements)")
        others = [n for n in self._differ if not n.startswith(_NOT_LISTED)]
        said += [f"{name}: {self._differ[name]}" for name in others]
        return said

    def roster_lines(self) -> list[str]:
        """The lines of the roster that would come or go, as a comparison shows them."""
        one, other = (
            read_text(root / "roster.toml").splitlines() if (root / "roster.toml").exists() else []
            for root in (self.root, self.store.root)
        )
        lines = difflib.unified_diff(one, other, lineterm="", n=0)
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]

    def _days(self, verb: str) -> list[str]:
        """The days that would be new, or changed, in whatever files each is then."""
        places = [place_of(Path(name).name) for name in self._differ if name.startswith(_DAYS)]
        before, after = set(Store(self.root).days()), set(self.store.days())
        found = after - before if verb == "new" else after & before
        return sorted({str(place.day) for place in places if place and place.day in found})

    def _compare(self) -> None:
        names = {*_files(self.root), *_files(self.store.root)}
        for name in sorted(names):
            old, new = self.root / name, self.store.root / name
            if not old.exists():
                self._differ[name] = "new"
            elif not new.exists():
                self._differ[name] = "removed"
            elif old.read_bytes() != new.read_bytes():
                self._differ[name] = "changed"


_DAYS = "data/measurements/"
_NOT_LISTED = (
    _DAYS, "data/historical/", "data/newest/", "data/inbox/", "data/campaigns/told/",
)  # fmt: skip


@contextlib.contextmanager
def trial(root: Path) -> Iterator[Trial]:
    """A copy of a root, which is thrown away at the end; the root itself is only read.

    Raises:
        DataError: the root cannot be copied. Errors of what is tried speak of the root.
    """
    with TemporaryDirectory(prefix="backline-") as folder:
        copy = Path(folder) / (root.resolve().name or "root")  # a new roster is named after it
        try:
            copy.mkdir()
            for name in _COPIED:
                if (root / name).is_dir():
                    shutil.copytree(root / name, copy / name, ignore=_not_needed(root))
                elif (root / name).exists():
                    shutil.copyfile(root / name, copy / name)
        except (OSError, shutil.Error) as error:
            raise DataError(f"{root} cannot be copied for a trial: {error}.") from None
        try:
            yield Trial(root, Store(copy))
        except BacklineError as error:
            raise type(error)(str(error).replace(str(copy), str(root))) from None


def _not_needed(root: Path) -> Callable[[str, list[str]], list[str]]:
    """What of a root is not copied: files that wait to be taken, and what is kept of questions."""
    places = {root / "data/inbox", root / "data/campaigns/told"}

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(folder, name) in places]

    return left_out


def _files(root: Path) -> Iterator[str]:
    for name in ("roster.toml", "data", "reports"):
        path = root / name
        found = path.rglob("*") if path.is_dir() else [path]
        yield from (p.relative_to(root).as_posix() for p in found if p.is_file())
