"""One damaged file costs its day and is named, whatever a reader raises."""

from __future__ import annotations

import io
import json
import sys
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from backline.analysis.coverage import coverage
from backline.collecting.retention import prune
from backline.errors import BacklineError, DataError
from backline.exports import write_reports
from backline.people import parse_roster
from backline.store import Day, Store, Subjects
from backline.store.files import JOURNAL, UNDO_FOLDER, only_writer
from backline.store.measurement_file import FORMAT_KEY, ROWS_KEY, SEAL_KEY, parquet_bytes
from backline.store.undo import undo
from backline.warehouse import Warehouse
from tests.checkouts import BASE
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.started import finished
from tests.workflow import PROJECT

OLD = {FORMAT_KEY: b"1"}
HURT = before(3)


def saved_by(content, change, metadata=None, **options):
    """The same file as another tool writes it, with some of its rows changed."""
    table, out = pq.read_table(io.BytesIO(content)), io.BytesIO()
    marked = change(table).replace_schema_metadata(metadata or table.schema.metadata)
    pq.write_table(marked, out, **options)
    return out.getvalue()


def with_column(name, values):
    """A change of one column, whatever the schema says of nulls."""

    def change(table):
        place = table.schema.get_field_index(name)
        return table.set_column(place, pa.field(name, table.schema.field(name).type), values(table))

    return change


def other_number(table):
    return with_column("value", lambda t: pc.add(t["value"], 1000))(table)


def older(content):
    """As it was written before files carried checksums."""
    return saved_by(content, lambda table: table, OLD)


def flipped(content, place, bit=3):
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


