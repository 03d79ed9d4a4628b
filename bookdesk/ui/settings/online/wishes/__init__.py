"""How customers may pay online, as it is typed."""
