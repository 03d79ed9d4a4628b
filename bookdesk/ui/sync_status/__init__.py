"""What will be sent to the accounting system, what was sent, and what needs a person."""
