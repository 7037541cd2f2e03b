"""What clients and vendors are sent: what is on the pages, and the files."""
