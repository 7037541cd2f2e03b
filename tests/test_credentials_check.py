"""``scripts/credentials.py check``: what it says of keys, and what it never says."""

from __future__ import annotations

import base64
import json
import shutil
import string
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.net.credentials import NAMES, NOT_SECRET, forms_of
from sandbox import Failure, Sandbox
from tests.played import WORLD
from tests.test_key_worker import KEYS as OF_THE_SERVER
from tests.test_key_worker import PASSWORD, TOKEN, job
from tests.test_key_worker import server as worker
from tests.test_scripts import run

__all__ = ["worker"]

KEYS = WORLD.credentials()
SECRETS = [value for name, value in KEYS.items() if name not in NOT_SECRET]
ASKED = {
    "spotify": ("Spotify", "spotify_accounts"),
    "youtube": ("YouTube", "youtube"),
    "instagram": ("Instagram", "instagram"),
    "discord": ("Discord", "discord"),
    "chartmetric": ("Chartmetric", "chartmetric"),
    "soundcharts": ("Soundcharts", "soundcharts"),
}
"""By platform, its label and where it is asked first."""


@pytest.fixture(scope="module")
def server():
    with Sandbox(WORLD, datetime.now(UTC).date()) as running:
        yield running


@pytest.fixture
def today(server):
    """The day on which the command looks; what collected the tests may have begun on another."""
    server.date = datetime.now(UTC).date()
    return server.date


@pytest.fixture
def check(tmp_path, server):
    """Runs it with some keys; gives the exit code, by source its state and sentences, and all."""
    server.heal()
    server.token_expires = server.access_expires = None
    (tmp_path / "roster.toml").write_text(WORLD.roster_toml(), encoding="utf-8")

    def made(*options, columns=400, **environment):
        environment = {"BACKLINE_SANDBOX_URL": server.url, **environment}
        done = run(
            "credentials",
            "check",
            "--root",
            tmp_path,
            *options,
            **environment,
            COLUMNS=str(columns),
        )
        assert "Traceback" not in done.stderr
        for secret in SECRETS:
            assert secret not in done.stdout + done.stderr
        return Told(done)

    made.root = tmp_path
    return made


