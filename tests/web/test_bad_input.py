"""Questions that cannot be answered, and roots that cannot: one sentence each, the right status."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import pytest

from backline.store import Subject, Subjects
from tests.bot_roots import save
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_scripts import PROJECT, refused, run
from tests.web.pages_read import said
from tests.web.threaded import Threaded

OVERRIDE = "\u202e"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    rows = [row(before(n), 1000 - n, artist=a) for n in range(31) for a in ("ada", "bo")]
    with Threaded(root_of(tmp_path_factory.mktemp("small"), rows)) as shown:
        yield shown


def sentence(answer) -> str:
    """The one sentence of a page that says no."""
    notes = answer.page.all("p", class_="note bad")
    assert len(notes) == 1
    text = said(notes[0])
    assert len(text) < 400
    assert "Traceback" not in text and "roster.toml/" not in text
    return text


ADA = {"artist": "Ada"}
SEPTEMBER = {"from_": "2026-09-01", "to": "2026-09-28"}


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ({**ADA, "platform": "tiktak"}, 400, "tiktak"),
        ({**ADA, "country": "XX"}, 400, "XX"),
        ({**ADA, "country": "ITALY"}, 400, "ITALY"),
        ({**ADA, "from_": "2026-09-28", "to": "2026-09-01"}, 400, "2026-09-28"),
        ({**ADA, "from_": "0001-01-01", "to": "9999-12-31"}, 400, "3,660"),
        ({**ADA, "from_": "2026-13-01", "to": "2026-09-01"}, 400, "2026-13-01"),
        ({**ADA, "from_": "yesterday", "to": "2026-09-01"}, 400, "yesterday"),
        ({**ADA, "days": "0"}, 400, "'0'"),
        ({**ADA, "days": "-5"}, 400, "'-5'"),
        ({**ADA, "days": "1000000"}, 400, "1000000"),
        ({**ADA, "days": "many"}, 400, "many"),
        ({**ADA, "period": "a-while"}, 404, "a-while"),
        ({"artist": [f"artist {n}" for n in range(2000)]}, 400, "2,000 artists"),
    ],
)
def test_a_question_that_cannot_be_gets_a_sentence(live, query, status, says):
    answer = live.get("analytics.html", **query)
    text = sentence(answer)
    assert (answer.status, says in text) == (status, True), text
    assert OVERRIDE not in text


@pytest.mark.parametrize(
    "name",
    [
        "Nobody At All",
        "A" * 10_000,
        "<script>alert(1)</script>",
        f"{OVERRIDE}evil",
        "\x00",
        "#",
        "?",
    ],
)
def test_an_artist_whom_no_file_knows_is_said_so(live, name):
    answer = live.get("analytics.html", artist=name, **SEPTEMBER)
    page = answer.page
    assert answer.status == 404
    assert "Nothing is stored of " in page.text
    assert [script.get("src") for script in page.all("script")] == ["static/site.js"]
    assert OVERRIDE not in said(page.one("html"))
    assert len(page.title) < 400
    assert page.all("data") == []


def test_an_artist_whom_no_file_knows_has_no_file_either(live):
    page = live.get("analytics.html", artist="Nobody At All", **SEPTEMBER).page
    assert not [link for link in page.links if ".csv" in link or ".xlsx" in link]
    for name in ("analytics.csv", "analytics-songs.csv", "analytics.xlsx"):
        answer = live.get(name, artist="Nobody At All", **SEPTEMBER)
        assert (answer.status, f"Nothing is stored that {name}" in sentence(answer)) == (404, True)


def test_an_artist_of_the_roster_in_a_period_with_nothing_is_found(live):
    answer = live.get("analytics.html", artist="Ada", **{"from": "2019-01-01", "to": "2019-01-31"})
    assert answer.status == 200
    assert "Nothing is stored of Ada from 2019-01-01" in answer.page.text


def test_an_artist_whom_no_file_knows_beside_one_it_knows(live):
    answer = live.get("analytics.html", artist=["Ada", "Nobody At All"], **SEPTEMBER)
    assert answer.status == 200
    page = answer.page
    assert "Nobody At All is not in the roster" in page.text
    assert {"1,000", "+27"} & {figure.text for figure in page.figures}


@pytest.mark.parametrize(
    "address",
    [
        "nothing.html",
        "artists/nobody.html",
        "tracks/nothing.html",
        "campaigns/nothing.html",
        "clients/nobody.html",
        "vendors/nobody.html",
        "analytics/99-9.html",
        "reports/nothing.csv",
        "reports/../roster.toml",
        "reports/%2e%2e/roster.toml",
        "static/../server.py",
        "artists/%00.html",
        f"artists/{'a' * 5000}.html",
        "artists/%3Cb%3Ex.html",
    ],
)
def test_an_address_that_names_nothing_is_not_found(live, address):
    answer = live.get(address)
    assert (answer.status, bool(sentence(answer))) == (404, True)
    assert b"label =" not in answer.body


def test_a_day_of_a_question_without_its_end_goes_to_the_newest(live):
    page = live.get("analytics.html", **ADA, from_="2026-09-21").page
    assert "2026-09-21 to 2026-09-30 (10 days)" in page.text


PLACES = ("index.html", "analytics.html", "weekly.html", "quality.html", "about.html")
OF_CAMPAIGNS = ("campaigns.html", "clients.html", "vendors.html", "playlists.html")


def test_a_root_without_a_day_says_what_to_do(tmp_path):
    (tmp_path / "roster.toml").write_text(ROSTER, encoding="utf-8")
    with Threaded(tmp_path) as live:
        for address in (*PLACES, *OF_CAMPAIGNS):
            answer = live.get(address)
            assert answer.status == 200, address
            assert answer.page.heading
        for address in ("index.html", "analytics.html"):
            assert "scripts/" in live.get(address).page.text, address
        assert live.get("artists/ada.html").status == 200


def test_a_root_without_campaigns_says_how_one_begins(live):
    for address in OF_CAMPAIGNS:
        answer = live.get(address)
        assert answer.status == 200, address
        assert re.search(r"\bno (campaign|client|vendor|playlist)s?\b", answer.page.text, re.I)
        assert answer.page.all("a", "form"), "it leads to the form"


def test_a_damaged_day_is_said_on_every_page_and_the_rest_is_shown(tmp_path):
    root = root_of(tmp_path, [row(before(n), 1000 - n) for n in range(5)])
    damaged = next((root / "data/measurements").rglob(f"{before(2)}.parquet"))
    damaged.write_bytes(b"damaged")
    with Threaded(root) as live:
        for address in PLACES:
            answer = live.get(address)
            assert answer.status == 200, (address, answer.page.text)
            assert f"{before(2)}" in said(answer.page.one("footer")), address
            assert str(root) not in answer.body.decode()


def test_a_roster_that_cannot_be_read_is_said_until_it_can(tmp_path):
    root = root_of(tmp_path, [row(DAY, 1000)])
    with Threaded(root) as live:
        assert live.get("index.html").status == 200
        (root / "roster.toml").write_text('label = "', encoding="utf-8")
        answer = live.get("index.html")
        assert answer.status in (400, 503)
        assert b"roster.toml" in answer.body
        (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
        assert live.get("index.html").status == 200


NAMES = {
    "html": "<b>Bold</b><script>alert(1)</script><img src=x onerror=alert(2)>",
    "markdown": "**x** [a](javascript:alert(1)) # h",
    "right-to-left": f"{OVERRIDE}gnorts{OVERRIDE} שלום",
    "long": "Long Name " * 30,
    "template": "{{ 7 * 7 }} {% raw %}",
    "attribute": '" onmouseover="alert(1)" x=\'',
}
TITLES = {**NAMES, "long": "Long Title " * 1000}
SONGS = {key: f"{place}" * 22 for place, key in enumerate(NAMES)}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The pages of a label whose every name and title is something else to a careless program."""
    listed = [f"label = {json.dumps(NAMES['html'])}"]
    rows, subjects = [], Subjects()
    for key, name in NAMES.items():
        listed.append(f"[[artist]]\nkey = {key!r}\nname = {json.dumps(name)}")
        track = subjects.place(Subject("", "track", key, TITLES[key], name, spotify=SONGS[key]))
        for n in range(9):
            rows.append(row(before(n), 1000 - n, artist=key))
            plays = {"series": "spotify/streams", "subject": track}
            rows.append(row(before(n), 10_000 - 100 * n, artist=key, **plays))
    root = save(tmp_path_factory.mktemp("hostile"), rows, "\n".join(listed), subjects)
    with Threaded(root) as shown:
        yield shown


