"""When a schedule bills."""
