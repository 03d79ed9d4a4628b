"""The section of the settings about mailboxes that documents arrive in."""
