"""A receipt as a letter: what came, how, and what it paid. Equal bytes each time."""

from __future__ import annotations

from typing import Final

from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.formats.paper.content import Detail
from bookdesk.formats.paper.letter import Asked, Cell, LetterColumn, LetterPaper, LetterTable
from bookdesk.formats.paper.letterhead import Letterhead
from bookdesk.formats.paper.wording import printable
from bookdesk.mail.wordings import LANGUAGES, language_of
from bookdesk.receivables.receiptlists import ReceiptDetails

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    "title": ("Receipt", "Quittung", "Reçu", "Recibo"),
    "received": ("Received", "Erhalten", "Reçu", "Recibido"),
    "thanks": (
        "We have received your payment, with thanks.",
        "Wir haben Ihre Zahlung dankend erhalten.",
        "Nous avons bien reçu votre paiement et vous en remercions.",
        "Hemos recibido su pago. Muchas gracias.",
    ),
    "way": ("Paid by", "Zahlungsart", "Mode de paiement", "Forma de pago"),
    "reference": ("Your reference", "Ihr Verwendungszweck", "Votre référence", "Su referencia"),
    "document": ("Invoice", "Rechnung", "Facture", "Factura"),
    "amount": ("Amount", "Betrag", "Montant", "Importe"),
    "credit": ("Your credit", "Ihr Guthaben", "Votre crédit", "Su crédito"),
    "refunded": ("Paid back", "Erstattet", "Remboursé", "Reembolsado"),
    ReceiptWay.BANK: ("bank transfer", "Überweisung", "virement", "transferencia"),
    ReceiptWay.CASH: ("cash", "bar", "espèces", "efectivo"),
    ReceiptWay.CHEQUE: ("cheque", "Scheck", "chèque", "cheque"),
    ReceiptWay.CARD: ("card", "Karte", "carte", "tarjeta"),
    ReceiptWay.OTHER: ("otherwise", "anders", "autrement", "otra"),
    ReceiptWay.ONLINE: ("online", "online", "en ligne", "en línea"),
}


def receipt_letter(found: ReceiptDetails, head: Letterhead, window: tuple[str, ...], locale: str) -> LetterPaper:
    """Return the letter; `window` is the customer's address."""
    locale = printable(locale)
    column = LANGUAGES.index(language_of(locale))
    words = {key: said[column] for key, said in _TABLE.items()}
    receipt, left = found.row.receipt, found.row.unapplied
    rows: list[tuple[Cell, ...]] = [(f"{words['document']} {one.number}", one.amount) for one in found.settled]
    rows += [(words["refunded"], one.money) for one in found.refunds if one.reversed_on is None]
    rows += [(words["credit"], left)] if left else []
    facts = [Detail(words["way"], words[receipt.way])]
    facts += [Detail(words["reference"], receipt.payment_reference)] if receipt.payment_reference else []
    table = LetterTable(
        (LetterColumn(words["document"]), LetterColumn(words["amount"], figures=True)),
        tuple(rows),
        (words["received"], receipt.money),
        receipt.currency,
    )
    return LetterPaper(
        title=words["title"],
        number=receipt.number or "",
        issued=receipt.day,
        seller=head.seller,
        address=window,
        facts=tuple(facts),
        asked=Asked(words["received"], receipt.money),
        paragraphs=(words["thanks"],),
        tables=(table,),
        locale=locale,
        accent=head.accent,
        stationery=head.stationery,
    )
