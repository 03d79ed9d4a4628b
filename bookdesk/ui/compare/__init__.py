"""Two documents side by side that may be one: their pages, what differs, and which it is."""
