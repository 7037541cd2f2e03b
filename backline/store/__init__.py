"""A day and its files: every path and every write of a root."""

from __future__ import annotations

from backline.store.day import Day
from backline.store.quotas import Quota, Quotas
from backline.store.store import Store
from backline.store.subjects import Subject, Subjects
from backline.store.told import Told, key_ends, quotas, write_told

__all__ = [
    "Day",
    "Quota",
    "Quotas",
    "Store",
    "Subject",
    "Subjects",
    "Told",
    "key_ends",
    "quotas",
    "write_told",
]
