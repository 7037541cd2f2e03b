"""Two people's changes of one book: nothing of either is lost, nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.campaigns.book import Book, parse_book
from backline.campaigns.merging.changes import changes, title
from backline.campaigns.merging.choosing import by_options, chosen
from backline.campaigns.merging.merge import (
    Conflict,
    decide,
    decide_text,
    faults_of_merging,
    merge,
)
from backline.campaigns.tables import TABLES
from backline.errors import ConfigError, DataError

SONGS = ("0mgknu0NQIMgzqiqiYC2wz", "1mgknu0NQIMgzqiqiYC2wz")
IDS = ("nova", "nova-2", "rex")
CELLS = ("", "10", "2026-10-01", "Nova", "NOVA ", "no date at all", "a; b", "=1+1", *SONGS, *IDS)

names = st.sampled_from(sorted(TABLES))
cells = st.sampled_from(CELLS)


@st.composite
def a_row(draw, name):
    """A row with a few cells filled, readable or not, that likely refers to another one."""
    columns = draw(st.lists(st.sampled_from(TABLES[name].header[1:]), max_size=3))
    row = {column: draw(cells) for column in columns}
    row |= {column: draw(st.sampled_from(IDS)) for column in TABLES[name].references}
    if "name" in TABLES[name].header:
        row["name"] = draw(st.sampled_from(("Nova", "NOVA", "Rex")))
    return {**row, "id": draw(st.sampled_from(IDS))}


@st.composite
def books(draw):
    book = Book()
    for name in draw(st.lists(names, max_size=4)):
        book.put(name, draw(a_row(name)))
    return book


@st.composite
def edits(draw, book):
    """The book after a person's work: cells changed, rows added and taken away."""
    after = book.copy()
    for _ in range(draw(st.integers(0, 7))):
        name = draw(names)
        rows = after.rows[name]
        what = draw(st.sampled_from(("add", "add", "edit", "edit", "delete")))
        if what == "add" or not rows:
            row = draw(a_row(name))
            if row["id"] not in rows:
                after.put(name, row)
            continue
        key = draw(st.sampled_from(sorted(rows)))
        if what == "delete":
            del rows[key]
        else:
            column = draw(st.sampled_from(TABLES[name].header[1:]))
            after.put(name, {**rows[key], column: draw(cells)})
    return after


@st.composite
def three(draw):
    base = draw(books())
    return base, draw(edits(base)), draw(edits(base))


def followed(base, ours, renamed):
    """Ours with the new ids that the merge gave, as it should be everywhere."""
    new = {(one.table, one.old): one.new for one in renamed}
    rows = {}
    for name, table in TABLES.items():
        for key, old in ours.rows[name].items():
            before, row = base.rows[name].get(key), old.copy()
            for column, meant in table.references.items():
                touched = before is None or before[column] != row[column]
                if touched:
                    row[column] = new.get((meant, row[column]), row[column])
            row["id"] = new.get((name, key), key)
            rows[name, row["id"]] = row
    return rows


def told(base, ours, theirs, both_added):
    """What a cell must be by its three values (None for no such row), and whether it is open."""
    if ours == theirs:
        return {ours}, False
    if ours == base:
        return {theirs}, False
    if theirs == base:
        return {ours}, False
    if both_added and "" in (ours, theirs):
        return {ours or theirs}, False
    return {ours, theirs}, True


@settings(max_examples=250, deadline=None)
@given(three())
def test_no_field_is_lost_or_made_up(books):
    base, ours, theirs = books
    before = [book.copy().rows for book in books]
    merged = merge(base, ours, theirs)
    assert [book.rows for book in books] == before
    mine = followed(base, ours, merged.renamed)
    other = {(name, key): row for name in TABLES for key, row in theirs.rows[name].items()}
    both = {(name, key): row for name in TABLES for key, row in base.rows[name].items()}
    result = {(name, key): row for name in TABLES for key, row in merged.book.rows[name].items()}
    expected = set()
    for place in {*mine, *other, *both}:
        b, o, t = both.get(place), mine.get(place), other.get(place)
        if o is None or t is None:
            one = t if o is None else o
            if b is None:
                assert result[place] == one
            elif one is None or one == b:
                assert place not in result
            else:
                assert result[place] == one
                expected.add((*place, ""))
            continue
        for column in TABLES[place[0]].header:
            allowed, is_open = told(b and b[column], o[column], t[column], b is None)
            assert result[place][column] in allowed
            if is_open:
                expected.add((*place, column))
    assert set(result) <= {*mine, *other}
    found = [(c.table, c.id, c.field) for c in merged.conflicts]
    assert sorted(found) == sorted(expected)


