"""A page as a test reads it: figures, links, headings and tables, out of HTML that must nest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Figure:
    """A ``<data>`` of a page.

    Attributes:
        text: as people read it.
        value: as the file has it.
        file: the CSV it stands in, empty where it names none.
        row: the columns that name its row.
        column: the column it stands in.
        why: what is said about it.
    """

    text: str
    value: str
    file: str
    row: Mapping[str, str]
    column: str
    why: str


class _Reader(HTMLParser):
    """Builds a tree, and stops at an end tag that closes nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.builder.start("document", {})
        self.open: list[str] = []
        self.doctype = ""

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says an attribute twice: {names}"
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        here = f"line {self.getpos()[0]}"
        assert self.open and self.open[-1] == tag, f"{here}: </{tag}> inside {self.open[-3:]}"
        self.builder.end(self.open.pop())

    def handle_data(self, data):
        self.builder.data(data)

    def tree(self) -> Element:
        self.close()
        assert not self.open, f"never closed: {self.open}"
        self.builder.end("document")
        return self.builder.close()


class Page:
    """One page.

    Attributes:
        tree: all of it, as elements of the standard library.
    """

    def __init__(self, html: bytes | str) -> None:
        text = html.decode() if isinstance(html, bytes) else html
        reader = _Reader()
        reader.feed(text)
        self.tree = reader.tree()
        _place(self.tree, {})
        self.doctype = reader.doctype

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """The elements with one of these tags (any where none is named) and these attributes.

        An attribute's name has ``_`` for ``-``, and one more at its end where Python has the word.
        """
        wanted = {name.rstrip("_").replace("_", "-"): said for name, said in attributes.items()}
        return [
            element
            for element in self.tree.iter()
            if (not tags or element.tag in tags)
            and all(element.get(name) == said for name, said in wanted.items())
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    @property
    def title(self) -> str:
        """What the tab of a browser says."""
        return said(next(iter(self.tree.iter("title")), None))

    @property
    def heading(self) -> str:
        """The one first heading."""
        return said(self.one("h1"))

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each heading, in order."""
        return [(HEADINGS.index(e.tag) + 1, said(e)) for e in self.all(*HEADINGS)]

    @property
    def text(self) -> str:
        """What the page says between its head and its foot."""
        return said(self.one("main"))

    @property
    def links(self) -> list[str]:
        """Where it leads."""
        return [e.get("href", "") for e in self.all("a")]

    @property
    def loads(self) -> list[str]:
        """What a browser fetches to show it."""
        named = ("src", "srcset", "data", "poster", "background")
        found = [e.get(name) for e in self.tree.iter() for name in named if e.tag != "a"]
        found += [e.get("href") for e in self.all("link", "use", "image")]
        return [one for one in found if one is not None]

    @property
    def anchors(self) -> set[str]:
        """What can follow a ``#``."""
        return {e.get("id", "") for e in self.tree.iter()} - {""}

    @property
    def figures(self) -> list[Figure]:
        """Its numbers."""
        return [figure(e) for e in self.all("data")]

    @property
    def tables(self) -> list[list[dict[str, str]]]:
        """The rows of each table, by heading."""
        return [rows_of(table) for table in self.all("table")]

    def table(self, *headings: str) -> list[dict[str, str]]:
        """The rows of the first table that has these headings."""
        for table in self.all("table"):
            if set(headings) <= set(_headings_of(table)):
                return rows_of(table)
        raise AssertionError(f"no table has {headings}")

    def under(self, heading: str) -> str:
        """What is said below a heading, up to the next one of any level."""
        found, inside = [], False
        for element, text in _pieces(self.one("main")):
            if element is not None and element.tag in HEADINGS:
                inside = said(element) == heading
            elif inside:
                found.append(text)
        assert found, f"no heading {heading!r} with anything below it"
        return " ".join(" ".join(found).split())


def read(html: bytes | str) -> Page:
    """The page.

    Raises:
        AssertionError: its elements do not nest.
    """
    return Page(html)


def said(element: Element | None) -> str:
    """The text of an element as people read it, in one line."""
    if element is None:
        return ""
    return " ".join("".join(text for _, text in _pieces(element)).split())


def led_to(address: str, link: str) -> str:
    """Where a relative link leads, below the site; nothing where it leads out of it."""
    parts = address.split("/")[:-1]
    for part in link.split("/"):
        if part == "..":
            if not parts:
                return "out of the site"
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def told(faults: list[str]) -> None:
    """Say the first of the faults that a walk found.

    Raises:
        AssertionError: there are any.
    """
    assert not faults, f"{len(faults)} faults, of them:\n" + "\n".join(faults[:_FEW])


_FEW = 15


def _place(element: Element, around: Mapping[str, str]) -> None:
    """Let each figure of a column say its file and row, which an element around it may name."""
    if element.get("data-file"):
        around = {name: element.get(name, "") for name in ("data-file", "data-row")}
    elif element.tag == "data" and element.get("data-column"):
        for name, said_around in around.items():
            element.set(name, said_around)
    for child in element:
        _place(child, around)


def figure(element: Element) -> Figure:
    """What a ``<data>`` says."""
    row = parse_qs(element.get("data-row", ""), keep_blank_values=True)
    assert all(len(values) == 1 for values in row.values()), row
    return Figure(
        said(element),
        element.get("value", ""),
        element.get("data-file", ""),
        {name: values[0] for name, values in row.items()},
        element.get("data-column", ""),
        element.get("title", ""),
    )


def rows_of(table: Element) -> list[dict[str, str]]:
    """The rows of a table's body, by heading."""
    headings = _headings_of(table)
    return [
        dict(zip(headings, (said(cell) for cell in row if cell.tag in ("th", "td")), strict=False))
        for body in table.iter("tbody")
        for row in body.iter("tr")
    ]


def _headings_of(table: Element) -> list[str]:
    return [said(cell) for head in table.iter("thead") for cell in head.iter("th")]


def _pieces(element: Element) -> Iterator[tuple[Element | None, str]]:
    """Each piece of text below an element; a heading is one piece, and comes with itself."""
    yield None, element.text or ""
    for child in element:
        gap = "" if child.tag in _INLINE else " "
        yield None, gap
        if child.tag in HEADINGS:
            yield child, "".join(child.itertext())
        else:
            yield from _pieces(child)
        yield None, gap + (child.tail or "")


_INLINE = frozenset(
    "a abbr b bdi code data em i mark q s small span strong sub sup time u wbr".split()  # noqa: SIM905
)
