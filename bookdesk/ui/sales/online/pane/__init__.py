"""One move at the gateway beside the list."""
