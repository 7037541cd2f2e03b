"""Cumulative counts of songs, as Soundcharts tells them, adopted into the measurement table."""
