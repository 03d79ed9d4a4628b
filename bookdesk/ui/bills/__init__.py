"""All bills of the client in front: named lists, what is left of each, and the acts on one or many."""
