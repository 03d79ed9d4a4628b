"""Regular payments, entered once for the forecast."""
