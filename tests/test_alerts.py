"""Alerts: who is told, once each, whatever fails on the way; and no address gets out."""

from __future__ import annotations

import email
import email.policy
import json
import os
import socketserver
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError, DataError
from backline.net import Credentials, load_credentials
from backline.net.credentials import ALERT_PREFIX
from backline.people import parse_roster
from backline.people.alert_rules import KINDS, AlertRule
from backline.store import Store
from backline.unattended.alerts import Alert, Memory, Passed, run_alerts
from backline.unattended.alerts.delivery import deliver, service_of
from backline.unattended.alerts.memory import GIVE_UP_DAYS, Told, load_memory
from backline.unattended.alerts.words import LONGEST_MESSAGE, Message, messages, safe
from sandbox.socket_server import SocketServer
from sandbox.wire import Manner, Reply
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    CLIENT,
    PLACEMENT,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import added
from tests.started import ended

PROJECT = Path(__file__).parent.parent
TODAY = date(2026, 9, 3)
NOW = datetime(2026, 9, 3, 2, 40, tzinfo=UTC)
AUGUST = added("2026-08-01")
HOOK = "8f2kQ-hook-Token-77aa1"
RULES = '[alerts.team]\nkinds = ["stalled"]\n'


def root_of(folder, rules=RULES, *scrapes, **book):
    """A root in which a placement has stalled, unless other scrapes are given."""
    write_book(folder, rows(**book))
    (folder / "roster.toml").write_text(f'label = "Night Shift"\n{rules}', encoding="utf-8")
    counts = {"2026-08-20": 2000, "2026-08-28": 2000}
    stalled = [seen(day, w12months=[ride(count, AUGUST)]) for day, count in counts.items()]
    write_scrapes(folder, *(scrapes or stalled))
    return Store(folder)


def keys(**addresses):
    return Credentials({ALERT_PREFIX + name.upper(): text for name, text in addresses.items()})


class Post:
    """Stands in for the way to people: what was sent, and which addresses fail."""

    def __init__(self):
        self.sent = []
        self.down = set()

    def __call__(self, address, message):
        if address in self.down:
            return "answered 503"
        self.sent.append((address, [alert.kind for alert in message.alerts]))
        return ""


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def root(tmp_path):
    return root_of(tmp_path)


def run(store, post, days=0, **addresses):
    now = NOW + timedelta(days=days)
    return run_alerts(store, keys(**(addresses or {"team": "json://a"})), now, post)


class TestOnceEach:
    def test_what_was_told_is_not_told_again(self, root, post):
        assert run(root, post).sent == {"team": 1}
        assert post.sent == [("json://a", ["stalled"])]
        again = run(root, post, days=1)
        assert (again.sent, len(post.sent)) == ({}, 1)

    def test_it_is_told_again_when_it_had_passed_meanwhile(self, tmp_path, post):
        store = root_of(tmp_path, '[alerts.team]\nkinds = ["stalled"]\n')
        run(store, post)
        counts = {"2026-08-20": 2000, "2026-08-28": 2000, "2026-09-01": 2400}
        moved = [seen(day, w12months=[ride(n, AUGUST)]) for day, n in counts.items()]
        write_scrapes(tmp_path, *moved)
        run(store, post)
        (line,) = load_memory(store)
        assert (line.state, line.over) == ("sent", date(2026, 9, 1))
        write_scrapes(tmp_path, *moved, seen("2026-09-09", w12months=[ride(2400, AUGUST)]))
        run(store, post, days=7)
        assert [kinds for _, kinds in post.sent] == [["stalled"], ["stalled"]]
        (line,) = load_memory(store)
        assert (line.over, line.day) == (None, date(2026, 9, 9))

    def test_a_person_deletes_its_line(self, root, post):
        run(root, post)
        text = root.alerts_file.read_text()
        kept = [line for line in text.splitlines() if not line.startswith("stalled")]
        root.alerts_file.write_text("\n".join(kept))
        run(root, post)
        assert [kinds for _, kinds in post.sent][1:] == [["stalled"]]

    def test_each_rule_is_told_what_it_asks_for(self, tmp_path, post):
        rules = (
            '[alerts.team]\nkinds = ["stalled"]\n'
            '[alerts.boss]\nseverity = "urgent"\nvendors = ["other"]\n'
            '[alerts.pulse]\nvendors = ["pulse"]\ncampaigns = ["night"]\nclients = ["nova"]\n'
            'kinds = ["stalled"]\n'
        )
        other = {**VENDOR, "id": "other", "name": "Other"}
        store = root_of(tmp_path, rules, vendors=[VENDOR, other])
        run(store, post, team="json://a", boss="json://b", pulse="json://c")
        assert post.sent == [("json://a", ["stalled"]), ("json://c", ["stalled"])]

    def test_a_rule_names_a_vendor_that_is_not_there(self, tmp_path, post):
        store = root_of(tmp_path, '[alerts.team]\nvendors = ["puls"]\n')
        assert run(store, post).problems == [
            "roster.toml: [alerts.team] vendors: data/campaigns/vendors.csv has no id puls; "
            "correct it."
        ]

    def test_without_a_rule_nothing_is_asked_or_written(self, tmp_path, post):
        store = root_of(tmp_path, "")
        assert run(store, post).notes == []
        assert not store.alerts_file.exists()

    def test_a_dry_run_sends_and_writes_nothing(self, root, post):
        told = run_alerts(root, keys(team="json://a discord://1/2"), NOW, post, dry=True)
        assert (post.sent, root.alerts_file.exists()) == ([], False)
        ((rule, where, message),) = told.would
        assert (rule, message.title) == ("team", "1 alert, Night Shift")
        assert "Pulse: no stream in the last 8 known days" in message.text
        assert where.startswith("JSON")


