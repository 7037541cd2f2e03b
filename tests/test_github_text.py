"""What GitHub reads along: commit messages, summaries, issues; with names that are orders."""

from __future__ import annotations

import re
import subprocess
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backline.analysis.growth import Growth
from backline.analysis.news import News
from backline.measure import State
from backline.people import Roster
from backline.unattended.commit_message import commit_message, reports_message
from backline.unattended.github_text import JOINER, markdown, plain
from backline.unattended.job_summary import job_summary
from backline.unattended.run_record import MetricCount, RunRecord
from tests.roots import row

DAY = date(2026, 11, 20)
CLOSING = [
    "close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved",
]  # fmt: skip
"""GitHub Docs, "Linking a pull request to an issue using a keyword"."""

SKIPPING = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"]
"""GitHub Docs, "Skipping workflow runs"."""

TRAILERS = ["skip-checks: true", "skip-checks:true", "request-checks: true"]

REFERENCES = ["#1", "GH-1", "gh-1", "label/numbers#1", "https://github.com/label/numbers/issues/1"]
"""GitHub Docs, "Autolinked references and URLs"."""

ORDERS = [
    *(f"{word} {reference}" for word in CLOSING for reference in REFERENCES),
    *(f"{word.upper()}: #10" for word in CLOSING),
    *SKIPPING,
    *(order.upper() for order in SKIPPING),
    *TRAILERS,
    "@all", "@octo-org/owners", "mail@example.org",
    "Co-authored-by: Ana <ana@example.org>", "Signed-off-by: Ana <ana@example.org>",
    "::error::x", "::stop-commands::x", "::add-mask::a", "##[error]x", "##[add-mask]a",
    "a\n\n\nskip-checks: true", "a\r::error::x", "a\u2028::error::x", "\u202e@all", "# comment",
    "fixup! x", "--- a/x", "diff --git a/x b/x", "www.example.org",
]  # fmt: skip

FOUND = re.compile(
    r"@[a-z0-9]|#\d|\bgh-\d|\[(?:skip|ci|no|actions) |(?:skip|request)-checks|(?:authored|off)-by|::|##\[|://|www\.\w"
    r"|[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e]",
    re.IGNORECASE,
)
"""What GitHub, git or the runner would act on."""


def roster_with(*names):
    artists = [{"key": f"a{n}", "name": name} for n, name in enumerate(names)]
    return Roster.model_validate({"label": "@label closes #2", "artist": artists})


def mover(artist="a0", growth=3, **more):
    fields = dict.fromkeys(Growth.__slots__)
    fields |= {"artist": artist, "platform": "spotify", "metric": "followers", "subject": ""}
    fields |= {"now": 103, "then": 100, "growth": growth, "change": growth / 100, "span_days": 7}
    return Growth(**{**fields, **more})


def news_of(gaps=(), movers=(), **more):
    fields = {"day": DAY, "measured": 127, "expected": 134, "before": date(2026, 11, 19)}
    fields |= {"missed": (), "back": (), "movers": movers, "gaps": gaps}
    return News(**{**fields, **more})


