"""What customers paid: receipts, what they are laid on, and what is left of each."""
