"""The desk: all clients at a glance, who needs the person, and every number a way to the list it counts."""
