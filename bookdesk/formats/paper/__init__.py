"""The paper of an invoice: from what it says to the bytes of a PDF. Data in, bytes out; the same bytes each time."""

from __future__ import annotations
