"""Chartmetric: weekly numbers of the past, asked for by the backfill."""
