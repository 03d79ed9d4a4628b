"""Taking a client on: chart and tax codes of his country, suppliers, open bills and invoices, bank balances."""
