"""The portal's side of the protocol: requests of desks in, events out."""
