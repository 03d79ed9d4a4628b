"""What would leave for the portal, seen before it does."""
