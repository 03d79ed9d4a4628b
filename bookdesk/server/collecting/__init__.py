"""Collecting money by the gateway, under one lease a document: never two charges, and always one end."""
