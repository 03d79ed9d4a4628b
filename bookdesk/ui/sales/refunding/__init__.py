"""Credit of a customer that is paid back."""
