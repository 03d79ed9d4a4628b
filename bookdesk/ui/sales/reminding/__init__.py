"""Reminders that would go out now, looked at before they do."""
