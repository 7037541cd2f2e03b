"""How well the audit works: faults planted into recorded histories, and what it makes of them.

    .venv/bin/python benchmarks/quality.py

prints the tables of ``docs/quality.md``. It reads the recordings beside the project and ends where
they are absent. The same seed plants the same faults.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from backline.analysis.quality import Finding, Kind, audit
from backline.analysis.quality.look import listed
from backline.warehouse import Warehouse
from benchmarks.quality_courses import COURSES
from benchmarks.quality_faults import PLANTERS
from benchmarks.quality_field import Field, Planted, loud_days
from benchmarks.quality_roots import (
    RECORDINGS,
    charts_root,
    days_of,
    label_root,
    listeners_root,
    write_days,
)

SEED = 1

PLACES = 150
"""Faults planted of each kind in each set."""

AT_ONCE = 5
"""Faults planted together in one trial, each in an artist or a stretch of its own."""

SETS: dict[str, Callable[[Path], Path]] = {
    "label_history": label_root,
    "listeners_history": listeners_root,
}

SIZES = ((0.0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.5), (0.5, 1.0), (1.0, 99.0))

SIZED = (Kind.JUMP, Kind.PURGE, Kind.COUNTER_FALL, Kind.SAME_VALUE)


@dataclass(slots=True)
class Score:
    """What became of the trials.

    Attributes:
        planted: every fault with what the audit made of it: ``found``, ``missed``, or the other
            kinds it was called.
        told: every finding the clean root did not have, and whether it points at a fault.
        courses: the same of what belongs together, by what was planted.
    """

    planted: list[tuple[Planted, str]] = field(default_factory=list)
    told: list[tuple[Finding, bool]] = field(default_factory=list)
    courses: dict[str, Score] = field(default_factory=dict)


def findings(root: Path) -> list[Finding]:
    """What the audit says of a root."""
    with Warehouse(root, in_memory=True) as warehouse:
        return audit(warehouse)


def points_at(f: Finding, p: Planted, slack: int) -> bool:
    """Whether a finding speaks of the artists and days of a fault, give or take some days."""
    reach = timedelta(slack)
    if f.first > p.last + reach or f.last < p.first - reach:
        return False
    whose = {*f.artists, *(part.artist for part in f.parts)}
    return not p.artists or not whose or bool(whose & p.artists)


def names(f: Finding, p: Planted) -> bool:
    """Whether a finding names a fault: its kind, days, artists and number."""
    return (
        f.kind is p.kind
        and points_at(f, p, 0)
        and (not f.platform or not p.platform or f.platform == p.platform)
        and (not f.metric or not p.metric or f.metric == p.metric)
    )


def repeats(f: Finding, clean: Finding) -> bool:
    """Whether a finding tells anew what the clean root shows, e.g. a purge of one artist fewer."""
    return (
        (f.platform, f.metric) == (clean.platform, clean.metric)
        and clean.first <= f.first <= clean.last
        and bool({*f.artists} & {*clean.artists})
    )


def measured(name: str, root: Path, score: Score) -> list[Finding]:
    """Run every trial of one set and return what the audit says of the clean root."""
    base = days_of(root)
    clean = findings(root)
    known = {(f.key, frozenset(f.artists)) for f in clean}
    loud = loud_days(clean, sorted(base))
    trials = [(str(kind), plant, score) for kind, plant in PLANTERS.items()]
    for name_, plant in COURSES.items():
        score.courses[name_] = Score()
        trials.append((name_, plant, score.courses[name_]))
    for what, plant, into in trials:
        done = trial = 0
        while done < PLACES and trial < 2 * PLACES:
            trial += 1
            seeded = Random(f"{SEED} {name} {what} {trial}")  # noqa: S311 (the same trials each time)
            site = Field(base, seeded, loud)
            tries = (plant(site) for _ in range(min(AT_ONCE, PLACES - done)))
            plants = [p for p in tries if p is not None]
            if not plants:
                continue
            write_days(root, site.changed)
            new = [f for f in findings(root) if (f.key, frozenset(f.artists)) not in known]
            write_days(root, {day: base[day] for day in site.changed})
            done += len(plants)
            into.planted += [(p, outcome(p, new)) for p in plants]
            into.told += [
                (f, any(points_at(f, p, 7 if into is score else 40) for p in plants))
                for f in new
                if not any(repeats(f, c) for c in clean)
            ]
    return clean


def outcome(p: Planted, new: list[Finding]) -> str:
    """What the audit made of a fault."""
    if any(names(f, p) for f in new):
        return "found"
    others = sorted({f.kind.value for f in new if points_at(f, p, 4)})
    return " and ".join(others) or "missed"


def share(part: int, whole: int) -> str:
    """A fraction in percent."""
    return f"{part / whole:.1%}" if whole else "–"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a Markdown table."""
    head = list(head)
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def by_kind(score: Score) -> None:
    """Recall and precision."""
    rows = []
    for kind in PLANTERS:
        how = [h for p, h in score.planted if p.kind is kind]
        if not how:
            continue
        told = [right for f, right in score.told if f.kind is kind]
        found, missed = how.count("found"), how.count("missed")
        rows.append(
            (
                f"`{kind}`", len(how), found, len(how) - found - missed, missed,
                share(found, len(how)), len(told) - sum(told), share(sum(told), len(told)),
            )
        )  # fmt: skip
    head = ("kind", "planted", "found", "called another kind", "missed", "recall")
    table((*head, "false alarms", "precision"), rows)