class TestADeliveryThatFails:
    def test_the_next_run_tries_again(self, root, post):
        post.down = {"json://a"}
        told = run(root, post)
        assert told.failed == [
            "address 1 of BACKLINE_ALERT_TEAM answered 503; the next run tries again."
        ]
        assert [(one.state, one.tries) for one in load_memory(root)] == [("waiting", 1)]
        post.down = set()
        assert run(root, post, days=1).sent == {"team": 1}
        assert [(one.state, one.tries) for one in load_memory(root)] == [("sent", 1)]

    def test_one_of_two_addresses_is_down_and_the_other_has_it_once(self, root, post):
        post.down = {"json://b"}
        run(root, post, team="json://a\njson://b")
        post.down = set()
        run(root, post, days=1, team="json://a\njson://b")
        assert [address for address, _ in post.sent] == ["json://a", "json://b"]

    def test_the_address_that_was_down_is_no_address_any_more(self, root, post):
        post.down = {"json://b"}
        run(root, post, team="json://a json://b")
        run(root, post, days=1, team="json://a")
        assert [address for address, _ in post.sent] == ["json://a"]
        assert [one.state for one in load_memory(root)] == ["sent"]

    def test_no_address_is_set(self, root, post):
        told = run(root, post, other="json://a")
        assert told.failed == [
            "BACKLINE_ALERT_TEAM is not set, so 1 alert waits for team; see docs/alerts.md."
        ]
        assert run(root, post, days=1).sent == {"team": 1}

    def test_it_is_given_up_in_the_end_and_said_once(self, root, post):
        post.down = {"json://a"}
        for day in range(GIVE_UP_DAYS + 1):
            told = run(root, post, days=day)
            assert "given up" not in str(told.failed)
        told = run(root, post, days=GIVE_UP_DAYS + 1)
        assert told.failed == [
            "stalled of placement night-pulse could not be sent to team since 2026-09-03 and is "
            "given up."
        ]
        post.down = set()
        assert run(root, post, days=GIVE_UP_DAYS + 2).failed == []
        assert post.sent == []

    def test_what_nobody_heard_of_and_is_over_is_forgotten(self, root, post):
        post.down = {"json://a"}
        run(root, post)
        write_scrapes(root.root, seen("2026-09-01", w12months=[ride(2400, AUGUST)]))
        run(root, post)
        assert [one.kind for one in load_memory(root)] == []

    def test_killed_between_sending_and_writing_it_down(self, root):
        """The message comes twice, and is not lost."""
        sent = []

        def killed(address, message):
            sent.append(address)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_alerts(root, keys(team="json://a"), NOW, killed)
        assert [one.state for one in load_memory(root)] == ["waiting"]
        post = Post()
        run(root, post)
        assert (sent, post.sent) == (["json://a"], [("json://a", ["stalled"])])


