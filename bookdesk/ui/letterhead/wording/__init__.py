"""The words of mails: the client's own, or those that are built in."""
