"""The section of the settings about what customers of the client in front pay online."""
