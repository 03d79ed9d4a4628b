"""The screen of estimates: what was offered, and what became of it."""
