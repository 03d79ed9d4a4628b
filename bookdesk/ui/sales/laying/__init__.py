"""Open invoices of a customer on which money or credit is laid."""
