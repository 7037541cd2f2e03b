"""The fonts of this machine, for letters that the charts' own font lacks.

What 300 files hold is known within a hundredth of a second, and only once a text has such a letter.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uharfbuzz as hb

FOLDERS = "BACKLINE_FONTS"
"""The variable that names the folders to look in, set to nothing for no other fonts at all."""

_USUAL = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
"""Where fonts are on Linux, and where the engine that draws charts looks, too."""

_KINDS = (".ttf", ".ttc", ".otf", ".otc")
_REGULAR, _BOLD, _UPRIGHT = 400, 700, 5
_SLANTED = 0b10_0000_0001  # of a face's style in its table OS/2
_OF_BOXES = ("Last Resort", "LastResort")  # has a box for every letter there is


@dataclass(frozen=True, slots=True)
class _Face:
    """One face of a font file; one that can be of any weight is set to its own."""

    path: Path
    number: int
    weight: int
    varies: bool


class Fonts:
    """The fonts in some folders."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._opened: dict[_Face, hb.Font] = {}
        self._orders: dict[tuple[str, str], list[str]] = {}
        self._advances: dict[str, int | None] = {}

    def find(self, letters: str, beside: str = "", *, bold: bool = False) -> hb.Font | None:
        """A font that has all of some letters; None without one.

        Args:
            letters: what it has to have.
            beside: the text they stand in, which tells whose forms of Chinese signs are meant.
            bold: a bold one, where it has the letters as well.
        """
        wanted = [ord(letter) for letter in letters]
        for name in self._order(letters, beside or letters):
            regular, heavy = self._families[name]
            for face in (heavy, regular) if bold and heavy else (regular,):
                font = self._font(face)
                signs = font.face.unicodes
                if all(point in signs for point in wanted):
                    return font
        return None

    def has(self, family: str, letters: str) -> bool | None:
        """Whether a family has all of some letters; None where it is not here."""
        faces = self._families.get(family)
        if faces is None:
            return None
        signs = self._font(faces[0]).face.unicodes
        return all(ord(letter) in signs for letter in letters)

    def _font(self, face: _Face) -> hb.Font:
        import uharfbuzz as hb

        if face not in self._opened:
            font = hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path)), face.number))
            if face.varies:
                font.set_variations({"wght": face.weight})
            self._opened[face] = font
        return self._opened[face]

    def advance(self, sign: str) -> int | None:
        """How wide a sign by itself is, in thousandths of its size; None where no font has it."""
        if sign not in self._advances:
            font = self.find(sign)
            self._advances[sign] = None
            if font is not None:
                wide = font.get_glyph_h_advance(font.get_nominal_glyph(ord(sign)))
                self._advances[sign] = round(1000 * wide / font.face.upem)
        return self._advances[sign]

    def _order(self, letters: str, beside: str) -> list[str]:
        """The families, those first that are named after the letters' script and have no serifs."""
        script = next((_script(c) for c in letters if unicodedata.category(c)[0] in "LM"), "")
        east = _east_asian(beside) if script == "CJK" else ""

        def rank(name: str) -> tuple[bool, bool, bool, bool, str]:
            words = name.split()
            ranked = (script not in words, "Sans" not in words, "Mono" in words, east not in words)
            return (*ranked, name)

        if (script, east) not in self._orders:
            self._orders[script, east] = sorted(self._families, key=rank)
        return self._orders[script, east]

    @cached_property
    def _families(self) -> dict[str, tuple[_Face, _Face | None]]:
        """By name the regular face and the bold one."""
        found: dict[str, dict[int, _Face]] = {}
        for folder in self._folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in _KINDS:
                    for name, face in _faces(path):
                        found.setdefault(name, {}).setdefault(face.weight, face)
        return {
            name: (faces[_REGULAR], faces.get(_BOLD))
            for name, faces in found.items()
            if _REGULAR in faces and not name.startswith(_OF_BOXES)
        }


def _faces(path: Path) -> Iterator[tuple[str, _Face]]:
    """The faces of a file that can be used, by name: upright, in one colour, of usual width."""
    import uharfbuzz as hb

    try:
        blob = hb.Blob.from_file_path(str(path))
    except (hb.HarfBuzzError, OSError):
        return  # what cannot be read is as good as absent
    for number in range(hb.Face(blob).count):
        face = hb.Face(blob, number)
        style = face.reference_table("OS/2").data
        if len(style) < 64 or _coloured(face) or not face.unicodes:
            continue
        weight, width = (int.from_bytes(style[at : at + 2]) for at in (4, 6))
        if width != _UPRIGHT or int.from_bytes(style[62:64]) & _SLANTED:
            continue
        named = hb.OTNameIdPredefined
        name = face.get_name(named.TYPOGRAPHIC_FAMILY) or face.get_name(named.FONT_FAMILY) or ""
        any_weight = any(
            axis.tag == "wght" and axis.min_value <= _REGULAR and axis.max_value >= _BOLD
            for axis in face.axis_infos
        )
        for one in (_REGULAR, _BOLD) if any_weight else (weight,):
            yield name, _Face(path, number, one, any_weight)


def _coloured(face: hb.Face) -> bool:
    kinds = (face.has_color_png, face.has_color_svg, face.has_color_layers, face.has_color_paint)
    return any(kinds)


def _script(letter: str) -> str:
    """The word that fonts of a letter's script have in their names: ``Thai``, ``CJK``."""
    word = unicodedata.name(letter, "").split(" ")[0].title()
    return "CJK" if word in ("Cjk", "Hiragana", "Katakana", "Hangul", "Bopomofo") else word


def _east_asian(text: str) -> str:
    """Whose forms of Chinese signs are wanted: Japan's beside kana, Korea's beside hangul."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text}
    if scripts & {"HIRAGANA", "KATAKANA"}:
        return "JP"
    return "KR" if "HANGUL" in scripts else "SC"


def of_system() -> Fonts:
    """The fonts that are installed here, or those in the folders that :data:`FOLDERS` names."""
    named = os.environ.get(FOLDERS)
    return _in(_USUAL if named is None else tuple(named.split(os.pathsep)) if named else ())


@lru_cache(8)
def _in(folders: tuple[str, ...]) -> Fonts:
    paths = (Path(folder).expanduser() for folder in folders)
    return Fonts(path for path in paths if path.is_dir())
