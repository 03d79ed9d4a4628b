"""Invoices and credit notes of one client: drafted, issued, cancelled, credited, marked; each act is one change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.invoicing import issuing
from bookdesk.invoicing.charging import begin_charge
from bookdesk.invoicing.crediting import begin_credit
from bookdesk.invoicing.details import InvoiceDetails, read_details
from bookdesk.invoicing.drafting import begun, delete_draft, entered_of, write_draft
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.filling import filled
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.salesnumbers import number_given
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

MOST_OF_A_REASON = 500
"""Characters of why something is disputed or cancelled."""

_SHORTEST_END: Final = 6
"""So many characters of an id's end name an invoice, if no other ends so."""


class InvoiceService:
    """The invoices of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def filled(self, entered: Entered) -> Entered:
        """Return a document with what is empty taken from product, customer and settings; nothing is written."""
        with self._desk.books.query() as session:
            return filled(session, entered, client_today(session, self._desk.clock))

    def entered(self, invoice_id: str) -> Entered:
        """Return a kept invoice as it would be entered."""
        with self._desk.books.query() as session:
            return entered_of(session, _invoice(session, invoice_id))

    def find(self, number_or_id: str) -> str:
        """Return the id of an invoice or credit note by its number in any case, its id, or the end of one."""
        exact = (Invoice.id == number_or_id) | (Invoice.number.collate("NOCASE") == clean(number_or_id))
        with self._desk.books.query() as session:
            found = session.scalars(select(Invoice.id).where(exact)).all()
            if not found and len(number_or_id) >= _SHORTEST_END:
                ends = Invoice.id.endswith(number_or_id, autoescape=True)
                found = session.scalars(select(Invoice.id).where(ends).limit(2)).all()
        if len(found) != 1:
            raise NotFound(
                f"{'More than one invoice has' if found else 'No invoice has'} the number or id {number_or_id}.",
                "Choose it from the list, or name it by its whole id.",
                command="bookdesk invoice list",
            )
        return found[0]

    def show(self, invoice_id: str, as_at: date | None = None) -> InvoiceDetails:
        """Return one invoice in full, settled as at a day."""
        with self._desk.books.query() as session:
            return read_details(session, _invoice(session, invoice_id), as_at)

    def draft(self, entered: Entered, kind: InvoiceKind = InvoiceKind.INVOICE) -> Invoice:
        """Write a new draft, completed by `filled`; a credit note without an invoice is drafted here, too."""
        with self._change(Action.INVOICE_EDITED, f"draft of {kind}") as work:
            whole = filled(work.session, entered, self._today(work.session))
            made = begun(work, whole, self._desk.actor.user, kind=kind)
            work.commit()
        return made

    def edit(self, invoice_id: str, entered: Entered, *, version: int | None = None) -> Invoice:
        """Change a draft to what is entered, completed by `filled`; `Conflict` where somebody else changed it since."""
        with self._change(Action.INVOICE_EDITED, "draft changed") as work:
            invoice = work.get(Invoice, invoice_id, version=version)
            _refuse_other_customer(invoice, entered)
            write_draft(work, invoice, filled(work.session, entered, self._today(work.session)))
            work.commit()
        return invoice

    def add_lines(self, invoice_id: str, lines: tuple[EnteredLine, ...], *, version: int | None = None) -> Invoice:
        """Add lines to a draft, behind those that are there."""
        entered = self.entered(invoice_id)
        return self.edit(invoice_id, replace(entered, lines=(*entered.lines, *lines)), version=version)

    def copy(self, invoice_id: str) -> Invoice:
        """Write a new draft with customer, lines and wording of another, of today; days and number are not copied."""
        with self._change(Action.INVOICE_EDITED, "copied to a new draft") as work:
            before = entered_of(work.session, work.get(Invoice, invoice_id))
            days = {"document_date": None, "due_date": None, "tax_point": None, "posting_date": None}
            rest = {"milestones": (), "payment_reference": None, "rate": None, "served_from": None, "served_to": None}
            lines = tuple(replace(one, served_from=None, served_to=None) for one in before.lines)
            entered = replace(before, lines=lines, **days, **rest)  # type: ignore[arg-type] # each by its own name
            whole = filled(work.session, entered, self._today(work.session))
            made = begun(work, whole, self._desk.actor.user)
            work.commit()
        return made

    def delete(self, invoice_id: str, *, version: int | None = None) -> None:
        """Throw a draft away."""
        with self._change(Action.INVOICE_EDITED, "draft thrown away") as work:
            delete_draft(work, work.get(Invoice, invoice_id, version=version))
            work.commit()

    def issue(self, invoice_id: str, *, on: date | None = None, version: int | None = None) -> Invoice:
        """Issue a draft: it gets its number, is in the books, and does not change any more."""
        with self._change(Action.INVOICE_ISSUED, "issued") as work:
            invoice = work.get(Invoice, invoice_id, version=version)
            issuing.issue(work, invoice, self._issuing(work.session), on=on)
            work.commit()
        return invoice

    def cancel(self, invoice_id: str, reason: str, *, version: int | None = None) -> Invoice:
        """Cancel an issued document; its number stays used."""
        said = _reason(reason)
        with self._change(Action.INVOICE_CANCELLED, f"cancelled: {said}") as work:
            invoice = work.get(Invoice, invoice_id, version=version)
            issuing.cancel(work, invoice, said, self._today(work.session))
            work.commit()
        return invoice

    def credit(
        self,
        invoice_id: str,
        *,
        quantities: Mapping[int, Decimal | None] | None = None,
        lines: tuple[EnteredLine, ...] = (),
        note: str | None = None,
    ) -> Invoice:
        """Draft a credit note for an issued invoice: all of it, some of its lines, or other `lines`."""
        with self._change(Action.INVOICE_EDITED, "draft of credit note") as work:
            invoice = work.get(Invoice, invoice_id)
            anew = lines and filled(work.session, _like(invoice, lines), self._today(work.session)).lines
            today = self._today(work.session)
            made = begin_credit(
                work, invoice, self._desk.actor.user, today, quantities=quantities, lines=anew or (), note=note
            )
            work.commit()
        return made

    def charge(self, invoice_id: str, claims: Sequence[tuple[str, Money]]) -> Invoice:
        """Draft the invoice of what is claimed of a late one: pairs of text and amount."""
        with self._change(Action.INVOICE_EDITED, "draft of late fee") as work:
            invoice, today = work.get(Invoice, invoice_id), self._today(work.session)
            made = begin_charge(work, invoice, claims, self._desk.actor.user, today)
            work.commit()
        return made

    def number_given(self, invoice_id: str, number: str) -> Invoice:
        """Note the number that the accounting system gave to an invoice that was issued without one."""
        with self._change(Action.INVOICE_NUMBERED, f"numbered {clean(number)}") as work:
            invoice = work.get(Invoice, invoice_id)
            number_given(work, invoice, number)
            work.commit()
        return invoice

    def dispute(self, invoice_id: str, reason: str | None, *, version: int | None = None) -> Invoice:
        """Mark an invoice as disputed, and why; None says that the dispute is settled."""
        said = None if reason is None else _reason(reason)

        def mark(invoice: Invoice) -> None:
            invoice.disputed, invoice.dispute_reason = said is not None, said

        return self._mark(invoice_id, f"disputed: {said}" if said else "dispute settled", mark, version)

    def promise(self, invoice_id: str, until: date | None, *, version: int | None = None) -> Invoice:
        """Note until when the customer promised to pay; None takes the promise back."""

        def mark(invoice: Invoice) -> None:
            if until is not None and until < invoice.document_date:
                raise InputError(f"{until} lies before the invoice itself.", "Write the day that was promised.")
            invoice.promised_until = until

        return self._mark(invoice_id, f"promised until {until}" if until else "no promise", mark, version)

    def remind(self, invoice_id: str, *, wanted: bool, version: int | None = None) -> Invoice:
        """Let reminders be sent for this one document, or spare it."""

        def mark(invoice: Invoice) -> None:
            invoice.reminders = wanted

        return self._mark(invoice_id, "reminders on" if wanted else "reminders off", mark, version)

    def reached(self, invoice_id: str, position: int, due: date | None = None) -> Invoice:
        """Say that a milestone is reached: its part is due on `due`, today where nothing is said. It is said once."""
        with self._change(Action.INSTALMENT_REACHED, f"part {position} is due") as work:
            invoice = work.get(Invoice, invoice_id)
            if invoice.status is not InvoiceStatus.ISSUED:
                raise RuleBroken(f"The invoice is {invoice.status}.", "Parts of an issued invoice fall due.")
            query = select(Instalment).where(Instalment.invoice_id == invoice_id, Instalment.position == position)
            part = work.session.scalars(query).one_or_none()
            if part is None:
                raise NotFound(f"The invoice has no part {position}.", "Look at its plan of payments.")
            if part.due_date is not None:
                raise RuleBroken(f"{part.name} is due on {part.due_date} already.", "That day stands.")
            part.due_date = due or self._today(work.session)
            work.commit()
        return invoice

    def _mark(self, invoice_id: str, why: str, mark: Callable[[Invoice], None], version: int | None) -> Invoice:
        with self._change(Action.INVOICE_MARKED, why) as work:
            invoice = work.get(Invoice, invoice_id, version=version)
            if invoice.status is not InvoiceStatus.ISSUED or invoice.kind is not InvoiceKind.INVOICE:
                raise RuleBroken(f"The {invoice.kind} is {invoice.status}.", "Only an issued invoice is marked.")
            mark(invoice)
            work.commit()
        return invoice

    def _issuing(self, session: Session) -> issuing.Issuing:
        return issuing.Issuing.at(self._desk, self._today(session))

    def _today(self, session: Session) -> date:
        return client_today(session, self._desk.clock)

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _invoice(session: Session, invoice_id: str) -> Invoice:
    found = session.get(Invoice, invoice_id)
    if found is None:
        raise NotFound("There is no such invoice.", "Choose one from the list.", command="bookdesk invoice list")
    return found


def _refuse_other_customer(invoice: Invoice, entered: Entered) -> None:
    """A credit note is for the customer of its invoice, and what came from an estimate for the one who accepted it."""
    tied = invoice.corrects_id or invoice.estimate_id or invoice.fee_for_id
    if tied and entered.contact_id != invoice.contact_id:
        raise RuleBroken("The draft belongs to a document of its customer.", "Write a new one for another customer.")
    if invoice.corrects_id and entered.currency not in (None, invoice.currency):
        raise RuleBroken("A credit note has the currency of its invoice.", "Leave the currency as it is.")


def _like(invoice: Invoice, lines: tuple[EnteredLine, ...]) -> Entered:
    return Entered(
        invoice.contact_id,
        lines,
        document_date=invoice.document_date,
        currency=invoice.currency,
        tax_mode=invoice.tax_mode,
        rounded_by=invoice.rounded_by,
        tax_point=invoice.tax_point,
    )


def _reason(text: str) -> str:
    said = clean(text)
    if not said or len(said) > MOST_OF_A_REASON:
        raise InputError("It is not said why.", f"Say it in at most {MOST_OF_A_REASON} characters.")
    return said
