"""One contact: who it is, how it stands, what comes next, and everything that happened."""
