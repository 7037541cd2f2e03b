"""Scrapes and exports of the playlists a song is in, from Spotify for Artists."""
