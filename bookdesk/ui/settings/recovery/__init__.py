"""The section of the settings about the recovery sheet: whether it is at hand, and a new one."""
