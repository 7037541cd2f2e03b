"""What stands in a specification for the texts that the engine cannot draw, and their drawing.

The engine gets a mark in the place of each, so that it neither measures nor sets what it would
get wrong; in the SVG it makes, the marks give way to the texts' outlines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from backline.exports.pictures.lettering import is_own, written

_TEXT = re.compile(r"<text ([^>]*[^/>])>(.*?)</text>", re.DOTALL)
_LINE = re.compile(r'<tspan(?: x="[\d.]+")?(?: dy="([\d.]+)")?>([^<]*)</tspan>')
_MARK = re.compile("\u2021(\\d+)\u2021")
_LOOK = re.compile(r'(?<!\S)([\w-]+)="([^"]*)"')
_SHARES = {"end": 1.0, "middle": 0.5}  # of a line's width that is left of its place


class StandIns:
    """The texts of one picture that other fonts have to draw; false without one."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._texts)

    def put(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """A filled specification with a mark in the place of each such text."""
        title = {name: self._marked(value) for name, value in spec["title"].items()}
        rows = {
            name: [
                {**row, "text": self._marked(row["text"])} if "text" in row else row for row in of
            ]
            for name, of in spec["datasets"].items()
        }
        return {**spec, "title": title, "datasets": rows}

    def _marked(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self._marked(one) for one in said]
        if not isinstance(said, str) or is_own(said):
            return said
        self._texts.append(said)
        return f"\u2021{len(self._texts) - 1}\u2021"

    def lettered(self, svg: str) -> str:
        """The SVG of such a specification with the texts in the place of their marks."""
        return _TEXT.sub(self._text, svg)

    def _text(self, found: re.Match[str]) -> str:
        if not _MARK.search(found[2]):
            return found[0]
        look = dict(_LOOK.findall(found[1]))
        size = float(look["font-size"].removesuffix("px"))
        y, drawn = 0.0, []
        for down, line in _LINE.findall(found[2]) or [("", found[2])]:
            y += float(down or 0)
            mark = _MARK.fullmatch(line)
            drawn.append(
                written(
                    self._texts[int(mark[1])] if mark else unescape(line),
                    0,
                    y,
                    size,
                    bold=look.get("font-weight") == "bold",
                    share=_SHARES.get(look.get("text-anchor", ""), 0.0),
                )
            )
        kept = {name: look[name] for name in ("transform", "fill", "opacity") if name in look}
        told = " ".join(f'{name}="{value}"' for name, value in kept.items())
        return f"<g {told}>{''.join(drawn)}</g>"
