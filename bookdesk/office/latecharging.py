"""A fee for lateness as the draft of an invoice: what the law gives, put together with how an invoice is drafted.

What may be claimed is reckoned again in the change that drafts it, so a second press, or another desk, finds nothing
left to charge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict
from bookdesk.core.money import Money, total
from bookdesk.invoicing.charging import begin_charge
from bookdesk.ledger.owner import client_today
from bookdesk.mail.phrases import Phrases
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.facts import Facts, read_facts
from bookdesk.receivables.lateclaims import Claimed, chargeable
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Chargeable:
    """What may be charged for the lateness of one invoice: the lines, in the customer's language, and their sum.

    `words` say how it was found, or why there is nothing.
    """

    invoice_id: str
    number: str
    lines: tuple[tuple[str, Money], ...]
    words: tuple[str, ...]

    @property
    def sum(self) -> Money | None:
        """What all lines come to, `None` where there is nothing to charge."""
        return total((amount for _, amount in self.lines), self.lines[0][1].currency) if self.lines else None


class LateCharging:
    """Charges for lateness of one client's customers."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def offered(self, contact_id: str, invoice_ids: Sequence[str]) -> tuple[Chargeable, ...]:
        """Return what may be charged for these invoices of a customer today; those that are not late are left out."""
        with self._desk.books.query() as session:
            facts = read_facts(session, self._desk.clock.now(), contact_id)
            found = [self._of(session, facts, one) for one in invoice_ids]
            return tuple(one for one in found if one is not None)

    def charge(self, invoice_id: str, seen: Money) -> Invoice:
        """Draft the invoice over `seen`, the sum that was looked at; `Conflict` where it is another one by now."""
        with self._desk.books.change(Action.INVOICE_EDITED, "draft of late fee", actor=self._desk.actor) as work:
            invoice = work.get(Invoice, invoice_id)
            facts = read_facts(work.session, self._desk.clock.now(), invoice.contact_id)
            found = self._of(work.session, facts, invoice_id)
            if found is None or found.sum != seen:
                raise Conflict(f"What may be charged for {invoice.number} is not {seen} any more.", "Look at it again.")
            today = client_today(work.session, self._desk.clock)
            made = begin_charge(work, invoice, found.lines, self._desk.actor.user, today)
            work.commit()
        return made

    def _of(self, session: Session, facts: Facts, invoice_id: str) -> Chargeable | None:
        today = client_today(session, self._desk.clock)
        found = chargeable(session, facts, invoice_id, today)
        if found is None:
            return None
        phrases = Phrases(facts.customers[found.line.invoice.customer_id].language)
        return Chargeable(invoice_id, found.line.invoice.number, _lines(found, phrases, today), found.claim.words)


def _lines(found: Claimed, phrases: Phrases, today: date) -> tuple[tuple[str, Money], ...]:
    """Return each claim as the line of an invoice, in the words in which a reminder claims it."""
    number, named = found.line.invoice.number, (("fee", found.claim.fee), ("interest", found.claim.interest))
    return tuple(
        (phrases.line(key, number, amount, today, found.basis), amount) for key, amount in named if amount is not None
    )
