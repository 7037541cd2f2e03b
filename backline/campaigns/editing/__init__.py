"""What people do to the rows of the book: each operation gives a changed copy or an error."""
