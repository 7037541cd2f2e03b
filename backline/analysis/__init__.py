"""One room per question, answered by DuckDB over the measurement files."""
