"""What is kept of a contact, to be typed into."""
