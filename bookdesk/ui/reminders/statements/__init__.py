"""Statements of account: whom to send one, as at which day."""
