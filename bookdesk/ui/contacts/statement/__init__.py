"""The statement of account of one customer."""
