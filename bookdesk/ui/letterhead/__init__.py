"""How a client invoices, decided once: letterhead, numbers, tax, products, and the words of his mails."""
