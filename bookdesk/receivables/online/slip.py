"""The payment slip that goes with a mailed invoice: its page as a code to be photographed, the bank details beside it.

The invoice's own paper was issued and never changes; a page lives a day, so its code stands on a paper of its own.
Equal bytes each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bookdesk.formats.paper.content import Detail, OnlineWay, PaymentWay, QrCode
from bookdesk.formats.paper.letter import Asked, LetterPaper
from bookdesk.formats.paper.letterhead import Letterhead
from bookdesk.formats.paper.letters import render_letter
from bookdesk.formats.paper.wording import printable
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.wordings import LANGUAGES, language_of
from bookdesk.receivables.online.collecting import PayLink

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    "title": ("Payment slip", "Zahlschein", "Bordereau de paiement", "Hoja de pago"),
    "invoice": ("Invoice", "Rechnung", "Facture", "Factura"),
    "asked": ("To pay", "Zu zahlen", "\u00c0 payer", "A pagar"),
    "until": ("Works until", "G\u00fcltig bis", "Valable jusqu\u2019au", "V\u00e1lido hasta el"),
    "scan": (
        "Scan to pay online",
        "Scannen und online bezahlen",
        "\u00c0 scanner pour payer en ligne",
        "Escanee para pagar en l\u00ednea",
    ),
    "after": (
        "After that, ask us for a new link, or pay by bank transfer.",
        "Danach bitten Sie uns um einen neuen Link, oder \u00fcberweisen Sie.",
        "Ensuite, demandez-nous un nouveau lien ou payez par virement.",
        "Despu\u00e9s, p\u00eddanos un enlace nuevo o pague por transferencia.",
    ),
}
_SECURE: Final = "https://"


@dataclass(frozen=True, slots=True)
class Slipped:
    """What a slip is made of: the page, the invoice's number and reference, to whom, on which day, in which locale.

    `until` says in words how long the page works; it is empty where that is long.
    """

    link: PayLink
    number: str
    reference: str
    window: tuple[str, ...]
    day: date
    locale: str
    until: str


def slip_pdf(of: Slipped, head: Letterhead) -> bytes:
    """Return the slip as PDF of one page; `InputError` for an address that no code holds."""
    return render_letter(slip_letter(of, head))


def slip_letter(of: Slipped, head: Letterhead) -> LetterPaper:
    """Return what stands on the slip; the code of the page holds its address and nothing else."""
    locale = printable(of.locale)
    language, column = language_of(locale), LANGUAGES.index(language_of(locale))
    words = {key: said[column] for key, said in _TABLE.items()}
    rows = (Detail(words["until"], of.until), Detail("", words["after"])) if of.until else ()
    return LetterPaper(
        title=words["title"],
        issued=of.day,
        seller=head.seller,
        address=of.window,
        facts=(Detail(words["invoice"], of.number),),
        asked=Asked(words["asked"], of.link.amount),
        online=OnlineWay(
            (PaymentWay(Phrases(locale).money(of.link.amount), rows),),
            QrCode(of.link.url, words["scan"]),
            of.link.url if of.link.url.startswith(_SECURE) else None,
        ),
        ways=head.ways(language, of.reference),
        qr=head.code(of.link.amount, of.reference, language),
        locale=locale,
        accent=head.accent,
        stationery=head.stationery,
    )
