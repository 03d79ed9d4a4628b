"""Taking on a client: his profile and chart from a template, then suppliers, open bills and invoices, bank balances."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.entry import EntryDraft, Setting
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.periods import locked_through
from bookdesk.ledger.posting import account_for, base_currency, post
from bookdesk.ledger.salesposting import invoice_rate
from bookdesk.models.account import Account, AccountKind, AccountRole, TaxCode, TaxRate
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact, PayeeAccount, Provenance
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.payment import PaymentRun
from bookdesk.security.roles import Permission
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.takeon import rows as from_sheet
from bookdesk.takeon.details import AccountSetting, free_code
from bookdesk.takeon.sheets import SheetRow, rows
from bookdesk.takeon.templates import bank_code, template_for


@dataclass(frozen=True, slots=True)
class Taken:
    """What one sheet brought: how many rows, and their open totals by currency, to hold against the old ageing.

    `made` names the contacts that a sheet of documents was the first to mention. `typed` is how many bank details count
    as newly entered, each to be confirmed by itself, since the client's payments began before.
    """

    what: str
    count: int
    totals: tuple[Money, ...]
    made: tuple[str, ...] = ()
    typed: int = 0

    @property
    def of_accounts(self) -> str:
        """What is to be said of bank details that are not taken over with all others, in sentences; else nothing."""
        if not self.typed:
            return ""
        return (
            f"Bank details newly entered: {self.typed}, since the client's payments began before this sheet."
            " Each is to be confirmed by itself."
        )


NEEDED = Permission.POST
"""What taking on needs: each of its acts but the start writes opening balances, or what they are of."""


class KnownAccount(Conflict):
    """The account is here already, or its code is: `field` is what has to be said otherwise."""

    def __init__(self, field: str, what: str, remedy: str, *, command: str = "") -> None:
        """Name the field as `BankDetails` does."""
        super().__init__(what, remedy, command=command)
        self.field = field


class TakeOnService:
    """Each method is one change set: all of a sheet or nothing of it."""

    def __init__(self, desk: Desk) -> None:
        """Work on one client's books."""
        self._desk = desk

    def start(self, profile: ClientProfile) -> None:
        """Create the profile with the accounts and tax codes of its country; refused where there is one already."""
        template = template_for(profile.country)
        with self._change(f"{profile.name} from the template of {profile.country}", Action.CLIENT_CREATED) as work:
            if work.session.scalar(select(ClientProfile.id)):
                raise Conflict("This client was started before.", "Edit its profile instead.")
            codes = {code.code: TaxCode(**_tax_code(code)) for code in template.tax_codes}
            work.add(profile, *codes.values())
            work.session.flush()
            for code in template.tax_codes:
                work.add(*(TaxRate(tax_code_id=codes[code.code].id, valid_from=d, rate=r) for d, r in code.rates()))
            for account in template.accounts:
                work.add(
                    Account(
                        code=account.code,
                        name=account.name,
                        kind=account.kind,
                        role=account.role,
                        default_tax_code_id=codes[account.tax].id if account.tax else None,
                    )
                )
            work.commit()

    def account_setting(self) -> AccountSetting:
        """Return what a new bank account of this client begins from; `RuleBroken` where the client has no chart yet."""
        with self._desk.books.query() as session:
            profile, chart = client_profile(session), session.execute(select(Account.code, Account.kind)).all()
            banks = {code for code, kind in chart if kind is AccountKind.BANK}
            return AccountSetting(
                profile.country,
                profile.base_currency,
                free_code(banks, {code for code, _ in chart}, bank_code(profile.country)),
                client_today(session, self._desk.clock),
                locked_through(session),
            )

    def bank_account(self, account: BankAccount, ledger_account: Account) -> None:
        """Open a bank account with its balance at a date: Dr bank, Cr opening balances. Its holder is the client."""
        with self._change(f"bank account {account.name}") as work:
            _refuse_known_account(work.session, account, ledger_account.code)
            work.add(ledger_account)
            work.session.flush()
            account.account_id = ledger_account.id
            account.holder = account.holder or client_profile(work.session).legal_name
            work.add(account)
            work.session.flush()
            opening = Money(account.opening_balance, account.currency)
            if opening:
                _post_opening(work, account.id, ledger_account.id, opening, account.opening_date, account.name)
            work.commit()

    def suppliers(self, sheet: str) -> Taken:
        """Take suppliers over with terms, coding defaults and bank details ('taken over', to be confirmed once).

        Once a payment run of the client was released the old system pays nobody any more: bank details of a later sheet
        are as if somebody had typed them, each to be confirmed by itself and told as a first payment.
        """
        with self._change("suppliers") as work:
            found, before = rows(sheet, ("name",)), _accounts(work.session)
            for row in found:
                self._new_contact(work, row, supplier=True)
            typed = _accounts(work.session) - before
            work.commit()
        return Taken("suppliers", len(found), (), typed=typed)

    def bills(self, sheet: str, posting_date: date) -> Taken:
        """Take open bills and credit notes over; what is open of each is posted to payables on `posting_date`."""
        return self._documents("open bills", sheet, posting_date, self._take_bill)

    def invoices(self, sheet: str, posting_date: date) -> Taken:
        """Take open customer invoices and credit notes over, posted to receivables on `posting_date`."""
        return self._documents("open invoices", sheet, posting_date, self._take_invoice)

    def _documents(
        self, what: str, sheet: str, day: date, take: Callable[[Change, SheetRow, str, date], Money]
    ) -> Taken:
        with self._change(what) as work:
            found = rows(sheet, ("name", "number", "document_date", "total", "open"))
            from_sheet.refuse_wrong_dates(found, day)
            base, known = base_currency(work.session), set(work.session.scalars(select(Contact.name)))
            before = _accounts(work.session)
            opened = [take(work, row, base, day) for row in found]
            made = sorted(set(work.session.scalars(select(Contact.name))) - known)
            typed = _accounts(work.session) - before
            work.commit()
        return Taken(what, len(found), _by_currency(opened), tuple(made), typed)

    def _take_bill(self, work: Change, row: SheetRow, base: str, day: date) -> Money:
        contact = self._contact(work, row, supplier=True)
        kind, total, still_open = from_sheet.amounts(row, base)
        bill = from_sheet.bill(row, contact, total, still_open, self._desk.actor.user)
        bill.kind = BillKind.CREDIT_NOTE if kind == from_sheet.CREDIT else BillKind.BILL
        bill.status = BillStatus.REVIEWED
        bill.posting_date = day
        _refuse_twice(
            work.session, select(Bill.id).where(Bill.contact_id == contact.id, Bill.number_key == bill.number_key), row
        )
        work.add(bill)
        work.session.flush()
        signed = still_open if bill.kind is BillKind.BILL else -still_open
        payables = account_for(work.session, AccountRole.PAYABLES)
        _post_opening(work, bill.id, payables, -signed, day, f"{bill.number} {contact.name}", contact.id)
        if total != still_open:
            work.add(from_sheet.settled_before(bill, total - still_open, day))
        return signed

    def _take_invoice(self, work: Change, row: SheetRow, base: str, day: date) -> Money:
        contact = self._contact(work, row, supplier=False)
        kind, total, still_open = from_sheet.amounts(row, base)
        invoice = from_sheet.invoice(row, contact, total, still_open)
        invoice.kind = InvoiceKind.CREDIT_NOTE if kind == from_sheet.CREDIT else InvoiceKind.INVOICE
        invoice.status = InvoiceStatus.ISSUED
        invoice.posting_date = day
        invoice.rate = from_sheet.rate(row, total.currency, base)
        invoice.rate_source = None if invoice.rate is None else "taken over"
        numbers = work.session.scalars(select(Invoice.number).where(Invoice.contact_id == contact.id)).all()
        if number_key(row.need("number")) in {number_key(number) for number in numbers if number}:
            raise _twice(row)
        work.add(invoice)
        work.session.flush()
        signed = still_open if invoice.kind is InvoiceKind.INVOICE else -still_open
        receivables = account_for(work.session, AccountRole.RECEIVABLES)
        named = f"{invoice.number} {contact.name}"
        _post_opening(work, invoice.id, receivables, signed, day, named, contact.id, rate=invoice_rate(invoice))
        return signed

    def _contact(self, work: Change, row: SheetRow, *, supplier: bool) -> Contact:
        """Return the contact of that name, or make one of the row; a name where the number belongs is refused."""
        if work.session.scalar(select(Contact.id).where(Contact.name == row.text("number"))):
            raise InputError(
                f"Line {row.line}: '{row.text('number')}' is a name, not a document's number.",
                "Check that the columns are not swapped; nothing was imported.",
            )
        same = func.lower(Contact.name) == func.lower(row.need("name"))
        known = work.session.scalars(select(Contact).where(same).order_by(Contact.name != row.need("name"))).first()
        if known is None:
            return self._new_contact(work, row, supplier=supplier)
        if supplier and not known.supplier:
            known.supplier = True
        if not supplier and not known.customer:
            known.customer = True
        return known

    def _new_contact(self, work: Change, row: SheetRow, *, supplier: bool) -> Contact:
        _refuse_twice(
            work.session, select(Contact.id).where(func.lower(Contact.name) == func.lower(row.need("name"))), row
        )
        contact = from_sheet.contact(row, supplier=supplier)
        contact.default_account_id = _id_by_code(work.session, Account, row, "account")
        contact.default_tax_code_id = _id_by_code(work.session, TaxCode, row, "tax_code")
        work.add(contact)
        work.session.flush()
        country = client_profile(work.session).country
        provenance = Provenance.TYPED if _pays(work.session) else Provenance.TAKEN_OVER
        now = self._desk.clock.now()
        details = from_sheet.payee_account(row, contact, self._desk.actor.user, now, country, provenance)
        if details is not None:
            work.add(details)
        return contact

    def _change(self, what: str, action: Action = Action.TAKEN_ON) -> Change:
        return self._desk.books.change(action, f"taken on: {what}", actor=self._desk.actor)


