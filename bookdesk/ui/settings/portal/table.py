"""How firm and client stand at the portal, in words, and what is wrong there with what mends it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bookdesk.office.portalstanding import AtPortal, FirmPaired
from bookdesk.receivables.portal.listing import ToTell
from bookdesk.receivables.portal.switching import Offer
from bookdesk.receivables.portal.telling import Step
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Pill

ON: Final = Pill("link", "At the pay portal", Tone.GOOD)
OFF: Final = Pill("void", "Not at the pay portal")
TICKS: Final = {
    "invoices": "Invoices",
    "credit_notes": "Credit notes",
    "estimates": "Estimates",
    "papers": "The papers themselves, as PDF",
    "statements": "Statements of account",
    "parts": "Customers may pay a part of an invoice",
    "auto_pay": "Customers may agree to be charged on the due date",
}
"""What of a client may be offered, by its name in `Offer`."""
_SHORT: Final = {
    "invoices": "invoices",
    "credit_notes": "credit notes",
    "estimates": "estimates",
    "papers": "PDFs",
    "statements": "statements",
    "parts": "paying in parts",
    "auto_pay": "charges on the due date",
}
_STEPS: Final = {
    Step.PUBLISH.value: "Shown",
    Step.CHANGE.value: "Open amount changed",
    Step.CREDIT.value: "Credited",
    Step.WITHDRAW.value: "Withdrawn",
}


class Mend(StrEnum):
    """What mends what is wrong."""

    NOTHING = ""
    LET_IN = "Let it speak…"
    SHOW = "See what would leave…"
    ROUND = "Tell and ask now"
    CONNECT = "Connect a gateway…"
    KEYS = "Give it a key…"
    WITHDRAW = "Withdraw them there"


def firm_words(firm: FirmPaired | None) -> list[tuple[str, str]]:
    """Return with which portal the firm is paired."""
    if firm is None:
        return []
    return [
        ("Paired with", firm.address),
        ("Fingerprint", firm.fingerprint),
        ("Since", wording.moment(firm.paired_at)),
    ]


def client_words(at: AtPortal) -> list[tuple[str, str]]:
    """Return how a client stands at the portal."""
    status = at.status
    if status.address is None:
        return []
    under_way = wording.count(status.attempts, "payment") if status.attempts else "none"
    return [
        ("Offered", offered_words(at.offer) if at.offer.on else "nothing: switched off"),
        ("Documents there", f"{status.documents:,}"),
        ("Waits to be told", f"{status.waiting:,}" if status.waiting else "nothing"),
        ("Payments under way", under_way),
        ("Customers said", f"{status.asks:,} to be answered" if status.asks else "nothing to be answered"),
        ("As of", wording.moment(status.asked_at) or "not asked yet"),
        ("The portal’s own key", "given" if at.keyed else "not given: nobody can pay there"),
        ("Kept after settling", wording.count(at.offer.keep_days, "day")),
        ("Not taken there", "; ".join(status.refused)),
    ]


def offered_words(offer: Offer) -> str:
    """Return what is offered, in one line."""
    return ", ".join(words for name, words in _SHORT.items() if getattr(offer, name)) or "nothing"


def wrong(at: AtPortal) -> tuple[str, Tone, Mend] | None:
    """Return what is wrong at the portal first of all, and what mends it; None where nothing is."""
    status = at.status
    if status.address is None:
        return None
    if not at.offer.on:
        return (status.problem, Tone.BAD, Mend.ROUND) if status.problem else None
    unknown = len(status.strangers)
    found = (
        (not at.here, "This computer does not speak for the client at the portal yet.", Tone.WARN, Mend.LET_IN),
        (not status.shown, "Nobody has seen yet what would leave, so nothing does.", Tone.WARN, Mend.SHOW),
        (status.problem, status.problem or "", Tone.BAD, Mend.ROUND),
        (status.refused, f"The portal did not take: {'; '.join(status.refused)}", Tone.BAD, Mend.NOTHING),
        (unknown, f"The portal holds {unknown:,} that these books do not know.", Tone.WARN, Mend.WITHDRAW),
        (
            status.held_until is not None,
            f"The portal was put back: customers can pay there by {wording.moment(status.held_until)} again.",
            Tone.WARN,
            Mend.ROUND,
        ),
        (
            not at.connected,
            "The client is connected with no payment gateway, so nobody can pay there.",
            Tone.WARN,
            Mend.CONNECT,
        ),
        (not at.keyed, "The portal has no key of its own, so nobody can pay there.", Tone.WARN, Mend.KEYS),
    )
    return next(((words, tone, mend) for true, words, tone, mend in found if true), None)


def leaving_words(row: ToTell) -> str:
    """Return what would be told of one document."""
    who = f" of {row.customer}" if row.customer else ""
    return f"{_STEPS.get(row.what, row.what)}: {row.number}{who}, {wording.money(row.open)} open"
