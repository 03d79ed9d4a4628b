"""The first day: a practice with its recovery sheet and its first client, or a backup brought back."""