class TestTheTable:
    LINE = Told("stalled", "placement a", "", "team", 0, TODAY, TODAY)

    def alert(self, **more):
        return Alert(
            **{"kind": "stalled", "about": "placement a", "day": TODAY, "text": "x"} | more
        )

    def test_it_reads_back(self):
        lines = [
            self.LINE,
            replace(self.LINE, rule="b", state="given up", left=(1, 3), tries=8, sent=TODAY),
            replace(self.LINE, what='=1+1,"x"', over=TODAY, state="sent"),
        ]
        assert list(Memory.from_csv(Memory(lines).to_csv())) == list(Memory(lines))

    @pytest.mark.parametrize(
        ("column", "text", "said"),
        [
            ("state", "done", "state: 'done' is not one of waiting, sent, given up"),
            ("day", "3.9.2026", "day: '3.9.2026' is not a day like 2026-01-31"),
            ("tries", "many", "tries: 'many' is not a whole number"),
            ("left", "1 x", "left: 'x' is not a whole number"),
        ],
    )
    def test_a_line_that_breaks_a_rule_sends_nothing(self, root, post, column, text, said):
        head, line = Memory([replace(self.LINE, left=(1,))]).to_csv().splitlines()
        cells = dict(zip(head.split(","), line.split(","), strict=True)) | {column: text}
        root.alerts_file.write_text(f"{head}\n{','.join(cells.values())}\n")
        with pytest.raises(
            DataError, match=f"^data/alerts.csv line 2: {said}; correct it, or take"
        ):
            run(root, post)
        assert post.sent == []

    def test_a_higher_level_is_told_and_a_lower_one_never(self):
        memory, rules = Memory(), {"team": AlertRule()}
        levels = []
        for level in (50, 25, 50, 75):
            one = self.alert(kind="milestone", level=level)
            memory.learn([one], rules, TODAY)
            line = memory.get(one, "team")
            levels.append((line.level, line.state))
            memory.put(replace(line, state="sent"))
        assert levels == [(50, "waiting"), (50, "sent"), (50, "sent"), (75, "waiting")]

    def test_two_runs_that_met(self):
        """What one of them was told is put on top of what the other has."""
        before = Memory([self.LINE, replace(self.LINE, about="placement b")])
        ours = Memory([replace(self.LINE, state="sent"), replace(self.LINE, about="placement c")])
        theirs = Memory([*before, replace(self.LINE, about="placement d")])
        both = theirs.with_changes(before, ours)
        assert [(one.about[-1], one.state) for one in both] == [
            ("a", "sent"), ("c", "waiting"), ("d", "waiting"),
        ]  # fmt: skip

    @given(st.lists(st.sampled_from(["so", "passed", "unknown"]), max_size=20))
    def test_it_is_told_once_for_each_time_it_became_so(self, course):
        memory, rules, told = Memory(), {"team": AlertRule()}, 0
        for now in course:
            found = {
                "so": [self.alert()], "passed": [Passed("stalled", "placement a", TODAY)]
            }.get(now, [])  # fmt: skip
            memory.learn(found, rules, TODAY)
            for line in tuple(memory):
                if line.state == "waiting":
                    told += 1
                    memory.put(replace(line, state="sent"))
        known = [now for now in course if now != "unknown"]
        began = [n for n, now in enumerate(known) if now == "so" and known[n - 1 : n] != ["so"]]
        assert told == len(began)


class TestRulesInTheRoster:
    def sentence(self, rules):
        with pytest.raises(ConfigError) as caught:
            parse_roster(f'label = "x"\n{rules}')
        return str(caught.value)

    def test_whom_a_rule_tells(self):
        rule = parse_roster(
            'label = "x"\n[alerts.team]\nkinds = ["stalled", "milestone"]\nseverity = "warning"\n'
        ).alerts["team"]
        assert [kind for kind in KINDS if rule.wants(kind)] == ["stalled"]
        assert [k for k in KINDS if AlertRule().wants(k)] == [k for k in KINDS if k != "day"]
        assert AlertRule(kinds=("day",)).wants("day")

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            (
                '[alerts.a]\nkinds = ["stalled"]\n[alerts.b]\nkinds = ["stale"]\n',
                "roster.toml line 5: kinds of b: there is no alert 'stale'; there are stalled, ",
            ),
            ('[alerts.a]\nkinds = "stalled"\n', "line 3: kinds of a: it should be a list of texts"),
            ('[alerts.a]\nurl = "discord://"\n', "line 3: the field 'url' of a is unknown; there"),
            ('[alerts.a]\nseverity = "high"\n', "line 3: severity of a: it should be 'info'"),
            ("[alerts.My-Team]\n", "'My-Team' can name no rule: small letters, digits and single"),
        ],
    )
    def test_a_mistake_is_one_sentence_with_its_line(self, rules, said):
        assert said in self.sentence(rules)


