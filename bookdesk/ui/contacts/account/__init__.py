"""Bank details of a supplier, entered in the form of his country."""
