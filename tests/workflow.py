"""Playing a workflow file on this machine: its own ``run:`` steps, in order, by its own conditions.

What GitHub does is played: the contexts of expressions, ``actions/checkout`` (a shallow checkout of
a full ref's name), ``actions/setup-python`` (the Python of the tests), ``actions/upload-artifact``
(a copy), bash with GitHub's options, step outcomes, the job's status. Everything else is the file's
own text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent
UPDATE = PROJECT / ".github/workflows/update-data.yml"
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
JOINER = "\u2060"

PROTECTED = """#!/bin/sh
while read -r _ _ ref; do
    if [ "$ref" = refs/heads/main ]; then
        echo "error: GH006: Protected branch update failed for $ref." >&2
        echo "" >&2
        echo "- Changes must be made through a pull request." >&2
        exit 1
    fi
done
"""
"""A pre-receive hook that speaks as GitHub does for a protected branch."""

_installed: set[str] = set()
"""The install steps that were run: one run stands for all, since all find the same packages."""


class Missing(str):
    """What an expression gets where there is nothing: an empty string at any depth."""

    def __getattr__(self, name):
        return self


class Context(dict):
    """A context of GitHub's expressions."""

    def __getattr__(self, name):
        value = self.get(name, Missing())
        return Context(value) if isinstance(value, dict) else value


def evaluate(expression, contexts):
    """The value of an expression, by turning GitHub's operators into Python's."""
    python = expression.replace("&&", " and ").replace("||", " or ")
    python = re.sub(r"!(?!=)", " not ", python)
    functions = {"toJSON": json.dumps, "__builtins__": {}}
    return eval(python.strip(), functions, contexts)  # noqa: S307 (the project's own file)


def filled_in(text, contexts):
    """A text with its ``${{ }}`` replaced."""
    return re.sub(
        r"\$\{\{(.*?)\}\}", lambda found: str(evaluate(found[1], contexts) or ""), str(text)
    )


@dataclass
class Step:
    outcome: str
    out: str = ""
    err: str = ""


@dataclass
class Played:
    """What a run did: its steps by id or name, its status, its summary, checkout, artifacts."""

    status: str
    workspace: Path
    steps: dict[str, Step] = field(default_factory=dict)
    summary: str = ""

    @property
    def artifacts(self):
        """The files of the run's artifacts, by the artifact's name and their own."""
        top = self.workspace.parent / "artifacts"
        return sorted(p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file())

    @property
    def said(self):
        return "".join(step.out + step.err for step in self.steps.values())

    @property
    def failed(self):
        return [name for name, step in self.steps.items() if step.outcome == "failure"]


@dataclass
class Runner:
    """Runs the workflow against a bare repository, a sandbox and a clock.

    Attributes:
        remote: the bare repository.
        folder: for checkouts.
        variables: more of a step's environment, such as where the sandbox is.
        token: the run's ``GITHUB_TOKEN``.
        pages: whether the pages are written, too; that takes seconds, so most runs go without.
    """

    remote: Path
    folder: Path
    variables: dict[str, str]
    token: str
    file: Path = UPDATE
    runs: int = 0
    pages: bool = False

    def play(
        self,
        moment: str,
        *,
        event: str = "schedule",
        inputs: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        before: dict[str, Callable[[Path], None]] | None = None,
        fork: bool = False,
        ref: str = "refs/heads/main",
        cancelled: str = "",
        killed: dict[str, float] | None = None,
        vars_: dict[str, str] | None = None,
    ) -> Played:
        """Run the one job at a moment.

        ``before`` is called ahead of the steps it names; a person cancels the run ahead of the
        step ``cancelled``. The steps that ``killed`` names are killed with all they began, after so
        many seconds.
        """
        self.runs += 1
        document = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        (job,) = document["jobs"].values()
        home = self.folder / f"run-{self.runs}"
        workspace = home / "workspace"
        (home / "temp").mkdir(parents=True)
        played = Played("success", workspace)
        contexts = {
            "secrets": Context(secrets or {}),
            "vars": Context(vars_ or {}),
            "inputs": Context(inputs or {}),
            "github": Context(
                token=self.token,
                event_name=event,
                ref=ref,
                ref_name=ref.split("/", 2)[-1],
                event={"repository": {"fork": fork}},
            ),
            "runner": Context(temp=str(home / "temp")),
        }
        if not evaluate(job["if"], contexts):
            return Played("skipped", workspace)
        told: dict[str, dict[str, str]] = {}
        for step in job["steps"]:
            name = step.get("id") or step["name"]
            if name == cancelled:
                played.status = "cancelled"
            status = {n: played.status == n for n in ("success", "failure", "cancelled")}
            contexts |= {
                "steps": Context(told),
                "job": Context(status=played.status),
                "success": lambda s=status: s["success"],
                "failure": lambda s=status: s["failure"],
                "cancelled": lambda s=status: s["cancelled"],
                "always": lambda: True,
            }
            left_out = name == "pages" and not self.pages
            if left_out or not evaluate(_condition(step), contexts):
                outcome = Step("skipped")
            else:
                if before and name in before:
                    before[name](workspace)
                after = (killed or {}).get(name)
                outcome = self._step(job, step, contexts, home, moment, event, ref, after)
            played.steps[name] = outcome
            told[name] = {"outputs": {}, "outcome": outcome.outcome, "conclusion": outcome.outcome}
            failed = outcome.outcome == "failure" and not step.get("continue-on-error")
            if failed and played.status != "cancelled":
                played.status = "failure"
        summary = home / "summary.md"
        played.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return played

    def _step(self, job, step, contexts, home, moment, event, ref, killed_after=None) -> Step:
        workspace = home / "workspace"
        if "uses" in step:
            return self._use(step, contexts, workspace)
        if step.get("id") == "install":
            known = (workspace / "requirements.txt").read_text(encoding="utf-8")
            if known in _installed:
                return Step("success")
        named = job.get("env", {}) | step.get("env", {})
        given = {k: filled_in(v, contexts) for k, v in named.items()}
        environment = {**self._environment(home, moment, event, ref), **given}
        done = _run([*BASH, filled_in(step["run"], contexts)], workspace, environment, killed_after)
        if step.get("id") == "install" and done.returncode == 0:
            _installed.add(known)
        return Step("failure" if done.returncode else "success", done.stdout, done.stderr)

    def _use(self, step, contexts, workspace) -> Step:
        action = step["uses"].partition("@")[0]
        options = {k: filled_in(v, contexts) for k, v in step.get("with", {}).items()}
        if action == "actions/setup-python":
            return Step("success")
        if action == "actions/upload-artifact":
            if Path(options["path"]).is_dir():
                artifacts = workspace.parent / "artifacts"
                shutil.copytree(options["path"], artifacts / options["name"])
            else:
                assert options["if-no-files-found"] == "ignore"
            return Step("success")
        assert action == "actions/checkout", f"no stand-in for {action}"
        assert step["with"]["persist-credentials"] is False
        self._check_out(workspace, options["ref"])
        return Step("success")

    def _check_out(self, workspace, ref):
        """As ``actions/checkout`` does with the full name of a branch, or of something else."""
        there = ref.replace("refs/heads/", "refs/remotes/origin/").replace("pull/", "remotes/pull/")
        git(self.folder, "init", "-q", str(workspace))
        git(workspace, "remote", "add", "origin", self.remote.as_uri())
        git(workspace, "fetch", "-q", "--no-tags", "--depth=1", "origin", f"+{ref}:{there}")
        branch = ref.removeprefix("refs/heads/")
        how = ("--detach",) if branch == ref else ("-B", branch)
        git(workspace, "checkout", "-q", "--force", *how, there)

    def _environment(self, home, moment, event, ref):
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "COLUMNS": "120",
            "PYTHONPATH": str(PROJECT / "tests/clock"),
            "TEST_CLOCK": moment,
            "PIP_NO_INDEX": "1",  # what is pinned is here already: nothing may be fetched
            "RUNNER_TEMP": str(home / "temp"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_REPOSITORY": "label/numbers",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": str(7000 + self.runs),
            "GITHUB_REF": ref,
            "GITHUB_REF_NAME": ref.split("/", 2)[-1],
            "GITHUB_STEP_SUMMARY": str(home / "summary.md"),
            **self.variables,
        }


