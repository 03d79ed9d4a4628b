"""Messages between desk and portal: what is sent, how it is signed, and how a gap or a replay is told.

Pure: bytes and values in, values and reasons out. Desk and portal each bring their own storage and network.
"""
