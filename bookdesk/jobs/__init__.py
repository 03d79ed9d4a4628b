"""Work in the background: in order for each client, several documents read at once, and every outcome told."""
