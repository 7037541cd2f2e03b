"""One room per platform: asks, understands the answer, returns readings."""
