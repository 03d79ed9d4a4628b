"""One payment run in full, with its questions in its foot."""
