"""Whatever a file holds: each reader takes it or says one sentence about it, and never more.

Small on purpose; what once was found stays as an example.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backline.errors import BacklineError
from backline.exports import write_reports
from backline.imports import import_campaigns
from backline.imports.charts.file_name import Options
from backline.imports.charts.job import import_charts
from backline.imports.json_lines import read_lines
from backline.imports.label.folder import read_folder
from backline.imports.s4a.exports import read_export
from backline.imports.songs.counts import read_counts
from backline.imports.tracking_sheet.file import read_sheet
from backline.net import load_settings
from backline.people import Identities, Notes, load_roster, parse_roster
from backline.people.corrections import load_corrections
from backline.people.saved import read_text
from backline.store import Store, Subjects
from backline.unattended.run_record import load_record
from backline.weekly.layout_file import load_layout
from tests.checkouts import BASE
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.started import finished
from tests.workflow import PROJECT

TODAY = date(2026, 9, 30)
PEOPLE = parse_roster(ROSTER)


def read_days_json(path):
    return Store(path.parent).read_json(path)


def import_into(own):
    """A reader that adopts a file into a root of its own, all the way."""
    return lambda path: own([path], Store(path.parent / "root"))


CHART, LINES, COUNTS = "regional-it-daily-2026-08-31.csv", "places.jsonl", "counts.jsonl"
CAMPAIGNS, OLD_TABLE = "campaigns.csv", "old_campaigns.csv"


READERS = {
    CHART: import_into(lambda files, store: import_charts(files, store, Options(), today=TODAY)),
    LINES: import_into(lambda files, store: import_charts(files, store, Options(), today=TODAY)),
    COUNTS: lambda path: list(read_counts(read_lines(path), TODAY, [])),
    CAMPAIGNS: import_into(lambda files, store: import_campaigns(files, store, today=TODAY)),
    OLD_TABLE: import_into(lambda files, store: import_campaigns(files, store, today=TODAY)),
    "roster.toml": load_roster,
    "corrections.toml": lambda path: load_corrections(path, PEOPLE),
    "layout.toml": load_layout,
    "subjects.csv": lambda path: Subjects.from_csv(read_text(path, ours=True)),
    "identities.csv": lambda path: Identities.from_csv(read_text(path, ours=True)),
    "notes.csv": lambda path: Notes.from_csv(read_text(path, ours=True)),
    "latest.json": read_days_json,
    "sheet.csv": read_sheet,
    "ada-audience-timeline.csv": lambda path: read_export(path, TODAY),
    "label/a.csv": lambda path: read_folder(path.parent, TODAY),
    "label/artists_config.json": lambda path: read_folder(path.parent, TODAY),
    "label/historical/2026-09-01.json": lambda path: read_folder(path.parent.parent, TODAY),
    "run.json": load_record,
    ".env": lambda path: load_settings({}, path),
}
SONG = {"uuid": "9978ea42-889d-438e-b8ac-84d4e316558e", "name": "T", "creditName": "Ada & Eve"}
PLACE = {"song": SONG, "position": 1, "metric": 5, "rankDate": "2026-08-31T11:11:02+00:00"}
PLACE |= {"oldPosition": 1, "timeOnChart": 14, "timeOnChartUnit": "DOC"}
COUNT = {"date": "2026-08-31T00:00:00+00:00", "plots": [{"identifier": "1", "value": 45158}]}


def told(platform, **said):
    """A line as a database of the service's answers writes it out."""
    track = {"track_uuid": SONG["uuid"], "track": "T", "credit_name": "Ada & Eve"}
    return json.dumps({"platform": platform, **track, **said}) + "\n"


