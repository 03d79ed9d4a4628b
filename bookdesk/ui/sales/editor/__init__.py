"""The screen on which one invoice is written."""
