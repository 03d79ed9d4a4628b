"""One invoice in full, beside the list."""
