"""Forecasts: simple ways, held against "no change" on the artist's own past; docs/forecasts.md."""
