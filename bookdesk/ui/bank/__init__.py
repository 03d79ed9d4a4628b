"""The bank: statements in, lines matched or coded on one grid, the account reconciled to 0.00."""
