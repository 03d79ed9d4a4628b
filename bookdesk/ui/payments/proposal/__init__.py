"""The terms of a run that is about to be proposed."""
