"""From a file's bytes to words with places: e-invoice data first, then the text layer, then OCR."""

from __future__ import annotations
