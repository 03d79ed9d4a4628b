"""What a document is: invoice, credit note, statement, reminder and so on, from its title and its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bookdesk.capture.lines import Line, Sheet
from bookdesk.core.vocabulary import DocumentKind

_TITLES: tuple[tuple[DocumentKind, str], ...] = (
    (
        DocumentKind.CREDIT_NOTE,
        (
            r"credit\s?(?:note|memo)|adjustment note|gutschrift|rechnungskorrektur|korrekturrechnung|stornorechnung"
            r"|storno"
            r"|(?:facture d')?avoir|creditnota|creditfactuur|nota di credito|nota de (?:credito|abono)"
            r"|factura rectificativa"
        ),
    ),
    (
        DocumentKind.STATEMENT,
        (
            r"(?:account|customer|monthly) statement|statement of account|statement|kontoauszug|kontostand"
            r"|offene posten(?:liste)?|saldenliste"
            r"|relev[eé] de compte|extrait de compte|rekeningoverzicht|extracto|estratto conto"
        ),
    ),
    (
        DocumentKind.REMINDER,
        (
            r"(?:payment |final |first |second |friendly )?reminder(?: notice)?|overdue (?:notice|account)"
            r"|final notice|dunning"
            r"|zahlungserinnerung|(?:[1-3]\. ?|letzte )?mahnung|rappel(?: de paiement)?|relance|mise en demeure"
            r"|aanmaning"
            r"|betalingsherinnering|herinnering|recordatorio|sollecito"
        ),
    ),
    (
        DocumentKind.PROFORMA,
        r"pro[\s-]?forma(?:[\s-]?(?:invoice|rechnung|factuur))?|facture pro[\s-]?forma|proformarechnung",
    ),
    (
        DocumentKind.QUOTE,
        r"quot(?:e|ation)|estimate|price offer|offer|angebot|kostenvoranschlag|offerte|devis|presupuesto|preventivo",
    ),
    (
        DocumentKind.ORDER,
        (
            r"(?:purchase|sales|work|insertion) order|order(?: confirmation| acknowledg(?:e)?ment)?"
            r"|confirmation of order|contract(?: agreement)?"
            r"|confirmation contract|bestellung|auftragsbest[aä]tigung|bestellbest[aä]tigung|bon de commande"
            r"|confirmation de commande"
            r"|bestelbon|orderbevestiging|pedido|ordine"
        ),
    ),
    (
        DocumentKind.DELIVERY_NOTE,
        (
            r"delivery (?:note|docket|order)|packing (?:slip|list)|dispatch note|consignment note|lieferschein"
            r"|bon de livraison"
            r"|bordereau de livraison|pakbon|leveringsbon|albar[aá]n|bolla|documento di trasporto"
        ),
    ),
    (
        DocumentKind.RECEIPT,
        (
            r"(?:official |payment |sales |cash )?receipt|quittung|kassenbon|kassenbeleg|bon|re[cç]u"
            r"|ticket(?: de caisse)?|kassabon|recibo"
            r"|ricevuta|scontrino|cash (?:bill|sales?|sale invoice)"
        ),
    ),
    (
        DocumentKind.INVOICE,
        (
            r"(?:tax |commercial |sales |vat |official billing |customer |duplicate )?invoice(?: summary)?"
            r"|[\w-]*rechnung|facture(?: finale)?"
            r"|faktura|factuur|factura|fattura|bill|lasku|honorarnote|note d'honoraires"
        ),
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)) for kind, pattern in _TITLES)
_TOP = 0.45
_LEAST = 0.5
_CASH = re.compile(
    r"(?i)\b(?:cash|change|cashier|tendered|r[uü]ckgeld|gegeben|thank you|wisselgeld|rendu|visa|mastercard|eftpos"
    r"|girocard)\b"
)
_TILL_SIGNS = 2


@dataclass(frozen=True, slots=True)
class KindFinding:
    """What a document is taken for, how strongly (about 0 to 2), and the words it rests on."""

    kind: DocumentKind
    score: float
    why: str


def kind_of(sheet: Sheet, *, has_total: bool, narrow: bool = False, tendered: bool = False) -> KindFinding:
    """Return the kind whose title stands highest, largest and most alone.

    `narrow` is a page shaped like a till roll; `tendered` says that its total was handed over (`EFTPOS 58.80`).
    """
    findings = [finding for line in sheet.lines if line.page == 1 for finding in _titles(line, sheet)]
    signs = len({match.lower() for match in _CASH.findall(sheet.text)})
    if narrow or tendered or (signs >= _TILL_SIGNS and has_total):
        score = 0.55 + 0.15 * signs + (0.6 if narrow else 0.0) + (1.0 if tendered else 0.0)
        findings.append(KindFinding(DocumentKind.RECEIPT, score, "a till's words"))
    best = max(findings, key=lambda finding: finding.score, default=None)
    if best and best.score >= _LEAST:
        return best
    if has_total:
        return KindFinding(DocumentKind.INVOICE, 0.4, "it asks for a total")
    return KindFinding(DocumentKind.OTHER, 0.2, "no title and no total")


def is_title(text: str) -> bool:
    """Whether `text` is mostly a document's title."""
    return any(len(match[0]) > len(text) / 2 for _, pattern in _PATTERNS if (match := pattern.search(text)))


def _titles(line: Line, sheet: Sheet) -> Iterator[KindFinding]:
    usual = sorted(other.height for other in sheet.lines)[len(sheet.lines) // 2]
    for cell in line.cells:
        text = _unspaced(cell.text)
        for kind, pattern in _PATTERNS:
            match = pattern.search(text)
            if match is None:
                continue
            share = len(match[0]) / max(len(text), 1)
            score = 0.9 * share + 0.4 * max(0.0, 1 - line.box[1] / _TOP) + (0.3 if match.start() == 0 else 0.0)
            score += 0.4 * min(1.5, max(0.0, line.height / usual - 1)) + (0.2 if match[0].isupper() else 0.0)
            score -= 0.5 if line.box[1] > _TOP else 0.0
            behind = _behind(line, cell.last, text[match.end() :])
            score -= 0.8 if behind.startswith(":") or _MENTION.match(behind) else 0.0
            score += 0.3 if match.start() == 0 and _NUMBERED.match(behind) else 0.0
            yield KindFinding(kind, score, f"titled {match[0]!r}")
            break


_NUMBERED = re.compile(r"(?i)[\s(]*(?:\(?[0-9]{3}\)?\s*)?(?:nr|no|n°|number|num|#)\b")
"""A title goes on with its number: `Rechnung Nr. 4711`."""
_MENTION = re.compile(r"(?i)\s*(?:no|nr|number|date|#|datum|vom)?[.\s]*:")
"""A label goes on with a colon: `Bestellung: PO445`, `Order no.: 12`."""


def _behind(line: Line, last: int, rest: str) -> str:
    """Return what follows a phrase: the rest of its cell and the next word."""
    following = line.tokens[last + 1].text if last + 1 < len(line.tokens) else ""
    return (rest + " " + following).strip() if following.startswith(":") else rest.strip()


_SPACED = re.compile(r"(?:\b\w\s){4,}\w\b")


def _unspaced(text: str) -> str:
    """Close up letter-spaced titles: `R E C H N U N G`."""
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)
