"""What stands on every paper, with a sample of it beside."""
