"""What the books say at a glance: the figures of a client on the dashboard, and which of them ask for somebody."""
