"""The form of one product."""
