"""Lines of a document read by columns that a person draws on its page."""
