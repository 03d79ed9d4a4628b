"""Money of a customer that is taken in by hand."""
