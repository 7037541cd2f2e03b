"""What scripts print fits an 80-column terminal and comes out in every encoding."""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from backline.names import plain_sign
from tests.roots import DAY, before, root_of, row
from tests.test_scripts import PROJECT, run

sys.path.insert(0, str(PROJECT / "scripts"))
from _table import Row, Table, show

from tests.started import ended

SPOTIFY, YOUTUBE = "4gzpq5DPGxSnKTe4SA8HAU", "UCshvYG0n1I_gXbM8htuANAg"
UUID = "11e81bcc-9c1c-ce38-b96b-a0369fe50396"
ROSTER = f"""label = "Søhne & Töchter – Label"
[[artist]]
key = "ada"
name = "ROSALÍA … Straße 🎧"
spotify = "{SPOTIFY}"
youtube = "{YOUTUBE}"
soundcharts = "{UUID}"
[[artist]]
key = "bo"
name = "拾光机"
deezer = 27
"""
LONG = "the channel hides its subscribers, and " * 4 + "that is that"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    rows = []
    for n in range(40):
        rows += [
            row(before(n), 1_595_783_110 - n * 123_456_789 // 40, series="youtube/views"),
            row(before(n), 12_400_000 + n * 80_000, series="spotify/monthly_listeners"),
            row(before(n), 100 - n, artist="bo", series="deezer/fans"),
        ]
    rows.append(row(DAY, None, series="youtube/subscribers", detail=LONG))
    return root_of(tmp_path_factory.mktemp("wide"), rows, ROSTER)


@pytest.fixture(scope="module")
def old_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    (folder / "historical").mkdir()
    for day in range(1, 10):
        entry = {
            "date": f"2025-05-0{day}",
            "artists": [
                {
                    "name": "ROSALÍA … 拾光机",
                    "spotify": {"followers": 5 + day, "monthly_listeners": "N/A"},
                    "youtube": {"subscribers": 0, "total_views": 0, "video_count": 0},
                }
            ],
        }  # fmt: skip
        path = folder / f"historical/2025-05-0{day}.json"
        path.write_text(json.dumps(entry), encoding="utf-8")
    return folder


def commands(root, old_folder, target):
    return [
        ("growth", "--root", root),
        ("growth", "--root", root, "--format", "csv"),
        ("growth", "--root", root, "--format", "json"),
        ("audit", "--root", root),
        ("artists", "list", "--root", root),
        ("ask", "/stats", "--root", root),
        ("ask", "/growth period:30", "--root", root),
        ("ask", "/artist name:rosalia … strasse 🎧", "--root", root),
        ("import_history", "label", old_folder, "--root", target),
        ("setup", "--check", "--root", root),
    ]


def test_at_80_columns_no_number_is_cut_and_no_id_broken(root):
    text = run("growth", "--root", root, COLUMNS="80").stdout
    assert max(map(cell_len, text.splitlines())) <= 80
    assert re.search(r"YouTube views +1,595,783,110 +\+92,592,59\d +\+6\.2%", text)
    assert "…" not in text.replace("ROSALÍA … Straße", "")
    assert " ".join(LONG.split()) in " ".join(text.split())
    text = run("artists", "list", "--root", root, COLUMNS="80").stdout
    for account in (SPOTIFY, YOUTUBE, UUID):
        assert account in text
    for command in (("audit",), ("ask", "/artist name:bo"), ("ask", "/growth period:30")):
        text = run(*command, "--root", root, COLUMNS="80").stdout
        assert max(map(cell_len, text.splitlines() or [""])) <= 80


def test_a_wide_terminal_shows_the_older_value_and_its_day(root):
    text = run("growth", "--root", root, COLUMNS="130").stdout
    assert re.search(r"YouTube views +1,595,783,110 +1,503,190,51\d on 2026-08-31 +\+92,", text)
    text = run("artists", "list", "--root", root, COLUMNS="250").stdout
    assert re.search(rf"ada +ROSALÍA … Straße 🎧 +{SPOTIFY} +{YOUTUBE}", text)


def test_an_imports_states_fit(old_folder, tmp_path):
    for width in ("40", "80"):
        text = run(
            "import_history", "label", old_folder, "--root", tmp_path / width, COLUMNS=width
        ).stdout
        assert re.search(r"spotify followers\s+(taken: )?9", text)
        assert re.search(r"youtube views\s+([–\s]+9|rejected: 9)", text)


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PYTHONIOENCODING": "ascii"}, marks=pytest.mark.heavy),
        {"PYTHONIOENCODING": "latin-1"},
        pytest.param({"PYTHONIOENCODING": "cp1252"}, marks=pytest.mark.heavy),
        pytest.param(
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, marks=pytest.mark.heavy
        ),
    ],
    ids=["ascii", "latin-1", "windows pipe", "C"],
)
def test_where_the_terminal_is_not_utf_8_everything_is_still_said(
    root, old_folder, tmp_path, environment
):
    encoding = environment.get("PYTHONIOENCODING", "ascii")
    for command in commands(root, old_folder, tmp_path):
        done = raw(*command, **{"BACKLINE_SANDBOX_URL": "http://127.0.0.1:9", **environment})
        said = done.stderr.decode(encoding)
        assert "Traceback" not in said, command
        assert "fault in Backline" not in said, command
        assert done.returncode in (0, 1), (command, said)
        assert done.stdout.decode(encoding) + said, command
    listed = raw("artists", "list", "--root", root, **environment).stdout.decode(encoding)
    wanted = {"ascii": "ROSALIA ... Strasse ?", "latin-1": "ROSALÍA ... Straße ?"}
    assert wanted.get(encoding, "ROSALÍA … Straße ?") in listed
    records = json.loads(raw("ask", "/stats", "--json", "--root", root, **environment).stdout)
    assert records["title"] == "Søhne & Töchter – Label: totals"


