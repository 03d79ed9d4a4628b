"""The lines of an invoice, typed into cell by cell."""