def _pays(session: Session) -> bool:
    """Whether a payment run of the client was ever released: its take-on is over."""
    let_go = select(PaymentRun.id).where(PaymentRun.released_at.is_not(None)).limit(1)
    return session.scalar(let_go) is not None


def _accounts(session: Session) -> int:
    """Return how many bank details count as typed by somebody."""
    typed = select(func.count()).select_from(PayeeAccount).where(PayeeAccount.provenance == Provenance.TYPED)
    return session.scalar(typed) or 0


def _post_opening(  # noqa: PLR0913, PLR0917 - each is a separate fact of the balance
    work: Change,
    source_id: str,
    account_id: str,
    amount: Money,
    day: date,
    of: str,
    contact_id: str | None = None,
    *,
    rate: ExchangeRate | None = None,
) -> None:
    """Post `amount` (debit positive) to an account against opening balances, which are in base currency."""
    setting = Setting(base_currency(work.session), rate)
    if amount.currency != setting.base and rate is None:
        raise InputError(
            f"{of} is in {amount.currency}, the books are in {setting.base}.",
            "Take foreign-currency items over with their base amount from the accounting system.",
        )
    opening = account_for(work.session, AccountRole.OPENING_BALANCES)
    own = setting.side(account_id, amount, contact_id=contact_id)
    sides = (own, setting.side(opening, -own.base))
    post(work, EntryDraft(EntryKind.OPENING, day, f"opening balance {of}", sides, source_id=source_id))


