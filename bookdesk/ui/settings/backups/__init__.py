"""Backups of this computer: where they go, how often, what there is, and whether the newest came back."""