DAMAGES = {
    "a bit of the numbers": lambda c: flipped(c, 60),
    "a bit of the metadata": lambda c: flipped(c, len(c) - 300),
    "the length of the metadata": lambda c: flipped(c, len(c) - 7),
    "other numbers, the checksum as it was": lambda c: saved_by(c, other_number),
    "no rows": lambda c: saved_by(c, lambda t: t.slice(0, 0)),
    "no rows, and older": lambda c: saved_by(c, lambda t: t.slice(0, 0), OLD),
    "a row is gone": lambda c: saved_by(c, lambda t: t.slice(1)),
    "a state nobody knows": lambda c: saved_by(
        c, with_column("state", lambda t: pa.array(["guessed"] * len(t))), OLD
    ),
    "a row without a state": lambda c: saved_by(
        c, with_column("state", lambda t: pa.array([None] * len(t), pa.string())), OLD
    ),
    "a row without an artist": lambda c: saved_by(
        c, with_column("artist", lambda t: pa.array([None, "bo"], pa.string())), OLD
    ),
    "measured without a number": lambda c: saved_by(
        c, with_column("value", lambda t: pa.array([None] * len(t), pa.int64())), OLD
    ),
    "another day": lambda c: saved_by(
        c, with_column("date", lambda t: pa.array([date(2020, 1, 1)] * len(t))), OLD
    ),
    "a cut": lambda c: c[: len(c) // 2],
    "other bytes": lambda c: b"PAR1" + b"\xff" * 400 + b"PAR1",
}

REPORTED = ("a bit of the numbers", "no rows, and older", "other bytes")
"""Those that the reports, which are dear to make, are tried with too."""


@pytest.fixture
def root(tmp_path):
    rows = [row(before(n), 100 - n, artist=a) for n in range(9) for a in ("ada", "bo")]
    return root_of(tmp_path, rows)


def damage(root, how, day=HURT):
    path = Store(root).measurement_file(day)
    path.write_bytes(DAMAGES[how](path.read_bytes()))


@pytest.mark.parametrize("how", DAMAGES)
def test_the_day_is_left_out_and_named_by_every_reader(root, how):
    damage(root, how)
    store = Store(root)
    with Warehouse(root, in_memory=True) as warehouse:
        (problem,) = warehouse.problems
        assert problem.startswith(f"data/measurements/2026/{HURT}.parquet ")
        assert problem.endswith("; the day is left out.")
        assert warehouse.unreadable == (HURT,)
        assert {c.days_measured for c in coverage(warehouse, 28)} == {8}
    with pytest.raises(DataError, match=f"{HURT}.parquet"):
        store.read_day(HURT)
    if how in REPORTED:
        with store.writing():
            assert list(write_reports(store)) == [problem]


@pytest.mark.parametrize(
    "script", [("growth.py",), ("audit.py",), ("export_weekly.py", "--offline")]
)
def test_no_command_fails_for_a_flipped_bit(root, script):
    damage(root, "a bit of the numbers")
    name, *options = script
    command = [sys.executable, PROJECT / "scripts" / name, *options, "--root", root]
    done = finished(command, env=BASE)
    assert done.returncode == 0, done.stderr
    assert f"{HURT}.parquet was damaged or changed since it was written" in done.stderr


def test_any_flipped_bit_of_a_day_is_found_or_harmless(root):
    """The found cases of a walk over all bytes: each reader refuses, or has the very same rows."""
    store = Store(root)
    path = store.measurement_file(HURT)
    good, rows = path.read_bytes(), store.read_day(HURT).measurements
    for place in range(5, len(good), max(1, len(good) // 12)):
        path.write_bytes(flipped(good, place, place % 8))
        with Warehouse(root) as warehouse:
            found = warehouse.ask("first_measured")
            assert found and (warehouse.problems or store.read_day(HURT).measurements == rows)
        try:
            assert store.read_day(HURT).measurements == rows
        except DataError as error:
            assert f"{HURT}.parquet" in str(error)


def test_any_flipped_bit_of_an_older_file_costs_no_more_than_its_day(root):
    store = Store(root)
    path = store.measurement_file(HURT)
    good = older(path.read_bytes())
    for place in range(0, len(good), max(1, len(good) // 12)):
        path.write_bytes(flipped(good, place, place % 8))
        with Warehouse(root) as warehouse:
            warehouse.look_at()
            assert list(warehouse.batches("first_measured"))
            told = [c for c in coverage(warehouse, 28) if c.artist in ("ada", "bo")]
            own = [c for c in told if (c.platform, c.metric) == ("spotify", "followers")]
            assert {c.days_measured for c in own} <= {8, 9}
        try:
            store.read_day(HURT)
        except DataError as error:
            assert f"{HURT}.parquet" in str(error)


class TestAChecksum:
    def test_is_in_every_file_that_is_written(self, root):
        content = Store(root).measurement_file(DAY).read_bytes()
        assert content.count(SEAL_KEY.encode()) == 1
        assert ROWS_KEY.encode() in pq.read_schema(io.BytesIO(content)).metadata
        assert content == parquet_bytes(Store(root).read_day(DAY).measurements)

    def test_is_missing_in_older_files_which_are_read(self, root):
        path = Store(root).measurement_file(HURT)
        before_it = Store(root).read_day(HURT).measurements
        path.write_bytes(older(path.read_bytes()))
        assert Store(root).read_day(HURT).measurements == before_it
        with Warehouse(root) as warehouse:
            assert warehouse.problems == () and len(warehouse.days) == 9

    def test_lets_another_tool_write_the_same_rows_otherwise(self, root):
        path = Store(root).measurement_file(HURT)
        path.write_bytes(saved_by(path.read_bytes(), lambda t: t.slice(1), OLD))
        rows = Store(root).read_day(HURT).measurements
        path.write_bytes(saved_by(parquet_bytes(rows), lambda t: t.take([0]), compression="snappy"))
        assert Store(root).read_day(HURT).measurements == rows
        with Warehouse(root) as warehouse:
            assert warehouse.problems == ()

    def test_is_in_the_days_json_which_has_the_titles(self, root):
        store = Store(root)
        path = store.day_file(HURT)
        text = path.read_text()
        path.write_text(text.replace('"Ada"', '"Eve"'))
        with pytest.raises(DataError, match="does not have the checksum it carries; restore it"):
            store.read_day(HURT)
        document = json.loads(text)
        path.write_text("\ufeff" + json.dumps(document, indent=7))  # saved otherwise
        assert store.read_day(HURT)
        del document["checksum"]
        path.write_text(json.dumps(document))  # an older one
        assert store.read_day(HURT)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 100_000, "nests lists or objects too deeply"),
        (b'{"format": ' + b"9" * 5000 + b"}", "a number with more digits than any count"),
        (b"\xff\xfe" + '{"format": 1}'.encode("utf-16-le"), "lacks what a day has"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x00\x01", "cannot be read as UTF-8 text"),
    ],
)
def test_a_days_json_gets_the_right_sentence(root, content, said):
    Store(root).day_file(HURT).write_bytes(content)
    with pytest.raises(DataError, match=said) as raised:
        Store(root).read_day(HURT)
    assert f"git checkout -- data/historical/{HURT}.json" in str(raised.value)


class TestTheJournal:
    JOURNALS = (
        b"", b"{", b"null", b"[]", b'{"put": [], "remove": null}', b'{"put": [1], "remove": []}',
        b'{"put": ["../../x"], "remove": []}', b'{"put": [], "remove": ["/etc/x"]}', b"\xff\xfe",
        b"[" * 100_000,
    )  # fmt: skip

    @pytest.mark.parametrize("content", JOURNALS)
    def test_that_is_damaged_blocks_no_writer(self, root, content, caplog):
        (root / JOURNAL).write_bytes(content)
        staged = root / "data" / "new.txt.backline-tmp"
        staged.write_text("new")
        with only_writer(root):
            assert not (root / JOURNAL).exists()
        assert (root / "data" / "new.txt").read_text() == "new" and not staged.exists()
        assert f"{JOURNAL} was damaged" in caplog.text
        measure(root)

    def test_that_names_a_folder_that_is_a_file_now_is_one_sentence(self, root):
        (root / "reports").mkdir()
        (root / "reports/x").write_text("")
        (root / JOURNAL).write_text('{"put": [], "remove": ["reports"]}')
        with pytest.raises(DataError, match="A change that was begun cannot be finished: reports"):
            measure(root)


def measure(root):
    store = Store(root)
    with store.writing(), store.change() as change:
        store.save(change, [Day(DAY, [row(DAY, 7)])], parse_roster(ROSTER), Subjects())
    assert any(m.value == 7 for m in store.read_day(DAY).measurements)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"[" * 100_000, b'{"what": "x", "files": {"../../a": [null, null]}, '
     b'"folders": []}', b'{"what": 3, "files": {}, "folders": []}'],
)  # fmt: skip
def test_a_damaged_list_of_the_last_import_takes_nothing_back(root, content):
    folder = root / UNDO_FOLDER
    folder.mkdir()
    (folder / "import.json").write_bytes(content)
    with pytest.raises(DataError, match="is damaged, so the last import cannot be taken back"):
        undo(Store(root))


@pytest.mark.few(2)
@pytest.mark.parametrize("content", [b"", b"null", b"[" * 100_000, b'{"written": {"series": [1]}}'])
def test_what_tells_how_reports_were_made_is_made_anew(root, content):
    store = Store(root)
    with store.writing():
        write_reports(store)
        good = {p: p.read_bytes() for p in store.reports.rglob("*.*")}
        (store.reports / "datapackage.json").write_bytes(content)
        assert write_reports(store) == []
    assert {p: p.read_bytes() for p in good} == good


@pytest.mark.few(3)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,"b\n', b"artist_name,date\nx\n\0"])
@pytest.mark.parametrize("name", ["reports/latest.csv", "reports/growth.csv"])
def test_a_damaged_report_is_written_anew(root, content, name):
    store = Store(root)
    with store.writing():
        write_reports(store)
        good = (root / name).read_bytes()
        (root / name).write_bytes(content)
        assert write_reports(store) == []
    assert (root / name).read_bytes() == good


def test_a_damaged_day_that_is_not_to_be_kept_stops_no_run(root):
    roster = ROSTER + "\n[policy.spotify_api]\nkeep_days = 4\n"
    store = Store(root)
    try:
        parsed = parse_roster(roster)
    except BacklineError:
        parsed = parse_roster(roster.replace("keep_days", "days"))
    store.day_file(before(6)).write_text("{")
    problems: list[str] = []
    with store.writing():
        pruned = prune(store, parsed, DAY, problems)
    assert before(5) in pruned and before(6) not in pruned
    assert [f"{before(6)}.json line 1 is not JSON" in p for p in problems] == [True]
