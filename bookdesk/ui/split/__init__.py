"""A file that may hold several documents: its pages as small pictures, and where another document begins."""
