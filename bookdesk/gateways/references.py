"""What a gateway is told of a payment, so that it finds back: our attempt and document, opaque to everybody else.

Both are UUIDs as text. The document stands in it, so that books which have forgotten an attempt (an older backup) still
know what was paid.
"""

from __future__ import annotations

from uuid import UUID

_BETWEEN = "."


def spelled(attempt_id: str, document_id: str) -> str:
    """Return the reference of an attempt to collect a document: 73 characters of those every gateway takes."""
    return f"{attempt_id}{_BETWEEN}{document_id}"


def document_in(reference: str | None) -> str | None:
    """Return the document that a reference names; None for what is not one of ours."""
    parts = (reference or "").split(_BETWEEN)
    return parts[1] if len(parts) == len(("attempt", "document")) and all(map(_is_id, parts)) else None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