class Told:
    """What it said, its table taken apart at the columns."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        lines = self.out.splitlines()
        heading = next((line for line in lines if line.startswith("Source ")), "")
        places = [heading.find(word) for word in ("State", "Keys from", "What is known")]
        self.rows = {}
        for line in lines[lines.index(heading) + 1 : -2] if heading else ():
            parts = [
                line[start:end].strip()
                for start, end in zip([0, *places], [*places, None], strict=True)
            ]
            self.rows[parts[0]] = parts[1:]

    def state(self, source):
        return self.rows[source][0]

    def place(self, source):
        return self.rows[source][1]

    def said(self, source):
        return self.rows[source][2]


class TestWhatIsSet:
    def test_everything_is(self, check):
        told = check(**KEYS)
        assert (told.code, told.err) == (0, "")
        assert {label: told.state(label) for label, _ in ASKED.values()} == dict.fromkeys(
            [label for label, _ in ASKED.values()], "ready"
        )
        assert told.state("Deezer") == "needs no key"
        assert "the token, which has no end" in told.said("Instagram")
        assert "the token, which has no end" in told.said("Discord")
        assert "requests are left of the month" in told.said("Soundcharts")
        assert told.out.endswith("\n6 ready; 1 needs no key.\n")

    def test_nothing_is(self, check):
        told = check()
        assert told.code == 1
        assert {told.state(label) for label, _ in ASKED.values()} == {"not set up"}
        assert told.said("YouTube") == (
            "Needs YOUTUBE_API_KEY (console.cloud.google.com: switch on YouTube Data API v3, make "
            "an API key)."
        )

    @pytest.mark.parametrize("platform", ASKED)
    def test_all_but_one_is_no_failure(self, check, platform):
        from backline.sources.standing import KEYS as NEEDED

        told = check("--offline", **{n: v for n, v in KEYS.items() if n not in NEEDED[platform]})
        assert told.code == 0
        assert told.state(ASKED[platform][0]) == "not set up"
        assert all(name in told.said(ASKED[platform][0]) for name in NEEDED[platform])

    @pytest.mark.parametrize(
        ("source", "missing", "there"),
        [
            ("Spotify", "SPOTIFY_CLIENT_SECRET", "SPOTIFY_CLIENT_ID"),
            ("Spotify", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"),
            ("Instagram", "INSTAGRAM_BUSINESS_ACCOUNT_ID", "INSTAGRAM_ACCESS_TOKEN"),
            ("Discord", "DISCORD_GUILD_ID", "DISCORD_BOT_TOKEN"),
            ("Soundcharts", "SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY"),
        ],
    )
    def test_half_of_one_is_a_fault_that_is_named(self, check, server, source, missing, there):
        before = len(server.calls)
        told = check("--only", source.lower(), **{there: KEYS[there]})
        assert (told.code, told.state(source)) == (2, "half set")
        assert told.said(source).startswith(
            f"{missing} is missing, without which {there} is of no use ("
        )
        assert len(server.calls) == before

    @pytest.mark.parametrize(
        ("source", "name", "value", "said"),
        [
            ("YouTube", "YOUTUBE_API_KEY", "my key", "holds signs that no key has"),
            ("Discord", "DISCORD_GUILD_ID", "our server", "DISCORD_GUILD_ID must be the server's"),
            ("Instagram", "INSTAGRAM_API_VERSION", "26", "INSTAGRAM_API_VERSION must look like"),
            ("Instagram", "INSTAGRAM_BUSINESS_ACCOUNT_ID", "us", "must be the account's number"),
        ],
    )
    def test_what_no_platform_could_take_is_not_sent_to_any(self, check, source, name, value, said):
        told = check("--offline", "--only", source.lower(), **{**KEYS, name: value})
        assert (told.code, told.state(source)) == (2, "set wrongly")
        assert said in told.said(source)


class TestWhatEnds:
    def test_a_token_with_weeks_left(self, check, server, today):
        server.token_expires = today + timedelta(days=40)
        told = check("--only", "instagram", **KEYS)
        assert (told.code, told.state("Instagram")) == (0, "ready")
        assert told.said("Instagram") == (
            f"Instagram takes the token. The Instagram token ends on {server.token_expires}, in 40 "
            f"days. The Instagram token's access to data ends on {today + timedelta(days=70)}, in "
            "70 days."
        )

    def test_access_to_data_in_5_days_of_a_token_without_an_end(self, check, server, today):
        server.access_expires = today + timedelta(days=5)
        told = check("--only", "instagram", **KEYS)
        assert (told.code, told.state("Instagram")) == (0, "ends soon")
        assert told.said("Instagram") == (
            "Instagram takes the token, which has no end. The Instagram token's access to data "
            f"ends on {server.access_expires}, in 5 days: make a new one and set "
            "INSTAGRAM_ACCESS_TOKEN."
        )

    def test_access_to_data_that_has_ended(self, check, server, today):
        server.access_expires = today - timedelta(days=1)
        told = check("--only", "instagram", **KEYS)
        assert (told.code, told.state("Instagram")) == (1, "expired")
        assert f"access to data ended on {server.access_expires}: make" in told.said("Instagram")

    def test_an_expired_token(self, check, server, today):
        server.token_expires = today - timedelta(days=3)
        told = check("--only", "instagram", **KEYS)
        assert (told.code, told.state("Instagram")) == (1, "expired")
        assert told.said("Instagram") == (
            f"The Instagram token ended on {server.token_expires}. Make a new one and set "
            "INSTAGRAM_ACCESS_TOKEN."
        )

    def test_a_token_of_which_meta_tells_nothing(self, check, server):
        server.fail("instagram", Failure.FORBIDDEN, match="debug_token")
        told = check("--only", "instagram", **KEYS)
        assert (told.code, told.state("Instagram")) == (0, "ready")
        assert "When it ends Meta does not tell." in told.said("Instagram")

    def test_offline_the_days_that_the_daily_run_was_told(self, check, server, today):
        before = len(server.calls)
        data = check.root / "data"
        data.mkdir()
        for days, state, code in ((40, "set", 0), (5, "ends soon", 0), (-2, "expired", 1)):
            ends = today + timedelta(days=days)
            (data / "keys.csv").write_text(
                f"variable,what,ends\nINSTAGRAM_ACCESS_TOKEN,The Instagram token,{ends}\n"
            )
            told = check("--offline", **KEYS)
            assert (told.code, told.state("Instagram")) == (code, state)
            assert str(ends) in told.said("Instagram")
        assert len(server.calls) == before

    def test_offline_with_a_table_that_cannot_be_read(self, check):
        (check.root / "data").mkdir()
        (check.root / "data/keys.csv").write_text("<<<<<<< ours\n")
        told = check("--offline", **KEYS)
        assert (told.code, told.state("Instagram")) == (0, "set")
        assert "data/keys.csv" in told.err


class TestWhatPlatformsSay:
    @pytest.mark.parametrize("platform", ASKED)
    def test_no(self, check, server, platform):
        label, where = ASKED[platform]
        server.fail(where, Failure.UNAUTHORIZED)
        told = check("--only", platform, **KEYS)
        assert (told.code, told.state(label)) == (1, "refused")
        assert "Where from: " in told.said(label)

    def test_no_to_an_app_whose_owner_has_no_premium(self, check, server):
        server.fail("spotify_api", Failure.FORBIDDEN)
        told = check("--only", "spotify", **KEYS)
        assert (told.code, told.state("Spotify")) == (1, "refused")
        assert "its owner needs Premium" in told.said("Spotify")

    def test_that_it_is_not_the_account(self, check):
        keys = {**KEYS, "INSTAGRAM_BUSINESS_ACCOUNT_ID": "17840000000000000"}
        told = check("--only", "instagram", **keys)
        assert (told.code, told.state("Instagram")) == (1, "refused")
        assert "no account INSTAGRAM_BUSINESS_ACCOUNT_ID" in told.said("Instagram")

    def test_that_the_bot_is_in_no_such_server(self, check):
        told = check("--only", "discord", **{**KEYS, "DISCORD_GUILD_ID": "1" * 18})
        assert (told.code, told.state("Discord")) == (1, "refused")
        assert "invite the bot to it, or correct the number" in told.said("Discord")

    @pytest.mark.parametrize(
        ("platform", "failure"),
        [
            *((platform, Failure.RATE_LIMIT_LONG) for platform in ASKED),
            ("youtube", Failure.QUOTA),
            ("soundcharts", Failure.QUOTA),
        ],
    )
    def test_that_it_was_asked_too_often_is_no_refusal(self, check, server, platform, failure):
        label, where = ASKED[platform]
        server.fail(where, failure)
        told = check("--only", platform, **KEYS)
        assert (told.code, told.state(label)) == (1, "could not be asked")

    @pytest.mark.few(1)
    @pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.RESET])
    def test_nothing_is_no_refusal(self, check, server, failure):
        for _, where in ASKED.values():
            server.fail(where, failure)
        told = check(**KEYS)
        assert told.code == 1
        assert {told.state(label) for label, _ in ASKED.values()} == {"could not be asked"}

    def test_yes_after_a_moment(self, check, server):
        server.fail("youtube", Failure.RATE_LIMIT, times=1)
        assert check("--only", "youtube", **KEYS).state("YouTube") == "ready"

    def test_each_is_asked_as_little_as_can_be(self, check, server):
        before = len(server.calls)
        check(**KEYS)
        asked = sorted(call.platform for call in server.calls[before:])
        assert asked == sorted(
            ["spotify_accounts", "spotify_api", "youtube", "instagram", "instagram", "discord",
             "chartmetric", "soundcharts"]
        )  # fmt: skip


class TestOnly:
    def test_the_named_sources_are_asked_and_told(self, check, server):
        before = len(server.calls)
        told = check("--only", "YouTube, deezer", "--only", "discord", **KEYS)
        assert list(told.rows) == ["YouTube", "Deezer", "Discord"]
        assert {call.platform for call in server.calls[before:]} == {"youtube", "discord"}

    def test_one_that_needs_no_key_is_ready(self, check):
        assert check("--only", "deezer").code == 0

    def test_one_that_does_not_exist(self, check):
        told = check("--only", "spotify,tiktok", **KEYS)
        assert (told.code, told.out) == (2, "")
        assert "There is no source 'tiktok' to ask; there are spotify, youtube" in told.err


class TestWhereKeysComeFrom:
    def test_the_environment_and_the_file(self, check):
        names = ("SPOTIFY_CLIENT_ID", "YOUTUBE_API_KEY")
        (check.root / ".env").write_text("".join(f"{name}={KEYS[name]}\n" for name in names))
        told = check("--offline", "--only", "youtube,discord", **{**KEYS, "YOUTUBE_API_KEY": " "})
        assert (told.place("YouTube"), told.place("Discord")) == (".env", "environment")
        assert "No credentials worker is set (WORKER_API_URL)" in told.out

    def test_the_worker_by_a_key(self, check, server):
        told = check(**server.environment())
        assert (told.code, told.err) == (0, "")
        assert {told.place(label) for label, _ in ASKED.values()} == {"worker"}
        assert "The credentials worker gave 11 of 11 settings for WORKER_API_KEY." in told.out

    def test_the_worker_by_the_token_of_a_job(self, check, worker):
        told = check("--offline", **job(worker))
        assert told.place("YouTube") == "worker"
        assert "The credentials worker gave 1 of 11 settings for this job's token." in told.out
        for secret in (TOKEN, PASSWORD, *OF_THE_SERVER.values()):
            assert secret not in told.out + told.err

    def test_a_worker_that_nobody_needs_is_not_asked(self, check, worker):
        told = check("--offline", "--only", "youtube", WORKER_API_URL=worker.url, **KEYS)
        assert "The credentials worker was not asked: every key is set here." in told.out
        assert worker.asked == []

    def test_a_worker_that_refuses(self, check, worker):
        worker.answers["/api/credentials"] = (403, b'{"error":"refused"}')
        told = check(WORKER_API_URL=worker.url, WORKER_API_KEY="some-key-of-ours", **_youtube())
        assert (told.code, told.state("YouTube")) == (2, "ready")
        assert told.state("Spotify") == "unknown"
        said = " ".join(told.out.split())
        assert "The credentials worker refused WORKER_API_KEY (403): set the key" in said
        assert "some-key-of-ours" not in told.out + told.err

    def test_a_worker_that_is_down(self, check):
        told = check(WORKER_API_URL="http://127.0.0.1:9", **_youtube())
        assert (told.code, told.state("YouTube")) == (1, "ready")
        assert told.state("Spotify") == "unknown"
        assert told.said("Spotify") == (
            "The credentials worker could not be reached (ConnectionError), so SPOTIFY_CLIENT_ID "
            "and SPOTIFY_CLIENT_SECRET are unknown."
        )
        assert told.err == "The credentials worker could not be reached (ConnectionError).\n"

    def test_an_address_that_keys_must_not_travel_to(self, check):
        told = check("--offline", WORKER_API_URL="http://keys.example", **_youtube())
        assert (told.code, told.state("YouTube")) == (2, "set")
        assert "begins with http://" in told.out


def _youtube():
    return {"YOUTUBE_API_KEY": KEYS["YOUTUBE_API_KEY"]}


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_longer_than_the_terminal(check, server, today, columns):
    server.fail("spotify_accounts", Failure.UNAUTHORIZED)
    server.access_expires = today + timedelta(days=5)
    told = check(columns=columns, **KEYS)
    assert max(map(len, told.out.splitlines())) <= columns


SIGNS = string.ascii_letters + string.digits + "-._~+/=%&?#:@*()[]{}|\\\"'<>,;!$^"
SECRET = st.one_of(
    st.text(SIGNS, min_size=12, max_size=60).map(lambda text: f"k{text}z"),
    st.text(string.ascii_letters, min_size=12, max_size=40),  # such pass for a platform's own word
    st.text(min_size=12, max_size=30).filter(lambda text: "\0" not in text and _encodes(text)),
)


def _encodes(text):
    try:
        return text.strip() == text and len(text.encode()) > 0
    except UnicodeEncodeError:
        return False


class Echo:
    """A platform that repeats whatever it was sent wherever an answer has room for words."""

    def __init__(self):
        self.status = 400
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer()

            def answer(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                heard = [*self.headers.values(), self.path, unquote(self.path), sent]
                heard += [value for _, value in parse_qsl(urlsplit(self.path).query)]
                heard += [word for text in heard for word in text.split()]
                heard += [one for word in heard if (one := _unpacked(word))]
                word = max(heard, key=lambda text: (text.isalpha(), len(text)))
                said = {"reason": word, "status": word, "message": " ".join(heard), "code": word}
                body = {"error": word if outer.status == 401 else {**said, "errors": [said]}}
                body |= {"message": word, "errors": [said], "data": said, "obj": said}
                answer = json.dumps(body).encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"


def _unpacked(word):
    try:
        return base64.b64decode(word, validate=True).decode()
    except ValueError:
        return ""


@pytest.fixture(scope="module")
def echo():
    made = Echo()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture(scope="module")
def empty_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("empty")
    (root / "roster.toml").write_text(WORLD.roster_toml(), encoding="utf-8")
    yield root
    shutil.rmtree(root)


def pieces(secret):
    """Every stretch of 8 signs of a secret, in each form that a client may print."""
    pair = base64.b64encode(f"{secret}:".encode()).decode()
    for form in {*forms_of(secret), repr(secret)[1:-1], pair.rstrip("="), secret[::-1]}:
        yield from (form[start : start + 8] for start in range(max(1, len(form) - 7)))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    secrets=st.lists(SECRET, min_size=len(NAMES), max_size=len(NAMES), unique=True),
    there=st.sets(st.sampled_from(NAMES), min_size=1),
    numbers=st.booleans(),
    status=st.sampled_from([200, 302, 400, 401, 403, 404]),
)
def test_no_part_of_a_secret_is_ever_said(echo, empty_root, secrets, there, numbers, status):
    echo.status = status
    keys = {name: one for name, one in zip(NAMES, secrets, strict=True) if name in there}
    if numbers:  # so that the platforms are asked
        keys |= {"INSTAGRAM_BUSINESS_ACCOUNT_ID": "17841", "DISCORD_GUILD_ID": "104537"}
        keys.pop("INSTAGRAM_API_VERSION", None)
    done = run(
        "credentials", "check", "--root", empty_root, BACKLINE_SANDBOX_URL=echo.url, **keys,
        COLUMNS="2000",
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "fault in Backline" not in said
    for name, value in keys.items():
        if name not in NOT_SECRET:
            for piece in pieces(value):
                assert piece not in said, (name, value)


def test_two_secrets_of_different_lengths_look_alike(echo, empty_root):
    """Neither what a key is nor how long it is shows, also where a platform repeats it."""
    echo.status = 400
    said = [
        run(
            "credentials", "check", "--only", "youtube", "--root", empty_root,
            BACKLINE_SANDBOX_URL=echo.url, YOUTUBE_API_KEY=letters * count,
        ).stdout
        for letters, count in (("q", 16), ("w", 39))
    ]  # fmt: skip
    assert said[0] == said[1]
    assert "YouTube" in said[0]
