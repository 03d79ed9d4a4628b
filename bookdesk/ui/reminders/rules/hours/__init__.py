"""When mails may leave, and what goes out by itself besides reminders."""
