"""One person, client or computer in full, beside the list."""
