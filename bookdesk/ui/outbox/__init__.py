"""The outbox: the mail of the client in front, what waits, what left, and what a person has to decide."""
