"""Keys: where they come from, what is wrong with them, and that none gets out."""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError
from backline.net import Credentials, Endpoints, Redactor, load_credentials, load_settings
from backline.net.credentials import NAMES, NOT_SECRET, SETTINGS, actions_mask
from sandbox import Failure, Sandbox, World


@pytest.fixture(scope="module")
def box():
    with Sandbox(World(seed=1), date=date(2026, 9, 1)) as running:
        yield running


@pytest.fixture(autouse=True)
def healed(box):
    yield
    box.heal()


@pytest.fixture
def answering():
    """A server of one fixed answer."""
    servers = []

    def serve(body, status=200, kind="application/json"):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return {"WORKER_API_URL": f"http://127.0.0.1:{server.server_port}"}

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_everything_from_the_worker(box):
    found = load_credentials(box.environment())
    given_out = box.world.credentials()
    assert {name: found.get(name) for name in given_out} == given_out
    assert found.unavailable == ""


def test_the_environment_wins_over_the_file_and_the_file_over_the_worker(box, tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text('YOUTUBE_API_KEY="from-file"\nDISCORD_GUILD_ID=from-file\n')
    environment = box.environment() | {"DISCORD_GUILD_ID": "from-environment"}
    found = load_credentials(environment, dotenv)
    assert found.get("YOUTUBE_API_KEY") == "from-file"
    assert found.get("DISCORD_GUILD_ID") == "from-environment"
    assert found.get("SPOTIFY_CLIENT_ID") == box.world.credentials()["SPOTIFY_CLIENT_ID"]


def test_no_worker_and_no_keys_is_no_error():
    found = load_credentials({})
    assert found.missing(NAMES) == list(NAMES)
    assert found.unavailable == ""


def test_the_worker_is_not_asked_when_nothing_is_missing(box):
    calls = len(box.calls_to("worker"))
    load_credentials(box.environment() | dict.fromkeys(NAMES, "given"))
    assert len(box.calls_to("worker")) == calls


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "failure", [Failure.SERVER_ERROR, Failure.UNAVAILABLE, Failure.HTML_ERROR, Failure.RESET]
)
def test_a_worker_that_is_down_leaves_its_keys_unknown(box, failure):
    box.fail("worker", failure)
    found = load_credentials(box.environment() | {"YOUTUBE_API_KEY": "own-key-1"})
    assert found.get("YOUTUBE_API_KEY") == "own-key-1"
    assert found.unavailable.startswith("the credentials worker ")


def test_nobody_listens_at_the_workers_address():
    found = load_credentials({"WORKER_API_URL": "http://127.0.0.1:9"})
    assert found.unavailable == "the credentials worker could not be reached (ConnectionError)"


def test_the_worker_refuses_the_key(box):
    with pytest.raises(ConfigError, match=r"refused WORKER_API_KEY \(403\): set the key"):
        load_credentials(box.environment() | {"WORKER_API_KEY": "wrong-key-here"})


@pytest.mark.parametrize("failure", [Failure.HTML, Failure.EMPTY])
def test_what_answers_is_no_worker(box, failure):
    box.fail("worker", failure)
    with pytest.raises(ConfigError, match="no JSON; check WORKER_API_URL"):
        load_credentials(box.environment())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "no JSON object"),
        (b'{"YOUTUBE_API_KEY": 12}', "gives YOUTUBE_API_KEY as int, it must be a text"),
        (b'{"SPOTIFY_CLIENT_ID": ["x"]}', "gives SPOTIFY_CLIENT_ID as list"),
        (b'{"YOUTUBE_API_K', "no JSON"),
    ],
)
def test_the_worker_answers_with_wrong_types(answering, body, said):
    with pytest.raises(ConfigError, match=said) as caught:
        load_credentials(answering(body))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("pasted", ["schlüssel€", "two words", "line\nbreak", "\udcff"])
def test_a_worker_key_pasted_badly_is_named_before_anybody_is_asked(box, pasted):
    calls = len(box.calls_to("worker"))
    with pytest.raises(ConfigError, match="WORKER_API_KEY holds signs that no key has"):
        load_credentials(box.environment() | {"WORKER_API_KEY": pasted})
    assert len(box.calls_to("worker")) == calls


def test_a_key_of_the_environment_that_is_no_text_breaks_nothing():
    found = load_credentials({"YOUTUBE_API_KEY": "key\udcff", "SPOTIFY_CLIENT_ID": "id\udcff",
                              "SPOTIFY_CLIENT_SECRET": "of\udcff"})  # fmt: skip
    assert found.redactor.clean("x key\udcff") == "x ***"


def test_the_worker_is_not_there(answering):
    with pytest.raises(ConfigError, match="answered 404; check WORKER_API_URL"):
        load_credentials(answering(b"{}", status=404))


def test_a_worker_address_that_is_none():
    with pytest.raises(ConfigError, match="WORKER_API_URL is no web address"):
        load_credentials({"WORKER_API_URL": "our worker"})


