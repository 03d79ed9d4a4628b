"""An Australian client with suppliers and bills, and the people who approve and pay, over real encrypted books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.core.money import Money
from bookdesk.ledger.balances import account_balance, settlements
from bookdesk.ledger.posting import account_for
from bookdesk.models.account import Account, AccountKind, AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillLine, BillStatus, Settlement
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import BankScheme, Contact, WayOfPayment
from bookdesk.models.history import Actor
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.service import PaymentService
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails as OwnBankDetails
from bookdesk.takeon.starting import bank_account, profile
from tests.unit.approvals.people import Keys, signer

PAY_DAY = date(2026, 7, 1)
DETAILS = {
    "AU": ("013999 4410021", "062000 12345678"),
    "IE": ("DE89370400440532013000", "IE29AIBK93115212345678"),
}


@dataclass
class Office:
    """What a test needs of a client: short words for long acts."""

    desk: Desk
    country: str
    suppliers: dict[str, str] = field(default_factory=dict)
    people: Keys = field(default_factory=Keys)

    def as_(self, name: str) -> Desk:
        return replace(self.desk, actor=Actor(UserId(name), DeviceId("desk-1")))

    def approving(self, name: str) -> ApprovalService:
        return ApprovalService(self.as_(name), signer(name), self.people)

    def paying(self, name: str = "ann") -> PaymentService:
        return PaymentService(self.as_(name), signer(name), self.approving(name))

    @property
    def bank(self) -> str:
        with self.desk.books.query() as session:
            return session.scalars(select(BankAccount.id)).one()

    @property
    def currency(self) -> str:
        with self.desk.books.query() as session:
            return session.scalars(select(ClientProfile)).one().base_currency

    def supplier(self, name: str, account: str, *, confirm: bool = True) -> str:
        contact = Contact(
            id=new_id(),
            name=name,
            supplier=True,
            country=self.country,
            street="1 Bean St",
            city="Town",
            postcode="2000",
        )
        with self.desk.books.change(Action.CONTACT_EDITED, "new", actor=self.desk.actor) as work:
            work.add(contact)
            work.commit()
        PayeeService(self.desk).enter(name, details(account))
        if confirm:
            PayeeService(self.as_("carl")).confirm(name, "called Jo on 02 9999 1111")
        self.suppliers[name] = contact.id
        return contact.id

    def bill(self, supplier: str, number: str, total: int, *, approve: bool = True, **changes: object) -> str:
        values: dict[str, object] = {
            "id": new_id(), "status": BillStatus.REVIEWED, "contact_id": self.suppliers[supplier],
            "supplier_name": supplier, "number": number, "number_key": number.replace("-", ""),
            "document_date": date(2026, 6, 1), "received_date": date(2026, 6, 2), "due_date": date(2026, 6, 30),
            "currency": self.currency, "net": total, "tax": 0, "total": total, "created_by": "maker",
        }  # fmt: skip
        made = Bill(**values | changes)
        with self.desk.books.change(Action.BILL_REVIEWED, "reviewed", actor=self.desk.actor) as work:
            work.add(made)
            expense = work.session.scalars(select(Account).where(Account.kind == AccountKind.EXPENSE)).first()
            line = BillLine(bill_id=made.id, position=1, description="x", net=total, tax=0, gross=total)
            line.account_id = expense.id if expense else None
            work.add(line)
            work.commit()
        if approve:
            self.approving("ann").approve(made.id)
        return made.id

    def credit(self, supplier: str, number: str, total: int) -> str:
        return self.bill(supplier, number, total, kind=BillKind.CREDIT_NOTE)

    def direct_debit(self, supplier: str, number: str, total: int) -> str:
        return self.bill(supplier, number, total, way_of_payment=WayOfPayment.DIRECT_DEBIT)

    def settlement(self, bill_id: str, as_at: date | None = None) -> Settlement:
        with self.desk.books.query() as session:
            bill = session.get_one(Bill, bill_id)
            return settlements(session, [bill], as_at)[bill_id]

    def balance(self, role: AccountRole | None = None) -> int:
        """Return the balance of the bank account, or of the account with a role, in minor units."""
        with self.desk.books.query() as session:
            bank = session.scalars(select(BankAccount)).one()
            account_id = account_for(session, role) if role else bank.account_id
            return account_balance(session, account_id, bank.currency).minor


def details(text: str) -> BankDetails:
    if " " in text:
        routing, number = text.split()
        return BankDetails(BankScheme.BSB, routing=routing, account_number=number)
    return BankDetails(BankScheme.IBAN, iban=text)


def put_back(office: Office) -> None:
    """Leave the entry that putting a client back leaves in its history, of a backup of the evening before."""
    stamp = "restored r1 2026-06-29T18:30:00+00:00"
    with office.desk.books.change(Action.CLIENT_RESTORED, "put back", actor=office.desk.actor, origin_id=stamp) as work:
        work.commit()


def open_office(desk: Desk, country: str) -> Office:
    """Start the client with one bank account of 10,000.00, three approvers and two suppliers."""
    currency = {"AU": "AUD", "IE": "EUR"}[country]
    take_on = TakeOnService(desk)
    take_on.start(profile(name="Harbour Cafe", country=country, currency=currency, zone=None, tax_id="51824753556"))
    own = {
        "AU": OwnBankDetails(
            "Everyday", "1-1199", "AUD", bsb="082001", account_number="10012345",
            user_name="HARBOUR CAFE", user_id="301500", institution="NAB",
        ),
        "IE": OwnBankDetails("Current", "1-1199", "EUR", iban="IE64IRCE92050112345678", bic="IRCEIE2D"),
    }[country]  # fmt: skip
    opening = Money(1_000_000, currency).major
    take_on.bank_account(*bank_account(own, opening, date(2026, 6, 30)))
    rules = ApprovalRules(desk)
    rules.set_limit("ann", None)
    office = Office(desk, country)
    for name, account in zip(("Bean Brothers", "Milk Maids"), DETAILS[country], strict=True):
        office.supplier(name, account)
    return office
