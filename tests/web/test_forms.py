"""Forms made from the one description of each table, and what they show of what stands there."""

from __future__ import annotations

import csv

import pytest

from backline.campaigns.kinds import Choice, Day, Flag, Ref, Text
from backline.campaigns.tables import TABLES
from tests.web.form_people import at_work, label
from tests.web.pages_read import said

SECRETS = {
    "clients": {
        "id": "nova",
        "name": "Nova Records",
        "contact_person": "secret-person",
        "emails": "secret@nova.example",
        "phone": "+44 20 7946 0000",
        "notes": "secret-note\nof two lines",
    },
    "vendors": {
        "id": "pulse",
        "name": "Pulse",
        "contact": "secret-pulse",
        "notes": "secret-vendor",
    },
}
HTML = "<script>alert(1)</script> & \"quotes\" 'n' {{ 7 * 7 }}"
HEBREW = "שלום \u202eevil\u202c"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    tables = {name: [row] for name, row in SECRETS.items()}
    return label(tmp_path_factory.mktemp("forms") / "root", **tables)


@pytest.fixture(scope="module")
def ana(root):
    with at_work(root) as place:
        yield place.person()


def columns(name, *, adding):
    fields = TABLES[name].fields[1:]
    return [f for f in fields if f.asked or not adding]


class TestTheOneDescription:
    @pytest.mark.parametrize("name", TABLES)
    def test_a_form_has_every_field_of_its_table_and_no_other(self, ana, root, name):
        key = csv_of(root, name)[0]["id"]
        edit = ana.goes(f"edit/{name}/{key}").fields
        wanted = {f.name for f in columns(name, adding=False)}
        assert {n for n in edit if "." not in n and n != "form"} == wanted
        assert {n.removeprefix("was.") for n in edit if n.startswith("was.")} == wanted
        add = ana.goes(f"add/{name}").fields
        assert {n for n in add if "." not in n and n != "form"} == {
            f.name for f in columns(name, adding=True)
        }
        assert not any(n.startswith("was.") for n in add)

    @pytest.mark.parametrize("name", TABLES)
    def test_each_kind_has_its_own_way_to_be_filled_in(self, ana, root, name):
        came = ana.goes(f"edit/{name}/{csv_of(root, name)[0]['id']}")
        for field in columns(name, adding=False):
            element, kind = came.of(field.name), field.kind
            if isinstance(kind, Flag | Choice | Ref):
                assert element.tag == "select", field.name
            elif isinstance(kind, Text) and kind.lines:
                assert element.tag == "textarea"
            else:
                assert element.get("type") == ("date" if isinstance(kind, Day) else "text")

    @pytest.mark.parametrize("name", TABLES)
    def test_every_field_has_a_label_and_says_what_it_means(self, ana, name):
        came = ana.goes(f"add/{name}")
        for field in columns(name, adding=True):
            element = came.of(field.name)
            said(came.page.one("label", for_=element.get("id")))
            ids = element.get("aria-describedby", "").split()
            helps = [said(e) for e in came.page.all("small") if e.get("id") in ids]
            assert field.meaning[1:] in " ".join(helps), field.name
            assert (element.get("required") is not None) == field.required

    def test_a_reference_is_chosen_by_name(self, ana):
        options = {
            said(o): o.get("value") for o in ana.goes("add/placements").of("vendor").iter("option")
        }
        assert options == {"none": "", "Pulse (pulse)": "pulse"}
        assert [said(o) for o in ana.goes("edit/vendors/pulse").of("active").iter("option")] == [
            "not said", "yes", "no",
        ]  # fmt: skip

    def test_a_new_row_begins_with_what_the_table_says_and_what_the_link_says(self, ana):
        assert ana.goes("add/vendors").fields["active"] == "yes"
        fields = ana.goes("add/placements?campaign=night&vendor=pulse&nonsense=1").fields
        assert (fields["campaign"], fields["vendor"]) == ("night", "pulse")
        assert fields["status"] == "planned"
        assert ana.goes("add/campaigns?client=nova").fields["client"] == "Nova Records"