class TestWords:
    NAMES = (
        "@everyone", "<!channel>", "<@123456789012345678>", "**bold**", "`code`", "[x](http://e.vil)",
        "||spoiler||", "_x_", "~~gone~~", "https://e.vil/x", "www.evil.example", "\u202eevil",
        "line\nbreak", "\\*x\\*",
    )  # fmt: skip

    @pytest.mark.parametrize("name", NAMES)
    def test_no_service_acts_upon_a_name(self, name):
        text = safe(f"the playlist {name!r} is gone.")
        for order in ("@", "<", ">", "*", "`", "](", "|", "_", "~", "://", "www.e", "\n", "\u202e"):
            assert order not in text

    def test_names_that_are_just_names_stay(self):
        assert safe("R&B / Chill #1 – Größe 100 %, 3.50 (live)") == (
            "R&B / Chill #1 – Größe 100 %, 3.50 (live)"
        )

    def test_many_alerts_are_messages_that_every_service_takes(self):
        alerts = [
            Alert("stalled", f"placement {n}", TODAY, f"{n}: " + "x" * 400) for n in range(20)
        ]
        told = messages(alerts, "Night Shift")
        assert all(len(one.text) <= LONGEST_MESSAGE for one in told)
        assert [alert for one in told for alert in one.alerts] == alerts
        assert told[0].title == "3 alerts, Night Shift"


@pytest.fixture
def hook(monkeypatch):
    """A web hook on a local socket: how it answers, and what it was asked."""
    monkeypatch.setenv("NO_PROXY", "*")
    servers = []

    def serve(reply=None):
        asked = []

        def handle(method, path, _headers, body):
            asked.append((method, path, body))
            return reply or Reply(200, b"")

        server = SocketServer(0, handle, lambda: 0.0)
        server.start()
        servers.append(server)
        return f"json://127.0.0.1:{server.server_port}/{HOOK}", asked

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture
def mailbox():
    """A mail server on a local socket that takes what it is given."""
    got = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                word = line.strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    for part in self.rfile:
                        if part.strip() == b".":
                            break
                        got.append(part.rstrip(b"\r\n"))
                    self.wfile.write(b"250 taken\r\n")
                elif word.startswith(b"EHLO"):
                    self.wfile.write(b"250-here\r\n250 AUTH PLAIN LOGIN\r\n")
                elif word.startswith(b"AUTH"):
                    self.wfile.write(b"235 you are\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 fine\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1], got
        server.shutdown()
        thread.join(5)


MESSAGE = Message("1 alert, Night Shift", "- @everyone: no stream", ())


class TestDelivery:
    def test_it_arrives(self, hook):
        address, asked = hook()
        assert deliver(address, MESSAGE) == ""
        ((method, path, body),) = asked
        told = json.loads(body)
        assert (method, path) == ("POST", f"/{HOOK}")
        assert (told["title"], told["message"]) == (MESSAGE.title, MESSAGE.text)

    @pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
    def test_it_is_refused(self, hook, status):
        address, asked = hook(Reply(status, b"no " + HOOK.encode()))
        assert deliver(address, MESSAGE) == f"answered {status}"
        assert len(asked) == 1

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_it_is_not_sent_on_to_another_address(self, hook, status):
        _other, asked_other = hook()
        target = _other.replace("json://", "http://")
        address, asked = hook(Reply(status, b"", {"Location": target}))
        assert deliver(f"{address}?redirect=yes&retry=3", MESSAGE) == f"answered {status}"
        assert (len(asked), asked_other) == (1, [])

    def test_nobody_listens(self, hook):
        assert deliver("json://127.0.0.1:9/x", MESSAGE) == "could not be reached"

    def test_the_connection_is_reset(self, hook):
        address, _ = hook(Reply(200, b"", manner=Manner.NEVER))
        assert deliver(address, MESSAGE) == "could not be reached"

    @pytest.mark.parametrize("manner", [Manner.DRIP, Manner.LATE])
    def test_an_answer_that_does_not_end(self, hook, manner):
        address, _ = hook(Reply(200, b"x" * 5000, manner=manner))
        assert deliver(address, MESSAGE, longest=0.3) == "gave no answer within 0.3 s"

    @pytest.mark.parametrize(
        "address", ["", "our channel", "nothing://x", "https://", "discord://"]
    )
    def test_it_is_no_address(self, address):
        assert service_of(address) == ""
        assert deliver(address, MESSAGE).startswith("is no address that Apprise knows")

    def test_an_address_cannot_ask_for_more_time_or_for_less_safety(self):
        from backline.unattended.alerts.delivery import _service

        service = _service("jsons://example.org/?rto=900&cto=900&verify=no&redirect=yes&retry=10")
        assert (service.socket_connect_timeout, service.socket_read_timeout) == (5.0, 10.0)
        assert (service.verify_certificate, service.redirects, service.retry) == (True, False, 0)

    @pytest.mark.parametrize(
        ("address", "name"),
        [
            ("discord://123456789012345678/" + "a" * 68, "Discord"),
            ("https://discord.com/api/webhooks/123456789012345678/" + "a" * 68, "Discord"),
            ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "Slack"),
            ("mailtos://user:secret@example.org?to=team@example.org", "E-Mail"),
        ],
    )
    def test_the_services_that_are_spoken_of(self, address, name):
        assert service_of(address) == name

    @pytest.mark.parametrize(
        ("address", "plugin", "field", "where"),
        [
            ("discord://1234567890/{}", "NotifyDiscord", "notify_url", "content"),
            ("slack://T1JJ3T3L2/A1BRTD4JD/{}", "NotifySlack", "webhook_url", "attachments"),
        ],
    )
    def test_a_name_that_calls_everybody_calls_nobody(
        self, hook, monkeypatch, address, plugin, field, where
    ):
        """The body that Discord and Slack themselves would be sent."""
        import apprise.plugins

        one = Alert("stalled", "placement a", TODAY, "'@everyone <!channel> **x** [a](http://b.c)'")
        local, asked = hook(Reply(200, b"ok"))
        assert service_of(local)  # every service is loaded
        real = apprise.plugins.N_MGR[address.partition(":")[0]]
        assert real.__name__ == plugin
        monkeypatch.setattr(real, field, local.replace("json://", "http://"))
        (message,) = messages([one], "Night Shift")
        assert deliver(address.format("TIiajkdnlazkcOXrIdevi7FQ"), message) == ""
        body = json.loads(asked[0][2])
        text = json.dumps(body[where], ensure_ascii=False)
        assert "＠everyone" in text
        for order in ("@everyone", "<!", "**", "](", "://"):
            assert order not in text

    def test_an_email_is_plain_text(self, mailbox):
        port, got = mailbox
        address = f"mailto://user:{HOOK}@127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&to=a@e.org"
        assert deliver(f"{address}&from=b@e.org", MESSAGE) == ""
        text = email.message_from_bytes(b"\r\n".join(got), policy=email.policy.default)
        assert text["Subject"] == MESSAGE.title
        body = text.get_body(("plain",))
        assert "- @everyone: no stream" in body.get_content()

    def test_it_is_imported_only_where_something_is_sent(self):
        said = "import sys; import backline.unattended.alerts; print('apprise' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", said], cwd=PROJECT, capture_output=True,
                              check=True, text=True)  # fmt: skip
        assert done.stdout == "False\n"


