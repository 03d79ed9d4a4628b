"""The section of the settings about what protects the person at work: lock, passphrase, keyring, codes."""
