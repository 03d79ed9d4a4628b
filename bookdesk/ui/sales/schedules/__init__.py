"""The screen of schedules: what is billed again and again."""