def script(root, *options, dev=True, **environment):
    """As a developer's Python runs it, which warns of everything, or quicker."""
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    words = [PROJECT / "scripts/alerts.py", "--root", root, *options]
    command = [sys.executable, *(["-X", "dev"] if dev else []), *words]
    return ended(command, env={**base, "NO_PROXY": "*", **environment})


class TestTheScript:
    def test_it_sends_and_tells_the_run(self, root, hook, tmp_path):
        address, asked = hook()
        report = tmp_path / "run.json"
        done = script(root.root, "--report", str(report), BACKLINE_ALERT_TEAM=address)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"1 alert sent to team.\n", b"")
        assert json.loads(report.read_text())["notes"] == ["Alerts: 1 sent to team."]
        assert len(asked) == 1
        done = script(root.root, BACKLINE_ALERT_TEAM=address)
        assert done.stdout == b"Nothing is new, so nothing was sent.\n"

    def test_no_address_gets_out(self, root, hook, tmp_path):
        """Whatever fails, in whatever is printed, written, and kept in git."""
        outputs = []
        good, asked = hook()
        bad, _ = hook(Reply(500, b"you asked " + HOOK.encode()))
        wrong = f"json://user:{HOOK}@127.0.0.1:9/{HOOK}"
        (root.root / ".env").write_text(f"BACKLINE_ALERT_TEAM={good}?rto={HOOK}\n")
        report = str(tmp_path / "run.json")
        for address in (bad, wrong, f"nothing://{HOOK}", f"{bad} {good}"):
            told = {"BACKLINE_ALERT_TEAM": address}
            outputs.append(script(root.root, "--report", report, dev=address == bad, **told))
            outputs.append(script(root.root, "--report", report, "--dry-run", dev=False, **told))
        outputs.append(script(root.root, dev=False))
        assert {done.returncode for done in outputs} == {0, 1}
        assert asked
        (root.root / ".env").unlink()
        for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
            subprocess.run(
                ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *command],
                cwd=root.root, check=True, capture_output=True,
            )  # fmt: skip
        objects = subprocess.run(
            ["git", "cat-file", "--batch-all-objects", "--batch"],
            cwd=root.root, check=True, capture_output=True,
        ).stdout  # fmt: skip
        kept = [path.read_bytes() for path in root.root.rglob("*") if path.is_file()]
        said = [done.stdout + done.stderr for done in outputs]
        for content in (objects, *kept, *said):
            assert HOOK.encode() not in content
            assert b"Traceback" not in content

    def test_in_actions_addresses_are_masked_before_anything_is_printed(self, root, hook):
        address, _ = hook()
        done = script(root.root, BACKLINE_ALERT_TEAM=address, GITHUB_ACTIONS="true")
        lines = done.stdout.decode().splitlines()
        masks = [line for line in lines if line.startswith("::add-mask::")]
        assert lines[: len(masks)] == masks
        assert {f"::add-mask::{address}", f"::add-mask::{HOOK}"} <= set(masks)
        assert HOOK not in "\n".join(lines[len(masks) :])

    def test_neither_contacts_nor_costs_are_in_a_message(self, tmp_path, hook):
        private = {**CLIENT, "notes": "secret-notes"}
        store = root_of(tmp_path, clients=[private], campaigns=[{**CAMPAIGN, "budget": "98765"}],
                        placements=[{**PLACEMENT, "price_paid": "54321"}])  # fmt: skip
        address, asked = hook()
        assert script(store.root, BACKLINE_ALERT_TEAM=address).returncode == 0
        for word in ("secret", "98765", "98,765", "54321", "54,321", "@nova"):
            assert word.encode() not in asked[0][2]

    def test_without_a_rule(self, tmp_path):
        done = script(root_of(tmp_path, "").root)
        assert done.stdout.decode() == (
            "roster.toml has no rule [alerts.NAME], so nobody is told anything.\n"
        )


