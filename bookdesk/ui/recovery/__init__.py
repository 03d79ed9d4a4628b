"""The way in when a passphrase is lost: the recovery sheet gives a person a new one."""
