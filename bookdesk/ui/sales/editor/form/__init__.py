"""What is typed of an invoice."""
