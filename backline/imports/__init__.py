"""Files other tools wrote, adopted into the measurement table."""
