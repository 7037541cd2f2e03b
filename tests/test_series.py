"""The series: every number once, month by month, and months that are over stay as they are."""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.collecting.retention import forget
from backline.exports import write_reports
from backline.exports.columns import SERIES
from backline.measure import State
from backline.store import Store
from backline.warehouse import Warehouse
from tests.drawn import drawn
from tests.roots import DAY, ROSTER, before, root_of, row

AUGUST, SEPTEMBER = "2026-08.csv", "2026-09.csv"


def report(root, **options):
    store = Store(root)
    with store.writing():
        return write_reports(store, **options)


def series(root, name=SEPTEMBER):
    """The rows of a month, read by whoever knows the mark at its beginning."""
    with (root / "reports/series" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(root, name=SEPTEMBER):
    return [(r["date"], r["key"], r["value"], r["source"]) for r in series(root, name)]


def stamps(root):
    return {path.name: path.stat().st_mtime_ns for path in (root / "reports/series").iterdir()}


@pytest.fixture(scope="module")
def made_two_months(tmp_path_factory):
    """August and September of two artists, told by two sources; only to be copied."""
    rows = [row(before(n), 100 - n, artist=a) for n in range(45) for a in ("ada", "bo")]
    rows += [row(before(n), 90 - n, source="tracking_sheet") for n in range(0, 45, 7)]
    root = root_of(tmp_path_factory.mktemp("two-months") / "root", rows)
    report(root)
    return root


@pytest.fixture
def two_months(made_two_months, tmp_path):
    return Path(shutil.copytree(made_two_months, tmp_path, dirs_exist_ok=True))


class TestAMonth:
    def test_has_every_number_once_by_the_most_trusted_source(self, tmp_path):
        rows = [row(DAY, 5), row(DAY, 6, source="label_history"), row(DAY, 7, artist="bo")]
        rows.append(row(before(1), None, detail="503"))
        rows.append(row(before(1), 4, source="label_history"))
        root = root_of(tmp_path, rows)
        report(root)
        assert numbers(root) == [
            (str(before(1)), "ada", "4", "label_history"),
            (str(DAY), "ada", "5", "spotify_api"),
            (str(DAY), "bo", "7", "spotify_api"),
        ]

    def test_has_a_gap_as_a_row_with_its_state_and_no_value(self, tmp_path):
        rows = [row(DAY, 0), row(DAY, None, artist="bo", state=State.HIDDEN)]
        root = root_of(tmp_path, rows)
        report(root)
        assert [(r["value"], r["state"]) for r in series(root)] == [
            ("0", "measured"),
            ("", "hidden"),
        ]

    def test_names_the_label_the_track_and_the_country(self, tmp_path):
        rows = [
            row(DAY, 9, artist="", series="discord/members", source="discord_api"),
            row(DAY, 4, series="spotify/streams", subject="track1", country="DE"),
        ]
        root = root_of(tmp_path, rows)
        report(root)
        assert (root / "reports/series" / SEPTEMBER).read_bytes() == codecs.BOM_UTF8 + (
            "date,key,name,platform,metric,subject,country,value,state,resolution,source\n"
            f"{DAY},,Night Shift,discord,members,,,9,measured,1,discord_api\n"
            f"{DAY},ada,Ada,spotify,streams,track1,DE,4,measured,1,spotify_api\n"
        ).encode()

    def test_has_corrections_and_policies_applied(self, tmp_path):
        root = root_of(tmp_path, [row(before(n), 7 - n, artist=a) for n in (0, 1) for a in "ab"],
                       'label = "L"\n[[artist]]\nkey = "a"\nname = "A"\n'
                       '[[artist]]\nkey = "b"\nname = "B"\nowned = false\n')  # fmt: skip
        (root / "corrections.toml").write_text(
            f'[[correction]]\nartist = "a"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {DAY}\ndo = "replace"\nvalue = 8\nexpect = 7\nreason = "the page says 8"\n'
        )
        report(root)
        assert [(r["key"], r["value"], r["state"]) for r in series(root)] == [
            ("a", "6", "measured"), ("b", "", "not_offered"),
            ("a", "8", "measured"), ("b", "", "not_offered"),
        ]  # fmt: skip

    def test_leaves_out_whoever_is_not_on_the_roster(self, tmp_path):
        root = root_of(tmp_path, [row(DAY, 5), row(DAY, 6, artist="a-band-we-searched")])
        report(root)
        assert [r["key"] for r in series(root)] == ["ada"]

    def test_guards_names_against_formulas(self, tmp_path):
        names = ["=cmd()|x", "-1 Band", "'+1", 'Bo, "the" 🎧', "Two\nlines"]
        artists = [
            f'[[artist]]\nkey = "a{n}"\nname = {json.dumps(name, ensure_ascii=False)}'
            for n, name in enumerate(names, 1)
        ]
        roster = "\n".join(['label = "@Label"', *artists])
        rows = [row(DAY, 1, artist=f"a{n}") for n in range(1, 6)]
        rows.append(row(DAY, 9, artist="", series="discord/members"))
        root = root_of(tmp_path, rows, roster)
        report(root)
        assert [r["name"] for r in series(root)] == [
            "'@Label", "'=cmd()|x", "'-1 Band", "''+1", 'Bo, "the" 🎧', "Two\nlines",
        ]  # fmt: skip

    def test_of_a_large_label_is_one_file_a_platform_with_its_tracks(self, tmp_path):
        roster = "\n".join(
            ['label = "L"', *(f'[[artist]]\nkey = "a{n}"\nname = "A{n}"' for n in range(51))]
        )
        rows = [row(DAY, 9, artist=f"a{n}") for n in range(51)]
        rows.append(row(DAY, 3, artist="a0", series="spotify/popularity", subject="t1"))
        rows.append(row(DAY, 8, artist="a0", series="youtube/views"))
        root = root_of(tmp_path, rows, roster)
        report(root)
        assert sorted(stamps(root)) == ["2026-09-spotify.csv", "2026-09-youtube.csv"]
        assert len(series(root, "2026-09-spotify.csv")) == 52
        assert len(series(root, "2026-09-youtube.csv")) == 1
        (root / "roster.toml").write_text(roster.rsplit("[[artist]]", 1)[0])
        report(root)
        assert sorted(stamps(root)) == [SEPTEMBER]
        assert len(series(root)) == 53 - 1


class TestAVeryLargeLabel:
    """The limit is taken down to two artists: what it does has nothing to do with the number."""

    @pytest.fixture
    def root(self, tmp_path, monkeypatch):
        monkeypatch.setattr("backline.exports.series.MOST_WITH_TRACKS", 1)
        rows = [row(before(n), 100 - n, artist=a) for n in range(3) for a in ("ada", "bo")]
        tracks = {"series": "spotify/popularity", "artist": "ada"}
        rows += [row(before(n), n, subject=s, **tracks) for n in range(3) for s in ("t1", "t2")]
        root = root_of(tmp_path, rows)
        report(root)
        return root

    def test_gets_a_months_tracks_when_it_is_over(self, root):
        begun = (root / "reports/series" / SEPTEMBER).read_bytes()
        assert {r["subject"] for r in series(root)} == {""}
        root_of(root, [row(DAY.replace(month=10, day=1), 150)])
        report(root)
        whole = (root / "reports/series" / SEPTEMBER).read_bytes()
        assert whole.startswith(begun)
        added = [(r["subject"], r["date"]) for r in series(root)[6:]]
        assert added == [(s, str(before(n))) for s in ("t1", "t2") for n in (2, 1, 0)]

    def test_keeps_the_rows_of_a_day_that_can_be_read_no_longer(self, root):
        root_of(root, [row(DAY.replace(month=10, day=1), 150)])
        report(root)
        earlier = stamps(root)
        Store(root).measurement_file(before(1)).write_bytes(b"version https://git-lfs...")
        assert report(root)
        assert stamps(root) == earlier


class TestAMonthThatIsOver:
    def test_is_not_touched_by_a_new_day(self, two_months):
        earlier = stamps(two_months)
        old = (two_months / "reports/series" / SEPTEMBER).read_bytes()
        root_of(two_months, [row(DAY.replace(month=10, day=1), 150)])
        report(two_months)
        now = stamps(two_months)
        assert now.pop("2026-10.csv")
        assert now == earlier
        assert (two_months / "reports/series" / SEPTEMBER).read_bytes() == old

    def test_is_not_even_read_when_its_days_are_as_they_were(self, two_months, monkeypatch):
        asked = []
        prepare = Warehouse.prepare

        def prepared(self, *steps, **options):
            if steps == ("series_month",):
                asked.append(self)
            return prepare(self, *steps, **options)

        monkeypatch.setattr(Warehouse, "prepare", prepared)
        root_of(two_months, [row(DAY.replace(month=10, day=1), 150)])
        report(two_months)
        assert len(asked) == 1  # October alone

    def test_stays_where_its_files_have_other_times(self, two_months):
        for path in Store(two_months).measurement_files():
            path.write_bytes(path.read_bytes())  # as a fresh clone has them
        earlier = stamps(two_months)
        report(two_months)
        assert stamps(two_months) == earlier

    def test_keeps_the_name_an_artist_had(self, two_months):
        (two_months / "roster.toml").write_text(ROSTER.replace('"Ada"', '"Ada Lovelace"'))
        root_of_day = row(DAY.replace(month=10, day=1), 150)
        root_of(two_months, [root_of_day], ROSTER.replace('"Ada"', '"Ada Lovelace"'))
        report(two_months)
        assert {r["name"] for r in series(two_months, SEPTEMBER)} == {"Ada", "Bo"}
        assert {r["name"] for r in series(two_months, "2026-10.csv")} == {"Ada Lovelace"}

    def test_takes_what_is_told_of_it_later(self, two_months):
        earlier = stamps(two_months)
        late = before(3).replace(month=8)
        root_of(two_months, [row(late, 3, artist="bo", series="deezer/fans", source="deezer_api")])
        report(two_months)
        changed = {name for name, at in stamps(two_months).items() if at != earlier[name]}
        assert changed == {AUGUST}
        assert (str(late), "bo", "3", "deezer_api") in numbers(two_months, AUGUST)

    def test_takes_a_correction_of_its_days_and_lets_go_of_it(self, two_months):
        old = (two_months / "reports/series" / AUGUST).read_bytes()
        earlier = stamps(two_months)
        day = date(2026, 8, 30)
        corrections = two_months / "corrections.toml"
        corrections.write_text(
            '[[correction]]\nartist = "bo"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {day}\ndo = "drop"\nexpect = {100 - (DAY - day).days}\nreason = "a copy"\n'
        )
        report(two_months)
        assert {n for n, at in stamps(two_months).items() if at != earlier[n]} == {AUGUST}
        (dropped,) = [r for r in series(two_months, AUGUST) if r["state"] == "rejected"]
        assert (dropped["date"], dropped["key"], dropped["value"]) == (str(day), "bo", "")
        corrections.unlink()
        report(two_months)
        assert (two_months / "reports/series" / AUGUST).read_bytes() == old

    def test_takes_a_policy(self, two_months):
        text = (two_months / "roster.toml").read_text()
        (two_months / "roster.toml").write_text(
            text.replace("[[artist]]", "[policy.spotify_api]\npublish = false\n\n[[artist]]", 1)
        )
        report(two_months)
        told = [r for r in series(two_months, AUGUST) if r["value"]]
        assert {r["source"] for r in told} == {"tracking_sheet"}

    def test_forgets_an_artist(self, two_months):
        store = Store(two_months)
        with store.writing():
            forget(store, store.roster().named("bo"))
            write_reports(store, may_empty=True)
        text = "".join(p.read_text() for p in (two_months / "reports").rglob("*.csv"))
        assert "bo" not in {r["key"] for r in series(two_months, AUGUST)}
        assert "Bo" not in text

    def test_that_a_person_deleted_comes_back(self, two_months):
        path = two_months / "reports/series" / AUGUST
        old = path.read_bytes()
        path.unlink()
        report(two_months)
        assert path.read_bytes() == old

    def test_goes_with_its_days(self, two_months):
        for path in Store(two_months).measurement_files():
            if path.name < "2026-09":
                path.unlink()
        report(two_months, may_empty=True)
        assert sorted(stamps(two_months)) == [SEPTEMBER]

    def test_a_broken_book_costs_only_time(self, two_months):
        earlier = stamps(two_months)
        (two_months / "reports/datapackage.json").write_text("<<<<<<< ours")
        report(two_months)
        assert stamps(two_months) == earlier


@pytest.mark.parametrize("where", ["cut short", "inside"])
def test_a_day_that_can_be_read_no_longer_keeps_the_rows_it_had(two_months, where):
    old = {name: (two_months / "reports/series" / name).read_bytes() for name in stamps(two_months)}
    path = Store(two_months).measurement_file(before(40))
    whole = path.read_bytes()
    path.write_bytes(whole[:-30] if where == "cut short" else whole[:4] + b"\xff" * 56 + whole[60:])
    assert any(str(before(40)) in sentence for sentence in report(two_months))
    new_day = row(date(2026, 10, 1), 150)
    root_of(two_months, [new_day])
    report(two_months)
    for name, content in old.items():
        assert (two_months / "reports/series" / name).read_bytes() == content
    path.write_bytes(whole)
    earlier = stamps(two_months)
    report(two_months)
    assert stamps(two_months) == earlier


def test_a_sum_over_the_series_is_right_where_one_over_the_files_is_not(two_months):
    told = [int(r["value"]) for r in series(two_months) if r["date"] == str(DAY) and r["value"]]
    files = pq.read_table(Store(two_months).measurement_file(DAY), partitioning=None)
    assert (sum(told), sum(files["value"].to_pylist())) == (200, 290)


@drawn(1, 10)
def test_day_by_day_or_all_at_once_the_files_are_the_same(examples, tmp_path_factory):
    @settings(max_examples=examples, deadline=None)
    @given(
        st.randoms(use_true_random=False),
        st.lists(st.integers(24, 39), min_size=1, max_size=3, unique=True),
    )
    def holds(dice, cuts):
        rows = []
        for n in range(24, 40):
            for artist in ("ada", "bo"):
                for source in ("spotify_api", "label_history"):
                    if dice.random() < 0.7:
                        value = dice.choice([None, dice.randrange(1000)])
                        rows.append(row(before(n), value, artist=artist, source=source))
        slowly, at_once = (tmp_path_factory.mktemp(name) for name in ("slowly", "at-once"))
        for cut in sorted(cuts, reverse=True):
            some = [r for r in rows if r.date <= before(cut)]
            if any(r.value is not None for r in some):
                report(root_of(slowly, some))
        report(root_of(slowly, rows))
        report(root_of(at_once, rows))
        texts = [
            {p.name: p.read_bytes() for p in sorted((root / "reports").rglob("*")) if p.is_file()}
            for root in (slowly, at_once)
        ]
        assert texts[0] == texts[1]
        table = csv.DictReader(io.StringIO(texts[0][AUGUST].decode("utf-8-sig")))
        keys = [tuple(r[name] for name in SERIES.key) for r in table]
        assert keys == sorted(set(keys))

    holds()
