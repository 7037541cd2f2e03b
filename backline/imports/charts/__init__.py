"""Chart days from files anyone can get: Spotify's downloads and Soundcharts' ranking lines."""