GOOD = {
    CHART: "rank,uri,artist_names,track_name,source,peak_rank,previous_rank,days_on_chart,streams\n"
    '1,spotify:track:abcdefghijklmnopqrstuv,"Ada, Eve",T,S,1,2,12,4321\n',
    LINES: told(
        "Spotify",
        position=1,
        api_data=PLACE,
        ranking_date="2026-08-31 15:43:00",
        chart="Top 50",
        slug="top-50-it",
        country_code="IT",
        frequency="daily",
    ),
    COUNTS: told(
        "Shazam",
        date="2026-08-31",
        audience_value=45158,
        platform_identifier="1",
        fetched_at="2026-09-25 12:02:07.5",
        api_data=COUNT,
    ),
    CAMPAIGNS: "Campaign,Client,Goal,Remaining,URL,Sale price,Start Date,Status,Vendor,Playlists\n"
    '"Night)",Nova,10000,-20,https://open.spotify.com/track/abcdefghijklmnopqrstuv?si=1,$310.00,'
    '10/22/2025,Complete,"Vee, Wu","- A [NEW]\n- B"\n',
    OLD_TABLE: "id,name,client_name,start_date,duration_days,vendor_allocations,sub_genres,notes\n"
    'a1,Night,Nova,2025-10-22,90,"{""Vee"": {""allocation"": 5, ""x"": [1]}}","{edm,""a b""}",n\n',
    "roster.toml": ROSTER,
    "corrections.toml": '[[correction]]\nartist = "ada"\nplatform = "spotify"\n'
    'metric = "followers"\nfrom = 2026-09-01\ndo = "drop"\nexpect = 5\nreason = "wrong"\n',
    "layout.toml": (PROJECT / "layouts/agency.toml").read_text(encoding="utf-8"),
    "subjects.csv": "key,kind,artist,title,credit,isrc,spotify,youtube,release_date\n"
    "k1,track,ada,T,C,,k1,,2020-01-01\n",
    "identities.csv": "artist,platform,account,id,name,since\nada,deezer,27,27,Ada,2026-09-01\n",
    "notes.csv": "artist,platform,metric,subject,place,release_date,note\n"
    "ada,spotify,followers,,1,,x\n",
    "latest.json": '{"format": 1, "date": "2026-09-30", "discord": {}, "artists": []}',
    "sheet.csv": "Ada\n,Current,7-day growth,9/20,9/13\nSpotify followers,12,1,11,10\n",
    "ada-audience-timeline.csv": "date,listeners,streams,followers\n2026-09-01,1,2,3\n",
    "label/a.csv": "artist_name,date,popularity_score,followers\nAda,2026-09-01,5,6\n",
    "label/artists_config.json": '[{"name": "Ada", "spotify_id": null}]',
    "label/historical/2026-09-01.json": '{"date": "2026-09-01", "artists": '
    '[{"name": "Ada", "spotify": {"followers": 5, "top_tracks": [{"name": "x"}]}}]}',
    "run.json": '{"measured": 3}',
    ".env": "YOUTUBE_API_KEY=abc\n",
}
PIECES = [
    "\r", "\0", "\ufeff", '"', "'", ",", ";", "\t", "\n\n", "9" * 5000, "-" + "9" * 4400,
    "1e999999",
    "[" * 2000, '{"a":' * 2000, "\\ud800", "\ud7ff", "NaN", "null", "Infinity", "0000-00-00",
    "99999-12-31", "2026-02-30", "x" * 140_000, "\u2028", "[[artist]]\n", "=1+1", "٣", "²",
    "true", "{}", "[]", '"\\udfff"', "::stop-commands::x", "\x1a", "e\u0301" * 300,
]  # fmt: skip
SLOW = (COUNTS, CAMPAIGNS, OLD_TABLE)
CODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis"]


@st.composite
def damaged(draw, good):
    """A good file with a piece put in, cut out or in another coding, or bytes of any kind."""
    text = good
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        until = draw(st.integers(at, min(len(text), at + 12)))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[until:]
    content = text.encode(draw(st.sampled_from(CODINGS)), "replace")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(st.binary(max_size=3)) + content[at + 1 :]
    return content


