"""A walk over every frozen page: it is whole, its links lead somewhere, nothing is out of place."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.library import Library
from tests.web.conftest import NEWEST
from tests.web.pages_read import HEADINGS, led_to, said, told
from web.pages import PAGES

UNFIT = re.compile(r"\b(nan|NaN|NaT|undefined|Undefined)\b|\{\{|\}\}|<NA>|^(None|null|True|False)$")
"""What a program says and no person."""

DASHES = "A dash is a day without a number"
"""What stands below the numbers of a chart, where each day cannot have its own reason."""


def test_every_page_of_the_table_is_there(played, pages):
    library = Library(played, today=lambda: NEWEST, published=False)
    try:
        listed = library.ask(
            lambda label: [page.at(parts) for page in PAGES for parts in page.every(label)]
        )
    finally:
        library.close()
    assert sorted(listed) == sorted(pages)


def test_each_is_one_whole_document(pages):
    faults = []
    for address, page in pages.items():
        html = page.one("html")
        levels = [level for level, _ in page.headings]
        ids = Counter(e.get("id") for e in page.tree.iter() if e.get("id") is not None)
        for wrong, what in (
            (page.doctype.lower() != "doctype html", f"begins with {page.doctype!r}"),
            (html.get("lang") != "en", "no language"),
            (not page.title.partition(" · ")[0], f"the title {page.title!r}"),
            (levels.count(1) != 1, f"{levels.count(1)} first headings"),
            (levels[:1] != [1], f"begins with a heading of level {levels[:1]}"),
            (any(b - a > 1 for a, b in pairwise(levels)), f"jumps: {levels}"),
            (any(not text for _, text in page.headings), "an empty heading"),
            (any(n > 1 for n in ids.values()), f"ids twice: {ids.most_common(2)}"),
            (len(page.all("main")) != 1, "not one main part"),
        ):
            if wrong:
                faults.append(f"{address}: {what}")
    told(faults)


def test_each_title_is_another(pages):
    same = {"analytics.html"}  # what the search begins with is one of the windows
    titles = Counter(page.title for address, page in pages.items() if address not in same)
    told([f"{count} pages are called {title}" for title, count in titles.items() if count > 1])


def test_every_link_leads_to_what_is_there(site, pages):
    faults = []
    for address, page in pages.items():
        for link in page.links:
            where = urlsplit(link)
            if where.scheme or where.netloc:
                continue
            target = address if not where.path else led_to(address, unquote(where.path))
            if where.query:
                faults.append(f"{address}: {link} asks what no file answers")
            elif not link or link.startswith("/") or not (site / target).is_file():
                faults.append(f"{address}: {link or 'an empty link'} leads nowhere")
            elif where.fragment and unquote(where.fragment) not in pages[target].anchors:
                faults.append(f"{address}: {link} names no part of that page")
    told(faults)


def test_links_out_are_safe(pages):
    faults = []
    for address, page in pages.items():
        for a in page.all("a"):
            where = urlsplit(a.get("href", ""))
            if where.scheme or where.netloc:
                words = set(a.get("rel", "").split())
                if where.scheme != "https" or not {"noopener", "noreferrer"} <= words:
                    faults.append(f"{address}: {a.attrib}")
    told(faults)


def test_nothing_is_loaded_from_elsewhere(site, pages):
    faults = []
    for address, page in pages.items():
        for load in page.loads:
            where = urlsplit(load)
            if load == "data:,":  # no icon, so that no browser asks for one
                continue
            if where.scheme or where.netloc or not (site / led_to(address, where.path)).is_file():
                faults.append(f"{address}: loads {load}")
    told(faults)


def test_no_code_and_no_style_inside(pages):
    faults = []
    for address, page in pages.items():
        for e in page.tree.iter():
            wrong = [n for n in e.attrib if n == "style" or n.startswith("on")]
            if e.tag in ("style", "iframe", "object", "embed", "base"):
                wrong.append(f"<{e.tag}>")
            if e.tag == "script" and ("src" not in e.attrib or said(e)):
                wrong.append("a script inside")
            if any("javascript:" in value.lower() for value in e.attrib.values()):
                wrong.append("javascript:")
            faults += [f"{address}: {one} at <{e.tag}>" for one in wrong]
    told(faults)


def test_no_page_has_a_form_that_nobody_answers(pages):
    forms = [
        f"{address}: {form.attrib}"
        for address, page in pages.items()
        for form in page.all("form")
        if form.get("method", "get").lower() != "get" or form.get("action")
    ]
    told(forms)


def test_no_page_says_what_only_a_program_understands(pages):
    faults = []
    for address, page in pages.items():
        for e in page.all("td", "th", "dd", "dt", "p", "li", "data", "option", *HEADINGS):
            if found := UNFIT.search(said(e)):
                faults.append(f"{address}: {found[0]!r} in {said(e)[:80]!r}")
    told(faults)


def test_no_cell_is_empty_and_no_dash_without_its_reason(pages):
    faults = []
    for address, page in pages.items():
        charts = [e for e in page.all("figure") if DASHES in said(e)]
        excused = {id(cell) for chart in charts for cell in chart.iter("td") if said(cell) == "—"}
        for e in page.all("td", "dd", "data"):
            bare = e.get("class") != "words" and not e.findall("svg")
            if bare and said(e) in ("", "—", "–", "-") and id(e) not in excused:
                faults.append(f"{address}: {said(e)!r} in <{e.tag} {e.attrib}>")
    told(faults)


def test_no_page_says_where_the_files_are_on_this_machine(played, site):
    told(
        [
            f"{path.name}: {folder}"
            for path in site.rglob("*.html")
            for folder in (str(played), str(site), str(Path.home()))
            if folder != "/" and folder in path.read_text(encoding="utf-8")
        ]
    )
