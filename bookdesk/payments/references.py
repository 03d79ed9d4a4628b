"""What stands on both statements, so that payee and payer recognise a payment. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bookdesk.core.checkdigits import compact, is_rf_reference

LONGEST = 18
"""Direct entry and Faster Payments carry 18 characters; SEPA would carry 35."""
REMITTANCE_LINE = 140
_CARRIED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .-]{0,16}[A-Za-z0-9])?", re.ASCII)
_OURS = re.compile(r"R\d+-\d+", re.ASCII)


def statement_reference(asked: Sequence[str], run: int, position: int, taken: Collection[str]) -> str:
    """Return the supplier's own reference where one bill is paid and every bank carries it, else our own.

    `asked` are the references (or numbers) of the bills paid; `taken` are used in the run already.
    """
    own = f"R{run}-{position}"
    if len(asked) != 1:
        return own
    wanted = " ".join(asked[0].split())
    usable = _CARRIED.fullmatch(wanted) and not _OURS.fullmatch(wanted) and wanted not in taken
    return wanted if usable else own


def remittance_line(numbers: Sequence[str], reference: str) -> str:
    """Return the documents paid in one line, as many as fit; the remittance advice has them all."""
    for count in range(len(numbers), 0, -1):
        more = len(numbers) - count
        line = ", ".join(numbers[:count]) + (f" and {more} more" if more else "")
        if len(f"{line} / {reference}") <= REMITTANCE_LINE:
            return line if line == reference else f"{line} / {reference}"
    return reference


def creditor_reference(asked: Sequence[str]) -> str | None:
    """Return the creditor's ISO 11649 reference where a single bill is paid that asks for one."""
    return compact(asked[0]) if len(asked) == 1 and is_rf_reference(asked[0]) else None
