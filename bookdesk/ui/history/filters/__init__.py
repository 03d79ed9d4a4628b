"""Above the history: what is looked for in it."""
