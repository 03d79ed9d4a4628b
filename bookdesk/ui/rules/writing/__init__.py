"""The panels in which a rule is written."""