class TestWhatStandsThere:
    def test_private_fields_are_in_their_own_form_and_on_no_other_page(self, ana):
        form = ana.goes("edit/clients/nova")
        assert form.fields["contact_person"] == "secret-person"
        assert form.fields["notes"] == "secret-note\r\nof two lines"
        for address in (
            "add/campaigns", "add/placements", "edit/campaigns/night", "end/campaigns/night",
            "edit/placements/night-pulse", "settle", "clients.html", "clients/nova.html",
            "vendors/pulse.html",
        ):  # fmt: skip
            came = ana.goes(address)
            assert came.status == 200, address
            assert "secret" not in ana.browser.get(f"{ana.home}/{address}").text, address

    def test_what_is_saved_of_a_private_field_is_not_repeated(self, ana):
        came = ana.sends(ana.goes("edit/vendors/pulse"), "edit/vendors/pulse", contact="secret-2")
        assert "/saved/" in came.url
        assert "secret" not in came.page.text
        assert "it is about a person" in came.page.text

    def test_a_cell_that_cannot_be_read_stays_in_its_field(self, tmp_path):
        from tests.campaigns.campaign_roots import CAMPAIGN, VENDOR

        campaign = {**CAMPAIGN, "start": "1st of May", "status": "dreaming", "client": "who"}
        vendor = {**VENDOR, "active": "perhaps", "cost_per_1000": "much"}
        root = label(tmp_path / "root", campaigns=[campaign], vendors=[vendor], placements=[])
        with at_work(root) as place:
            ben = place.person()
            form = ben.goes("edit/campaigns/night")
            assert form.of("start").get("type") == "text"
            assert {n: form.fields[n] for n in ("start", "status", "client")} == {
                "start": "1st of May", "status": "dreaming", "client": "who",
            }  # fmt: skip
            assert ben.goes("edit/vendors/pulse").fields["active"] == "perhaps"
            # What nobody touched is not this form's business.
            came = ben.sends(form, "edit/campaigns/night", budget="700")
            assert came.status == 200, came.page.text
            row = csv_of(root, "campaigns")[0]
            assert (row["budget"], row["start"], row["status"]) == (
                "700.00",
                "1st of May",
                "dreaming",
            )

    @pytest.mark.parametrize("text", [HTML, HEBREW, "🎧 " * 60, "x" * 290])
    def test_names_of_any_letters_are_kept_and_escaped(self, tmp_path, text):
        with at_work(label(tmp_path / "root")) as place:
            ben = place.person()
            came = ben.sends(ben.goes("add/vendors"), "add/vendors", name=text, genres=text)
            assert came.status == 200, came.page.text
            key = next(r["id"] for r in csv_of(place.site.root, "vendors") if r["id"] != "pulse")
            form = ben.goes(f"edit/vendors/{key}")
            assert form.fields["name"] == " ".join(text.split())
            assert [e.get("src") for e in form.page.all("script")] == ["../../static/site.js"]
            assert "\u202e" not in form.page.heading
            again = ben.sends(form, f"edit/vendors/{key}")
            assert "nothing was changed" in again.page.text

    def test_with_many_rows_one_is_typed_by_its_name(self, tmp_path):
        clients = [{"id": f"client-{n}", "name": f"Client {n}"} for n in range(200)]
        clients += [{"id": "twin-a", "name": "Twin"}, {"id": "twin-b", "name": "TWIN"}]
        root = label(tmp_path / "root", clients=clients, campaigns=[], placements=[])
        with at_work(root) as place:
            ben = place.person()
            new = ben.sends(ben.goes("add/campaigns"), "add/campaigns", client="client 7", name="A")
            assert new.status == 200, new.page.text
            form = ben.goes("edit/campaigns/a")
            assert (form.of("client").tag, form.fields["client"]) == ("input", "Client 7")
            assert form.fields["was.client"] == "client-7"
            offered = {o.get("value") for o in form.page.one("datalist", id="f-client-list")}
            assert {"Client 7", "twin-a", "twin-b"} <= offered
            assert "Twin" not in offered
            wrong = ben.sends(form, "edit/campaigns/a", client="twin")
            assert "may be" in wrong.why("client")
            assert "nothing was changed" in ben.sends(form, "edit/campaigns/a").page.text


@pytest.mark.parametrize(
    "address",
    [
        "add/nothing", "edit/clients/nobody", "edit/nothing/x", "end/clients/nova",
        "end/campaigns/none", "saved/nothing", "edit/clients/..%2F..%2Froster",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_a_sentence(ana, address):
    came = ana.goes(address)
    assert came.status == 404
    assert came.page.heading == "Not found"


def csv_of(root, name):
    with (root / f"data/campaigns/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
