"""Credit of a customer, of a receipt or a credit note, laid on his invoices."""
