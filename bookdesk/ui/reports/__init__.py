"""The reports of a client: what is owed, how fast customers pay, how cash will stand."""
