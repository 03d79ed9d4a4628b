"""A document is sent by mail, after a look at the mail."""
