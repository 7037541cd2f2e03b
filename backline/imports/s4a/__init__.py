"""Exports of Spotify for Artists."""