def raw(script, *arguments, **environment):
    """A script's output as bytes, in whichever encoding it is."""
    return ended(
        [sys.executable, PROJECT / f"scripts/{script}.py", *arguments],
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "80", **environment},
    )


@pytest.mark.parametrize(
    ("sign", "plain"),
    [("í", "i"), ("Ø", "O"), ("ß", "ss"), ("Æ", "Ae"), ("ł", "l"), ("−", "-"), ("…", "..."),
     ("½", "12"), ("光", "?"), ("🎧", "?"), ("\u0301", "")],
)  # fmt: skip
def test_the_nearest_plain_sign(sign, plain):
    assert plain_sign(sign).replace("\u2044", "") == plain


words = st.text(alphabet="abé光 -", min_size=1, max_size=30)
numbers = st.integers(-(10**13), 10**13).map("{:+,}".format)


@given(
    rows=st.lists(st.tuples(words, numbers, words, numbers, words, words), min_size=1, max_size=5),
    width=st.integers(30, 130),
)
def test_any_table_keeps_its_numbers_whole(rows, width):
    """A number stands on one line at any width, and what fits is no wider than the terminal."""
    out = Console(file=io.StringIO(), width=width, force_terminal=False)
    table = Table(
        ("Name", "Now", "Said", "Then"),
        [Row((name, a, said, b), group, note) for name, a, said, b, group, note in rows],
        right=("Now", "Then"),
        folds="Said",
    )
    show(out, table)
    lines = out.file.getvalue().splitlines()
    for _, a, _, b, _, _ in rows:
        assert any(a in line for line in lines)
        assert any(b in line for line in lines)
    if table.fits(width):
        assert max(map(cell_len, lines)) <= width


def test_dates_are_whole(tmp_path):
    """A finding of several days has both on lines of their own."""
    root = root_of(tmp_path, [row(before(n), 100 + n) for n in range(40) if n not in (5, 6, 7)])
    text = run("audit", "--root", root, COLUMNS="60").stdout
    assert re.search(rf"^{before(7)}  missing days", text, re.MULTILINE)
    assert re.search(rf"^{before(5)}", text, re.MULTILINE)
    assert date.fromisoformat(text.splitlines()[1][:10]) == before(7)
