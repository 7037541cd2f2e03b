"""The measurements of a root, ready to be asked: DuckDB, and one SQL file for each question."""
