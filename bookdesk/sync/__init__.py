"""From sealed changes to the accounting system and back, exactly once. The rules are numbered in SYNC_RULES.md."""
