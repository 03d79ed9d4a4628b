"""The panel about working alone for a client."""
