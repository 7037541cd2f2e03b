"""Spotify: the Web API through spotipy, and the public artist pages for monthly listeners."""
