"""One mail in full: the letter, the papers with it, and what happened to it."""
