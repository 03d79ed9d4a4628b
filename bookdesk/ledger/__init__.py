"""The books: tax, entries and postings, balances, settlement, locked periods. All posting goes through here."""
