"""The pane beside the page of a document: what was read of it, field by field, and its lines."""
