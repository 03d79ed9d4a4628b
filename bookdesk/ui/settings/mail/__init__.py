"""The section of the settings about the account that mail leaves through."""
