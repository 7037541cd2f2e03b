"""How wide a text is in the font that pictures and pages are drawn with.

Read from Liberation Sans, rounded up to a hundredth, so that a text is never wider than is said
here; a test measures some with the engine that draws them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from backline.exports.pictures import fonts

_SIGNS = {
    190: "′",
    200: "'",
    230: "ijlłſιіј‘’‚‛",
    260: "|¦",
    280: " !,./:;I[\\]ft·ìíîïĩīĭıŧΙІї",
    300: "ľ",
    340: "()-`r{}¡¨²³´¸¹ŀ΄“”„‹›",
    360: '"•″',
    370: "ºг",
    380: "ªť",
    390: "*Ί",
    400: "°τ",
    440: "к",
    450: "ĳεζξ",
    460: "зт",
    470: "^",
    490: "ς",
    500: "JcksvxyzĸγκλνЈсухѕ↑↓↕♪",
    520: "эє♦",
    530: "χчь",
    540: "¶в♠",
    550: "±÷υГпя≈≠≤≥",
    560: "#$0123456789?L_abdeghnopqu¢£¤¥§«¯»ðþđħĿŁŋƒΓδηθοаеинорђћџ–‗†‡₣₤€",
    570: "ρ",
    580: "µαβμбц",
    590: "+<=>~¬×Кдл−",
    600: "♥",
    610: "ŉЗ●",
    620: "FTZ¿ßøďŦΖΣΤσТ",
    630: "ъ",
    640: "У",
    650: "Ξφ",
    660: "БЛЬ♣",
    670: "&ABEKPSVXYÞΆΑΒΔΕΚΛΡΥΧЁЅАВЕРХЧж",
    680: "Д",
    690: "πм",
    720: "ψЄЏИПЭы∞",
    730: "CDHNRUwÐĐĦŊΗΝΠЍНСЯ",
    740: "©®ĲЦ",
    750: "Ωю♫",
    760: "Ώ",
    770: "Ф",
    780: "GOQØΌΘΟО",
    790: "Έω",
    800: "ΦЪ",
    810: "ш",
    820: "њ",
    830: "фщ",
    840: "Mm¼½¾ΉΜΨМ",
    860: "ΎЋ",
    870: "Ђ",
    890: "%æЫ",
    910: "љ",
    920: "Ш",
    930: "Ж",
    940: "Щ",
    950: "Wœ",
    1000: "ÆŒ—―…‰™←→↔",
    1020: "@ЊЮ",
    1060: "Љ",
    1080: "№",
    1100: "₧",
}
"""By a width in thousandths of the letters' size, the signs that have it."""

_WIDTHS = {sign: width for width, signs in _SIGNS.items() for sign in signs}
_UNKNOWN = 1100
"""Of a sign that no font here has: as wide as the widest, so that a line ends early, never late."""


@lru_cache(4096)
def _listed(sign: str) -> int | None:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", sign)[0]
    wide = 1000 if unicodedata.east_asian_width(sign) in ("W", "F") else None
    return _WIDTHS.get(base, wide)


def _width(sign: str) -> int:
    width = _listed(sign)
    return width if width is not None else fonts.of_system().advance(sign) or _UNKNOWN


def width_of(text: str, size: float) -> float:
    """How wide a text in letters of a size is, in the units of the size."""
    return sum(map(_width, text)) * size / 1000


def fitted(text: str, size: float, room: float) -> str:
    """A text in a room, its middle left out where it is too long: names differ at their ends."""
    if width_of(text, size) <= room:
        return text
    kept = len(text) - 1
    while kept > 1:
        tail = kept // 3
        short = f"{text[: kept - tail].rstrip()}…{_unbroken(text[len(text) - tail :]).lstrip()}"
        if width_of(short, size) <= room:
            return short
        kept -= 1
    return "…"


def _unbroken(tail: str) -> str:
    """The end of a text without marks that belong to a letter which is not in it."""
    marks = len(tail)
    for place, sign in enumerate(tail):
        if unicodedata.category(sign)[0] != "M":
            marks = place
            break
    return tail[marks:]


def wrapped(text: str, size: float, room: float, most: int = 99) -> list[str]:
    """A text in lines that fit a room; what is beyond the last one allowed ends with ``…``."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if width_of(longer, size) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, size, room)
        if lines[-1]:
            lines.append("")
        lines[-1] = pieces[0]
        lines += pieces[1:]
    if len(lines) > most:
        cut = lines[most - 1]
        while cut and width_of(f"{cut}…", size) > room:
            cut = cut[:-1]
        lines = [*lines[: most - 1], f"{cut.rstrip()}…"]
    return lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word cut where it is longer than a line."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, size) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces
