"""What finders may ask: opened when the first of them does, closed with the run."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Self

from backline.campaigns.asked import Campaigns
from backline.store import Store
from backline.warehouse import Warehouse


class World:
    """A root as finders see it.

    Args:
        store: the root.
        memory: what a question may take, as the roster's settings say it.
        warehouse: its measurements, where somebody has them open, who also closes them.
    """

    def __init__(
        self, store: Store, memory: str | None = None, warehouse: Warehouse | None = None
    ) -> None:
        self.store = store
        self._memory = memory
        self._open = ExitStack()
        self._campaigns: Campaigns | None = None
        self._warehouse = warehouse

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def campaigns(self) -> Campaigns | None:
        """The campaigns; None where the root keeps none.

        Raises:
            DataError: they cannot be read.
        """
        if self._campaigns is None and self.store.keeps_campaigns():
            opened = Campaigns(self.store.root, self._memory)
            self._campaigns = self._open.enter_context(opened)
        return self._campaigns

    @property
    def warehouse(self) -> Warehouse | None:
        """The measurements; None where no day is stored.

        Raises:
            ConfigError: the roster or the corrections are wrong.
            DataError: they cannot be read.
        """
        if self._warehouse is None and self.store.newest_day() is not None:
            self._warehouse = self._open.enter_context(Warehouse(self.store.root))
        return self._warehouse
