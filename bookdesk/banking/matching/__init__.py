"""The matching engine: which open documents does a bank line pay, and why.

    lines, documents, parties
      └─ index      normalised once: amounts, numbers, names            (index, normalise, names)
      └─ candidates exact, parts, sums, fees, FX, netting, payouts       (exact, sums, parts, payouts, …)
      └─ assignment best first, a document's open amount is spent once   (assignment, engine)
      └─ acceptance only where the evidence singles out one answer       (acceptance)
      └─ reasons    every point with the text it rests on                (reasons)

Pure: data in, suggestions out; the same input in any order gives the same output. Points are log-odds from one
open table (`weights`).
"""

from __future__ import annotations

from bookdesk.banking.matching.engine import match
from bookdesk.banking.matching.model import (
    Document,
    DocumentKind,
    Line,
    Party,
    Rates,
    Reason,
    Share,
    Suggestion,
    Workload,
)

__all__ = ["Document", "DocumentKind", "Line", "Party", "Rates", "Reason", "Share", "Suggestion", "Workload", "match"]
