"""Charts: how each kind is laid out, and how it becomes a PNG."""
