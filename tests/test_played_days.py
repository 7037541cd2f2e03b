"""36 days of a label with failures, kills and races drawn at random: no day goes without a word.

Whatever happens, a day ends on the branch, on a rescue branch, in an artifact, or is named as lost
with its reason where people look: in the issue of failing runs or in the summary of its run.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from sandbox import Failure, Sandbox
from tests.test_workflow import PLATFORMS, ROSTER, WORLD, Label
from tests.workflow import files, git, hook, label_repository, somebody_pushes

pytestmark = pytest.mark.heavy

FIRST = date(2026, 9, 1)
DAYS = 36
SEEDS = (1,)

_STORED = re.compile(r"data/measurements/\d{4}/(\d{4}-\d\d-\d\d)\.parquet$")
_REFUSES = "#!/bin/sh\necho 'GH013: no.' >&2\nexit 1\n"
_ONLY_MAIN = "#!/bin/sh\nwhile read -r _ _ r; do [ $r != refs/heads/main ] || exit 1; done\n"


def days_in(names):
    return {date.fromisoformat(found[1]) for name in names if (found := _STORED.search(name))}


@dataclass
class Course:
    """What happens to a label, day by day, and what became of each day."""

    label: Label
    chance: Random
    told: dict[date, str] = field(default_factory=dict)
    artifacts: set[date] = field(default_factory=set)

    def play(self, day):
        """The day's run and its catch-up, each with mishaps of its own."""
        for time in ("02:31", "09:44"):
            self.fail()
            mishaps = self.mishaps(day, time)
            played = self.label.run(day, time, **mishaps)
            self.artifacts |= days_in(played.artifacts)
            if played.status != "success":
                words = f"{played.summary}\n{''.join(s.err for s in played.steps.values())}"
                self.told[day] = f"{self.told.get(day, '')}\n{words}"
            assert "Traceback" not in played.said
            (self.label.remote / "hooks/pre-receive").unlink(missing_ok=True)
            self.label.box.heal()
            shutil.rmtree(played.workspace)

    def fail(self):
        """None, one, some or all of the platforms."""
        how_many = self.chance.choice((0, 0, 1, 1, 2, 3, len(PLATFORMS)))
        for platform in self.chance.sample(PLATFORMS, how_many):
            failure = self.chance.choice((Failure.UNAVAILABLE, Failure.SERVER_ERROR, Failure.QUOTA))
            self.label.box.fail(platform, failure)

    def mishaps(self, day, time):
        """What comes between: a kill, somebody's push, a branch that takes no push."""
        what = self.chance.choice(("", "", "kill", "kill", "race", "mistake", "rule", "cancel"))
        if what == "kill":
            step = self.chance.choice(("collect", "collect", "export", "publish", "weekly"))
            return {"killed": {step: self.chance.uniform(0.5, 4)}}
        if what == "cancel":
            return {"cancelled": self.chance.choice(("collect", "export", "weekly"))}
        if what == "rule":
            hook(self.label.remote, "pre-receive", self.chance.choice((_REFUSES, _ONLY_MAIN)))
            return {}
        if what in ("race", "mistake"):
            name = "roster.toml" if what == "mistake" else f"notes/{day}-{time[:2]}.md"
            wrong = {name: "label = “x”\n" if what == "mistake" else "On tour\n"}
            return {"before": {"publish": lambda _: self.push(wrong, "Somebody's")}}
        return {}

    def push(self, text, subject):
        somebody_pushes(self.label.remote, self.label.folder, text, subject)

    def put_right(self):
        """The label mends its roster the next morning."""
        if git(self.label.remote, "show", "main:roster.toml") != ROSTER.strip():
            self.push({"roster.toml": ROSTER}, "The roster is right again")

    @property
    def on_branches(self):
        names = git(self.label.remote, "for-each-ref", "--format=%(refname)", "refs/heads")
        return days_in(name for ref in names.splitlines() for name in files(self.label.remote, ref))

    @property
    def issues(self):
        return "\n".join([*(i["body"] for i in self.label.issues), *self.label.comments])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_day_is_kept_or_named_as_lost(tmp_path, seed):
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    with Sandbox(WORLD, date=FIRST) as box:
        label = Label(label_repository(tmp_path, ROSTER), tmp_path / "runs", box)
        course = Course(label, Random(seed))  # noqa: S311 (the same mishaps each time)
        for day in days:
            course.put_right()
            course.play(day)
        kept = course.on_branches | course.artifacts
        lost = [day for day in days if day not in kept]
        for day in lost:
            assert course.told.get(day), f"{day} went without a word"
            assert str(day) in course.issues or str(day) in course.told[day], day
        assert len(kept) >= DAYS * 3 / 4, lost
        assert git(label.remote, "fsck", "--strict") == ""
