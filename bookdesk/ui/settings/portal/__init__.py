"""The section of the settings about the firm's pay portal, and the client in front there."""
