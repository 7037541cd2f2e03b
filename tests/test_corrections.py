"""People's corrections: applied by every reader, guarded, never contradicting themselves."""

from __future__ import annotations

import csv

import pytest

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.errors import ConfigError
from backline.exports import write_reports
from backline.people import parse_roster
from backline.people.corrections import load_corrections
from backline.store import Store
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, root_of, row


def correction(**fields):
    made = {
        "artist": '"ada"',
        "platform": '"spotify"',
        "metric": '"followers"',
        "from": DAY,
        "do": '"drop"',
        "expect": 900,
        "reason": '"the page of another artist"',
    }
    made.update(fields)
    lines = [f"{name.rstrip('_')} = {value}" for name, value in made.items() if value is not None]
    return "[[correction]]\n" + "\n".join(lines) + "\n\n"


@pytest.fixture
def root(tmp_path):
    rows = [row(before(n), 100 - n) for n in range(1, 10)]
    return root_of(tmp_path, [*rows, row(DAY, 900), row(DAY, 7, artist="bo")])


def ask(root, *texts, **options):
    (root / "corrections.toml").write_text("# by hand\n" + "".join(texts))
    with Warehouse(root, **options) as warehouse:
        return growth(warehouse, 7, artist="ada")[0], warehouse.problems, latest(warehouse)


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "corrections.toml"
        path.write_text(text)
        return load_corrections(path, parse_roster(ROSTER))

    return load


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_dropped_number_is_a_gap_with_the_reason(root, in_memory):
    g, problems, newest = ask(root, correction(), in_memory=in_memory)
    assert (g.now, g.now_date, g.growth) == (99, before(1), 7)
    assert problems == ()
    assert newest[0].detail == "900 was dropped: the page of another artist"


def test_a_replaced_number_counts_and_says_what_it_was(root):
    g, _, newest = ask(root, correction(do='"replace"', value=100))
    assert (g.now, g.growth) == (100, 7)
    assert newest[0].detail == "corrected from 900: the page of another artist"


def test_a_span_with_a_number_for_each_day(root):
    g, problems, _ = ask(root, correction(**{"from": before(1), "to": DAY}, expect="[99, 900]"))
    assert (g.now, g.now_date, problems) == (98, before(2), ())


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"expect": 901}, f"it expects 901 on {DAY} and spotify_api says 900"),
        ({"from": before(1), "to": DAY}, f"it expects 900 on {before(1)} and spotify_api says 99"),
        ({"expect": "[1, 2]"}, "it expects 2 numbers and there are 1"),
        ({"from": before(40)}, f"there is no number from {before(40)} to {before(40)}"),
        ({"source": '"spotify_page"'}, f"there is no number from {DAY} to {DAY}"),
    ],
)
def test_a_stale_correction_is_reported_and_not_applied(root, fields, fault):
    g, problems, _ = ask(root, correction(**fields))
    assert g.now == 900
    assert problems == (f"corrections.toml line 2 is stale and not applied: {fault}.",)


def test_every_reader_honours_it_and_the_files_keep_the_original(root):
    store = Store(root)
    recorded = {p: p.read_bytes() for p in store.measurement_files()}
    (root / "corrections.toml").write_text(correction(do='"replace"', value=100))
    with store.writing():
        write_reports(store)
    for path, wanted in (("reports/latest.csv", "100"), ("reports/growth.csv", "100")):
        rows = list(csv.DictReader((root / path).read_text().splitlines()))
        assert {r.get("value") or r.get("now") for r in rows if r["artist"] == "ada"} == {wanted}
    assert f"Ada,{DAY},,100,,,,,," in (root / "data/popularity_scores.csv").read_text()
    assert {p: p.read_bytes() for p in store.measurement_files()} == recorded


def test_a_new_correction_needs_no_restart(root):
    stamp = Store(root).stamp()
    assert Store(root).stamp() == stamp
    (root / "corrections.toml").write_text(correction())
    assert Store(root).stamp() != stamp


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (correction() + correction(expect=5), "line 10: covers days that line 1 corrects already"),
        (correction(do='"replace"'), "line 1: a value belongs to replace, and only to it"),
        (correction(value=3), "line 1: a value belongs to replace, and only to it"),
        (correction(artist='"cy"'), "line 1: the roster has no artist 'cy'"),
        (correction(metric='"plays"'), "line 1: there is no number spotify/plays"),
        (correction(to=before(3)), f"to {before(3)} is before from {DAY}"),
        (correction(reason=None), "line 1: reason: it is missing"),
        (correction(expect=None), "line 1: expect: it is missing"),
        (correction(why='"x"'), "line 1: why: there is no such field of a correction"),
        (correction(do='"delete"'), "line 1: do: it should be 'drop' or 'replace'"),
        ("[correction]\n", "corrections.toml line 1: write [[correction]] with two brackets"),
        ("[[corrections]]\n", "corrections.toml: 'corrections' is unknown"),
        ("a = = 3", "corrections.toml line 1: "),
    ],
)
def test_what_contradicts_itself_gets_one_sentence(load, text, said):
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_two_sources_may_be_corrected_apart(load):
    two = correction(source='"spotify_api"') + correction(source='"label_history"')
    assert len(load(two)) == 2


class TestCountries:
    """A country's number is another one than the worldwide one of the same series."""

    @pytest.fixture
    def root(self, tmp_path):
        return root_of(tmp_path, [row(DAY, 900), row(DAY, 300, country="IT")])

    def rows(self, root, *texts):
        (root / "corrections.toml").write_text("".join(texts))
        with Warehouse(root) as warehouse:
            found = warehouse._engine.rows("from measurement")
            return {r["country"]: r["value"] for r in found}, warehouse.problems

    def test_a_worldwide_correction_leaves_the_italian_row_alone(self, root):
        found, problems = self.rows(root, correction(do='"replace"', value=100))
        assert (found, problems) == ({"": 100, "IT": 300}, ())

    def test_a_correction_of_italy_leaves_the_world_alone(self, root):
        found, problems = self.rows(root, correction(country='"IT"', expect=300))
        assert (found, problems) == ({"": 900, "IT": None}, ())

    def test_both_may_be_corrected_and_neither_contradicts_the_other(self, root):
        texts = correction(), correction(country='"IT"', expect=300)
        assert self.rows(root, *texts)[0] == {"": None, "IT": None}

    def test_two_of_one_country_contradict_each_other(self, root):
        italy = correction(country='"IT"', expect=300)
        with pytest.raises(ConfigError, match="line 11: covers days that line 1 corrects already"):
            self.rows(root, italy, italy)

    def test_the_worldwide_guard_does_not_look_at_italy(self, root):
        found, problems = self.rows(root, correction(expect=300))
        assert found == {"": 900, "IT": 300}
        assert "it expects 300" in problems[0]

    @pytest.mark.parametrize("code", ["it", "ITA", "Italy"])
    def test_a_country_that_is_no_code_is_named(self, root, code):
        with pytest.raises(ConfigError, match=r"corrections.toml line 1: country: "):
            self.rows(root, correction(country=f'"{code}"'))
