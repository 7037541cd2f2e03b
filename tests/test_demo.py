"""The demo: it measures, says so loudly when it cannot, and asks only what has an answer."""

from __future__ import annotations

import json
import re
import shlex
import socket
from datetime import timedelta

import pytest

from backline.errors import BacklineError
from backline.net.proxies import around_proxies
from backline.store import Store
from bot.library import Library
from bot.typed import question_of
from sandbox import Failure, Sandbox, demo
from sandbox.job_keys import key_endpoint
from sandbox.local_worker import why_not
from tests.played import DAY, WORLD
from tests.roots import before, root_of, row
from tests.test_scripts import run


@pytest.fixture
def no_way_out():
    """The variables of a proxy that refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        yield {n: address for name in names for n in (name, name.lower())}


def test_days_are_played_and_their_mishaps_are_gaps(tmp_path):
    world, mishaps = demo.play(tmp_path, DAY, days=13)
    store = Store(tmp_path)
    assert len(store.days()) == 13
    assert f"{DAY - timedelta(days=12)}: Instagram refused the token" in mishaps
    newest = store.read_day(DAY)
    assert newest.measured > 100
    assert (tmp_path / "reports/growth.csv").read_text().count("\n") > 300
    assert len(world.artists) == 8
    analysis, songs = (
        Library(tmp_path, today=lambda: DAY, in_memory=False).ask(question_of(f"/{command}"))
        for name in [world.artists[0].name]
        for command in (f"analyze artist:{name}", f"tracks artist:{name} period:7")
    )
    assert "TikTok followers" in dict(analysis.fields), "which Soundcharts alone tells"
    assert analysis.picture and songs.picture


def test_a_demo_that_measures_nothing_says_so(tmp_path, monkeypatch):
    class Ailing(Sandbox):
        def heal(self, platform=None):
            super().heal(platform)
            self.fail("deezer", Failure.UNAVAILABLE)

    monkeypatch.setattr(demo, "Sandbox", Ailing)
    with pytest.raises(BacklineError, match="measured nothing on Deezer on 2026-09-01: Deezer"):
        demo.play(tmp_path, DAY, days=1)


def test_its_keys_can_come_from_the_credential_endpoint_itself(tmp_path):
    if why := why_not():
        pytest.skip(why)
    with key_endpoint(demo.label()) as endpoint:
        demo.play(tmp_path, DAY, days=1, keys=endpoint.by_token)
        endpoint.worker.wait(lambda: len(endpoint.worker.lines) == 2)
        asked = [json.loads(line) for line in endpoint.worker.lines]
    assert Store(tmp_path).read_day(DAY).measured > 100
    assert [(one["rule"], one["status"]) for one in asked] == [("job", 200)] * 2  # day, audience


@pytest.mark.heavy
def test_where_the_credential_endpoint_cannot_run_a_stand_in_does_and_that_is_said(tmp_path):
    done = run("demo", "--folder", tmp_path / "demo", PATH="/nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "come from a stand-in for the credential endpoint. Node is not on this machine" in said


def test_a_proxy_that_refuses_does_not_stand_between_the_demo_and_itself(
    tmp_path, monkeypatch, no_way_out
):
    for name, value in no_way_out.items():
        monkeypatch.setenv(name, value)
    demo.play(tmp_path, DAY, days=1)
    assert Store(tmp_path).read_day(DAY).measured > 100


def test_scripts_reach_the_sandbox_and_the_worker_past_a_proxy(label_root, no_way_out):
    with Sandbox(WORLD, date=DAY) as box:
        done = run("collect", "--root", label_root, **box.environment(), **no_way_out)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"12\d numbers, written", done.stdout)


def test_platforms_elsewhere_go_through_the_proxy_as_before(label_root, no_way_out):
    done = run("collect", "--root", label_root, "--only", "deezer", **no_way_out)
    assert "ProxyError" in done.stdout
    assert done.returncode == 1


def test_whom_the_environment_excepts_stays_excepted(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.org")
    assert around_proxies()["no_proxy"].endswith(",::1,example.org")
    monkeypatch.setenv("NO_PROXY", "*")
    assert around_proxies() == {"no_proxy": "*"}


def test_it_suggests_only_questions_that_have_an_answer(tmp_path):
    root = root_of(tmp_path, [row(before(n), 100 - n) for n in range(demo.DAYS)])
    suggested = [
        shlex.split(line.format(folder=root, python=""))
        for line in suggestions()
        if line.startswith("  {python} scripts/")
    ]
    *asked, served, setup = suggested
    assert len(asked) == 3
    for script, *arguments in asked:
        name = script.removeprefix("scripts/").removesuffix(".py")
        done = run(name, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert "first comparison" not in done.stdout
        assert "nothing measured" not in done.stdout
    assert served == ["scripts/serve.py", "--root", str(root)]
    assert setup == ["scripts/setup.py"]


def suggestions():
    from tests.test_scripts import PROJECT

    text = (PROJECT / "scripts/demo.py").read_text()
    return text[text.index('NEXT = """') : text.index("@app.command")].splitlines()
