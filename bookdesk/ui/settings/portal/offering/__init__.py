"""What of a client is offered at the portal, and with what the portal reaches his gateway."""
