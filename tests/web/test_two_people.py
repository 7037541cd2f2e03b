"""Two people save at once: their changes are put together; where that cannot be, nobody loses."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.campaigns.book import Book
from backline.campaigns.tables import CAMPAIGNS, CLIENTS
from backline.store import Store
from tests.campaigns.campaign_roots import CAMPAIGN, CLIENT
from tests.web.form_people import at_work, book, in_git, label, tables_of
from tests.web.pages_read import said
from tests.workflow import git
from web.refusals import RefusedError
from web.sent import Sent, added, edited

NIGHT = "edit/campaigns/night"


@pytest.fixture
def root(tmp_path):
    return label(tmp_path / "root")


@pytest.fixture
def place(root):
    with at_work(root) as found:
        yield found


@pytest.fixture
def ana(place):
    return place.person()


@pytest.fixture
def ben(place):
    return place.person()


def night(root):
    return book(root).rows["campaigns"]["night"]


class TestDifferentFields:
    def test_are_put_together(self, root, ana, ben):
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        assert ben.sends(theirs, NIGHT, budget="700", notes="Ben's\r\nlines").status == 200
        came = ana.sends(mine, NIGHT, salesperson="Ana", notes="")
        assert (came.status, came.page.heading) == (200, "Campaign changed")
        row = night(root)
        assert (row["budget"], row["salesperson"], row["notes"]) == (
            "700.00",
            "Ana",
            "Ben's\nlines",
        )
        assert "somebody else had changed budget, notes; that is kept" in came.page.text
        assert [r["Field"] for r in came.page.table("Field", "Before", "Now")] == ["Salesperson"]

    def test_each_commit_has_its_own_change(self, root, ana, ben):
        in_git(root)
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, budget="700")
        ana.sends(mine, NIGHT, salesperson="Ana")
        assert git(root, "log", "-2", "--format=%s").split("\n") == [
            "Campaigns: night salesperson Ana", "Campaigns: night budget 500.00 to 700.00",
        ]  # fmt: skip

    def test_the_same_change_twice_is_one(self, root, ana, ben):
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, budget="700")
        came = ana.sends(mine, NIGHT, budget="$ 700.00")
        assert (came.status, came.page.heading) == (200, "Nothing to save")

    def test_many_at_the_same_moment_lose_nothing(self, root, place):
        fields = ("budget", "salesperson", "artist", "stream_goal", "invoice_status", "name")
        values = ("701.00", "Sal", "Bo", "9000", "paid", "Night Two")
        people = [place.person() for _ in fields]
        forms = [one.goes(NIGHT) for one in people]
        with ThreadPoolExecutor(len(people)) as threads:
            sent = [
                threads.submit(one.sends, form, NIGHT, **{field: value})
                for one, form, field, value in zip(people, forms, fields, values, strict=True)
            ]
        assert {one.result().status for one in sent} == {200}
        assert tuple(night(root)[field] for field in fields) == values

    def test_that_do_not_go_together_are_refused_with_the_others_value_in_the_form(
        self, root, ana, ben
    ):
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, end="2026-09-30")
        came = ana.sends(mine, NIGHT, start="2026-10-01", notes="mine")
        assert came.status == 422
        assert came.why("end") == "It is before the start, 2026-10-01."
        assert came.fields["end"] == came.fields["was.end"] == "2026-09-30"
        assert (came.fields["start"], came.fields["notes"]) == ("2026-10-01", "mine")
        assert night(root)["start"] == "2026-08-01"


class TestTheSameField:
    @pytest.fixture
    def clash(self, ana, ben):
        """Ana's form after Ben changed the budget and who sold it."""
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, budget="700", salesperson="Ben")
        return ana.sends(mine, NIGHT, budget="650", notes="Ana's <b>words</b>", stream_goal="many")

    def test_nothing_is_saved_and_both_values_are_shown(self, root, clash):
        assert clash.status == 409
        assert night(root)["budget"] == "700.00"
        assert night(root)["notes"] == ""
        told = said(clash.page.one("fieldset", id="f-budget-clash"))
        for text in ("Before both: 500.00", "Theirs: 700.00", "field: 650.00"):
            assert text in told
        assert clash.wrong == {"budget", "stream_goal"}

    def test_everything_that_was_typed_is_kept_and_what_only_they_changed_is_taken(self, clash):
        fields = clash.fields
        assert (fields["budget"], fields["notes"], fields["stream_goal"]) == (
            "650", "Ana's <b>words</b>", "many",
        )  # fmt: skip
        assert fields["salesperson"] == fields["was.salesperson"] == "Ben"

    def test_sent_again_without_choosing_it_is_still_open(self, root, ana, clash):
        came = ana.sends(clash, NIGHT, stream_goal="9000")
        assert (came.status, came.wrong) == (409, {"budget"})
        assert "Before both: 500.00" in said(came.page.one("fieldset", id="f-budget-clash"))
        assert ana.sends(came, NIGHT, take__budget="neither").status == 409
        assert night(root)["stream_goal"] == "10000"

    def test_choosing_mine_saves_what_stands_in_the_field(self, root, ana, clash):
        came = ana.sends(clash, NIGHT, take__budget="mine", stream_goal="9000", budget="675")
        assert came.status == 200, came.page.text
        row = night(root)
        assert (row["budget"], row["salesperson"], row["stream_goal"]) == ("675.00", "Ben", "9000")
        assert row["notes"] == "Ana's <b>words</b>"

    def test_choosing_theirs_keeps_theirs(self, root, ana, clash):
        came = ana.sends(clash, NIGHT, take__budget="theirs", stream_goal="")
        assert came.status == 200, came.page.text
        assert (night(root)["budget"], night(root)["stream_goal"]) == ("700.00", "")

    def test_a_choice_is_kept_while_another_field_is_wrong(self, ana, clash):
        came = ana.sends(clash, NIGHT, take__budget="mine")
        assert (came.status, came.wrong) == (422, {"stream_goal"})
        assert ana.sends(came, NIGHT, stream_goal="1").status == 200

    def test_of_two_fields_each_is_chosen_in_its_turn(self, root, ana, ben):
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, budget="700", salesperson="Ben")
        came = ana.sends(mine, NIGHT, budget="650", salesperson="Ana")
        assert came.wrong == {"budget", "salesperson"}
        came = ana.sends(came, NIGHT, take__budget="theirs")
        assert (came.status, came.wrong) == (409, {"salesperson"})
        assert came.fields["budget"] == "700.00"
        assert ana.sends(came, NIGHT, take__salesperson="mine").status == 200
        assert (night(root)["budget"], night(root)["salesperson"]) == ("700.00", "Ana")

    def test_what_is_to_be_chosen_still_is_after_waiting_in_vain(self, root, clash):
        with at_work(root, patience=0.1) as hasty:
            ana = hasty.person()
            with Store(root).writing():
                came = ana.sends(clash, NIGHT, stream_goal="")
            assert came.status == 503
            assert "Theirs: 700.00" in said(came.page.one("fieldset", id="f-budget-clash"))
            assert ana.sends(came, NIGHT).status == 409
            assert ana.sends(came, NIGHT, take__budget="mine").status == 200
        assert night(root)["budget"] == "650.00"

    def test_a_third_value_meanwhile_is_shown_again(self, root, ana, ben, clash):
        ben.sends(ben.goes(NIGHT), NIGHT, budget="800")
        came = ana.sends(clash, NIGHT, take__budget="mine", stream_goal="1")
        assert (came.status, came.wrong) == (409, {"budget"})
        assert "Theirs: 800.00" in said(came.page.one("fieldset", id="f-budget-clash"))
        assert ana.sends(came, NIGHT, take__budget="mine").status == 200
        assert night(root)["budget"] == "650.00"

    def test_emptied_by_one_and_changed_by_the_other(self, root, ana, ben):
        mine, theirs = ana.goes(NIGHT), ben.goes(NIGHT)
        ben.sends(theirs, NIGHT, budget="")
        came = ana.sends(mine, NIGHT, budget="650")
        assert came.status == 409
        assert "Theirs: empty" in said(came.page.one("fieldset", id="f-budget-clash"))


