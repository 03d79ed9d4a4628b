"""Suppliers and customers of the client in front: who they are, where money goes, what is open with them."""
