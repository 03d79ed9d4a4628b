"""One receipt in full, beside the list."""
