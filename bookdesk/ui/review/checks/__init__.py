"""The checks that a document was held to."""
