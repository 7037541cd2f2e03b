"""Files and pictures people take away."""
