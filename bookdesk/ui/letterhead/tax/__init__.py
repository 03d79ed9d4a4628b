"""The tax codes that are charged on sales, and how tax is reckoned."""
