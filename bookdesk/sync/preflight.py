"""What would go wrong at the ledger, found before anything is sent. Pure: an intent and what was pulled, in words.

The list follows the publishing errors that bookkeepers meet daily: archived account, code not valid for the document,
tax code and account that do not fit, lock date, archived contact, the same document twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bookdesk.core.currencies import exponent
from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import TaxMode
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    DocumentIntent,
    FeeIntent,
    Intent,
    Line,
    OverpaymentIntent,
    PaymentIntent,
    RefundIntent,
    RoundingLine,
    SalesIntent,
    UndoIntent,
)

_NEAR = timedelta(days=7)
_DECIMALS = 2


class Cause(StrEnum):
    """Why something is blocked, so that equal causes can be cured together."""

    MAPPING = "mapping"
    ACCOUNT = "account"
    TAX = "tax"
    CONTACT = "contact"
    LOCKED = "locked period"
    DUPLICATE = "duplicate"
    CONTENT = "content"
    CLEARING = "waits for clearing"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason, with what to do about it."""

    cause: Cause
    what: str
    remedy: str

    def __str__(self) -> str:
        """Both sentences."""
        return f"{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """An account there. `side` is asset, equity, expense, liability or revenue; `pays` may pay bills from it."""

    name: str
    active: bool
    side: str
    postable: bool
    pays: bool


@dataclass(frozen=True, slots=True)
class RemoteTax:
    """A tax code there and the sides of accounts it may stand on."""

    name: str
    active: bool
    sides: frozenset[str]


@dataclass(frozen=True, slots=True)
class RemoteContact:
    """A contact there."""

    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A bill the ledger has, or that is on its way there; `ours` names our own record, if it is one."""

    remote_id: str
    contact: str
    number_key: str
    day: date
    total: Money
    credit: bool
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """Invoices and credit notes to customers that the ledger has, by the key of their number and by customer."""

    by_number: Mapping[str, tuple[KnownDocument, ...]] = field(default_factory=dict)
    by_customer: Mapping[str, tuple[KnownDocument, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[KnownDocument]) -> Sold:
        """Sort documents, of which there may be many thousands."""
        numbers: dict[str, list[KnownDocument]] = {}
        customers: dict[str, list[KnownDocument]] = {}
        for one in documents:
            numbers.setdefault(one.number_key, []).append(one)
            customers.setdefault(one.contact, []).append(one)
        return cls(
            {key: tuple(found) for key, found in numbers.items()},
            {key: tuple(found) for key, found in customers.items()},
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the ledger, by its own ids. `contact` of a document is a remote id, of our own bills our id."""

    accounts: Mapping[str, RemoteAccount] = field(default_factory=dict)
    taxes: Mapping[str, RemoteTax] = field(default_factory=dict)
    contacts: Mapping[str, RemoteContact] = field(default_factory=dict)
    documents: tuple[KnownDocument, ...] = ()
    sales: Sold = field(default_factory=Sold)
    locked_through: date | None = None
    base_currency: str = ""
    largest_attachment: int = 0


def check(  # noqa: PLR0911 - one case for each kind, a table in effect
    intent: Intent, facts: Facts, *, duplicate_accepted: bool = False
) -> tuple[Blocker, ...]:
    """Return everything that stands in the way of `intent`; nothing if it may go."""
    match intent:
        case SalesIntent():
            found = [*_contact(intent.contact, facts), *_document(intent, facts), *_sale(intent)]
            return tuple(found if duplicate_accepted else [*found, *_sold_already(intent, facts)])
        case DocumentIntent():
            found = [*_contact(intent.contact, facts), *_document(intent, facts)]
            return tuple(found if duplicate_accepted else [*found, *_duplicates(intent, facts)])
        case PaymentIntent():
            return tuple(_payment(intent, facts))
        case AllocationIntent():
            return tuple(_locked(intent.day, facts))
        case AttachmentIntent():
            return tuple(_attachment(intent, facts))
        case ContactIntent():
            return tuple(_new_contact(intent, facts))
        case _:
            return tuple(_money_in(intent, facts))


def _money_in(intent: OverpaymentIntent | RefundIntent | FeeIntent | UndoIntent, facts: Facts) -> list[Blocker]:
    """Check what moves money of customers besides payments of invoices."""
    match intent:
        case OverpaymentIntent():
            moved = _moved(intent.bank, intent.amount, intent.day, facts)
            return [*moved, *_contact(intent.contact, facts), *_decimals(intent.amount)]
        case RefundIntent():
            return _moved(intent.bank, intent.amount, intent.day, facts)
        case FeeIntent():
            moved = _moved(intent.bank, intent.line.gross, intent.day, facts)
            mode = TaxMode.EXCLUSIVE if intent.line.tax_code else TaxMode.NONE
            where = f"The fee kept of the {intent.receipt_label}"
            return [*moved, *_contact(intent.contact, facts), *_coded(intent.line, where, mode, facts)]
        case UndoIntent():
            return []


def _document(intent: DocumentIntent, facts: Facts) -> list[Blocker]:
    found = _locked(intent.day, facts)
    if not intent.lines:
        found.append(Blocker(Cause.CONTENT, f"The {intent.label} has no lines.", "Review it and add one."))
    if not intent.credit and intent.due is None:
        found.append(Blocker(Cause.CONTENT, f"The {intent.label} has no due date.", "Review it and set one."))
    for position, line in enumerate(intent.lines, 1):
        found += _line(line, position, intent, facts)
    return found


def _line(line: Line, position: int, intent: DocumentIntent, facts: Facts) -> list[Blocker]:
    return _coded(line, f"Line {position} ({line.description})", intent.tax_mode, facts)


def _coded(line: Line, where: str, mode: TaxMode, facts: Facts) -> list[Blocker]:
    """Check account and tax code of a line."""
    if line.account is None:
        return [Blocker(Cause.CONTENT, f"{where} has no account.", "Review it and choose one.")]
    found = _mapped(line.account, "account", facts)
    account = facts.accounts.get(line.account.remote_id or "")
    if account is not None and not account.postable:
        words = f"{where} goes to {account.name}, which takes no lines of documents."
        found.append(Blocker(Cause.ACCOUNT, words, "Choose or map another account."))
    if mode is TaxMode.NONE or isinstance(line, RoundingLine):
        return found
    if line.tax_code is None:
        return [*found, Blocker(Cause.CONTENT, f"{where} has no tax code.", "Review it and choose one.")]
    return found + _tax(line.tax_code, where, account, facts)


def _tax(code: Counterpart, where: str, account: RemoteAccount | None, facts: Facts) -> list[Blocker]:
    if code.remote_id is None:
        return [_unmapped(code, "tax code")]
    tax = facts.taxes.get(code.remote_id)
    if tax is None or not tax.active:
        words = f"{where} has the tax code {code.remote}, which is not in use at the ledger."
        return [Blocker(Cause.TAX, words, "Pull again, then map another one.")]
    if account is not None and account.side not in tax.sides:
        words = f"{where}: the tax code {tax.name} cannot be used with the account {account.name}."
        return [Blocker(Cause.TAX, words, "Change one of the two.")]
    return []


def _mapped(account: Counterpart, what: str, facts: Facts) -> list[Blocker]:
    """Check that an account has a counterpart, and that it is in use."""
    if account.remote_id is None:
        return [_unmapped(account, what)]
    known = facts.accounts.get(account.remote_id)
    if known is None or not known.active:
        words = f"The account {account.remote} is archived at the ledger or not there any more."
        return [Blocker(Cause.ACCOUNT, words, f"Restore it there, or map {account.local} to another.")]
    return []


def _unmapped(thing: Counterpart, what: str) -> Blocker:
    return Blocker(
        Cause.MAPPING, f"The {what} {thing.local} has no counterpart at the ledger.", "Choose its counterpart."
    )


def _contact(contact: Counterpart, facts: Facts) -> list[Blocker]:
    """Check a mapped contact; an unmapped one is sent first, so it does not block."""
    known = facts.contacts.get(contact.remote_id or "")
    if known is not None and not known.active:
        words = f"The contact {known.name} is archived at the ledger."
        return [Blocker(Cause.CONTACT, words, f"Restore it there, or map {contact.local} to another.")]
    return []


def _new_contact(intent: ContactIntent, facts: Facts) -> list[Blocker]:
    same = [known for known in facts.contacts.values() if known.active and _alike(known.name, intent.name)]
    if not same:
        return []
    words = f"The ledger has a contact {same[0].name} already."
    return [Blocker(Cause.CONTACT, words, f"Map {intent.name} to it.")]


def _alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _locked(day: date, facts: Facts) -> list[Blocker]:
    if facts.locked_through is None or day > facts.locked_through:
        return []
    words = f"{day.isoformat()} lies in a period that is locked through {facts.locked_through.isoformat()}."
    opens = facts.locked_through + timedelta(days=1)
    return [Blocker(Cause.LOCKED, words, f"Give it a posting date from {opens.isoformat()} on, or unlock the period.")]


def _payment(intent: PaymentIntent, facts: Facts) -> list[Blocker]:
    found = _moved(intent.bank, intent.amount, intent.day, facts)
    if not intent.cleared:
        words = "The payment has not reached the bank statement yet, and this client sends payments when they clear."
        found.append(Blocker(Cause.CLEARING, words, "Match it with its bank line."))
    return found


def _moved(bank: Counterpart, amount: Money, day: date, facts: Facts) -> list[Blocker]:
    """Check an amount that moves on a bank account, or on one that stands for it."""
    found = [*_locked(day, facts), *_mapped(bank, "bank account", facts)]
    account = facts.accounts.get(bank.remote_id or "")
    if account is not None and not account.pays:
        words = f"No payments can be entered on the account {account.name} at the ledger."
        found.append(Blocker(Cause.ACCOUNT, words, f"Allow them there, or map {bank.local} to a bank account there."))
    if facts.base_currency and amount.currency != facts.base_currency:
        words = f"The payment is in {amount.currency}, the organisation in {facts.base_currency}."
        found.append(Blocker(Cause.CONTENT, words, "Enter payments in a foreign currency at the ledger itself."))
    return found


def _attachment(intent: AttachmentIntent, facts: Facts) -> list[Blocker]:
    if not facts.largest_attachment or intent.size <= facts.largest_attachment:
        return []
    words = f"{intent.file_name} has {intent.size} bytes; the ledger takes at most {facts.largest_attachment}."
    return [Blocker(Cause.SIZE, words, "Cancel this entry; the original stays in BookDesk.")]


def _duplicates(intent: DocumentIntent, facts: Facts) -> list[Blocker]:
    """Same supplier and number, or same supplier and total within seven days: a person says whether it is another."""
    contacts = {intent.contact.remote_id, intent.contact.local_id}
    others = (
        known
        for known in facts.documents
        if known.contact in contacts and known.credit == intent.credit and known.ours != intent.local_id
    )
    for known in others:
        same_number = bool(intent.number) and number_key(intent.number) == known.number_key
        if same_number or (known.total == intent.total and abs(known.day - intent.day) <= _NEAR):
            why = "with the same number" if same_number else f"of {known.total} dated {known.day.isoformat()}"
            return [_there_already(intent, why)]
    return []


def _sale(intent: SalesIntent) -> list[Blocker]:
    """Check what only a document of our own can be wrong in."""
    found = _decimals(intent.total)
    none = Money.zero(intent.total.currency)
    net, tax = (sum((getattr(line, part) for line in intent.lines), none) for part in ("net", "tax"))
    if intent.lines and (net, tax, net + tax) != (intent.net, intent.tax, intent.total):
        words = f"The lines of the {intent.label} make {net + tax}, not {intent.total}."
        found.append(Blocker(Cause.CONTENT, words, "Enter it at the ledger itself, then link it to that one."))
    for position, line in enumerate(intent.lines, 1):
        if abs(line.tax.minor) > abs(line.net.minor):
            words = f"Line {position} ({line.description}) has more tax than net."
            found.append(Blocker(Cause.TAX, words, "Enter it at the ledger itself, then link it to that one."))
    return found


def _decimals(amount: Money) -> list[Blocker]:
    """Refuse amounts that a ledger of two decimals would round."""
    if exponent(amount.currency) <= _DECIMALS:
        return []
    words = f"{amount} has more decimals than the ledger keeps."
    return [Blocker(Cause.CONTENT, words, "Enter it at the ledger itself, then link it to that one.")]


def _sold_already(intent: SalesIntent, facts: Facts) -> list[Blocker]:
    """Find it among what others entered there: a number is given once only, whoever the customer is."""
    key = number_key(intent.number)
    numbered = facts.sales.by_number.get(key, ()) if key else ()
    for known in numbered:
        if _another(known, intent):
            return [_there_already(intent, "with the same number")]
    for known in facts.sales.by_customer.get(intent.contact.remote_id or "", ()):
        entered = known.ours is None and known.total == intent.total and abs(known.day - intent.day) <= _NEAR
        if entered and _another(known, intent):
            return [_there_already(intent, f"of {known.total} dated {known.day.isoformat()}")]
    return []


def _another(known: KnownDocument, intent: SalesIntent) -> bool:
    return known.credit == intent.credit and known.ours != intent.local_id


def _there_already(intent: DocumentIntent, why: str) -> Blocker:
    words = f"The {intent.label} may be at the ledger already: there is one {why}."
    return Blocker(Cause.DUPLICATE, words, "Link it to that one, or say that it is another.")
