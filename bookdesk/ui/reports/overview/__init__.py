"""How invoices stand, and how fast customers pay."""
