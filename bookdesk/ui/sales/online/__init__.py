"""What moved at the gateway, and what became of it in the books."""
