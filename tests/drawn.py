"""How many examples are drawn where each takes long: some each time, many with the heavy tests."""

from __future__ import annotations

import pytest


def drawn(some: int, many: int) -> pytest.MarkDecorator:
    """Parametrizes ``examples``, for a test that draws its examples inside."""
    return pytest.mark.parametrize("examples", [some, pytest.param(many, marks=pytest.mark.heavy)])
