"""How the numbers of documents look, and which comes next."""