def _tax_code(template: object) -> dict[str, object]:
    return {name: getattr(template, name) for name in ("code", "name", "treatment", "side")}


def _by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sums[currency] for currency in sorted(sums))


def _id_by_code(session: Session, model: type[Account | TaxCode], row: SheetRow, column: str) -> str | None:
    code = row.text(column)
    if code is None:
        return None
    found = session.scalar(select(model.id).where(model.code == code))
    if found is None:
        raise NotFound(f"Line {row.line}: there is no {column.replace('_', ' ')} {code}.", "Nothing was imported.")
    return found


def _refuse_known_account(session: Session, account: BankAccount, code: str) -> None:
    for field, same in _same_account(account).items():
        known = session.scalars(select(BankAccount.name).where(same)).first()
        if known is not None:
            what = f"The bank account {known} is here already, by its name or number."
            raise KnownAccount(field, what, "Go on with that one.")
    if session.scalar(select(Account.id).where(Account.code == code)):
        what = f"The chart has an account {code} already."
        raise KnownAccount("code", what, "Choose a free code.", command="--code CODE")


def _same_account(account: BankAccount) -> dict[str, ColumnElement[bool]]:
    """Return what makes another account the same one, by the field that shows it; no number is like no number."""
    same = {"name": BankAccount.name == account.name}
    if account.iban:
        same["iban"] = BankAccount.iban == account.iban
    elif account.account_number:
        by_routing = (BankAccount.routing == account.routing) & BankAccount.iban.is_(None)
        same["account_number"] = by_routing & (BankAccount.account_number == account.account_number)
    return same


def _refuse_twice(session: Session, query: object, row: SheetRow) -> None:
    if session.scalar(query):  # type: ignore[call-overload]
        raise _twice(row)


def _twice(row: SheetRow) -> Conflict:
    named = " ".join(filter(None, (row.need("name"), row.text("number"))))
    return Conflict(
        f"Line {row.line}: {named} is in the books already, or twice in this sheet.",
        "Nothing was imported; leave out what was taken over before.",
    )
