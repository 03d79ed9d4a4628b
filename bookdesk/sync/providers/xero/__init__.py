"""Xero's Accounting API 2.0, by its OpenAPI description 16.1.0 and its developer guides."""
