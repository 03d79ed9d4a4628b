"""From a document to a draft bill: words → lines → finds beside labels → fields with their evidence. The inbox."""

from __future__ import annotations
