"""Customers from a sheet, looked through before they come in."""
