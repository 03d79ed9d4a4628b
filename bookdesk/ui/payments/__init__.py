"""Payment runs of the client in front: proposed, looked through, released once, taken back if it must be."""
