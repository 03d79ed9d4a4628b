"""What customers pay online, on the desk's side: attempts and their lease, what the gateway told, and its booking."""
