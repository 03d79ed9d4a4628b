"""What keeps a stranger with a link from more than it opens: headers, cookie, session, forged forms, bodies."""
