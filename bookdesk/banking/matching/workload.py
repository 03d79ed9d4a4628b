"""The JSON Lines form of a workload and of the answers, for measuring the engine from outside.

Records carry their kind in `t`: `meta` (base currency, rates), `party`, `doc`, `line`; `truth` records are the
scorer's and are never looked at. Amounts are minor units of the record's currency.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bookdesk.banking.matching.model import Document, DocumentKind, Line, Party, Suggestion, Workload
from bookdesk.core.errors import InputError

_TRUTH = ('{"t":"truth"', '{"t": "truth"')


def read_workload(rows: Iterable[str]) -> Workload:
    """Read a workload; `InputError` naming the row that is not one."""
    kept: dict[str, list[Any]] = {"party": [], "doc": [], "line": []}
    meta: Mapping[str, Any] = {}
    for number, row in enumerate(rows, 1):
        if row.startswith(_TRUTH) or not row.strip():
            continue
        try:
            record = json.loads(row)
            kind = record["t"]
            if kind == "meta":
                meta = record
            elif kind in kept:
                kept[kind].append(_READERS[kind](record))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"Line {number} of the workload cannot be read: {error}.",
                "Each line is one JSON object whose t is meta, party, doc, line or truth.",
            ) from error
    rates = {currency: Decimal(str(rate)) for currency, rate in meta.get("rates", {}).items()}
    return Workload(
        tuple(kept["line"]), tuple(kept["doc"]), tuple(kept["party"]), meta.get("base_currency", "AUD"), rates
    )


def _party(record: Mapping[str, Any]) -> Party:
    return Party(record["id"], record["client"], record["name"], tuple(record.get("aliases") or ()))


def _document(record: Mapping[str, Any]) -> Document:
    return Document(
        record["id"],
        record["client"],
        DocumentKind(record["kind"]),
        record["party"],
        record["number"],
        record["currency"],
        record["amount"],
        date.fromisoformat(record["date"]),
        date.fromisoformat(record["due"]),
        record.get("their_ref"),
    )


def _line(record: Mapping[str, Any]) -> Line:
    return Line(
        record["id"],
        record["client"],
        record["account"],
        record["currency"],
        record["amount"],
        date.fromisoformat(record["date"]),
        record["text"],
        record.get("payee") or "",
        record.get("ref") or "",
        record.get("bank_id"),
        record.get("seq") or 0,
        record.get("payee_account"),
    )


_READERS = {"party": _party, "doc": _document, "line": _line}


def as_row(suggestion: Suggestion) -> dict[str, object]:
    """Return the JSON form of a suggestion."""
    return {
        "line": suggestion.line,
        "docs": [share.document for share in suggestion.shares],
        "amounts": [share.amount for share in suggestion.shares],
        "pair": suggestion.pair,
        "dup_of": suggestion.duplicate_of,
        "auto": suggestion.auto,
        "rank": suggestion.rank,
        "kind": suggestion.kind,
        "points": suggestion.points,
        "margin": suggestion.margin,
        "diff": suggestion.difference,
        "why": [{"feature": r.feature, "points": r.points, "says": r.says, "span": r.span} for r in suggestion.reasons],
        "vetoes": suggestion.vetoes,
    }
