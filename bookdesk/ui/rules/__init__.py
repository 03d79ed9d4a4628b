"""The client's rules of capture: how lines are coded, and which papers bills need beside them."""