class TestARowThatIsGone:
    def test_is_said_and_what_was_typed_can_be_saved_as_a_new_one(self, root, ana):
        form = ana.goes("edit/clients/nova")
        (root / "data/campaigns/campaigns.csv").unlink()
        (root / "data/campaigns/placements.csv").unlink()
        path = root / "data/campaigns/clients.csv"
        path.write_text(path.read_text().split("\n")[0] + "\n")
        came = ana.sends(form, "edit/clients/nova", contact_person="Ada", name="Nova Two")
        assert came.status == 409
        assert "There is no client nova any more" in came.page.text
        assert came.page.heading == "Add a client"
        assert (came.fields["name"], came.fields["contact_person"]) == ("Nova Two", "Ada")
        assert came.fields["emails"] == CLIENT["emails"]
        assert ana.sends(came, "add/clients").page.heading == "Client added"
        assert list(book(root).rows["clients"]) == ["nova-two"]

    def test_of_a_campaign_with_all_its_fields(self, root, ana):
        form = ana.goes(NIGHT)
        for name in ("campaigns", "placements"):
            path = root / f"data/campaigns/{name}.csv"
            path.write_text(path.read_text().split("\n")[0] + "\n")
        came = ana.sends(form, NIGHT, notes="mine", reported_remaining="12")
        assert (came.status, came.page.heading) == (409, "Add a campaign")
        assert ana.sends(came, "add/campaigns").status == 200
        (row,) = book(root).rows["campaigns"].values()
        assert (row["client"], row["notes"], row["reported_remaining"]) == ("nova", "mine", "12")

    def test_cannot_be_ended(self, root, ana):
        form = ana.goes("end/placements/night-pulse")
        path = root / "data/campaigns/placements.csv"
        path.write_text(path.read_text().split("\n")[0] + "\n")
        came = ana.sends(form, "end/placements/night-pulse")
        assert came.status == 409
        assert "There is no placement night-pulse any more" in came.page.text


