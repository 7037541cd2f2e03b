"""The search page: how much artists did in a period, on which platforms and with which songs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import cache
from typing import Any

from backline.analysis.audience import Answer, Asked, analyse, answering_each, document_of
from backline.analysis.audience.asked import Whom
from backline.analysis.audience.known import is_known
from backline.exports.analysis_csv import (
    artist_rows,
    city_rows,
    month_rows,
    playlist_rows,
    radio_rows,
    shazam_rows,
    total_rows,
    track_rows,
)
from backline.exports.analysis_workbook import analysis_workbook
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.people.written import csv_text
from bot.library import Label
from web.periods import Period, is_window, named, periods
from web.songs import address_of, part_of, song_at
from web.suggesting import MOST, heard_like
from web.views.analytics_beside import beside
from web.views.analytics_chart import chart
from web.views.analytics_rows import Tables
from web.views.asking import OWN, PLATFORMS, Search, question_of, search_of
from web.visit import Visit

MOST_IN_FULL = 50
"""Of so many artists every number stands in the page; of more the one each platform is known by."""

MOST_WITH_WORKBOOKS = 50
"""Of so many artists every frozen page has a workbook."""

_BY_MONTH = 62
"""From so many days on a period is also told by month."""


def view(visit: Visit) -> Mapping[str, Any]:
    """The answer to what the address and the query ask.

    Raises:
        NotFoundError: the address names no artist or period.
        ConfigError: the question cannot be.
        DataError: the files cannot be read.
    """
    newest = visit.label.warehouse.latest_day
    if newest is None:
        return {"title": "Analytics", "answer": None, "search": None}
    search = search_of(visit, newest)
    if not search.artists and not visit.label.warehouse.roster.artists:
        return _nobody(visit, search)
    return context_of(visit, search, answer_to(visit.label, search))


def answer_to(label: Label, search: Search) -> Answer:
    """What is stored of a question; with songs, cities and months where one artist is asked for.

    Raises:
        ConfigError: the question cannot be.
        DataError: the files cannot be read.
    """
    question = question_of(label, search)
    alone = len(question.artists) == 1
    by_month = alone and len(question.days) > _BY_MONTH
    return analyse(label.warehouse, question, tracks=alone, cities=alone, by_month=by_month)


def prepare(label: Label, some: Sequence[Mapping[str, str]]) -> AbstractContextManager[None]:
    """Have the answers at hand that pages of several artists show of one period.

    Raises:
        DataError: the files cannot be read.
    """
    newest = label.warehouse.latest_day
    period = named(some[0]["period"], newest) if newest else None
    if period is None:
        return nullcontext()
    search = Search(tuple(parts["key"] for parts in some), (), period, "")
    question = question_of(label, search)
    by_month = len(question.days) > _BY_MONTH
    return answering_each(label.warehouse, question, tracks=True, cities=True, by_month=by_month)


def context_of(visit: Visit, search: Search, answer: Answer) -> Mapping[str, Any]:
    """What the template shows of an answer."""
    document = document_of(answer, all_tracks=True, all_cities=True)
    question, files = answer.asked, _files(visit, search)
    known = answer.found or any(is_known(visit.label.warehouse, one) for one in question.artists)
    return {
        "title": _title(question),
        "http_status": 200 if known else 404,
        "answer": answer,
        "search": search,
        "document": document,
        "tables": Tables(
            document,
            files,
            lambda key: _song_page(visit, key),
            len(question.artists) <= MOST_IN_FULL,
        ),
        "beside": beside(document, files),
        "drawn": chart(answer, visit.label.warehouse),
        "fields": _fields(visit, search, question.artists if search.artists else ()),
        "others": _others(visit, search),
        "own": OWN,
        "files": files,
        "links": _links(visit, search),
        "nothing": "" if answer.found else _nothing(question),
        "meant": () if answer.found else _meant(visit, search, question),
    }


def _song_page(visit: Visit, key: str) -> str | None:
    """The page of a song; frozen, only songs of the roster's artists have one."""
    if not visit.live:
        return address_of(visit.label, key)
    part = part_of(key)
    return f"tracks/{part}.html" if song_at(visit.label, part) else None


def _nobody(visit: Visit, search: Search) -> Mapping[str, Any]:
    """The form alone, where nobody is in the roster and nobody was asked for."""
    return {
        "title": "Analytics",
        "answer": None,
        "search": search,
        "fields": _fields(visit, search, ()),
        "others": _others(visit, search),
        "own": OWN,
    }


def _title(question: Asked) -> str:
    if len(question.artists) == 1:
        return shown(question.artists[0].name, 200)
    return "Analytics"


def _nothing(question: Asked) -> str:
    names = ", ".join(shown(whom.name) for whom in question.artists[:5])
    where = question.country or "worldwide"
    return f"Nothing is stored of {names} from {question.first} to {question.last} ({where})."


def _meant(visit: Visit, search: Search, question: Asked) -> list[tuple[str, str]]:
    """Names that those nobody knows resemble, each with the address of the same question."""
    found = []
    for whom in question.artists:
        if whom.artist is None and visit.live:
            close = visit.label.warehouse.roster.close(whom.name)
            names = [a.name for a in close] + heard_like(visit.label, whom.name, close)
            found += [(n, f"analytics.html?{search.alone(n)}") for n in names if n != whom.name]
    return found[:MOST]


