"""Cash and cheques in hand that are paid in at a bank."""
