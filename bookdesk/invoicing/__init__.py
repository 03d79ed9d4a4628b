"""What a client bills his customers: numbers, terms, what recurs, what was worked. Getting paid is elsewhere."""

from __future__ import annotations
