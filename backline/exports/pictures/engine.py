"""The engine that draws charts, with the fonts it brings along and no others.

It reads a font of the machine anew for every text, and of two fonts with one name takes the
machine's: with Liberation Sans installed a chart took two and a half times as long, and its letters
were those of whichever release is there. Its own are the same everywhere; what they lack,
:mod:`backline.exports.pictures.lettering` draws in the machine's.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

_FONTS_ARE_AT = "FONTCONFIG_FILE"
"""The variable that names the file which says where fonts are."""

_NOWHERE = Path(__file__).with_name("no_fonts.conf")


@lru_cache(1)
def engine() -> Any:
    """The module ``vl_convert``, which has looked for fonts and found none of this machine's.

    Raises:
        ImportError: it is not installed.
    """
    import vl_convert

    before = os.environ.get(_FONTS_ARE_AT)
    os.environ[_FONTS_ARE_AT] = str(_NOWHERE)
    try:
        vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    finally:  # other programs that are started from here want the machine's fonts
        if before is None:
            del os.environ[_FONTS_ARE_AT]
        else:
            os.environ[_FONTS_ARE_AT] = before
    return vl_convert
