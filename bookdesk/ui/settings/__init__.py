"""Settings: how the window looks, what the practice is, whether it is safe, and what the program is made of."""
