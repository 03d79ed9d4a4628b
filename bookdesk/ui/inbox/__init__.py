"""The inbox of the client in front: what came in, what became of it, and what waits for a person."""
