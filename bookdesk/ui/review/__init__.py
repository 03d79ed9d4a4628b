"""One document under review: its page at the left, what was read of it at the right, and the next one already there."""
