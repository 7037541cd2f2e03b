"""A made-up label whose past a test has from Chartmetric, without waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime

from backline.collecting.backfill.backfill import refresh
from backline.net import Credentials, Endpoints
from backline.store import Store
from sandbox import World

DAY = date(2026, 9, 2)
"""A Wednesday: the newest week ended on 2026-08-28."""

FAST = 100_000


def quick_world(artists=3, seed=1):
    """A world whose label may ask as fast as it likes."""
    world = World(seed=seed, artists=artists)
    world.chartmetric.per_second = FAST
    return world


def root_of(world, path, **replaced):
    """A root with the world's roster; ``replaced`` are pieces of its text."""
    text = world.roster_toml()
    for old, new in replaced.items():
        text = text.replace(old, new)
    path.mkdir(exist_ok=True)
    (path / "roster.toml").write_text(text, encoding="utf-8")
    return path


def refreshed(root, box, *, weeks=4, tracks=False, day=DAY, keys=None, artists=None, **options):
    """Run a refresh on a day of the sandbox; nobody really waits."""
    roster = Store(root).roster()
    chosen = [a for a in roster.artists if artists is None or a.key in artists]
    options.setdefault("sleep", lambda _: None)
    given = box.world.credentials() if keys is None else keys
    return refresh(
        root,
        Credentials(given),
        Endpoints.from_environment(box.environment()),
        weeks=weeks,
        artists=chosen,
        tracks=tracks,
        started=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        **options,
    )


def rows_of(root, **wanted):
    """Every stored row with these values, by day."""
    store = Store(root)
    found = []
    for path in store.measurement_files():
        day = store.read_day(date.fromisoformat(path.stem))
        found += day.measurements
    return [m for m in found if all(getattr(m, k) == v for k, v in wanted.items())]


def content_of(root):
    """Every file of a root and its bytes."""
    files = (p for p in root.rglob("*") if p.is_file() and p.name != ".backline.lock")
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def asked(box):
    """The paths Chartmetric was asked, without those of its token."""
    return [c.path for c in box.calls_to("chartmetric") if c.path != "/api/token"]