@pytest.mark.parametrize(
    "address",
    [
        "index.html",
        "analytics.html",
        *(f"{place}/{key}.html" for place in ("artists", "weekly") for key in NAMES),
        *(f"tracks/{song}.html" for song in SONGS.values()),
    ],
)
def test_names_of_every_kind_stay_text(hostile, address):
    answer = hostile.get(address)
    assert answer.status == 200
    page = answer.page
    ours = "../" * address.count("/") + "static/site.js"
    assert [script.get("src") for script in page.all("script")] == [ours]
    assert [e.tag for e in page.tree.iter() if any(n.startswith("on") for n in e.attrib)] == []
    assert page.all("img") == []
    assert "Bold" not in [said(b) for b in page.all("b")]
    assert not [link for link in page.links if link.startswith("javascript")]
    assert OVERRIDE not in said(page.one("html"))
    assert len(page.title) < 1000


def test_names_are_written_as_they_are(hostile):
    for key in ("html", "markdown", "template", "attribute"):
        name = " ".join(NAMES[key].split())
        for address in (f"artists/{key}.html", f"tracks/{SONGS[key]}.html"):
            assert hostile.get(address).page.heading.startswith(name)


class TestServing:
    """scripts/serve.py as a person starts it."""

    def test_it_says_where_the_pages_are_and_stops_when_told(self, tmp_path):
        root = root_of(tmp_path, [row(DAY, 1000)])
        serving = subprocess.Popen(
            [sys.executable, PROJECT / "scripts/serve.py", "--root", root, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            line = serving.stdout.readline()
            start = re.search(r"http://(127\.0\.0\.1:\d+)(/\?token=\S+)", line)
            assert _status(start[1], "/") == 403
            assert _status(start[1], start[2]) == 303
        finally:
            serving.send_signal(signal.SIGINT)
            out, err = serving.communicate(timeout=30)
        assert (serving.returncode, err) == (0, "")
        assert out.endswith("Stopped.\n")

    def test_a_port_in_use_is_one_sentence(self, tmp_path):
        root = root_of(tmp_path, [row(DAY, 1000)])
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            told = refused(run("serve", "--root", root, "--port", port))
        assert told.count("\n") <= 3
        assert f"Port {port} of 127.0.0.1 cannot be used" in " ".join(told.split())

    def test_a_folder_that_is_no_label_is_one_sentence(self, tmp_path):
        assert "roster.toml" in refused(run("serve", "--root", tmp_path, "--port", 0))

    @pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 (what is refused)
    def test_an_address_that_is_every_address_is_one_sentence(self, tmp_path, host):
        root = root_of(tmp_path, [row(DAY, 5)])
        assert "name the one others use" in refused(run("serve", "--root", root, "--host", host))


def _status(host, path):
    connection = HTTPConnection(host, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
