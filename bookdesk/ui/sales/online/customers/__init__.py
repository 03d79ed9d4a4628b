"""What customers said at the pay portal, and what a person did about it."""
