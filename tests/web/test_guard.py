"""Who gets an answer at all: the person with the start address, and no other site or name."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import quote

import pytest

from tests.roots import before, root_of, row
from tests.web.live import serving
from web.guard import HEADERS
from web.server import LINE, LONGEST


@pytest.fixture
def root(tmp_path):
    """A label with one number, a report, and a secret beside the folder of reports."""
    path = root_of(tmp_path / "label", [row(before(0), 120)])
    (path / "reports").mkdir()
    (path / "reports/growth.csv").write_text("artist\nada\n")
    (path / ".env").write_text("YOUTUBE_API_KEY=secret-of-the-label\n")
    (path / "reports/away").symlink_to(path / ".env")
    return path


@pytest.fixture
async def live(root):
    async with serving(root) as site:
        yield site


@pytest.fixture
async def stranger(root):
    """A browser that has no cookie."""
    async with serving(root, enter=False) as site:
        yield site


async def raw(live, request: bytes) -> bytes:
    """What comes back for these very bytes."""
    host, port = live.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


class TestTheStartAddress:
    async def test_gives_a_cookie_that_no_script_and_no_other_site_can_use(self, stranger):
        came = await stranger.get(f"/?token={stranger.site.token}")
        assert (came.status, came.headers["Location"]) == (303, "/index.html")
        (cookie,) = came.headers.getall("Set-Cookie")
        said = [part.strip().lower() for part in cookie.split(";")]
        assert {"httponly", "samesite=strict", "path=/"} <= set(said)
        assert not any(part.startswith(("domain", "expires", "max-age")) for part in said)
        assert (await stranger.get("/index.html")).status == 200

    async def test_leads_to_an_address_without_the_token_also_for_who_has_the_cookie(self, live):
        came = await live.get(f"/index.html?token={live.site.token}")
        assert (came.status, came.headers["Location"]) == (303, "/index.html")

    async def test_two_sites_on_one_machine_keep_their_cookies_apart(self, live, tmp_path):
        other = root_of(tmp_path / "other", [row(before(0), 1)])
        async with serving(other) as second:
            came = await second.get("/index.html")
            assert came.status == 200
            (cookie,) = second.session.cookie_jar
            (first,) = live.session.cookie_jar
            assert cookie.key != first.key

    @pytest.mark.parametrize("token", ["", "x", "%ff", "é", "0" * 5_000])
    async def test_a_wrong_token_opens_nothing(self, stranger, token):
        came = await stranger.get(f"/?token={quote(token, safe='%')}")
        assert came.status == 403
        assert "Set-Cookie" not in came.headers

    async def test_the_token_is_on_no_page_and_in_no_log(self, stranger, caplog):
        caplog.set_level(logging.DEBUG)
        token = stranger.site.token
        for address in (f"/?token={token}", "/index.html", "/analytics.html", "/nowhere.html"):
            came = await stranger.get(address)
            assert token.encode() not in came.body
        told = [r.getMessage() for r in caplog.records if not r.name.startswith("asyncio")]
        assert token not in "\n".join(told)


class TestWithoutTheToken:
    @pytest.mark.parametrize(
        "path", ["/", "/index.html", "/static/site.css", "/reports/growth.csv"]
    )
    async def test_nothing_is_shown_and_the_way_in_is_said(self, stranger, path):
        came = await stranger.get(path)
        assert came.status == 403
        assert came.text == (
            "Open the address that scripts/serve.py printed when it started: it holds the token.\n"
        )

    async def test_a_program_is_told_in_its_own_form(self, stranger):
        came = await stranger.get("/api/clients")
        assert came.status == 403
        assert came.json["error"].startswith("Open the address")

    async def test_a_program_may_show_the_token_itself(self, stranger):
        bearer = {"Authorization": f"Bearer {stranger.site.token}"}
        assert (await stranger.get("/index.html", headers=bearer)).status == 200
        for wrong in ("Bearer ", "Bearer x", "Basic " + stranger.site.token, stranger.site.token):
            came = await stranger.get("/index.html", headers={"Authorization": wrong})
            assert came.status == 403

    @pytest.mark.parametrize(
        "header", [b"Authorization: Bearer \xff\xfe", b"Cookie: backline=\xff"]
    )
    async def test_bytes_that_are_no_text_are_refused_and_break_nothing(self, stranger, header):
        host = stranger.origin.removeprefix("http://").encode()
        came = await raw(
            stranger,
            b"GET /index.html HTTP/1.1\r\nHost: " + host + b"\r\n" + header
            + b"\r\nConnection: close\r\n\r\n",
        )  # fmt: skip
        assert came.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))


class TestOtherSites:
    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""]
    )
    async def test_another_name_for_this_machine_is_refused(self, live, host):
        came = await live.get("/index.html", headers={"Host": host})
        assert came.status == 421
        assert came.text == f"These pages are at {live.origin} only.\n"

    async def test_the_other_name_it_was_given_is_no_stranger(self, live):
        host = live.site.origins[1].removeprefix("http://")
        assert (await live.get("/index.html", headers={"Host": host})).status == 200

    @pytest.mark.parametrize(
        "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", ""]
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_another_origin_is_refused_whatever_cookie_it_sends(self, live, origin, method):
        came = await live.ask(method, "/index.html", {"Origin": origin})
        assert came.status == 403

    async def test_a_change_without_an_origin_is_refused_unless_a_program_shows_the_token(
        self, live
    ):
        assert (await live.ask("POST", "/index.html")).status == 403
        bearer = {"Authorization": f"Bearer {live.site.token}"}
        assert (await live.ask("POST", "/index.html", bearer)).status == 405

    async def test_a_form_of_another_site_is_refused_by_what_the_browser_says(self, live):
        headers = {"Origin": live.origin, "Sec-Fetch-Site": "cross-site"}
        assert (await live.ask("POST", "/index.html", headers)).status == 403

    async def test_the_start_address_gives_no_cookie_to_another_name(self, stranger):
        came = await stranger.get(
            f"/?token={stranger.site.token}", headers={"Host": "evil.example"}
        )
        assert came.status == 421
        assert "Set-Cookie" not in came.headers


class TestHeaders:
    @pytest.mark.parametrize(
        ("method", "path", "headers"),
        [
            ("GET", "/index.html", {}),
            ("HEAD", "/index.html", {}),
            ("GET", "/nowhere.html", {}),
            ("GET", "/static/site.css", {}),
            ("GET", "/static/nothing", {}),
            ("GET", "/reports/growth.csv", {}),
            ("GET", "/analytics.html?from=never", {}),
            ("GET", "/index.html", {"Host": "evil.example"}),
            ("POST", "/index.html", {}),
            ("POST", "/index.html", {"Origin": "http://evil.example"}),
            ("DELETE", "/index.html", {"Authorization": "bearer"}),
            ("PROPFIND", "/index.html", {"Authorization": "bearer"}),
            ("GET", f"/index.html?{'x' * LONGEST}", {}),
        ],
    )
    async def test_every_answer_carries_them_also_every_refusal(self, live, method, path, headers):
        if headers.get("Authorization"):
            headers = {"Authorization": f"Bearer {live.site.token}"}
        came = await live.ask(method, path, headers)
        assert {name: came.headers.get(name) for name in HEADERS} == HEADERS

    def test_the_policy_lets_no_inline_code_and_nobody_else_in(self):
        policy = dict(
            part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert "unsafe" not in HEADERS["Content-Security-Policy"]


class TestMethods:
    async def test_a_head_is_a_get_without_its_body(self, live):
        came = await live.ask("HEAD", "/index.html")
        assert (came.status, came.body) == (200, b"")

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
    async def test_what_a_page_does_not_answer_is_one_sentence(self, live, method):
        came = await live.ask(method, "/about.html", {"Origin": live.origin})
        assert came.status == 405
        assert "GET" in came.headers["Allow"]
        assert came.page.one("p", class_="note bad").text == "This address answers GET only."

    async def test_trace_is_no_mirror(self, live):
        came = await live.ask("TRACE", "/index.html", {"Origin": live.origin, "X-Told": "told"})
        assert came.status == 405
        assert b"told" not in came.body


class TestNoWayOut:
    @pytest.mark.parametrize(
        "path",
        [
            "/reports/../.env",
            "/reports/%2e%2e/.env",
            "/reports/..%2f.env",
            "/reports/%2e%2e%2f.env",
            "/reports/..%5c.env",
            "/reports/%252e%252e/.env",
            "/reports//../.env",
            "/reports/%2fetc%2fpasswd",
            "/reports//etc/passwd",
            "/reports/away",
            "/reports/growth.csv%00",
            "/reports/%ff",
            f"/reports/{'a' * 300}",
            f"/reports/{'a/' * 3000}b",
            "/static/..%2fserver.py",
            "/static/%2e%2e%2fserver.py",
            "/static/%00",
            "/static/../server.py",
            "/..%2f..%2fetc%2fpasswd",
        ],
    )
    async def test_no_address_leads_out_of_its_folder(self, live, path):
        came = await live.get(path)
        assert came.status == 404, came.text
        assert b"secret-of-the-label" not in came.body
        assert b"make_app" not in came.body
        assert len(came.page.one("p", class_="note bad").text) < 300

    async def test_what_is_in_the_folder_is_given(self, live):
        came = await live.get("/reports/growth.csv")
        assert (came.status, came.body) == (200, b"artist\nada\n")
        assert came.headers["Content-Type"].startswith("text/csv")

    async def test_a_sentence_deep_below_finds_its_stylesheet(self, live):
        came = await live.get("/reports/a/b%2fc/d.csv")
        (sheet,) = [e.get("href") for e in came.page.all("link", rel="stylesheet")]
        assert sheet == "../../../static/site.css"


class TestTooMuch:
    async def test_a_long_address_is_one_sentence(self, live):
        came = await live.get(f"/analytics.html?{'artist=x&' * (LONGEST // 9)}artist=longer")
        assert came.status == 414
        assert "60,000 signs" in came.text

    async def test_a_question_about_two_thousand_artists_gets_in(self, live):
        names = "&".join(f"artist=artist-{n:04}" for n in range(2_000))
        came = await live.get(f"/analytics.html?{names}")
        assert came.status == 400
        assert "2,000 artists" in came.text

    @pytest.mark.parametrize(
        "line", [b"GET /" + b"x" * (LINE + 10_000) + b" HTTP/1.1", b"BREW / HTTP/1.1", b"\x16\x03"]
    )
    async def test_what_no_server_can_read_is_refused_before_anything_is_looked_at(
        self, live, caplog, line
    ):
        came = await raw(live, line + b"\r\n\r\n")
        assert came.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
        assert not [record for record in caplog.records if record.exc_info]
        assert (await live.get("/index.html")).status == 200

    async def test_odd_signs_in_an_address_are_a_page_that_is_not_there(self, live):
        for path in ("/%ff%fe.html", "/%00", "/%E2%80%AE.html", "/a%0d%0aSet-Cookie:x=y", "//x//"):
            came = await live.get(path)
            assert came.status == 404, path
            assert "Set-Cookie" not in came.headers


async def test_a_fault_of_our_own_is_a_line_here_and_a_sentence_there(live, caplog, monkeypatch):
    def broken(_address):
        raise ZeroDivisionError("words of other people")

    monkeypatch.setattr("web.server.page_at", broken)
    came = await live.get("/weekly.html")
    assert came.status == 500
    (told,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert told.exc_info is None
    for text in (came.text, told.getMessage()):
        assert "This is a fault in Backline: ZeroDivisionError in test_guard.py line " in text
        assert "other people" not in text
    assert told.getMessage().startswith("/weekly.html was not answered.")
