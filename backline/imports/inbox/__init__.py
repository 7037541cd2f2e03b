"""The inbox of a root: files that people and scrapers drop, taken by the import of their kind."""
