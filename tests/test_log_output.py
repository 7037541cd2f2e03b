"""Nothing others wrote is a command: how scripts print, whichever library prints for them."""

from __future__ import annotations

import ast
import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backline.unattended.github_text import LogText, without_logins
from tests.checkouts import BASE
from tests.roots import ROSTER, before, root_of, row
from tests.started import finished
from tests.workflow import PROJECT

PRINTS = {"print", "echo", "secho"}
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}
SCRIPTS = sorted(PROJECT.glob("scripts/*.py"))


def printed_otherwise(path):
    """Where a script prints by itself: a call of print, a stream written to, an own console."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            if (isinstance(called, ast.Name) and name in {*PRINTS, "Console", "input"}) or (
                name in {"echo", "secho"}
            ):
                yield f"{path.name} line {node.lineno}: {name}"
        if isinstance(node, ast.Attribute) and node.attr in STREAMS:
            yield f"{path.name} line {node.lineno}: {node.attr}"


def test_every_script_prints_through_the_one_way():
    found = [line for path in SCRIPTS if path.name != "_run.py" for line in printed_otherwise(path)]
    # A person's answer at a terminal, and how wide the outputs are.
    allowed = ("_person.py: input", "_person.py: stdout")
    assert [ln for ln in found if re.sub(" line [0-9]+", "", ln) not in allowed] == []
    assert len(SCRIPTS) > 15


def test_every_script_ends_in_the_one_entry():
    """Where the outputs are guarded before anything is printed."""
    for path in SCRIPTS:
        if not path.name.startswith("_"):
            assert "entry(app)" in path.read_text(encoding="utf-8"), path.name


def runner_commands(log):
    """What GitHub's runner would act on, by its ``ActionCommand``."""
    lines = log.replace("\r", "\n").split("\n")
    return [ln for ln in lines if ln.lstrip().startswith("::") or "##[" in ln]


ORDERS = ["::stop-commands::x", "##[group]x", "  ::error::x", "a\r::set-env name=A::b", "a ##[x]"]
PIECES = st.lists(
    st.one_of(
        st.sampled_from([*ORDERS, ":", "::", "#", "##[", "\n", "\r", " ", "https://a:b@c/d"]),
        st.text(max_size=6),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
@example(["name: ", "::", "\n::x"])
@example(["\n", "  ", "::stop-commands::x"])
def test_no_piece_of_a_log_is_a_command(pieces):
    log = LogText()
    told = "".join(log(piece + "\n") for piece in pieces)
    assert runner_commands(told) == []
    log = LogText()
    whole = "".join(piece for piece in pieces if piece not in (":", "#"))
    assert runner_commands(log(whole)) == []


def test_what_is_no_command_is_printed_as_it_is():
    text = "Ada: 1 of 2 ::, see https://example.org/a?b=::c #1 [x]\n10:30 a\n"
    assert LogText()(text) == text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://bot:ghp_secret@github.com/a/b", "https://***@github.com/a/b"),
        ("ssh://git:pw@host:22/x and http://t0ken@h", "ssh://***@host:22/x and http://***@h"),
        ("https://www.youtube.com/@ada", "https://www.youtube.com/@ada"),
    ],
)
def test_no_login_of_an_address_is_printed(address, shown):
    assert without_logins(address) == LogText()(address) == shown


NAMED = ROSTER.replace('"Ada"', '"::stop-commands::ada ##[group]x"').replace(
    '"Bo"', '"##[error]https://u:pw12345@host/"'
)
RUNS = {
    "the weekly report": ["export_weekly.py", "--offline"],
    "growth": ["growth.py"],
    "growth as CSV": ["growth.py", "--format", "csv"],
    "growth as JSON": ["growth.py", "--format", "json"],
    "the artists": ["artists.py", "list"],
    "an artist of no such name": ["growth.py", "--artist", "::warning::x"],
    "the bot's answer": ["ask.py", "growth"],
    "the page of a run": ["job_summary.py"],
    "wrong usage": ["growth.py", "::error::x"],
}


@pytest.mark.parametrize("what", RUNS)
def test_a_name_that_is_a_command_stays_a_name(tmp_path, what):
    rows = [row(before(n), 100 - n, artist=a) for n in range(3) for a in ("ada", "bo")]
    root = root_of(tmp_path, rows, NAMED)
    script, *options = RUNS[what]
    command = [sys.executable, PROJECT / "scripts" / script, *options, "--root", root]
    done = finished(command, env={**BASE, "COLUMNS": "200"})
    assert runner_commands(done.stdout + done.stderr) == []
    assert "pw12345" not in done.stdout + done.stderr
    assert "fault in Backline" not in done.stderr
