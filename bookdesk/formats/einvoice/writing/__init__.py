"""Our own invoices as EN 16931: one shape, checked to the cent, written as CII (Factur-X, ZUGFeRD) and as UBL 2.1."""

from __future__ import annotations
