"""One estimate in full, beside its list or on its own page."""
