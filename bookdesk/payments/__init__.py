"""From approved bills to money on its way: what is due, what must stop it, the file, the postings, the advice."""
