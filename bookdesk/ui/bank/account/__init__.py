"""The form of a new bank account of the client: its numbers, and the balance the books begin with."""
