"""The rules of reminding: the ladder, its hours, and what goes out by itself besides."""