def taken_or_said(name, content):
    """Read a file; a refusal is one short sentence that holds no sign of control."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        try:
            READERS[name](path)
        except BacklineError as error:
            said = str(error)
            assert said.strip() and len(said) < 900 and said.isprintable(), said[:300]
            assert "Traceback" not in said


@pytest.mark.parametrize("name", READERS)
def test_any_file_is_taken_or_gets_one_sentence(name):
    @settings(
        max_examples=8 if name in SLOW else 40, deadline=None, database=None, derandomize=True
    )
    @given(damaged(GOOD[name]))
    @example(GOOD[name].encode())
    @example(b"")
    @example(b"\xff\xfe")
    @example(b"\x00" * 9)
    @example(GOOD[name].encode("utf-16"))
    @example(b"\xef\xbb\xbf" + GOOD[name].encode())
    @example(GOOD[name].replace("\n", "\r").encode())
    def check(content):
        taken_or_said(name, content)

    check()


FOUND = [
    *((name, b"x = " + b"[" * 3000) for name in ("roster.toml", "corrections.toml", "layout.toml")),
    *((name, b"x = " + b"9" * 5000) for name in ("roster.toml", "corrections.toml", "layout.toml")),
    *(
        (name, piece)
        for name in ("latest.json", "label/artists_config.json", "run.json")
        for piece in (b"[" * 100_000, b"9" * 5000, b'"\\ud800"', b'{"a": NaN}', b'{"format": 1e9}')
    ),
    ("label/historical/2026-09-01.json", b'{"artists": ' + b"[" * 100_000),
    ("label/artists_config.json", b'[{"name": "\\ud83d", "spotify_id": 5}]'),
    ("notes.csv", GOOD["notes.csv"].replace(",1,", f",{'9' * 5000},").encode()),
    ("notes.csv", GOOD["notes.csv"].replace(",1,", ",²,").encode()),
    ("ada-audience-timeline.csv", b"date,streams,followers\n2026-09-01," + b"9" * 5000 + b",1\n"),
    ("sheet.csv", GOOD["sheet.csv"].replace("12,1", f"{'9' * 5000},1").encode()),
    ("sheet.csv", GOOD["sheet.csv"].replace("9/20", "9" * 5000 + "/20").encode()),
    ("label/a.csv", GOOD["label/a.csv"].replace("2026-09-01", "99999999-09-01").encode()),
    *((CHART, GOOD[CHART].replace(old, "9" * 5000).encode()) for old in ("4321", "12", ",1,2")),
    *((LINES, GOOD[LINES].replace(old, f": {'9' * 5000}").encode()) for old in (": 1", ": 14")),
    *((CAMPAIGNS, GOOD[CAMPAIGNS].replace(old, "9" * 5000).encode()) for old in ("10000", "310")),
    *((CAMPAIGNS, GOOD[CAMPAIGNS].replace(":", old).encode()) for old in ("://[", "@", "\u2028")),
    *((OLD_TABLE, GOOD[OLD_TABLE].replace("5", old).encode()) for old in ("9" * 5000, "NaN", "{")),
    (OLD_TABLE, GOOD[OLD_TABLE].replace("90", "9" * 5000).encode()),
    *((COUNTS, GOOD[COUNTS].replace("45158", nine).encode()) for nine in ("9" * 5000, "1e400")),
]


@pytest.mark.parametrize(("name", "content"), FOUND)
def test_what_was_found_once(name, content):
    taken_or_said(name, content)


NINES = "9" * 5000
ADOPTED = {
    "a number of a sheet": ("sheet", "sheet.csv", ("12,1", f"{NINES},1")),
    "a heading of a sheet": ("sheet", "sheet.csv", ("7-day", f"{NINES}-day")),
    "a number of a label": ("label", "label/a.csv", ("5,6", f"5,{NINES}")),
}


@pytest.mark.parametrize("what", ADOPTED)
def test_what_has_more_digits_than_any_count_costs_itself_alone(tmp_path, what):
    kind, name, (good, bad) = ADOPTED[what]
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(GOOD[name].replace(good, bad), encoding="utf-8")
    given = [file, "--current-date", "2026-09-27"] if kind == "sheet" else [file.parent]
    command = [sys.executable, "scripts/import_history.py", kind, *map(str, given)]
    done = finished([*command, "--root", tmp_path / "root"], cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "9" * 100 not in done.stdout
    assert Store(tmp_path / "root").days()


LONG = "x" * 100_000
OPTIONS = {
    "an artist": ["growth.py", "--artist", LONG],
    "a folder": ["growth.py", "--root", f"/{LONG}"],
    "a report's place": ["job_summary.py", "--report", f"/{LONG}"],
    "a number of days": ["growth.py", "--days", "9" * 6000],
    "a day": ["growth.py", "--as-of", "9" * 6000],
    "a link": ["artists.py", "add", "Eve", LONG],
    "a name": ["artists.py", "add", LONG, "deezer=27"],
    "a platform": ["collect.py", "--only", LONG],
    "a layout": ["export_weekly.py", "--offline", "--layout", LONG],
    "a file to import": ["import_history.py", "label", f"/{LONG}"],
    "a question": ["ask.py", LONG],
    "half a letter": ["growth.py", "--artist", b"\xff\xfe"],
}


@pytest.mark.few(4)
@pytest.mark.parametrize("what", OPTIONS)
def test_an_option_beyond_all_measure_is_no_fault_of_backlines(tmp_path, what):
    root = root_of(tmp_path, [row(before(n), 9 - n) for n in range(2)])
    script, *options = OPTIONS[what]
    given_root = [] if "--root" in options else ["--root", str(root)]
    done = subprocess.run(
        [sys.executable, str(PROJECT / "scripts" / script), *options, *given_root],
        capture_output=True, text=True, check=False, env={**BASE, "COLUMNS": "80"},
    )  # fmt: skip
    assert done.returncode in (1, 2), done.stderr[:300]
    assert "fault in Backline" not in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_nulls_in_a_stored_json_are_one_sentence_or_none(tmp_path):
    store = Store(root_of(tmp_path, [row(DAY, 5)]))
    document = json.loads(store.day_file(DAY).read_text())
    del document["checksum"]
    for name in document:
        store.day_file(DAY).write_text(json.dumps({**document, name: None}))
        try:
            store.read_day(DAY)
        except BacklineError as error:
            assert f"{DAY}.json" in str(error)
    with store.writing():
        assert write_reports(store) == []
