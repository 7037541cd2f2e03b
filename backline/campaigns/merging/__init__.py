"""Two people's changes to the book put together by row and field."""
