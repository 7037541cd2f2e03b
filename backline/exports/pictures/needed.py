"""A chart without what would draw nothing in it: the engine takes its time for that, too.

A layout has a layer for every kind of row that a picture may have, and each text of it a limit
beyond which the engine cuts it. The engine works every layer out for every panel, and measures a
text with a limit several times. What is left out here changes nothing that is seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from backline.exports.pictures.widths import width_of

_KIND = re.compile(r"datum\.kind == '([^']*)'")

_BOLD = 1.5
"""No bold sign of the font is wider than so many times the same sign's usual width."""


def needed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A filled specification with the layers that have rows, and the limits that cut a text.

    Args:
        spec: as :func:`backline.exports.pictures.drawing.facetted` lays it out; one that is laid
            out otherwise stays as it is.
    """
    layers = spec.get("spec", {}).get("layer")
    if not layers:
        return dict(spec)
    texts: dict[str, list[str]] = defaultdict(list)
    for rows in spec["datasets"].values():
        for row in rows:
            texts[row["kind"]].append(row.get("text", ""))
    kept = [_limited(layer, texts) for layer in layers if _kind(layer) in {None, *texts}]
    return {**spec, "spec": {**spec["spec"], "layer": kept}}


def _kind(layer: Mapping[str, Any]) -> str | None:
    """The kind of the rows that a layer draws; None where it does not say."""
    for step in layer.get("transform", []):
        if found := _KIND.fullmatch(str(step.get("filter"))):
            return found[1]
    return None


def _limited(layer: dict[str, Any], texts: Mapping[str, list[str]]) -> dict[str, Any]:
    """A layer without a limit that none of its texts reaches."""
    mark, kind = layer["mark"], _kind(layer)
    if "limit" not in mark or kind is None:
        return layer
    size = mark["fontSize"] * (_BOLD if mark.get("fontWeight") == "bold" else 1)
    if any(width_of(text, size) > mark["limit"] for text in texts[kind]):
        return layer
    return {**layer, "mark": {name: value for name, value in mark.items() if name != "limit"}}
