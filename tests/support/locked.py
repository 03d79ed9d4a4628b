"""Documents behind a password, with it."""

from __future__ import annotations

import io

import pikepdf

from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills

PASSWORD = "green Bear 7"  # noqa: S105 - of a document made for tests


def locked(data: bytes | None = None, *, user: str = PASSWORD, revision: int = 6) -> bytes:
    """Return a bill as a PDF that opens with `user` only; where that is empty it only forbids something."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data or papers.bill_pdf(bills.COFFEE, "classic"))) as pdf:
        allowed = pikepdf.Permissions(extract=False)
        encryption = pikepdf.Encryption(user=user, owner="printer", R=revision, allow=allowed)  # type: ignore[arg-type] # a revision
        pdf.save(target, encryption=encryption)
    return target.getvalue()
