"""How a document says it is paid: already paid, by direct debit, BPAY, card or transfer. Pure."""

from __future__ import annotations

import re

from bookdesk.core.vocabulary import DocumentKind, WayOfPayment

_PAID = re.compile(
    r"(?i)\b(?:paid in full|payment received (?:by|with thanks)|already paid|betrag (?:dankend )?erhalten"
    r"|bereits bezahlt|acquitt[eé]e"
    r"|no payment (?:is )?required|balance due\D{0,6}0[.,]00|amount due\D{0,6}0[.,]00|vooruitbetaald)\b"
)
_DEBIT = re.compile(
    r"(?i)\b(?:direct debit|lastschrift|bankeinzug|einzugserm[aä]chtigung|von ihrem konto|abgebucht|eingezogen"
    r"|pr[eé]l[eè]vement|automatische incasso"
    r"|will be debited|auto(?:matic)?[- ]?pay)\b"
)
_CARD = re.compile(
    r"(?i)\b(?:charged to your (?:credit )?card|paid by (?:credit )?card|visa|mastercard|amex|eftpos|kartenzahlung"
    r"|girocard)\b"
)
_BPAY = re.compile(r"(?i)\bbpay\b.{0,200}?\bbiller code\b|\bbiller code\b", re.DOTALL)


def way_of_payment(text: str, kind: DocumentKind, *, has_account: bool) -> WayOfPayment | None:
    """Return the way of payment that the words of a document name, None where they name none.

    A till's receipt is paid; a bill that prints bank details and mentions cards is still paid by transfer.
    """
    if kind is DocumentKind.RECEIPT:
        return WayOfPayment.CARD if _CARD.search(text) else WayOfPayment.ALREADY_PAID
    if _DEBIT.search(text):
        return WayOfPayment.DIRECT_DEBIT
    if _PAID.search(text):
        return WayOfPayment.ALREADY_PAID
    if has_account:
        return WayOfPayment.TRANSFER
    return WayOfPayment.BPAY if _BPAY.search(text) else None