def _files(visit: Visit, search: Search) -> dict[str, str]:
    """Where the tables of this answer are, by what they hold, below the site's root."""
    stem = visit.address.removesuffix(".html")
    asked = f"?{search.query}" if visit.live else ""
    files = {name: f"{stem}{suffix}{asked}" for name, suffix in SUFFIXES.items()}
    return files if _has_workbook(visit, search) else files | {"workbook": ""}


def _has_workbook(visit: Visit, search: Search) -> bool:
    """Whether a workbook stands beside a page.

    A frozen page of a large label has none of all artists, whose days would fill thousands of
    columns, and none of an artist's month, of which there would be tens of thousands.
    """
    if visit.live or len(visit.label.warehouse.roster.artists) <= MOST_WITH_WORKBOOKS:
        return True
    return "key" in visit.parts and is_window(search.period.name)


SUFFIXES = {
    "rows": ".csv",
    "totals": "-totals.csv",
    "songs": "-songs.csv",
    "cities": "-cities.csv",
    "months": "-months.csv",
    "playlists": "-playlists.csv",
    "radio": "-radio.csv",
    "shazam": "-shazam.csv",
    "workbook": ".xlsx",
}
"""How the files beside a page end."""


def _csv(
    lines: Callable[[dict[str, Any]], Any], only_with: str = ""
) -> Callable[[Mapping[str, Any]], bytes | None]:
    """A table of a page; one that few pages have is there ``only_with`` a part of the document."""

    def made(context: Mapping[str, Any]) -> bytes | None:
        if not _holds(context) or (only_with and not context["document"][only_with]):
            return None
        return csv_text(lines(context["document"]), "the analysis").encode()

    return made


def _holds(context: Mapping[str, Any]) -> bool:
    """Whether a file could hold anything: something is stored, and of somebody who is known."""
    return context["answer"] is not None and context["http_status"] == 200


def _workbook(context: Mapping[str, Any]) -> bytes | None:
    if not _holds(context) or not context["files"]["workbook"]:
        return None
    return analysis_workbook(context["answer"])


BESIDE: Mapping[str, Callable[[Mapping[str, Any]], bytes | None]] = {
    SUFFIXES["rows"]: _csv(artist_rows),
    SUFFIXES["totals"]: _csv(total_rows),
    SUFFIXES["songs"]: _csv(track_rows),
    SUFFIXES["cities"]: _csv(city_rows),
    SUFFIXES["months"]: _csv(month_rows),
    SUFFIXES["playlists"]: _csv(playlist_rows, "playlists"),
    SUFFIXES["radio"]: _csv(radio_rows, "radio"),
    SUFFIXES["shazam"]: _csv(shazam_rows, "shazam"),
    SUFFIXES["workbook"]: _workbook,
}
"""The files beside a page, by how they end, made from its own context."""


def _fields(visit: Visit, search: Search, whom: Iterable[Whom]) -> dict[str, Any]:
    """What the form shows as chosen, and what there is to choose."""
    roster = visit.label.warehouse.roster
    chosen = [(one.key if one.artist else one.name, one.name) for one in whom]
    return {
        "chosen": chosen,
        "roster": [(a.key, a.name) for a in roster.artists] if len(roster.artists) <= 60 else [],
        "platforms": [(p, PLATFORM_LABELS[p], p in search.platforms) for p in PLATFORMS],
    }


def _others(visit: Visit, search: Search) -> list[tuple[Period, str, bool]]:
    """The same question over other periods: each with its address and whether it is this one."""
    warehouse = visit.label.warehouse
    newest = warehouse.latest_day or date.min
    key = visit.parts.get("key")
    place = f"analytics/artists/{key}-" if key else "analytics/"
    own = visit.live and bool(visit.query)

    def address(period: Period) -> str:
        return f"analytics.html?{search.over(period)}" if own else f"{place}{period.name}.html"

    return [
        (p, address(p), p.name == search.period.name)
        for p in periods(warehouse.first_day or newest, newest)
    ]


def every_period(label: Label) -> Iterable[Mapping[str, str]]:
    """The windows and months there are."""
    newest = label.warehouse.latest_day
    if newest is None:
        return ()
    return [{"period": p.name} for p in periods(label.warehouse.first_day or newest, newest)]


def every_artist_and_period(label: Label) -> Iterable[Mapping[str, str]]:
    """Each of them for each artist of the roster."""
    return [
        {"key": artist.key, **parts}
        for artist in label.warehouse.roster.artists
        for parts in every_period(label)
    ]


def _links(visit: Visit, search: Search) -> Callable[..., str]:
    """Where one artist's own answer to the same question stands, on a platform or on all."""

    @cache
    def link(key: str, platform: str = "") -> str:
        if visit.live:
            return f"analytics.html?{search.alone(key, platform)}"
        return f"analytics/artists/{key}-{search.period.name}.html"

    return link
