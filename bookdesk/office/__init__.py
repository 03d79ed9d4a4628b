"""The whole practice at work: every client at a glance, queues over all of them, and how a person's acts are taken back."""
