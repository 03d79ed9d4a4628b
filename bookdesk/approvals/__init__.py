"""Who may let a bill be paid, what exactly he approved, and whether that still holds."""
