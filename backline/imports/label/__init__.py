"""A label's old folder of daily JSON files and CSVs."""
