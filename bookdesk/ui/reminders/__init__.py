"""Whom to remind: the dry run of the client in front, each letter beside it, and what a person decides on it."""
