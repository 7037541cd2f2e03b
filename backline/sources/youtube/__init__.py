"""YouTube: the Data API through Google's client."""
