"""What the client sells."""
