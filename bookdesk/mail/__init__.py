"""Mail in the client's name: its words, the outbox, the way out by SMTP, and what comes back by IMAP."""

from __future__ import annotations
