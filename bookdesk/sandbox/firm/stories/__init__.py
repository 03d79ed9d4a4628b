"""What each client of the sample firm is there to show: one module a story."""
