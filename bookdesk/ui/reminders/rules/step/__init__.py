"""One step of a ladder as it is typed."""
