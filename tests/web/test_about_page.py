"""What the figures mean: one definition with the documentation, and a place for every link."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from backline.exports.campaign_columns import CAMPAIGN_TABLES
from backline.exports.columns import TABLES
from backline.exports.reports import write_reports
from backline.measure import SOURCE_TRUST, VOCABULARY, Kind, State
from backline.store import Store
from tests.bot_roots import roster_of
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.web.looking import look
from tests.web.pages_read import said
from web import meanings
from web.meanings_campaigns import CAMPAIGN_WORDS
from web.meanings_metrics import counts
from web.views.about import anchors
from web.visit import Mode

PROJECT = Path(__file__).parent.parent.parent


def plain(text):
    """A document's words without Markdown, in one line."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`|]", "", text).split())


def every_sentence():
    words = [one for word in (*meanings.FIGURES, *CAMPAIGN_WORDS) for one in word.says]
    others = (*meanings.KINDS.values(), *meanings.STATES.values(), *meanings.ADDING, meanings.TRUST)
    return [one for one in (*words, *others) if one.document]


@pytest.mark.parametrize("one", every_sentence(), ids=lambda one: one.text[:40])
def test_a_definition_stands_in_the_documentation_word_for_word(one):
    document = plain((PROJECT / one.document).read_text(encoding="utf-8"))
    assert plain(one.text) in document


def test_every_number_kind_state_and_source_is_explained():
    assert all(counts(metric) for metric in VOCABULARY.values())
    assert set(meanings.KINDS) == {kind.value for kind in Kind}
    assert set(State) - {State.MEASURED} <= set(meanings.STATES)
    assert set(meanings.SOURCES) == set(SOURCE_TRUST)


@pytest.fixture
def root(tmp_path):
    rows = [row(before(n), 100 - n) for n in range(10) if n not in (3, 4)]
    rows += [row(before(n), 50 - n, artist="bo", source="deezer_api", series="deezer/fans")
             for n in range(2)]  # fmt: skip
    rows.append(row(DAY, None, source="instagram_api", series="instagram/followers"))
    return root_of(tmp_path / "root", rows)


class TestAnchors:
    def test_the_page_has_each_of_them_once(self, root):
        for mode in Mode:
            page = look(root, "about.html", mode)
            assert anchors(some=mode is not Mode.PUBLIC) <= page.anchors
            ids = Counter(e.get("id") for e in page.tree.iter() if e.get("id"))
            assert max(ids.values()) == 1

    def test_every_column_of_every_file_has_one(self):
        found = anchors()
        for table in TABLES:
            assert {f"{table.name}-{column.name}" for column in table.columns} <= found
        for table, prefix in zip(
            CAMPAIGN_TABLES,
            ("campaign", "placement", "vendor", "client", "playlist", "unassigned"),
            strict=True,
        ):
            assert {f"{prefix}-{column.name}" for column in table.columns} <= found
        assert {f"{metric.platform}-{metric.name}" for metric in VOCABULARY.values()} <= found

    def test_what_everybody_reads_says_nothing_of_campaigns(self, root):
        page = look(root, "about.html", Mode.PUBLIC)
        assert not any(word in page.text.lower() for word in ("campaign", "vendor", "placement"))
        assert "campaign" in look(root, "about.html").text.lower()

    @pytest.mark.parametrize("address", ["weekly.html", "weekly/ada.html", "quality.html"])
    def test_links_to_definitions_lead_to_one(self, root, address):
        links = [link for link in look(root, address).links if "about.html#" in link]
        assert links
        assert {link.partition("#")[2] for link in links} <= anchors(some=False)


class TestWhatIsCovered:
    def facts(self, page):
        (facts,) = page.all("dl", class_="facts")
        return {said(one[0]): said(one[1]) for one in facts}

    def test_days_that_are_there_missing_and_unreadable(self, root):
        Store(root).measurement_file(before(1)).write_bytes(b"no parquet")
        assert self.facts(look(root, "about.html")) == {
            "First day": str(before(9)),
            "Newest day": str(DAY),
            "Days stored": "7",
            "Days missing between": "2",
            "Unreadable days": "1",
        }

    def test_of_how_many_artists_a_number_is_known(self, root):
        page = look(root, "about.html")
        assert "Spotify followers: 1 of 2 artists" in page.text
        assert "Deezer fans: 1 of 2 artists" in page.text
        assert "Instagram followers:" not in page.under("What is covered")

    def test_a_root_without_a_day(self, tmp_path):
        page = look(root_of(tmp_path, ()), "about.html")
        assert "scripts/collect.py" in page.under("What is covered")
        assert anchors() <= page.anchors


class TestSources:
    def test_the_most_trusted_comes_first_and_those_in_use_are_said(self, root):
        rows = look(root, "about.html").table("Trust", "Source")
        assert [r["Source"] for r in rows] == [name.replace("_", " ") for name in SOURCE_TRUST]
        used = {r["Source"] for r in rows if r["Used now"] == "yes"}
        assert used == {"spotify api", "deezer api"}
        assert "Other accounts" not in rows[0]

    def test_what_the_policies_allow(self, tmp_path):
        text = ROSTER.replace('name = "Bo"', 'name = "Bo"\nowned = false')
        text += "\n[policy.deezer_api]\nstore = false\n"
        page = look(root_of(tmp_path, [row(DAY, 1)], text), "about.html")
        rows = {r["Source"]: r for r in page.table("Trust", "Source")}
        own, others = "The label's own accounts", "Other accounts"
        assert rows["youtube api"][own] == "kept, may be published"
        assert rows["youtube api"][others] == "kept for 30 days, may be published"
        assert rows["spotify api"][others] == "kept, not published"
        assert rows["deezer api"][own] == rows["deezer api"][others] == "not stored"


class TestFiles:
    def test_a_file_is_linked_where_it_was_written(self, root):
        assert not [link for link in look(root, "about.html").links if "reports/" in link]
        with Store(root).writing():
            write_reports(Store(root))
        found = [link for link in look(root, "about.html").links if "reports/" in link]
        assert found == [
            "reports/latest.csv",
            "reports/growth.csv",
            "reports/growth_long.csv",
            "reports/coverage.csv",
            "reports/series/2026-09.csv",
        ]
        assert all((root / link).is_file() for link in found)

    def test_a_large_label_has_files_of_a_form_of_their_own(self, tmp_path):
        text = roster_of(f"Artist {n}" for n in range(51))
        root = root_of(tmp_path, [row(DAY, 1, artist="artist-1-1")], text)
        page = look(root, "about.html")
        assert "large-growth-growth_28" in page.anchors
        assert anchors() <= page.anchors
