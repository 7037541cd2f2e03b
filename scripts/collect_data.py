"""The daily job under the name it had before: the same as scripts/collect.py."""

from __future__ import annotations

from _run import entry
from collect import app

if __name__ == "__main__":
    entry(app)
