"""What contacts, their bank accounts and their open documents show of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bookdesk.contacts.details import ContactDetails, OpenDocument, PayeeBankAccount
from bookdesk.contacts.listing import ContactOrder, ContactRow
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Provenance
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

OVERDUE = Pill("clock", "Overdue", Tone.BAD)


def state_pill(row: ContactRow) -> Pill | None:
    """Return what a person should see to with a contact, if anything: what stands in the way of money first."""
    if row.archived:
        return Pill("void", "Put away")
    if row.unconfirmed:
        return Pill("alert", "Confirm bank details", Tone.WARN)
    if row.standing.overdue:
        return OVERDUE
    return Pill("credit", "Has credit", Tone.INFO) if row.standing.credit else None


def card_pill(details: ContactDetails, *, overdue: bool) -> Pill | None:
    """Return what is the matter with a contact that is shown in full: what the list says of it, which large type hides.

    `overdue` says that something of what it owes is late.
    """
    if details.archived:
        return Pill("void", "Put away")
    waits = any(one.confirmed_by is None and not one.archived for one in details.accounts)
    if waits:
        return Pill("alert", "Confirm bank details", Tone.WARN)
    return OVERDUE if overdue else None


def _sums(values: Sequence[Money]) -> str:
    return "  ".join(map(wording.money, values))


COLUMNS: tuple[Column[ContactRow], ...] = (
    Column("name", "Name", 300, lambda row: row.name, order=ContactOrder.NAME, note=lambda row: row.name, grows=True),
    Column("city", "Town", 150, lambda row: row.city or "", order=ContactOrder.CITY, muted=True, spare=4),
    Column("email", "Mail", 180, lambda row: row.email or "", order=ContactOrder.EMAIL, muted=True, spare=6),
    Column("open", "Open bills", 84, lambda row: str(row.open_documents or ""), number=True, spare=5),
    Column("receivable", "Owes us", 124, lambda row: _sums(row.standing.receivable), number=True),
    Column("owed", "We owe", 124, lambda row: _sums(row.owed), number=True, spare=1),
    Column(
        "way",
        "Paid by",
        110,
        lambda row: row.way_of_payment.value if row.way_of_payment else "",
        muted=True,
        hidden=True,
    ),
    Column("state", "", 172, lambda _row: "", pill=state_pill, spare=2),
)


def account_pill(one: PayeeBankAccount) -> Pill:
    """Return whether money may go to an account."""
    if one.archived:
        return Pill("void", "Not used")
    if one.confirmed_by is None:
        return Pill("alert", "Unconfirmed", Tone.WARN)
    return Pill("check", "Confirmed", Tone.GOOD)


def waiting(details: ContactDetails, person: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return the accounts that wait for a second person, each beside the one it replaces, and who entered it when."""
    facts: list[tuple[str, str]] = []
    for one in details.accounts:
        if one.confirmed_by is None and not one.archived:
            how = "taken over" if one.provenance is Provenance.TAKEN_OVER else "entered"
            facts += [
                ("To confirm", one.shown),
                ("Confirmed before", one.before or "none"),
                (how.capitalize(), f"by {person(one.edited_by)}, {wording.moment(one.edited_at)}"),
            ]
    return facts


ACCOUNTS: tuple[Column[PayeeBankAccount], ...] = (
    Column("shown", "Account", 228, lambda one: one.shown, note=lambda one: one.confirmation_note or "", grows=True),
    Column("holder", "Holder", 130, lambda one: one.holder, muted=True, spare=1),
    Column("state", "State", 124, lambda one: account_pill(one).words, pill=account_pill),
)


def _document_pill(one: OpenDocument) -> Pill:
    if one.disputed:
        return Pill("dispute", "Disputed", Tone.BAD)
    if one.on_hold:
        return Pill("hold", "On hold", Tone.WARN)
    return Pill("open", "Open") if one.status is BillStatus.APPROVED else Pill("approve", "To approve", Tone.WARN)


DOCUMENTS: tuple[Column[OpenDocument], ...] = (
    Column("number", "Number", 120, lambda one: one.number or "", grows=True),
    Column(
        "kind",
        "Kind",
        92,
        lambda one: "Credit note" if one.kind is BillKind.CREDIT_NOTE else "Bill",
        muted=True,
        spare=2,
    ),
    Column("due", "Due", 92, lambda one: wording.day(one.due_date), spare=1),
    Column("open", "Open", 100, lambda one: wording.amount(one.open), number=True),
    Column("state", "", 116, lambda one: _document_pill(one).words, pill=_document_pill),
)
