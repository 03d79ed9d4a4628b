"""The pane of match mode: what a line may be, and open items to be chosen for several lines."""
