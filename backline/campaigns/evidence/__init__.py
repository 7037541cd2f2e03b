"""What scrapes show beside the counts: evidence of artificial delivery, and lift."""
