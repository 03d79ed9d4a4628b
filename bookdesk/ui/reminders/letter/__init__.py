"""One reminder in full: its letter, its invoices, and what the law lets a client charge."""