@settings(max_examples=150, deadline=None)
@given(three())
def test_it_does_not_matter_who_is_first(books):
    base, ours, theirs = books
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert [(r.table, r.old) for r in one.renamed] == [(r.table, r.old) for r in other.renamed]
    if one.renamed:
        assert {n: len(r) for n, r in one.book.rows.items()} == {
            n: len(r) for n, r in other.book.rows.items()
        }
        return
    turned = {Conflict(c.table, c.id, c.field, c.base, c.theirs, c.ours) for c in other.conflicts}
    assert set(one.conflicts) == turned
    first = decide(one, dict.fromkeys(one.conflicts, "ours"))
    second = decide(other, dict.fromkeys(other.conflicts, "theirs"))
    assert first.book.rows == second.book.rows
    assert first.conflicts == second.conflicts == ()


@settings(max_examples=100, deadline=None)
@given(three())
def test_one_alone_at_work_is_what_they_made(books):
    base, ours, _ = books
    for merged in (merge(base, ours, base), merge(base, base, ours), merge(base, ours, ours)):
        assert merged.book.rows == ours.rows
        assert merged.conflicts == merged.renamed == ()


@settings(max_examples=100, deadline=None)
@given(three())
def test_what_is_told_of_changes_has_every_row(books):
    base, ours, _ = books
    lines = changes(base, ours)
    assert bool(lines) == (base.rows != ours.rows)
    assert title(lines) or not lines


def book_of(**rows):
    book = Book()
    for name, some in rows.items():
        for row in some:
            book.put(name, row)
    return book


NOVA = {"id": "nova", "name": "Nova", "phone": "020 7946 0000"}
NIGHT = {"id": "night", "client": "nova", "name": "Night", "status": "active", "budget": "300"}


def night(**cells):
    return book_of(clients=[NOVA], campaigns=[{**NIGHT, **cells}])


