"""Sentences for people elsewhere: without the folders of the machine the bot runs on."""

from __future__ import annotations

import re
from pathlib import Path

_PATH = re.compile(r"(?<![\w/:.\\~)])~?/(?:[^\s/'\"`,;:()]+/)+[^\s/'\"`,;:()]*")
"""An absolute path of two parts or more; ``/growth`` and the address of a page are none."""


def without_paths(sentence: str, root: Path) -> str:
    """The sentence with every file below the root as people know it, others as their last part.

    Args:
        sentence: what somebody is told.
        root: the label's folder, which may have blanks in its name.
    """
    for folder in sorted({str(root.absolute()), str(root.resolve())}, key=len, reverse=True):
        if len(folder) > 1:
            sentence = re.sub(rf"{re.escape(folder)}/+", "", sentence)
            sentence = re.sub(rf"{re.escape(folder)}(?![\w-])", "the label's folder", sentence)
    return _PATH.sub(lambda found: found[0].rstrip("/").rpartition("/")[2], sentence)
