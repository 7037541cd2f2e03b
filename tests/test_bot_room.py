"""A full room: many ask at once, files change meanwhile, processes die."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path

import pytest

from backline.errors import ConfigError
from backline.store import Store
from backline.warehouse import Warehouse
from bot import room as rooms
from bot.asked import Question
from bot.choosing import Names
from bot.kept import Kept, Together
from bot.library import Library, state_of
from bot.paths import without_paths
from bot.room import Room
from bot.worker import DUTIES, Ask, serve
from bot.workers import FaultError, FullError, Lane, LostError, Worker
from tests.bot_roots import save, small_label
from tests.roots import DAY, root_of, row
from tests.test_bot_commands import Server, server, text_of  # noqa: F401 (the fixture)

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("room") / "root")


@pytest.fixture
async def room(monkeypatch):
    """Opens rooms with real processes, none of which is left when the test is over."""
    for name in ("PATIENCE", "FOR_A_PICTURE"):  # however slow the machine is
        monkeypatch.setattr(rooms, name, 600)
    opened = []

    def start(root):
        opened.append(Room(Library(root, today=lambda: DAY)))
        return opened[-1]

    yield start
    for one in opened:
        pids = one.pids
        await one.close()
        assert not any(lives(pid) for pid in pids)


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(true):
    """Wait for something that another process does."""
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came about")


class Slow:
    """Stands in for a process that works until it is let go, and tells what it was given."""

    pid = None

    def __init__(self):
        self.given = []
        self.let_go = threading.Event()

    def do(self, job):
        self.given.append(job)
        self.let_go.wait(30)
        return job

    def stop(self):
        self.let_go.set()

    def close(self):
        self.let_go.set()


class TestAFullRoom:
    async def test_everybody_is_answered_and_the_same_is_worked_out_once(self, room, small):
        one = room(small)
        asked = [
            *(Question("stats") for _ in range(10)),
            *(Question("growth", None, days) for days in (7, 30) for _ in range(10)),
            *(Question("artist", f"Artist {n}") for n in (1, 2) for _ in range(10)),
            *(Question("weekly") for _ in range(5)),
        ]
        answers = await asyncio.gather(*(one.ask(question) for question in asked))
        for question, answer in zip(asked, answers, strict=True):
            assert "as of 2026-09-30" in answer.reply.footer
            assert (answer.file is not None) == (question.command == "weekly")
            if question.command in ("growth", "artist"):
                whole = await answer.later if answer.later else answer
                assert whole.png.startswith(b"\x89PNG")
        assert len({id(answer) for answer in answers}) == len(set(asked))

    async def test_it_says_what_a_single_process_says(self, room, small):
        one, library = room(small), Library(small, today=lambda: DAY)
        for question in (Question("stats"), Question("growth", "Artist 2", 30)):
            assert (await one.ask(question)).reply == library.ask(question)
        library.close()

    async def test_get_ready_starts_what_answers_and_draws(self, room, small):
        one = room(small)
        await one.get_ready()
        assert len(one.answers.pids) == len(one.reports.pids) == 1
        assert len(one.pictures.pids) == min(os.cpu_count(), rooms.MOST_DRAWERS)


class TestTwoAskTheSame:
    async def test_one_waits_for_the_other(self):
        together, begun, go = Together(), [], asyncio.Event()

        async def work():
            begun.append(1)
            await go.wait()
            return "found"

        both = asyncio.gather(together.do("k", work), together.do("k", work))
        await asyncio.sleep(0)
        go.set()
        assert await both == ["found", "found"]
        assert begun == [1]

    async def test_who_goes_away_takes_nothing_from_the_other(self):
        together, go = Together(), asyncio.Event()

        async def work():
            await go.wait()
            return "found"

        first = asyncio.ensure_future(together.do("k", work))
        second = asyncio.ensure_future(together.do("k", work))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        go.set()
        assert await second == "found"

    async def test_later_the_kept_answer_is_given(self, room, small, monkeypatch):
        one = room(small)
        first = await one.ask(Question("artist", "Artist 1"))
        for lane in one._lanes:
            monkeypatch.setattr(lane, "do", None)  # whoever used it would fail
        assert await one.ask(Question("artist", "Artist 1")) is first

    def test_no_more_is_kept_than_there_is_room_for(self):
        kept = Kept(100)
        for n in range(5):
            kept.put(n, f"answer {n}", 40)
        assert [kept.get(n) for n in range(5)] == [None, None, None, "answer 3", "answer 4"]
        kept.put(4, "large", 500)
        assert kept.get(4) is None
        kept.put(5, "small", 100)
        assert kept.get(5) == "small"


class TestFilesReplaced:
    """A file that changed never leaves an old answer."""

    @pytest.fixture
    def root(self, tmp_path):
        return small_label(tmp_path / "root", days=12)

    async def test_a_day_between_two_equal_questions(self, room, root):
        one, question = room(root), Question("artist", "Artist 1")
        assert "**1,000**" in str((await one.ask(question)).reply)
        for value in (4_321, 4_322, 4_323):
            changed = row(DAY, value, artist="artist-1-0", series="spotify/followers")
            text = Store(root).roster_file.read_text()
            save(root, [changed], text)
            said = str((await one.ask(question)).reply)
            assert f"**{value:,}**" in said

    @pytest.mark.parametrize("same_times", [True, False])
    async def test_a_file_of_the_same_size_and_even_the_same_time(self, root, same_times):
        path = Store(root).measurement_files()[-1]
        known, facts = state_of(root), path.stat()
        content = path.read_bytes()
        path.write_bytes(content[::-1])
        if same_times:
            os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        assert state_of(root) != known

    @pytest.mark.parametrize(
        "name",
        ["roster.toml", "corrections.toml", "data/subjects.csv", "data/identities.csv",
         "data/notes.csv", "layouts/agency.toml"],
    )  # fmt: skip
    def test_every_file_that_people_write_counts(self, root, name):
        known = state_of(root)
        path = root / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        assert state_of(root) not in (known, None)

    async def test_the_weekly_sheet_has_a_new_note(self, room, root):
        one, question = room(root), Question("weekly", "Artist 1")
        before_it = await one.ask(question)
        shutil.copy(PROJECT / "layouts" / "agency.toml", root / "agency.toml")
        (root / "layouts").mkdir()
        text = (root / "agency.toml").read_text(encoding="utf-8")
        renamed = text.replace("Weekly Artist Tracking", "Our Week")
        assert renamed != text
        (root / "layouts" / "agency.toml").write_text(renamed, encoding="utf-8")
        assert "Our Week" in (await one.ask(question)).file.name
        assert "Our Week" not in before_it.file.name

    async def test_who_asked_before_the_files_were_read_needs_no_new_look(self, root, monkeypatch):
        library = Library(root, today=lambda: DAY)
        early = library.now()
        library.ask(lambda label: label.today)
        text = Store(root).roster_file.read_text()
        save(root, [row(DAY, 9_999, artist="artist-1-0", series="spotify/followers")], text)
        opened = []

        def opens(*given, **options):
            opened.append(1)
            return Warehouse(*given, **options)

        monkeypatch.setattr("bot.library.Warehouse", opens)
        library.ask(lambda label: label.today, early)
        assert opened == []  # it asked for nothing newer than what was read since
        library.ask(lambda label: label.today)
        assert opened == [1]
        library.close()

    async def test_the_day_and_the_notice_belong_to_the_answer(self, room, root):
        one = room(root)
        one._library._notice = lambda: "could not be refreshed since 14:05 UTC: no route."
        assert "no route" in (await one.ask(Question("stats"))).reply.footer
        one._library._notice = str
        assert "no route" not in (await one.ask(Question("stats"))).reply.footer

    def test_names_follow_the_roster(self, root):
        names = Names(root, lambda: DAY)
        assert [a.name for a in names.matching("artist 3")] == ["Artist 3"]
        file = Store(root).roster_file
        file.write_text(file.read_text().replace("Artist 3", "Renamed 3"))
        assert [a.name for a in names.matching("renamed")] == ["Renamed 3"]
        file.write_text("label = ")
        with pytest.raises(ConfigError):
            names.matching("renamed")


class TestNobodyWaitsBehindSomethingLarge:
    async def test_a_chart_and_a_report_do_not_hold_names_or_small_answers(self, room, small):
        one, slow = room(small), Slow()
        one.pictures = Lane([slow], most=9, patience=60)
        one.reports = Lane([Slow()], most=9, patience=60)
        held = [
            asyncio.ensure_future(one.ask(question))
            for question in (Question("growth", None, 7), Question("weekly"))
        ]
        await until(lambda: slow.given)
        assert "8 artists" in (await one.ask(Question("stats"))).reply.description
        names = Names(small, lambda: DAY)
        assert len(await asyncio.to_thread(names.matching, "artist")) == 8
        assert not any(task.done() for task in held)
        for task in held:
            task.cancel()

    async def test_who_types_is_offered_names_while_everything_else_hangs(self, server, small):  # noqa: F811
        there = await server(small)

        async def never(*_, **__):
            raise AssertionError("a name was looked for in a queue")

        for lane in there.bot.room._lanes:
            lane.do = never
        choices = await there.person.autocomplete(there.channel, "artist", "artist", "Artist 5")
        assert [choice["value"] for choice in choices] == ["artist-5-4"]

    async def test_what_is_small_comes_before_what_waits(self):
        slow = Slow()
        lane = Lane([slow], most=9, patience=60)
        first = asyncio.ensure_future(lane.do("being worked on"))
        await until(lambda: slow.given)
        rest = [asyncio.ensure_future(lane.do(name)) for name in ("chart", "report")]
        small_one = asyncio.ensure_future(lane.do("small", first=True))
        await asyncio.sleep(0)
        slow.let_go.set()
        await asyncio.gather(first, small_one, *rest)
        assert slow.given == ["being worked on", "small", "chart", "report"]
        await lane.close()

    async def test_heavy_ones_run_beside_each_other(self):
        workers = [Slow(), Slow()]
        lane = Lane(workers, most=9, patience=60)
        both = [asyncio.ensure_future(lane.do(name)) for name in ("one", "other")]
        await until(lambda: all(worker.given for worker in workers))
        for worker in workers:
            worker.let_go.set()
        assert await asyncio.gather(*both) == ["one", "other"]
        await lane.close()


class TestAChartThatFollows:
    """While others are drawn, the numbers come first and their chart is put beside them later."""

    @pytest.fixture
    def drawer(self):
        slow = Slow()
        slow.do = lambda job: (Slow.do(slow, job), b"\x89PNG drawn late")[1]
        return slow

    async def test_the_numbers_say_so(self, room, small, drawer):
        one, question = room(small), Question("growth", None, 7)
        one.pictures = Lane([drawer], most=9, patience=60)
        before_it = asyncio.ensure_future(one.ask(Question("growth", None, 14)))
        await until(lambda: drawer.given)
        first, other = await one.ask(question), await one.ask(question)
        assert first is other  # nothing is worked out again while the chart is drawn
        assert not before_it.done()
        for answer in (first, other):
            assert answer.png is None
            assert answer.reply.footer.endswith("· the chart follows")
        drawer.let_go.set()
        whole = await first.later
        assert whole.png == (await other.later).png == b"\x89PNG drawn late"
        assert "follows" not in whole.reply.footer
        assert len(drawer.given) == 2  # one for each question
        assert (await one.ask(question)).png == whole.png

    async def test_in_discord_the_message_is_completed(self, server, small, drawer):  # noqa: F811
        there = await server(small)
        lane = there.bot.room.pictures = Lane([drawer], most=9, patience=60)
        drawer.let_go.set()
        lane._free.clear()  # at work on another
        before = len(there.env.http_requests)
        asked = asyncio.ensure_future(there.slash("growth", period=7))
        await until(lambda: len(there.env.http_requests) == before + 2)
        lane._free.append(drawer)
        lane._go_on()
        await asked
        _, numbers, whole = (request.json for request in there.env.http_requests[before:])
        assert numbers["embeds"][0]["footer"]["text"].endswith("· the chart follows")
        assert "image" not in numbers["embeds"][0]
        assert whole["embeds"][0]["image"]["url"] == "attachment://chart.png"
        assert len(whole["attachments"]) == 1
        assert "follows" not in whole["embeds"][0]["footer"]["text"]

    async def test_one_that_fails_is_said_in_the_end(self, room, small):
        one = room(small)

        class Fails(Slow):
            def do(self, job):
                raise FaultError("Traceback of the process that draws")

        one.pictures = Lane([Fails()], most=9, patience=60)
        one.pictures._free.clear()  # at work on another
        first = await one.ask(Question("growth", None, 7))
        one.pictures._free.extend(one.pictures._workers)
        one.pictures._go_on()
        assert (await first.later).reply.footer.endswith("· the chart could not be drawn")

    async def test_after_one_that_failed_it_is_drawn_for_who_asks_next(self, room, small):
        one, question = room(small), Question("growth", None, 7)

        class FailsOnce(Slow):
            def do(self, job):
                self.given.append(job)
                if len(self.given) == 1:
                    raise FaultError("Traceback of the process that draws")
                return b"\x89PNG drawn at last"

        one.pictures = Lane([FailsOnce()], most=9, patience=60)
        one.pictures._free.clear()  # at work on another
        first = await one.ask(question)
        one.pictures._free.extend(one.pictures._workers)
        one.pictures._go_on()
        assert (await first.later).png is None
        again = await one.ask(question)
        whole = await again.later if again.later else again
        assert whole.png == b"\x89PNG drawn at last"


class TestAFullQueue:
    async def test_who_comes_when_too_many_wait_is_told_so(self):
        slow = Slow()
        lane = Lane([slow], most=2, patience=60)
        kept = [asyncio.ensure_future(lane.do(n)) for n in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(FullError, match="Too many questions at once"):
            await lane.do("one more")
        slow.let_go.set()
        assert await asyncio.gather(*kept) == [0, 1, 2]
        await lane.close()

    async def test_who_has_waited_too_long_is_told_so_too(self):
        slow = Slow()
        lane = Lane([slow], most=9, patience=60)
        first = asyncio.ensure_future(lane.do("first"))
        await until(lambda: slow.given)
        lane._patience = 0
        second = asyncio.ensure_future(lane.do("second"))
        await asyncio.sleep(0.01)
        slow.let_go.set()
        assert await first == "first"
        with pytest.raises(FullError):
            await second
        await lane.close()

    async def test_patience_counts_from_the_question_but_a_free_process_is_used(self):
        slow = Slow()
        lane = Lane([slow], most=9, patience=60)
        long_ago = time.perf_counter() - 100
        first = asyncio.ensure_future(lane.do("first", since=long_ago))
        await until(lambda: slow.given)
        second = asyncio.ensure_future(lane.do("second", since=long_ago))
        await asyncio.sleep(0)
        slow.let_go.set()
        assert await first == "first"
        with pytest.raises(FullError):
            await second
        await lane.close()

    async def test_a_person_sees_one_sentence(self, server, small):  # noqa: F811
        there = await server(small, check_errors=False)
        there.bot.room.answers._most = 0
        said = await there.sentence("stats")
        assert said == "Too many questions at once: this one was left out, ask again in a moment."

    async def test_too_many_charts_cost_the_chart_and_not_the_numbers(self, server, small):  # noqa: F811
        there = await server(small)
        there.bot.room.pictures._most = 0
        embed, attachments = await there.embed("growth", period=7)
        assert embed.footer.text.endswith("· no chart, since many are asked for at once")
        assert "7 of 8 artists" in text_of(embed)
        assert attachments == []
        there.bot.room.pictures._most = 9
        _, attachments = await there.embed("growth", period=7)  # the lack was not kept
        assert len(attachments) == 1


class TestAWorkerThatDied:
    async def test_while_it_worked_the_person_gets_a_sentence_and_the_next_an_answer(
        self, room, small
    ):
        one = room(small)
        await one.get_ready()
        (pid,) = one.answers.pids
        os.kill(pid, signal.SIGSTOP)  # so that it surely is at work
        asked = asyncio.ensure_future(one.ask(Question("stats")))
        await until(lambda: one.answers._busy)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(LostError, match="ended before it had an answer"):
            await asked
        assert (await one.ask(Question("stats"))).reply.title
        assert one.answers.pids != [pid]

    async def test_while_nobody_asked_nobody_notices(self, room, small):
        one = room(small)
        await one.get_ready()
        for pid in one.pids:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: not any(running(pid) for pid in one.pids))
        answer = await one.ask(Question("growth", None, 7))
        assert answer.png.startswith(b"\x89PNG")

    async def test_while_it_drew_the_numbers_come_without_the_chart(self, room, small):
        one = room(small)
        await one.get_ready()
        pids = one.pictures.pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        asked = asyncio.ensure_future(one.ask(Question("growth", None, 7)))
        await until(lambda: one.pictures._busy)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        answer = await asked
        assert answer.png is None
        assert answer.reply.footer.endswith("the chart could not be drawn")

    async def test_one_that_hangs_is_given_up(self, room, small, monkeypatch):
        monkeypatch.setattr("bot.workers.LONGEST", 0.2)
        one = room(small)
        worker = Worker(small, "answers")
        monkeypatch.setattr("bot.workers._MAIN", "import time; time.sleep(60)")
        with pytest.raises(LostError, match="was given up"):
            await asyncio.to_thread(worker.do, Ask(Question("stats"), one._library.now()))
        assert worker.pid is None

    async def test_the_person_in_discord(self, server, small, caplog):  # noqa: F811
        there = await server(small, check_errors=False)

        def dies(_):
            raise LostError("The process that worked on this ended before it had an answer.")

        for worker in there.bot.room.answers._workers:
            worker.do = dies
        said = await there.sentence("stats")
        assert said == "The process that worked on this ended before it had an answer."
        assert "A process was lost" in caplog.text


def running(pid):
    """Whether a process does anything still; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class TestTheEnd:
    async def test_a_bot_that_is_closed_leaves_no_process(self, server, small):  # noqa: F811
        there = await server(small, processes=True)
        await there.embed("growth", period=7)
        pids = there.bot.room.pids
        assert len(pids) == 2 + min(os.cpu_count(), rooms.MOST_DRAWERS)
        await there.bot.room.close()
        assert not any(lives(pid) for pid in pids)

    async def test_at_work_or_not(self, small):
        one = Room(Library(small, today=lambda: DAY))
        asked = [asyncio.ensure_future(one.ask(Question("growth", None, d))) for d in (7, 14, 30)]
        await until(lambda: one.pids)
        pids = one.pids
        await one.close()
        assert not any(lives(pid) for pid in pids)
        with pytest.raises(LostError, match="being stopped"):
            await one.ask(Question("stats"))
        assert one.pids == []
        for outcome in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(outcome, LostError)

    def test_a_bot_that_is_killed_leaves_none_either(self, small):
        text = (
            "import asyncio, os, signal, sys; from pathlib import Path\n"
            "from bot.library import Library; from bot.room import Room; "
            "from bot.asked import Question\n"
            "async def main():\n"
            "    room = Room(Library(Path(sys.argv[1])))\n"
            "    await room.ask(Question('growth', None, 7))\n"
            "    print(*room.pids, flush=True)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            "asyncio.run(main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", text, str(small)],
            cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        pids = [int(pid) for pid in done.stdout.split()]
        assert len(pids) == 2, done.stderr
        for _ in range(600):
            if not any(running(pid) for pid in pids):
                return
            time.sleep(0.05)
        raise AssertionError("a process outlived its bot")

    async def test_no_process_is_told_a_key(self, small, monkeypatch):
        monkeypatch.setenv("DISCORD_BOT_TOKEN", "MTIz.secret.token")
        one = Room(Library(small, today=lambda: DAY))
        await one.ask(Question("stats"))
        (pid,) = one.pids
        assert b"MTIz.secret.token" not in Path(f"/proc/{pid}/environ").read_bytes()
        await one.close()


async def test_who_makes_reports_lets_go_of_the_numbers_when_nobody_asks(small):
    """Two processes hold them otherwise, for as long as the bot runs."""
    ours, theirs = Pipe()
    library = Library(small, today=lambda: DAY)

    def work():
        with suppress(EOFError):
            serve(theirs, library, replace(DUTIES["reports"], idle=0.01))

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(2):
        ours.send(Ask(Question("weekly", "Artist 1"), library.now()))
        told = await asyncio.to_thread(ours.recv)
        assert told.reply.title == "Artist 1: weekly report"
        await until(lambda: not library.is_open)
    ours.close()
    thread.join(30)
    theirs.close()
    assert not thread.is_alive()


async def test_who_answers_sees_by_itself_that_the_files_are_others(tmp_path):
    """So that after a pull nobody waits for what can be worked out before."""
    root = small_label(tmp_path / "root", days=3)
    ours, theirs = Pipe()
    library = Library(root, today=lambda: DAY)

    def work():
        with suppress(EOFError):
            serve(theirs, library, replace(DUTIES["answers"], idle=0.01))

    thread = threading.Thread(target=work)
    thread.start()
    await until(lambda: library._state == state_of(root))
    text = Store(root).roster_file.read_text()
    save(root, [row(DAY, 9_999, artist="artist-1-0", series="spotify/followers")], text)
    await until(lambda: library._state == state_of(root) and library._warmed)
    ours.close()
    thread.join(30)
    theirs.close()
    library.close()
    assert not thread.is_alive()


class TestNoPathInAnySentence:
    @pytest.mark.parametrize(
        ("sentence", "said"),
        [
            ("No roster.toml in {root}: wrong.", "No roster.toml in the label's folder: wrong."),
            ("{root}/data/x.parquet is damaged.", "data/x.parquet is damaged."),
            ("cannot open /home/ada/label/data/x.csv: gone", "cannot open x.csv: gone"),
            ("fatal: '/srv/git/label.git' does not appear", "fatal: 'label.git' does not appear"),
            ("no such file ~/secret/folder/file", "no such file file"),
            ("/growth period:30 artist: shows each", "/growth period:30 artist: shows each"),
            ("see https://example.com/a/b, reports/x", "see https://example.com/a/b, reports/x"),
            ("spotify/followers of AC/DC", "spotify/followers of AC/DC"),
        ],
    )  # fmt: skip
    def test_files_are_told_as_people_know_them(self, tmp_path, sentence, said):
        root = tmp_path / "my label"
        assert without_paths(sentence.format(root=root), root) == said

    async def test_a_folder_without_a_roster(self, server, tmp_path):  # noqa: F811
        there = await server(tmp_path / "a label", check_errors=False)
        said = await there.sentence("stats")
        assert said.startswith("There is no roster.toml in the label's folder")
        assert "/" not in said.replace("scripts/setup.py", "")

    async def test_files_that_cannot_be_read(self, server, tmp_path, monkeypatch):  # noqa: F811
        root = root_of(tmp_path / "root", [row(DAY, 5)])

        def fails(*_, **__):
            raise OSError(f"IO Error: Cannot open file {root}/data/measurements/x.parquet")

        monkeypatch.setattr("bot.library.Warehouse", fails)
        said = await (await server(root, check_errors=False)).sentence("stats")
        assert "data/measurements/x.parquet" in said
        assert str(tmp_path) not in said

    async def test_a_pull_that_failed(self, server, tmp_path):  # noqa: F811
        root = root_of(tmp_path / "root", [row(DAY, 5)])
        there = await server(root)
        there.bot.library._notice = lambda: (
            "could not be refreshed since 14:05 UTC: '/srv/git/ada/label.git' does not appear to "
            "be a git repository."
        )
        embed, _ = await there.embed("stats")
        assert "'label.git' does not appear" in embed.footer.text
        assert "/srv" not in embed.footer.text
