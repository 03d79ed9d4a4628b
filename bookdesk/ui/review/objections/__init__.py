"""The pane above the fields of a document: what speaks against confirming it."""
