"""What lies at the address where an engine reads, held against the files of this machine.

This machine says which files there are and vouches for them; the address only has to have the same
ones. A file that is not there, or is another, is left out like one that is damaged, so that nobody
gets the numbers of another day's copy unsaid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from backline.engines import Elsewhere, Engine, EngineError, chosen, chosen_data, open_engine
from backline.engines.choice import DATA
from backline.errors import ConfigError
from backline.people import Settings
from backline.people.data_address import CHECKOUT
from backline.store import Store
from backline.store.charts import CHARTS
from backline.store.cities import CITIES
from backline.store.places import Stamp

READ = ("measurements", CHARTS.folder, CITIES.folder)
"""The folders below ``data/`` whose files go through an engine."""

_INSTEAD = f"set {DATA}={CHECKOUT} to read this checkout"
"""The way out that is always there."""


def elsewhere_of(store: Store, data: str) -> Elsewhere | None:
    """Where an engine reads a root's files; None where that is this checkout.

    Args:
        store: the root's.
        data: as ``roster.toml`` has it.
    """
    return None if data == CHECKOUT else Elsewhere(data, store.data, READ)


def files_read(store: Store) -> list[Path]:
    """The files of a root that go through an engine, wherever it reads them."""
    months = [*CHARTS.files(store.data), *CITIES.files(store.data)]
    return [*store.measurement_files(), *months]


def opened(
    store: Store, settings: Settings, memory: str | None, threads: int | None
) -> tuple[Engine, Copies | None]:
    """The engine that the settings name, and what lies where it reads; None for this checkout.

    Args:
        store: the root's files.
        settings: the root's.
        memory: how much an answer may take, where the settings do not say.
        threads: how many processors it may use.

    Raises:
        ConfigError: the engine is not there, or cannot read what the settings name.
    """
    elsewhere = elsewhere_of(store, chosen_data(settings.data))
    engine = open_engine(
        chosen(settings.engine), settings.memory or memory, threads, elsewhere=elsewhere
    )
    try:
        return engine, Copies(engine, elsewhere) if elsewhere else None
    except ConfigError:
        engine.close()
        raise


class Copies:
    """What lies at an address, as it was listed once.

    Attributes:
        elsewhere: which address, for which files.
    """

    def __init__(self, engine: Engine, elsewhere: Elsewhere, *, closely: bool = False) -> None:
        """List it.

        Args:
            engine: that reads there.
            elsewhere: the address.
            closely: whether contents are to be compared, for which each file is read.

        Raises:
            ConfigError: it cannot be listed, or nothing is there.
        """
        self.elsewhere = elsewhere
        self._engine = engine
        try:
            self._lying = engine.lying(elsewhere.address, closely=closely)
        except EngineError as error:
            said = f"{elsewhere.address} cannot be listed ({error})"
            raise ConfigError(f"{said}: see to that, or {_INSTEAD}.") from None
        if not self._lying:
            raise ConfigError(
                f"Nothing lies at {elsewhere.address}: copy {', '.join(READ)} of data/ there, "
                f"or {_INSTEAD}."
            )

    def difference(self, path: Path) -> str | None:
        """In what a file differs from what lies there: the rest of a sentence; None where it is it.

        Raises:
            OSError: it cannot be read here.
        """
        name = self.elsewhere.below(path)
        if name is None:
            return None
        address, there = self.elsewhere.address, self._lying.get(name)
        if there is None:
            return f"is not at {address}"
        size = path.stat().st_size
        if size != there.size:
            return f"has {size:,} bytes here and {there.size:,} at {address}"
        if there.digest and there.digest != hashlib.sha256(path.read_bytes()).hexdigest():
            return f"has another content at {address}"
        return None

    def faults(self, paths: Iterable[Path]) -> dict[Path, str]:
        """What keeps files from being read there, with the way out: the rest of a sentence."""
        found = {}
        for path in paths:
            try:
                why = self.difference(path)
            except OSError:  # who reads it here says why
                continue
            if why:
                found[path] = f"{why}: copy it there, or {_INSTEAD}"
        return found

    def looked_at_closely(self) -> Copies | None:
        """What lies there now, with contents; None where it cannot be listed any longer."""
        try:
            return Copies(self._engine, self.elsewhere, closely=True)
        except ConfigError:
            return None  # what was asked fails by itself, and says why

    def stamped(self, stamp: Stamp) -> list[tuple[object, ...]]:
        """A root's stamp with what tells each file that is read there from any other."""
        found: list[tuple[object, ...]] = []
        for name, *facts in stamp:
            below = self.elsewhere.below(Path(name))
            there = (self.elsewhere.address, self._lying.get(below)) if below else ()
            found.append((name, *facts, *there))
        return found
