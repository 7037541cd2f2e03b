"""One file per question, in DuckDB SQL."""