def test_empty_and_null_values_are_missing(answering):
    found = load_credentials(answering(b'{"YOUTUBE_API_KEY": null, "SPOTIFY_CLIENT_ID": " "}'))
    assert found.missing(("YOUTUBE_API_KEY", "SPOTIFY_CLIENT_ID")) == [
        "YOUTUBE_API_KEY",
        "SPOTIFY_CLIENT_ID",
    ]


def test_every_secret_is_masked_and_nothing_else(box):
    masked = []
    load_credentials(box.environment(), mask=masked.append)
    values = box.world.credentials()
    secret = {v for name, v in values.items() if name not in NOT_SECRET}
    assert set(masked) == secret | {box.environment()["WORKER_API_KEY"]}


def test_a_mask_is_one_command_a_line():
    written = []
    actions_mask(written.append)("line one\n50% two")
    assert all(one.startswith("::add-mask::") and one.count("\n") == 1 for one in written)
    assert {"::add-mask::50%25 two\n", "::add-mask::line one\n"} <= set(written)
    encoded = base64.b64encode(b"line one\n50% two").decode()
    assert f"::add-mask::{encoded}\n" in written


def test_credentials_do_not_print_themselves():
    found = Credentials({"YOUTUBE_API_KEY": "very-secret-key"})
    assert "very-secret" not in repr(found) + str(found) + str(vars(found.redactor).keys())


@given(
    st.text(st.characters(exclude_characters="*", codec="utf-8"), min_size=4), st.text(), st.text()
)
def test_no_form_of_a_secret_survives(secret, before, after):
    redactor = Redactor()
    redactor.learn(secret)
    for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
        assert form not in redactor.clean(f"{before}{form}{after}")


PROJECT = Path(__file__).parent.parent
WORKFLOW = {
    # Set by GitHub for the steps of a workflow, or by the workflow's own file.
    "GITHUB_ACTIONS", "GITHUB_API_URL", "GITHUB_REF", "GITHUB_REPOSITORY", "GITHUB_RUN_ID",
    "GITHUB_SERVER_URL", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "JOB_STATUS", "STEPS",
    # git's, the terminal's and the network's own.
    "GIT_CONFIG_COUNT", "COLUMNS", "NO_PROXY",
}  # fmt: skip


class TestEveryVariable:
    """Whatever is read from the environment may as well stand in ``.env``."""

    def test_no_other_variable_is_read(self):
        read = re.compile(r"""environ(?:ment)?(?:\.get\(|\[)\s*f?["']([A-Z][A-Z_{}n]*)["']""")
        found = set()
        for folder in ("backline", "bot", "scripts"):
            for path in (PROJECT / folder).rglob("*.py"):
                found |= set(read.findall(path.read_text(encoding="utf-8")))
        found.discard("GITHUB_{n}")
        assert found
        assert found <= WORKFLOW | set(SETTINGS)

    @pytest.mark.parametrize("name", SETTINGS)
    @pytest.mark.parametrize(
        "form",
        [
            "{name}=value-1",
            "export {name}=value-1",
            '{name}="value-1"',
            "{name} = 'value-1'  ",
            "\ufeff{name}=value-1",
            "# keys\r\n{name}=value-1\r\n",
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_it_means_the_same_in_both(self, tmp_path, name, form, encoding):
        path = tmp_path / ".env"
        path.write_bytes(form.format(name=name).encode(encoding))
        assert load_settings({}, path) == {name: "value-1"}
        for value in ("value-1", " value-1\r\n", '"value-1"', "'value-1'"):
            assert load_settings({name: value}) == {name: "value-1"}

    @pytest.mark.parametrize("name", SETTINGS)
    def test_the_environment_wins_unless_it_is_blank(self, tmp_path, name):
        path = tmp_path / ".env"
        path.write_text(f"{name}=of-the-file\n", encoding="utf-8")
        assert load_settings({name: "of-the-environment"}, path) == {name: "of-the-environment"}
        assert load_settings({name: "  "}, path) == {name: "of-the-file"}

    def test_the_sandbox_and_the_worker_can_be_set_there(self, box, tmp_path):
        lines = [f"{name}={value}" for name, value in box.environment().items()]
        path = tmp_path / ".env"
        path.write_text("\n".join(lines), encoding="utf-8")
        assert Endpoints.from_environment(load_settings({}, path)).deezer == f"{box.url}/deezer"
        assert load_credentials({}, path).missing(("YOUTUBE_API_KEY",)) == []

    def test_a_file_that_is_no_text_is_named(self, tmp_path):
        path = tmp_path / ".env"
        path.write_bytes(b"YOUTUBE_API_KEY=\xff\xfe\xfa")
        with pytest.raises(ConfigError, match=r"^\.env cannot be read as UTF-8 text"):
            load_settings({}, path)
