"""The whole practice at work: every client at a glance, queues over all of them, and how acts are taken back."""
