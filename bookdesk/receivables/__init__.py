"""Getting paid: who is reminded of what and when, in which words, and what lateness may cost."""
