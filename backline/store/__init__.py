"""A day and its files: every path and every write of a root."""
