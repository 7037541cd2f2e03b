"""Writing every page as a plain file, for any static host or to be opened from a disk.

The pages are told as of the newest stored day and never by the clock, so that the same files give
the same pages, byte for byte.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from backline.campaigns.reports import campaign_files
from backline.errors import BacklineError, DataError, place_of
from backline.names import shown
from backline.store import Store
from backline.store.files import is_below
from bot.library import Label
from web.pages import PAGES, Page, Parts
from web.render import STATIC, rendered
from web.views.campaign_numbers import FILES
from web.visit import Mode, Visit

TOGETHER = 100
"""So many pages of a kind share what they stand on."""

_REPORT = re.compile(rb'"(?:\.\./)*(reports/[^"#?]+)')
_NOT_FOR_ALL = ("reports/campaigns/", "reports/import_")
"""Reports that no public site has, whatever links to them."""

Some = tuple[int, Sequence[Parts]]
"""Pages of one kind: its place in the table of pages, and the parts of each."""


@dataclass(frozen=True, slots=True)
class Task:
    """Pages that are written one after the other, since they stand on the same."""

    some: Sequence[Some]

    def __len__(self) -> int:
        return sum(len(every) for _, every in self.some)


@dataclass(slots=True)
class Written:
    """What was written.

    Attributes:
        pages: how many pages.
        reports: the files of ``reports/`` that they link to, by their names below the root.
    """

    pages: int = 0
    reports: set[str] = field(default_factory=set)

    def add(self, more: Written) -> None:
        """Count more in."""
        self.pages += more.pages
        self.reports |= more.reports


def as_stored(label: Label) -> Label:
    """A label that is asked on its newest stored day, whatever day it is."""
    return replace(label, today=newest_stored(label))


def newest_stored(label: Label) -> date:
    """The newest day that anything is stored of; long ago where nothing is."""
    return Store(label.root).newest_stored() or date(1970, 1, 1)


def tasks(label: Label, *, public: bool) -> list[Task]:
    """Everything there is to write, in pieces: what is dear first, then the largest."""
    dear: dict[str, list[Some]] = {}
    groups: dict[tuple[str, str], list[Some]] = {}
    others: list[Task] = []
    for place, page in enumerate(PAGES):
        if public and not page.public:
            continue
        if page.dear:
            dear.setdefault(page.dear, []).append((place, list(page.every(label))))
        elif page.group:
            for value, every in _alike(page, label).items():
                groups.setdefault((page.group, value), []).append((place, every))
        else:
            left = iter(page.every(label))
            while piece := list(islice(left, TOGETHER)):
                others.append(Task([(place, piece)]))
    others += [Task(some) for some in groups.values()]
    return [
        *sorted((Task(some) for some in dear.values()), key=len),
        *sorted(others, key=len, reverse=True),
    ]


def _alike(page: Page, label: Label) -> dict[str, list[Parts]]:
    """A page's parts by the one that its pages have in common."""
    found: dict[str, list[Parts]] = {}
    for parts in page.every(label):
        found.setdefault(parts[page.group], []).append(parts)
    return found


def write(
    label: Label, out: Path, mode: Mode, task: Task, told: Callable[[int], None] = lambda _: None
) -> Written:
    """Write the pages of a task.

    Args:
        label: what they tell.
        out: the folder.
        mode: how they are shown.
        task: which.
        told: told how many more there are, after each few.

    Raises:
        BacklineError: the files cannot be read.
        OSError: a page cannot be written.
    """
    written = Written()
    for place, every in task.some:
        page = PAGES[place]
        for first in range(0, len(every), TOGETHER):
            some = every[first : first + TOGETHER]
            with page.prepare(label, some) if page.prepare else nullcontext():
                for parts in some:
                    visit = Visit(label, page.at(parts), parts, mode=mode)
                    written.add(_write_one(page, visit, out))
            told(len(some))
    return written


def _write_one(page: Page, visit: Visit, out: Path) -> Written:
    if not is_below(visit.address):
        raise DataError(f"There can be no page {shown(visit.address)}: its name leads elsewhere.")
    try:
        return _written(page, visit, out)
    except (BacklineError, OSError):
        raise
    except Exception as error:
        error.add_note(visit.address)
        raise


def fault(error: Exception) -> str:
    """A fault of Backline's own in one sentence, which says where and on which page."""
    on = "".join(f", on the page {note}" for note in getattr(error, "__notes__", ())[:1])
    return f"This is a fault in Backline: {place_of(error)}{on}."


def _written(page: Page, visit: Visit, out: Path) -> Written:
    context = page.view(visit)
    html = rendered(page.template, visit, context)
    path = out / visit.address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html)
    for suffix, made in page.beside.items():
        content = made(context)
        if content is not None:
            path.with_name(path.name.removesuffix(".html") + suffix).write_bytes(content)
    return Written(1, {unquote(found.decode()) for found in _REPORT.findall(html)})


def finish(label: Label, out: Path, mode: Mode, reports: Iterable[str]) -> None:
    """Put beside the pages what they link to.

    Args:
        label: whose reports; those of campaigns are made, as the pages were, from what is stored.
        out: the folder with the pages.
        mode: how they are shown.
        reports: names below the root, as :func:`write` found them in the pages.
    """
    shutil.copytree(STATIC, out / "static", dirs_exist_ok=True)
    hidden = _NOT_FOR_ALL if mode is Mode.PUBLIC else ()
    names = sorted(name for name in reports if not name.startswith(hidden))
    made = campaign_files(label.campaigns()) if {*FILES.values()} & {*names} else {}
    folder = (label.root / "reports").resolve()
    for name in names:
        source = (label.root / name).resolve()
        if name not in made and not (source.is_file() and source.is_relative_to(folder)):
            continue
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(made[name] if name in made else source.read_bytes())
    # GitHub's own builder would leave out what begins with an underscore, and take its time.
    (out / ".nojekyll").write_bytes(b"")
