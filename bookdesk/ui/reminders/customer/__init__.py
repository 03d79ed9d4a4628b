"""How one customer is reminded."""
