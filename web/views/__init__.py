"""One module for each page: what the files say, as the values its template shows."""
