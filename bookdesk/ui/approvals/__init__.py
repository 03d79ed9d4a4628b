"""The approval queue over all clients: what waits for this person, page and reasons beside it."""
