"""One package for each accounting system, each of the same four parts: client, mapping, errors, limits."""
