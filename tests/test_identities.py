"""Whose number it is: the platform's own id of who answered, kept, compared and accepted."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.growth import growth
from backline.collecting.whose import accepted
from backline.errors import ConfigError, DataError
from backline.measure import State
from backline.people import Identities, Identity, Who
from backline.people.identities import answered_as, id_answered
from backline.store import Store
from backline.warehouse import Warehouse
from sandbox import Sandbox, World
from tests import played
from tests.played import DAY
from tests.started import finished

PROJECT = Path(__file__).parent.parent
NEXT = DAY + timedelta(days=1)
HEADER = "artist,platform,account,id,name,since\n"


def run(root, box, **options):
    """The daily job without the reports, which take longer than all the rest of it."""
    return played.run(root, box, **{"reports": False, **options})


@pytest.fixture
def world():
    return World(seed=1, artists=8)


@pytest.fixture
def box(world):
    with Sandbox(world, date=DAY) as running:
        yield running


@pytest.fixture
def root(tmp_path, world):
    (tmp_path / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    return tmp_path


def on(root, day, **only):
    return [
        m
        for m in Store(root).read_day(day).measurements
        if all(getattr(m, name) == value for name, value in only.items())
    ]


def own_id(artist, platform):
    if platform == "youtube":
        return artist.channel
    if platform == "instagram":
        return None
    return getattr(artist, platform)


class TestTheFirstAnswer:
    def test_it_is_learned_and_written_with_the_day(self, root, box, world):
        run(root, box)
        known = Store(root).identities()
        handle = world.artists[4]
        assert handle.youtube.startswith("@")
        assert known.current(handle.key, "youtube") == Identity(
            handle.key, "youtube", handle.youtube, handle.channel, handle.name, DAY
        )
        for artist in world.artists:
            for platform in ("spotify", "youtube", "instagram", "deezer"):
                if getattr(artist, platform):
                    answered = known.current(artist.key, platform)
                    assert own_id(artist, platform) in (answered.id, None)
                    assert (answered.account, answered.since) == (getattr(artist, platform), DAY)
        guild = world.credentials()["DISCORD_GUILD_ID"]
        assert known.current("", "discord").id == guild

    def test_the_same_answers_change_no_byte(self, root, box):
        run(root, box)
        before = Store(root).identities_file.read_bytes()
        box.date = NEXT
        run(root, box)
        assert Store(root).identities_file.read_bytes() == before

    def test_an_old_root_without_the_file_learns_it(self, root, box):
        run(root, box)
        Store(root).identities_file.unlink()
        box.date = NEXT
        found = run(root, box)
        assert {i.since for i in Store(root).identities().all()} == {NEXT}
        assert not any("rejected" in note for note in found.collected.notes)

    def test_a_day_on_which_nothing_was_measured_learns_nothing(self, root, box, world):
        for artist in world.artists:
            world.pass_on("deezer", artist.deezer or "", world.strangers[0])
        found = run(root, box, only=["deezer"])
        assert not found.changed
        assert not Store(root).identities_file.exists()


PASSED = [
    ("youtube", 4),  # by its handle
    ("youtube", 0),  # by its id: redirected
    ("instagram", 0),
    ("spotify", 0),  # merged into another
    ("deezer", 0),
]


@pytest.mark.few(4)
@pytest.mark.parametrize(("platform", "place"), PASSED)
@pytest.mark.parametrize("known", [True, False])
def test_an_account_that_passed_to_somebody_else_is_rejected(
    root, box, world, platform, place, known
):
    artist, other = world.artists[place], world.strangers[0]
    by_name = platform == "instagram" or (platform, place) == ("youtube", 4)
    if by_name and not known:
        pytest.skip("whom a name meant before the first answer nobody can know")
    if known:
        run(root, box)
        box.date = NEXT
    world.pass_on(platform, getattr(artist, platform), other)
    found = run(root, box)
    rows = on(root, box.date, artist=artist.key, platform=platform)
    assert rows
    assert {(m.state, m.value) for m in rows} == {(State.REJECTED, None)}
    assert {m.subject for m in rows} <= {"", "top_tracks", "top_videos"}
    (detail,) = {m.detail for m in rows}
    assert "answered as" in detail
    assert other.name in detail
    (note,) = [n for n in found.collected.notes if "accept" in n]
    assert note.startswith(detail)
    assert f"scripts/artists.py accept {artist.key} {platform} {id_answered(detail)}" in note
    kept = Store(root).identities().current(artist.key, platform)
    assert kept is None or kept.since == DAY
    assert (artist.key, platform) not in Store(root).read_day(box.date).words
    others = [m for m in on(root, box.date, platform=platform) if m.artist != artist.key]
    assert not any(m.state is State.REJECTED for m in others)


def test_another_artists_name_in_the_sentence_is_no_mention_or_markup(root, box, world):
    run(root, box)
    box.date = NEXT
    nasty = replace(world.strangers[0], name="::stop-commands::x\r\n@everyone " + "n" * 200)
    world.pass_on("deezer", world.artists[0].deezer, nasty)
    found = run(root, box)
    (detail,) = {m.detail for m in on(root, NEXT, artist=world.artists[0].key, platform="deezer")}
    assert len(detail) < 150
    assert "\n" not in detail
    assert all("\n" not in note for note in found.collected.notes)


def test_a_stuck_cache_gives_nobody_anothers_numbers(root, box, world):
    """Also on the first day, when nobody is known yet."""
    first = world.artists[0]
    for artist in world.artists[1:]:
        for platform in ("spotify", "youtube", "instagram", "deezer"):
            if account := getattr(artist, platform):
                # A cache repeats the whole answer, its names included.
                world.taken_over[platform, account.lower()] = first
    found = run(root, box)
    for platform in ("spotify", "youtube", "instagram", "deezer"):
        rows = [m for m in on(root, DAY, platform=platform) if m.state is not State.NOT_CONFIGURED]
        assert {m.artist for m in rows if m.state is State.MEASURED} == {first.key}
        said = {m.state for m in rows if m.artist != first.key}
        # A page that comes as a shell says nothing, not even whose it is.
        assert said - {State.FAILED} == {State.REJECTED}
    assert not any("accept" in note for note in found.collected.notes)
    assert sum("mixed up its answers" in note for note in found.collected.notes) == 4


class TestAccepting:
    @pytest.fixture
    def passed(self, root, box, world):
        """A handle that another channel answers since the third day."""
        for offset in range(3):
            box.date = DAY + timedelta(days=offset)
            if offset == 2:
                world.pass_on("youtube", world.artists[4].youtube, world.artists[1])
            run(root, box)
        return world.artists[4].key

    def grown(self, root, key, day):
        with Warehouse(root) as warehouse:
            rows = growth(warehouse, 7, as_of=day, artist=key, subjects=False)
        return {(g.platform, g.metric): g for g in rows}

    def accept(self, root, key, day, account=None):
        store = Store(root)
        with store.writing():
            return accepted(store, store.roster().named(key), "youtube", account, day)

    def test_it_is_a_level_break_from_that_day_on(self, root, box, world, passed):
        accepted_on = DAY + timedelta(days=3)
        identity = self.accept(root, passed, accepted_on)
        assert (identity.id, identity.since) == (world.artists[1].channel, accepted_on)
        for offset in (3, 4, 5, 6, 7, 8, 10):
            box.date = DAY + timedelta(days=offset)
            run(root, box)
        views = on(root, box.date, artist=passed, platform="youtube", metric="views", subject="")
        assert [m.value for m in views] == [world.numbers(world.artists[1], box.date).views]
        straddling = self.grown(root, passed, DAY + timedelta(days=8))["youtube", "views"]
        assert (straddling.growth, straddling.change, straddling.then) == (None, None, None)
        assert straddling.note == f"another account since {accepted_on}"
        assert straddling.now is not None
        after = self.grown(root, passed, DAY + timedelta(days=10))["youtube", "views"]
        assert after.then_date == accepted_on
        assert after.growth is not None
        spotify = self.grown(root, passed, DAY + timedelta(days=8))["spotify", "followers"]
        assert spotify.growth is not None

    def test_the_account_of_before_is_then_somebody_else(self, root, box, world, passed):
        self.accept(root, passed, DAY + timedelta(days=3))
        del world.taken_over["youtube", world.artists[4].youtube.lower()]
        box.date = DAY + timedelta(days=4)
        run(root, box)
        rows = on(root, box.date, artist=passed, platform="youtube")
        assert {m.state for m in rows} == {State.REJECTED}

    def test_a_line_by_hand_does_the_same(self, root, box, world, passed):
        store = Store(root)
        text = store.identities_file.read_text(encoding="utf-8")
        line = (
            f"{passed},youtube,'{world.artists[4].youtube},{world.artists[1].channel},,2026-09-04"
        )
        store.identities_file.write_text(f"\ufeff{text}{line}\n".replace("\n", "\r\n"), "utf-8")
        box.date = DAY + timedelta(days=3)
        run(root, box)
        assert on(root, box.date, artist=passed, platform="youtube", state=State.REJECTED) == []
        assert store.identities().breaks(passed, "youtube") == [date(2026, 9, 4)]

    @pytest.mark.few(2)
    @pytest.mark.parametrize(
        ("platform", "account", "said"),
        [
            ("myspace", None, "There is no platform 'myspace'"),
            ("deezer", None, "was rejected on the newest day"),
            ("deezer", "UCx", "'UCx' is no id of deezer: expected a number"),
            ("chartmetric", "5", "The roster has no chartmetric account"),
        ],
    )
    def test_what_cannot_be_accepted_is_said(self, root, box, passed, platform, account, said):
        store = Store(root)
        with pytest.raises(ConfigError, match=said), store.writing():
            accepted(store, store.roster().named(passed), platform, account, NEXT)


def test_a_new_id_in_the_roster_is_an_acceptance(root, box, world):
    run(root, box)
    first, other = world.artists[0], world.strangers[0]
    path = root / "roster.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(first.deezer, other.deezer), "utf-8")
    box.date = NEXT
    run(root, box)
    (fans,) = on(root, NEXT, artist=first.key, platform="deezer")
    assert fans.value == world.numbers(other, NEXT).fans
    assert Store(root).identities().breaks(first.key, "deezer") == [NEXT]
    with Warehouse(root) as warehouse:
        rows = growth(warehouse, 1, as_of=NEXT, artist=first.key, subjects=False)
    (fans,) = [g for g in rows if g.platform == "deezer"]
    assert (fans.growth, fans.note) == (None, f"another account since {NEXT}")


def test_the_id_in_place_of_the_handle_is_the_same_account(root, box, world):
    run(root, box)
    artist = world.artists[4]
    path = root / "roster.toml"
    text = path.read_text(encoding="utf-8").replace(artist.youtube, artist.channel)
    path.write_text(text, "utf-8")
    box.date = NEXT
    run(root, box)
    assert on(root, NEXT, artist=artist.key, platform="youtube", state=State.REJECTED) == []
    known = Store(root).identities()
    assert known.breaks(artist.key, "youtube") == []
    assert known.current(artist.key, "youtube").account == artist.channel


def test_a_new_name_of_the_same_account_is_no_break(root, box, world):
    run(root, box)
    box.date = NEXT
    artist = world.artists[0]
    world.pass_on("deezer", artist.deezer, replace(artist, name="A New Name"))
    run(root, box)
    known = Store(root).identities()
    assert known.current(artist.key, "deezer").name == "A New Name"
    assert known.breaks(artist.key, "deezer") == []


def test_who_is_forgotten_is_forgotten_there_too(root, box, world):
    run(root, box)
    key = world.artists[0].key
    done = script("artists.py", "forget", key, "--root", str(root))
    assert done.returncode == 0, done.stderr
    text = Store(root).identities_file.read_text(encoding="utf-8")
    assert key not in text
    assert world.artists[1].key in text


def test_a_key_that_was_changed_by_hand_begins_anew(root, box, world):
    run(root, box)
    path = root / "roster.toml"
    key = world.artists[0].key
    text = path.read_text(encoding="utf-8").replace(f'key = "{key}"', 'key = "renamed"')
    path.write_text(text, "utf-8")
    box.date = NEXT
    run(root, box)
    known = Store(root).identities()
    assert known.current("renamed", "spotify").since == NEXT
    assert on(root, NEXT, artist="renamed", state=State.REJECTED) == []


class TestTheTable:
    def test_it_reads_what_it_wrote(self):
        known = Identities(
            [
                Identity("ada", "youtube", "@ada", "UC" + "a" * 22, '=Ada, "the" first', DAY),
                Identity("ada", "youtube", "@ada", "UC" + "-" * 22, "", NEXT),
                Identity("", "discord", "1", "1", "Night Shift", DAY),
            ]
        )
        text = known.to_csv()
        assert text.startswith(HEADER + ",discord,1,1,Night Shift,2026-09-01\n")
        assert Identities.from_csv(text).all() == known.all()

    @given(st.text(max_size=30))
    def test_any_name_survives(self, name):
        known = Identities()
        known.learn("ada", "deezer", "5", Who("5", name), DAY)
        again = Identities.from_csv(known.to_csv())
        assert [i.name for i in again.all()] == [i.name for i in known.all()]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("ada,myspace,x,1,,2026-09-01", "line 2: platform: there is none called 'myspace'"),
            ("ada,deezer,1,x,,2026-09-01", "line 2: id: 'x' is no id of deezer, expected a number"),
            (
                "ada,instagram,ada,1.78414E+16,,2026-09-01",
                "line 2: id: '1.78414E+16' is no id of instagram, expected a number",
            ),
            ("ada,deezer,1,1,,01/09/2026", "line 2: since: '01/09/2026' is no day"),
            ("ada,deezer,1,1,2026-09-01", "line 2: 5 fields where 6 belong"),
            (
                "ada,deezer,1,1,,2026-09-01\nada,deezer,1,2,,2026-09-01",
                "line 3: since: a second line of 2026-09-01 for ada on deezer",
            ),
        ],
    )
    def test_a_mistake_is_one_sentence_with_line_and_field(self, line, said):
        with pytest.raises(DataError) as caught:
            Identities.from_csv(f"{HEADER}{line}\n", "data/identities.csv")
        assert str(caught.value).startswith(f"data/identities.csv {said}")
        assert "\n" not in str(caught.value)

    @given(st.text(max_size=40), st.sampled_from(["instagram", "youtube", "deezer"]))
    def test_an_id_that_could_not_be_read_back_is_never_learned(self, own, platform):
        known = Identities()
        if not known.another("ada", platform, "@ada", Who(own)):
            known.learn("ada", platform, "@ada", Who(own), DAY)
        assert Identities.from_csv(known.to_csv()).all() == known.all()

    def test_a_bare_carriage_return_is_one_sentence(self):
        with pytest.raises(DataError, match="line 2: 3 fields where 6 belong"):
            Identities.from_csv(f"{HEADER}ada,deezer,1\r1,1,,2026-09-01\n")

    def test_another_header_is_named(self):
        with pytest.raises(DataError, match="line 1: the header must be artist,platform"):
            Identities.from_csv("a,b\n")

    def test_a_spreadsheet_with_semicolons_is_read(self):
        text = HEADER.replace(",", ";") + "ada;deezer;1;1;Ada;2026-09-01\n"
        assert Identities.from_csv(text).current("ada", "deezer").id == "1"

    def test_numbers_and_texts_are_one_id(self):
        from backline.sources.reading import named

        assert named(27) == named("27") == named(27.0) == Who("27")
        assert named(None) is named("") is named(True) is named([]) is None

    def test_the_id_comes_back_out_of_the_sentence(self):
        detail = answered_as("youtube", f"{Who('UCx', 'Ada, the other')}, not as UCy (Ada)")
        assert detail == "YouTube answered as UCx (Ada, the other), not as UCy (Ada)"
        assert id_answered(detail) == "UCx"
        assert id_answered("the answer was -1, which cannot be") == ""


def script(name, *arguments, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    return finished(
        [sys.executable, str(PROJECT / "scripts" / name), *arguments],
        env={**base, **environment},
    )


def at(box, day):
    """What a process needs to live on a day."""
    box.date = day
    clock = {"PYTHONPATH": str(PROJECT / "tests/clock"), "TEST_CLOCK": f"{day}T06:00:00Z"}
    return {**box.environment(), **clock}


def test_the_report_says_how_to_accept_and_the_command_works(root, box, world):
    first = at(box, DAY)
    assert script("collect.py", "--root", str(root), **first).returncode == 0
    world.pass_on("instagram", world.artists[0].instagram, world.strangers[0])
    second = at(box, NEXT)
    report = script("collect.py", "--root", str(root), **second)
    assert report.returncode == 0
    assert "rejected, Instagram answered as" in report.stdout
    order = report.stdout.partition("scripts/artists.py ")[2].split()[:4]
    assert order[:3] == ["accept", world.artists[0].key, "instagram"]
    done = script("artists.py", *order, "--root", str(root), **second)
    assert (done.returncode, done.stderr) == (0, "")
    assert "from 2026-09-02 on" in done.stdout
    again = script("collect.py", "--root", str(root), **second)
    assert "rejected" not in again.stdout
    key = world.artists[0].key
    (followers,) = on(root, NEXT, artist=key, platform="instagram", metric="followers")
    assert followers.value == world.numbers(world.strangers[0], NEXT).instagram
