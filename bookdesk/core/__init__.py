"""What every layer may use: money, time, identity, errors. Standard library only, no I/O of its own."""
