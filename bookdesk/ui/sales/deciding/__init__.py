"""What a customer answers to an offer, said on its own page."""