def _run(command, folder, environment, killed_after):
    """Run a step; where it is still there after so many seconds, kill it with all it began."""
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            out, err = process.communicate(timeout=killed_after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def git(folder, *arguments, raw=False):
    """Run git as a person of the label; its output, as it is if ``raw``."""
    identity = (
        "-c",
        "user.name=Ana",
        "-c",
        "user.email=ana@example.org",
        "-c",
        "core.quotepath=false",
    )
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout if raw else done.stdout.decode().strip()


def label_repository(folder: Path, roster: str) -> Path:
    """A bare repository with the project's code and a roster, and no day yet."""
    work = folder / "start"
    for name in ("backline", "bot", "layouts", "scripts", "web"):
        shutil.copytree(
            PROJECT / name, work / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    for name in ("requirements.txt", ".gitignore"):
        shutil.copy(PROJECT / name, work / name)
    (work / "roster.toml").write_text(roster, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main", str(work))
    git(work, "add", "--all")
    git(work, "commit", "-q", "-m", "Start")
    git(folder, "clone", "-q", "--bare", str(work), str(folder / "label.git"))
    return folder / "label.git"


def somebody_pushes(remote: Path, folder: Path, files: dict[str, str], message: str) -> None:
    """A commit of somebody else on the remote's branch."""
    clone = folder / "somebody"
    shutil.rmtree(clone, ignore_errors=True)
    git(folder, "clone", "-q", str(remote), str(clone))
    for name, text in files.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text, encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "-m", message)
    git(clone, "push", "-q", "origin", "HEAD:refs/heads/main")


def hook(remote: Path, name: str, text: str) -> None:
    """Give the remote a hook."""
    path = remote / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def log(remote: Path, *options: str) -> list[str]:
    """The first lines of the commits on main, the newest first."""
    return git(remote, "log", "main", "--format=%s", *options).splitlines()


def message(remote: Path, revision: str = "main") -> str:
    """A commit's message."""
    return git(remote, "log", "-1", "--format=%B", revision)


def files(remote: Path, revision: str = "main", folder: str = "") -> list[str]:
    """The files of a commit."""
    listed = git(remote, "ls-tree", "-r", "--name-only", revision)
    return [name for name in listed.splitlines() if name.startswith(folder)]


def changed(remote: Path, revision: str = "main") -> list[str]:
    """The files a commit changes."""
    return git(remote, "show", "--format=", "--name-only", revision).splitlines()


def _condition(step) -> str:
    """A step's condition; one that asks for no status runs after successful steps only."""
    condition = str(step.get("if", "success()")).removeprefix("${{").removesuffix("}}")
    if re.search(r"\b(success|failure|cancelled|always)\(\)", condition):
        return condition
    return f"success() && ({condition})"