class TestTwoPeople:
    def test_change_two_fields_of_one_row(self):
        merged = merge(night(), night(budget="350"), night(status="paused"))
        row = merged.book.rows["campaigns"]["night"]
        assert (row["budget"], row["status"], merged.conflicts) == ("350.00", "paused", ())

    def test_change_one_field_differently(self):
        merged = merge(night(), night(budget="350"), night(budget="400"))
        (conflict,) = merged.conflicts
        assert conflict.sentence == (
            "data/campaigns/campaigns.csv night budget: ours '350.00', theirs '400.00', before "
            "'300.00'."
        )
        for choice, amount in (("ours", "350.00"), ("theirs", "400.00"), ("$375", "375.00")):
            decided = decide(merged, {conflict: choice})
            assert decided.book.rows["campaigns"]["night"]["budget"] == amount
            assert decided.conflicts == ()

    def test_change_it_to_the_same_in_two_spellings(self):
        merged = merge(night(), night(budget="$350"), night(budget="350.00 EUR"))
        assert merged.conflicts == ()

    def test_change_the_end_of_a_long_note(self):
        note = "Nothing new. " * 40
        changed = (night(notes=note + end) for end in ("", "Paid.", "Not paid."))
        (conflict,) = merge(*changed).conflicts
        assert "Paid.', theirs '…" in conflict.sentence
        assert "Not paid.', before '…" in conflict.sentence
        assert len(conflict.sentence) < 500

    def test_empty_a_cell_and_change_it(self):
        (conflict,) = merge(night(), night(budget=""), night(budget="400")).conflicts
        assert "ours empty, theirs '400.00'" in conflict.sentence

    def test_change_a_private_field(self):
        def called(phone):
            return book_of(clients=[{**NOVA, "phone": phone}])

        merged = merge(called("020 1"), called("020 22222"), called("020 33333"))
        (conflict,) = merged.conflicts
        assert "020" not in conflict.sentence
        assert "nova phone" in conflict.sentence
        assert "'020 22222', theirs '020 33333', before '020 1'" in conflict.in_full

    def test_one_deletes_what_the_other_left_alone(self):
        merged = merge(night(), book_of(clients=[NOVA]), night())
        assert merged.book.rows["campaigns"] == {}
        assert merged.conflicts == ()

    def test_one_deletes_what_the_other_changed(self):
        merged = merge(night(), book_of(clients=[NOVA]), night(budget="350", status="paused"))
        (conflict,) = merged.conflicts
        assert conflict.sentence == (
            "data/campaigns/campaigns.csv night: ours deleted it and theirs changed its budget, "
            "status."
        )
        assert merged.book.rows["campaigns"]["night"]["budget"] == "350.00"
        assert decide(merged, {conflict: "ours"}).book.rows["campaigns"] == {}
        kept = decide(merged, {conflict: "theirs"}).book.rows["campaigns"]["night"]
        assert kept["status"] == "paused"
        with pytest.raises(ValueError, match="either ours or theirs"):
            decide(merged, {conflict: "both"})

    def test_add_the_same_vendor(self):
        ours = book_of(vendors=[{"id": "rex", "name": "Rex", "cost_per_1000": "3"}])
        theirs = book_of(vendors=[{"id": "rex", "name": "REX", "genres": "pop"}])
        merged = merge(Book(), ours, theirs)
        assert [c.field for c in merged.conflicts] == ["name"]
        row = merged.book.rows["vendors"]["rex"]
        assert (row["cost_per_1000"], row["genres"], len(merged.book.rows["vendors"])) == (
            "3.00", "pop", 1,
        )  # fmt: skip

    def test_add_two_clients_of_one_id(self):
        """Everything of ours that refers to ours goes with it, and nothing of theirs does."""
        ours = book_of(
            clients=[{"id": "nova", "name": "Nova Records"}],
            campaigns=[{"id": "a", "client": "nova", "name": "A", "status": "active"}],
        )
        theirs = book_of(
            clients=[{"id": "nova", "name": "Nova Bar"}],
            campaigns=[{"id": "b", "client": "nova", "name": "B", "status": "active"}],
        )
        merged = merge(Book(), ours, theirs)
        rows = merged.book.rows
        assert {key: row["name"] for key, row in rows["clients"].items()} == {
            "nova": "Nova Bar", "nova-2": "Nova Records",
        }  # fmt: skip
        assert (rows["campaigns"]["a"]["client"], rows["campaigns"]["b"]["client"]) == (
            "nova-2", "nova",
        )  # fmt: skip
        assert "ours is called nova-2 now" in merged.renamed[0].sentence
        assert merged.conflicts == ()
        assert faults_of_merging(merged, ours, theirs) == []

    def test_get_no_id_that_a_row_refers_to_already(self):
        ours = book_of(clients=[{"id": "nova", "name": "Nova Records"}])
        theirs = book_of(
            clients=[{"id": "nova", "name": "Nova Bar"}],
            campaigns=[{"id": "b", "client": "nova-2", "name": "B", "status": "active"}],
        )
        for one, other in ((ours, theirs), (theirs, ours)):
            merged = merge(Book(), one, other)
            assert set(merged.book.rows["clients"]) == {"nova", "nova-3"}
            assert merged.book.rows["campaigns"]["b"]["client"] == "nova-2"  # which is nobody

    def test_add_two_songs_to_one_campaign_under_one_id(self):
        def placed(song):
            row = {"id": "p", "campaign": "night", "song": song, "status": "active"}
            return book_of(clients=[NOVA], campaigns=[NIGHT], placements=[row])

        merged = merge(night(), placed(SONGS[0]), placed(SONGS[1]))
        songs = {key: row["song"] for key, row in merged.book.rows["placements"].items()}
        assert songs == {"p": SONGS[1], "p-2": SONGS[0]}

    def test_a_cell_that_cannot_be_read_is_a_text_like_any(self):
        merged = merge(night(), night(budget="a lot"), night(status="perhaps"))
        row = merged.book.rows["campaigns"]["night"]
        assert (row["budget"], row["status"]) == ("a lot", "perhaps")

    def test_saved_again_by_a_spreadsheet(self):
        text = "id,name\na,A\nb,B\n"
        again = 'name;id;active\r\n"B";b;\r\n"A";a;\r\n'.replace("\r\n", "\n")
        base, ours = parse_book({"vendors": text}), parse_book({"vendors": again})
        theirs = parse_book({"vendors": text.replace("A", "Alpha")})
        merged = merge(base, ours, theirs)
        assert merged.book.rows == theirs.rows
        assert merged.conflicts == ()

    def test_one_removes_a_client_for_which_the_other_adds_a_campaign(self):
        base, ours, theirs = book_of(clients=[NOVA]), night(), Book()
        merged = merge(base, ours, theirs)
        (fault,) = faults_of_merging(merged, ours, theirs)
        assert (
            "night client 'nova': data/campaigns/clients.csv has no such client" in fault.sentence
        )

    def test_a_row_that_cannot_be_read_is_not_lost(self):
        damaged = parse_book({"clients": "id,name\nnova\n"})
        with pytest.raises(DataError, match=r"Nothing was put together\. .*line 2"):
            merge(Book(), damaged, Book())


