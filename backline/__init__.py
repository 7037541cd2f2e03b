"""Backline: a music label's numbers, kept in git."""

__version__ = "0.1.0"
