"""Playlist campaigns: what was paid for, what was delivered, and by whom."""
