"""What puts an issued document right: it is cancelled, or a credit note corrects it."""
