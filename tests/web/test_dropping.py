"""Files that are handed in on a page: taken by what is in them, and never over anybody's own."""

from __future__ import annotations

import io

import pytest
from aiohttp import FormData

from backline.imports.inbox.dropped import LONGEST_NAME
from backline.store import Store
from tests.campaigns.test_inbox import CHART, TIMELINE
from tests.roots import ROSTER, before, row
from tests.test_quality import root_of
from tests.web.live import serving


@pytest.fixture
def root(tmp_path):
    return root_of(tmp_path / "label", [row(before(0), 120)], ROSTER)


@pytest.fixture
async def live(root):
    async with serving(root) as site:
        yield site


def upload(*several, **fields):
    form = FormData()
    for name, content in several:
        form.add_field("files", content, filename=name, content_type="application/octet-stream")
    for name, text in fields.items():
        form.add_field(name.replace("_", "-"), text)
    return form


class TestTheInbox:
    @pytest.fixture(autouse=True)
    def no_reports(self, monkeypatch):
        """They are written after what is tested here, and take longer than all of it."""
        monkeypatch.setattr("backline.imports.ending.write_every_report", lambda _: [])

    async def test_files_are_taken_by_what_is_in_them(self, live, root):
        came = await live.followed(
            "/inbox.html",
            upload(("regional-it-daily-2026-08-31.csv", CHART), ("letter.txt", "Dear all,\nyours")),
        )
        assert came.status == 200
        told = came.page.under("Taken")
        assert "regional-it-daily-2026-08-31.csv Taken as a chart: 1 day, 2026-08-31" in told
        assert "letter.txt is no file that is known here" in came.page.text
        assert (root / "data/charts/2026-08.parquet").exists()
        assert (root / "data/inbox/done/regional-it-daily-2026-08-31.csv").exists()
        assert (root / "data/inbox/refused/letter.txt").exists()

    async def test_what_was_refused_is_shown_later_with_its_reason(self, live):
        await live.post("/inbox.html", upload(("letter.txt", "Dear all,\nyours")))
        came = await live.get("/inbox.html")
        assert "letter.txt is no file that is known here" in came.page.under("Refused")
        assert "Nothing waits" in came.page.under("In the inbox")

    async def test_what_a_file_does_not_say_is_said_in_the_form(self, live, root):
        came = await live.followed("/inbox.html", upload(("t.csv", TIMELINE), artist="Ada"))
        assert "Taken as an export of Spotify for Artists: Ada; 2 days" in came.page.text
        assert not list((root / "data/inbox").glob("t.csv*"))
        assert (root / "data/inbox/done/t.csv.options.toml").read_text() == 'artist = "Ada"\n'

    async def test_what_is_missing_is_named(self, live):
        came = await live.followed("/inbox.html", upload(("t.csv", TIMELINE)))
        assert "t.csv is an export of Spotify for Artists, which needs artist" in came.page.text

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("../../x", "../../x is no name of a file: rename it."),
            ("a\\\\x", "a\\x is no name of a file: rename it."),
            ("/etc/passwd", "etc/passwd is no name of a file: rename it."),
            ("..", ".. is no name of a file: rename it."),
            ("x" * 10_000, "has too long a name: shorten it."),
            ("é" * LONGEST_NAME, "has too long a name: shorten it."),
            (".hidden", ".hidden is called as no file of the inbox may be: rename it."),
            ("done", "done is called as no file of the inbox may be: rename it."),
            ("Refused", "Refused is called as no file of the inbox may be: rename it."),
            ("x.csv.backline-tmp", "is called as no file of the inbox may be: rename it."),
        ],
    )
    async def test_a_name_that_no_file_there_can_have(self, live, root, name, why):
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        content = f"--x\r\n{head}\r\n\r\n1\r\n--x--\r\n".encode()
        came = await live.ask(
            "POST", "/inbox.html",
            {"Origin": live.origin, "Content-Type": "multipart/form-data; boundary=x"},
            data=content,
        )  # fmt: skip
        if came.status == 303:
            came = await live.get(came.headers["Location"])
            assert why in came.page.text
        else:  # aiohttp itself lets no header have so many signs
            assert came.status == 400
            assert len(came.page.one("p", class_="note bad").text) < 200
        assert not [p for p in root.rglob("*") if p.name in ("x", "passwd", ".hidden")]
        assert not [p for p in root.parent.glob("*") if p != root]

    async def test_signs_that_no_file_system_likes_are_replaced(self, live, root):
        form = FormData(quote_fields=False)
        form.add_field("files", "Dear all", filename="a<c>:\u202e.txt")
        await live.followed("/inbox.html", form)
        assert (root / "data/inbox/refused/a_c___.txt").read_text() == "Dear all"

    async def test_nothing_is_written_over_another_file(self, live, root):
        mine = root / "data/inbox/chart.csv"
        mine.parent.mkdir(parents=True)
        mine.write_text("client,email\nNova,a@b.example\n")  # stays there, since it is people's
        came = await live.followed("/inbox.html", upload(("chart.csv", CHART)))
        assert "chart.csv is in data/inbox already, with other content" in came.page.text
        assert mine.read_text() == "client,email\nNova,a@b.example\n"

    async def test_a_link_in_the_inbox_is_not_followed(self, live, root):
        outside = root.parent / "outside.csv"
        outside.write_text("mine\n")
        (root / "data/inbox").mkdir(parents=True)
        (root / "data/inbox/chart.csv").symlink_to(outside)
        came = await live.followed("/inbox.html", upload(("chart.csv", CHART)))
        assert "is in data/inbox already" in came.page.text
        assert outside.read_text() == "mine\n"

    async def test_an_empty_file_and_no_file_are_one_sentence_each(self, live, root):
        came = await live.followed("/inbox.html", upload(("empty.csv", "")))
        assert "empty.csv is empty." in came.page.text
        assert not (root / "data/inbox").exists()
        came = await live.post("/inbox.html", upload())
        assert came.status in (400, 415)
        came = await live.post("/inbox.html", upload(artist="Ada"))
        assert came.status == 400
        assert "choose one file or several first" in came.page.text

    async def test_forty_megabytes_are_refused_with_a_sentence(self, live, root):
        came = await live.post("/inbox.html", upload(("large.csv", io.BytesIO(b"x" * 40_000_000))))
        assert came.status == 413
        assert "At most 32 MB can be sent at once; nothing was taken." in came.page.text
        assert not (root / "data/inbox").exists()

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("multipart/form-data", b"--x\r\n"),
            ("multipart/form-data; boundary=x", b"--y\r\nnothing"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: x\r\n\r\n1\r\n--x--"),
            ("application/json", b"{}"),
            ("text/plain", b"files=x"),
        ],
    )
    async def test_what_is_no_form_is_one_sentence(self, live, kind, body):
        headers = {"Origin": live.origin, "Content-Type": kind}
        came = await live.ask("POST", "/inbox.html", headers, data=body)
        assert came.status in (400, 415), came.text
        assert came.page.one("p", class_="note bad").text

    async def test_while_another_run_writes_the_files_wait_in_the_inbox(
        self, live, root, monkeypatch
    ):
        monkeypatch.setattr("web.waiting.when_free.__defaults__", (0.1,))
        with Store(root).writing():
            came = await live.followed("/inbox.html", upload(("chart.csv", CHART)))
        assert "Another run is writing" in came.page.text
        assert (root / "data/inbox/chart.csv").exists()
        assert "chart.csv" in came.page.under("In the inbox")

    async def test_loading_the_result_again_takes_nothing_again(self, live, root):
        came = await live.post("/inbox.html", upload(("letter.txt", "Dear all")))
        for _ in range(2):
            again = await live.get(came.headers["Location"])
            assert "What became of them" in again.text
        taken = list((root / "data/inbox/refused").glob("letter*.txt"))
        assert len([p for p in taken if not p.name.endswith(".reason.txt")]) == 1

    async def test_an_inbox_that_is_a_link_is_said(self, live, root):
        (root / "data").mkdir(exist_ok=True)
        (root / "data/inbox").symlink_to(root.parent)
        came = await live.get("/inbox.html")
        assert (came.status, "is no folder" in came.page.text) == (200, True)