class TestTwoNewRows:
    def test_of_one_name_are_one_and_the_second_is_told(self, root, ana, ben):
        mine, theirs = ana.goes("add/vendors"), ben.goes("add/vendors")
        assert ben.sends(theirs, "add/vendors", name="Low Tide").status == 200
        before = tables_of(root)
        came = ana.sends(mine, "add/vendors", name="LOW TIDE", genres="pop")
        assert (came.status, came.wrong) == (422, {"name"})
        assert came.fields["genres"] == "pop"
        assert tables_of(root) == before


CELL = st.sampled_from(["", "1", "2", "3"])
COLUMNS = ("budget", "stream_goal", "salesperson", "artist")
ROW = st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELL))


class TestAnyThreeRows:
    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(was=ROW, typed=ROW, now=ROW)
    def test_no_change_of_anybody_is_lost(self, was, typed, now):
        before = Book()
        before.put("clients", CLIENT)
        before.put("campaigns", {**CAMPAIGN, **now})
        stands = before.rows["campaigns"]["night"]
        was = {c: CAMPAIGNS.field(c).kind.tidy(t) for c, t in was.items()}
        mine = {c: CAMPAIGNS.field(c).kind.tidy(t) for c, t in typed.items()}
        both = {
            c for c in was if mine[c] != was[c] and stands[c] != was[c] and mine[c] != stands[c]
        }
        try:
            after, _ = edited(CAMPAIGNS, "night", Sent(typed, was))(before)
        except RefusedError as error:
            assert set(error.clashes) == both
            assert error.status == 409
            return
        assert not both
        row = after.rows["campaigns"]["night"]
        for column in was:
            assert row[column] == (mine[column] if mine[column] != was[column] else stands[column])
        untouched = set(row) - set(was)
        assert {c: row[c] for c in untouched} == {c: stands[c] for c in untouched}


class TestWhatProgramsAreTold:
    def test_both_values_of_each_field_that_two_changed(self, root):
        sent = Sent({"budget": "700"}, {"budget": "450"})
        with pytest.raises(RefusedError) as error:
            edited(CAMPAIGNS, "night", sent)(book(root))
        assert (error.value.status, error.value.more["changed_meanwhile"]) == (
            409, {"budget": {"yours": "700.00", "theirs": "500.00", "before": "450.00"}},
        )  # fmt: skip
        json.dumps(error.value.more)

    def test_every_fault_by_its_field(self, root):
        with pytest.raises(RefusedError) as error:
            added(CLIENTS, {"emails": "x", "phone": "call"})(book(root))
        assert error.value.status == 422
        assert error.value.more["fields"] == {
            "name": "It must not be empty.",
            "emails": "It is no e-mail address.",
            "phone": "It is no phone number.",
        }

    def test_without_what_they_saw_the_change_counts_whatever_was_there(self, root):
        after, _ = edited(CAMPAIGNS, "night", Sent({"budget": "700"}))(book(root))
        assert after.rows["campaigns"]["night"]["budget"] == "700.00"