def message_with(order):
    gap = row(DAY, None, artist="a0", detail=order)
    told = news_of([gap], [mover(), mover("", platform="discord", metric="members")])
    return commit_message(told, roster_with(order), [order], None)


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_survives_in_a_commit_message(order):
    text = message_with(order)
    assert not FOUND.search(text), FOUND.search(text)
    assert text.startswith("2026-11-20: 127 of 134 numbers\n\n")
    for line in text.splitlines()[1:]:
        assert line == "" or line.endswith(":") or line.startswith("- ")
    trailers = subprocess.run(
        ["git", "interpret-trailers", "--parse"],
        input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert trailers.stdout == ""


@given(st.text(max_size=40))
def test_no_text_at_all_is_an_order(text):
    assert not FOUND.search(plain(text))
    assert "\n" not in plain(text)


@pytest.mark.parametrize(
    "order", [*ORDERS, "a|b", "`x`", "<img src=x>", "[x](y)", "*x* _y_", "1. x"]
)
def test_markdown_shows_every_order_as_it_is(order):
    table = f"| a |\n| --- |\n| {markdown(order)} |\n"
    html = MarkdownIt("commonmark").enable("table").render(table)
    (cell,) = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    assert "<" not in cell
    assert html.count("<td>") == 1
    shown_text = cell.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert shown_text.replace("&amp;", "&") == plain(order)
    listed = MarkdownIt("commonmark").render(f"- {markdown(order)}\n")
    assert listed.count("<li>") == 1


def test_names_without_orders_stay_as_they_are():
    for name in (
        "拾光机",
        "Luna 🌙 Parade",
        "AC/DC",
        "pip & co.",
        "نداء الليل",
        "C+C",
        "Sunn O)))",
    ):
        assert plain(name) == name


def test_a_message_worth_reading():
    gaps = [row(DAY, None, artist="a1", series="youtube/views", detail="the quota is used up")]
    told = news_of(
        gaps,
        [mover(growth=1204, change=0.029, now=43310, span_days=8)],
        missed=[date(2026, 11, 17), date(2026, 11, 18)],
        back=[row(DAY, 5, series="deezer/fans"), row(DAY, 5, series="deezer/fans", artist="bo")],
        before=date(2026, 11, 16),
    )
    notes = ["the quota is used up.", "YouTube: at most 9,988 units are left."]
    assert commit_message(told, roster_with("Ada", "Bo"), notes, 120) == (
        "2026-11-20: 127 of 134 numbers, 7 more than before\n"
        "\n"
        "Biggest movers in 7 days:\n"
        "- Spotify followers of Ada: +1,204 (+2.9%) in 8 days to 43,310\n"
        "\n"
        "New gaps:\n"
        "- YouTube views of Bo: failed, the quota is used up\n"
        "\n"
        "- Back: 2 Deezer numbers.\n"
        "- Still missing: 6, as on 2026-11-16 (see reports/coverage.csv).\n"
        "- No numbers are stored of 2026-11-17 to 2026-11-18 (2 days); "
        "no platform tells the past.\n"
        "\n"
        "To know:\n"
        "- YouTube: at most 9,988 units are left.\n"
    )


def test_a_commit_of_other_days_or_of_reports_says_so():
    assert reports_message([]).startswith("Reports computed anew\n")
    assert reports_message([DAY]) == "1 stored day changed: 2026-11-20\n"
    days = [date(2026, 11, 1), DAY]
    assert reports_message(days) == "2 stored days changed: 2026-11-01 to 2026-11-20\n"


def test_a_thousand_artists_with_a_thousand_reasons():
    names = [f"{n} " + "@#|`" * 60 for n in range(1000)]
    gaps = [row(DAY, None, artist=f"a{n}", detail=f"{n} {'|' * 600}") for n in range(1000)]
    told = news_of(gaps, [mover(f"a{n}") for n in range(7)])
    roster = roster_with(*names)
    message = commit_message(told, roster, ["x" * 1000] * 50, None)
    assert len(message.encode()) < 20_000
    assert "- and 990 more" in message
    sentences = [f"Spotify followers of {name}: failed, {'|' * 600}" for name in names]
    record = RunRecord(day=DAY, gaps=sentences, not_set_up=sentences, notes=sentences)
    record.counts = [MetricCount(platform="Spotify", metric="followers", measured=0, expected=1000)]
    summary = job_summary(record, told, roster, "https://github.com/label/numbers")
    assert len(summary.encode()) < 1024**2
    assert "| Spotify followers | 0 of 1,000 |" in summary
    assert "- and 800 more" in summary


def test_a_summary_of_a_run_that_never_began():
    text = job_summary(RunRecord(), None, None, "")
    assert text.startswith("## No day was begun\n")


def test_states_other_than_failed_are_named():
    gap = row(DAY, None, artist="a0", state=State.NOT_OFFERED, detail="not for this key")
    text = commit_message(news_of([gap], before=None), roster_with("Ada"), [], None)
    assert "Gaps:\n- Spotify followers of Ada: not offered, not for this key\n" in text
    assert JOINER not in text
