"""What the portal keeps: its tables, one door to the database, and how both grow from release to release."""
