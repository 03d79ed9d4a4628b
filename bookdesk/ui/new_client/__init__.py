"""A new client: what its books are, asked on one page."""
