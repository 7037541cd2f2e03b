"""The pages: complete HTML from one table of addresses, shown live or frozen into plain files."""
