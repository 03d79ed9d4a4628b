"""What is sold: invoices and credit notes, estimates, and what is billed again and again."""
