"""Electronic invoices: UBL 2.1, UN/CEFACT CII (Factur-X, XRechnung, ZUGFeRD 2) and ZUGFeRD 1, read into one shape."""

from __future__ import annotations
