"""What others define, as bytes in and frozen dataclasses out: e-invoices, bank files, statements."""

from __future__ import annotations
