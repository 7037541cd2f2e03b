"""Playlist campaigns: the tables, the scrapes, the credit, the figures."""
