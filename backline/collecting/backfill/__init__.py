"""Chartmetric's past, week by week, written into the days it describes."""
