"""Suppliers and customers: lists of them, one in full, and changing them."""