class TestWhereAddressesComeFrom:
    NAME = "BACKLINE_ALERT_TEAM"

    def test_from_env_and_environment(self, tmp_path):
        dotenv = tmp_path / ".env"
        dotenv.write_text(f"{self.NAME}=json://file\n")
        assert load_credentials({}, dotenv, names=[self.NAME]).get(self.NAME) == "json://file"
        given = {self.NAME: "json://a\njson://b"}
        assert load_credentials(given, dotenv, names=[self.NAME]).get(self.NAME) == given[self.NAME]

    def test_from_the_worker_which_may_hold_any(self):
        asked = []

        def handle(_method, path, _headers, _body):
            asked.append(path)
            body = json.dumps({self.NAME: "json://w", "YOUTUBE_API_KEY": "not-asked-for"})
            return Reply(200, body.encode(), {"Content-Type": "application/json"})

        server = SocketServer(0, handle, lambda: 0.0)
        server.start()
        try:
            worker = {"WORKER_API_URL": f"http://127.0.0.1:{server.server_port}"}
            found = load_credentials(worker, names=[self.NAME])
            own = load_credentials(worker | {self.NAME: "json://own"}, names=[self.NAME])
        finally:
            server.stop()
        assert (found.get(self.NAME), found.get("YOUTUBE_API_KEY")) == ("json://w", "")
        assert (own.get(self.NAME), len(asked)) == ("json://own", 1)

    def test_the_parts_of_an_address_are_secrets_too(self):
        found = Credentials({self.NAME: f"discord://1234567890/{HOOK} mailto://u:{HOOK}x@e.org"})
        for part in (HOOK, f"{HOOK}x", "1234567890"):
            assert found.redactor.clean(f"a {part} b") == "a *** b"
        assert found.redactor.clean("see discord.com") == "see discord.com"


def test_every_kind_has_a_rule_that_finds_it():
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (PROJECT / "backline/unattended/alerts").glob("*.py")
    )
    assert [kind for kind in KINDS if f'"{kind}"' not in text] == []