def by_course(scores: dict[str, Score]) -> None:
    """Recall and precision of what belongs together, and what would be dropped of it."""
    rows = []
    for name, score in scores.items():
        for course in score.courses.values():
            shapes = sorted({p.shape for p, _ in course.planted})
            told = [right for _, right in course.told]
            dropped = sum(
                part.wrong for f, _ in course.told for part in f.parts if f.kind is Kind.SAME_VALUE
            )
            for place, shape in enumerate(shapes):
                how = [h for p, h in course.planted if p.shape == shape]
                more = (len(told) - sum(told), dropped) if place == 0 else ("", "")
                found = how.count("found")
                rows.append((shape, name, len(how), found, share(found, len(how)), *more))
    table(("planted", "set", "times", "found", "recall", "false alarms", "dropped"), rows)


def by_size(scores: dict[str, Score]) -> None:
    """Recall by how large the change is."""
    rows = []
    for kind in SIZED:
        for low, high in SIZES:
            cells = []
            for score in scores.values():
                how = [h for p, h in score.planted if p.kind is kind and low <= p.size < high]
                cells.append(f"{how.count('found')} of {len(how)}" if how else "–")
            if any(cell != "–" for cell in cells):
                span = f"{low:.0%} to {high:.0%}" if high < 9 else f"over {low:.0%}"
                rows.append((f"`{kind}` {span}", *cells))
    table(("kind and size", *scores), rows)


def by_metric(scores: dict[str, Score]) -> None:
    """Recall of jumps by what jumps."""
    rows = []
    for name, score in scores.items():
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for p, how in score.planted:
            if p.kind is Kind.JUMP:
                groups[f"{p.platform} {p.metric}", p.shape].append(how)
        rows += [
            (name, *about, len(how), share(how.count("found"), len(how)))
            for about, how in sorted(groups.items())
        ]
    table(("set", "number", "the jump lasts", "planted", "recall"), rows)


def by_surety(scores: dict[str, Score]) -> None:
    """How often a finding was right, by how sure it said it was."""
    told = [(f.sure, right) for score in scores.values() for f, right in score.told]
    rows = []
    for low, high in ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        part = [right for sure, right in told if low <= sure < high]
        rows.append((f"{low:.0%} to {min(high, 1):.0%}", len(part), share(sum(part), len(part))))
    table(("sure", "findings", "right"), rows)


def main() -> None:
    """Run all trials and print the tables."""
    absent = [name for name in (*SETS, "italy_charts") if not (RECORDINGS / name).is_dir()]
    if absent:
        sys.exit(f"The recordings {listed(absent)} are not in {RECORDINGS}.")
    scores: dict[str, Score] = {}
    for name, make in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            scores[name] = Score()
            clean = measured(name, make(Path(folder) / "root"), scores[name])
        print(f"### Planted into `{name}`\n")
        by_kind(scores[name])
        counted = Counter(f.kind.value for f in clean)
        said = ", ".join(f"{count} {kind}" for kind, count in counted.most_common())
        print(f"As recorded it has {len(clean)} findings: {said}.\n")
        for f, right in scores[name].told:
            if not right and "-v" in sys.argv:
                print(f"false: {f.sure:.2f} {f.key} {f.sentence}", file=sys.stderr)
        for p, how in scores[name].planted:
            if how != "found" and "-v" in sys.argv:
                print(f"not found: {how}: {p}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        told = findings(charts_root(Path(folder) / "root"))
    print("### As recorded, in `italy_charts`\n")
    print(*(f"- {f.sentence}" for f in told), sep="\n", end="\n\n")
    print("### What belongs together\n")
    by_course(scores)
    print("### By size\n")
    by_size(scores)
    print("### Jumps by number\n")
    by_metric(scores)
    print("### By how sure it said it was\n")
    by_surety(scores)


if __name__ == "__main__":
    main()
