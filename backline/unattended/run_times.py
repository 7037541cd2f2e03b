"""When the workflow runs every day, UTC; ``.github/workflows/update-data.yml`` says the same."""

from __future__ import annotations

from datetime import time

DAILY = time(2, 30)
"""The daily run, which asks for everything."""

CATCH_UP = time(9, 43)
"""The catch-up, which asks for what is missing and may come."""
