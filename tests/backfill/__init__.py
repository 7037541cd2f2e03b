"""The paid past, week by week."""