class TestWhereTheBaseIsNotKnown:
    def test_all_that_differs_is_open_and_all_rows_are_kept(self):
        ours, theirs = night(budget="350", notes="x"), night(budget="400")
        ours.put("campaigns", {**NIGHT, "id": "day"})
        merged = merge(night(), ours, theirs, guessed=["campaigns"])
        assert [(c.field, c.base) for c in merged.conflicts] == [("budget", None), ("notes", None)]
        assert sorted(merged.book.rows["campaigns"]) == ["day", "night"]
        assert "before" not in merged.conflicts[0].sentence


class TestOptions:
    @pytest.fixture
    def merged(self):
        return merge(
            night(), night(budget="350", artist="A"), night(budget="400", artist="B")
        )  # fmt: skip

    def test_one_for_all_but_one(self, merged):
        done = chosen(merged, lambda c: by_options(c, "ours", ["campaigns.night.budget=$390"]))
        row = done.book.rows["campaigns"]["night"]
        assert (row["budget"], row["artist"], done.conflicts) == ("390.00", "A", ())

    def test_some_stay_open(self, merged):
        done = chosen(merged, lambda c: by_options(c, "", ["campaigns.night.artist=theirs"]))
        assert [c.field for c in done.conflicts] == ["budget"]
        assert done.book.rows["campaigns"]["night"]["artist"] == "B"

    @pytest.mark.parametrize(
        ("take", "sets", "said"),
        [
            ("mine", [], "either ours or theirs"),
            (
                "",
                ["campaigns.night.name=ours"],
                "open is campaigns.night.artist, camp",
            ),
            ("ours", ["campaigns.night.budget=-5"], "budget cannot be decided so: it is below 0"),
        ],
    )
    def test_what_is_no_choice(self, merged, take, sets, said):
        with pytest.raises(ConfigError, match=said):
            chosen(merged, lambda c: by_options(c, take, sets))

    def test_a_field_may_be_emptied(self, merged):
        assert decide_text(merged.conflicts[0], "") == ""


def test_what_changed_in_words():
    after = night(budget="350", notes="x" * 50)
    after.put("placements", {"id": "p", "campaign": "night"})
    after.put("placements", {"id": "q", "campaign": "night"})
    after.put("clients", {**NOVA, "phone": "020 1"})
    lines = changes(night(), after)
    assert lines[0] == "nova phone changed"
    assert lines[1].startswith("night budget 300.00 to 350.00, notes xxx")
    assert lines[2:] == ["2 placements added"]
    assert title(["a" * 60, "b" * 60, "c"]) == "a" * 60 + "; 2 more"
