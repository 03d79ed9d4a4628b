"""The way in: a name and a passphrase, or the recovery sheet when they are lost."""
