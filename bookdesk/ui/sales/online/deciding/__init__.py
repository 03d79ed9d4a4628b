"""What only a person can say of a move."""
