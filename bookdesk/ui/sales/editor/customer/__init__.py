"""Whom a document is for, and how who is not known yet becomes a customer without leaving it."""
