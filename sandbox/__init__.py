"""Local stand-ins for the platforms: a made-up label, served with the real shapes and limits.

Example:
    >>> from datetime import date
    >>> from sandbox import Failure, Sandbox, World
    >>> with Sandbox(World(seed=1, artists=8), date=date(2026, 9, 1)) as box:
    ...     box.fail("youtube", Failure.QUOTA)
    ...     variables = box.environment()
"""

from sandbox.failures import Failure
from sandbox.server import Call, Sandbox
from sandbox.world import World

__all__ = ["Call", "Failure", "Sandbox", "World"]
