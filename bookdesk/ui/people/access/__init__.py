"""The form of an access: what somebody may do at a client, and until when."""
