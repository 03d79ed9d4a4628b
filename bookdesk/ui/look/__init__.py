"""How everything looks: colours by role, type, icons, light and dark."""
