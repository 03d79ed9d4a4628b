"""What is owed by age, on either side."""
