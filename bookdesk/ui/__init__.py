"""The window: Qt, and nothing but showing and asking. Decisions and data lie below; `tasks` is the one door to them."""
