"""Soundcharts: daily audiences of any period, songs, charts, playlists and radio."""
