"""One day of every artist, collected; catching up, the paid past, keeping and forgetting."""
