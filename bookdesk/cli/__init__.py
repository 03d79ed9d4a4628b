"""The same services without a window: arguments in, JSON lines or plain text out."""
