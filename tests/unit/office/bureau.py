"""A practice in which Anna keeps a cafe's books and Ben approves and pays: real files, keys and services."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.banking.service import BankingService
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankLine
from bookdesk.models.bill import Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.office.acts import watching
from bookdesk.office.opened import Office
from bookdesk.office.undoing import Undoing
from bookdesk.office.undostack import Done
from bookdesk.payments.bill_edits import BillEditing
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.service import PaymentService
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox.bank import Account as BankNumber
from bookdesk.sandbox.bank import Booking, ofx
from bookdesk.sandbox.papers import bills as papers
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.einvoice import ubl
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recoverykeys import note_confirmed
from bookdesk.security.roles import Role
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from bookdesk.workspace import Workspace
from tests.support.firm import BEN, STAPLE, Firm
from tests.support.readers import NoTextReader

T = TypeVar("T")
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
OPENING = date(2026, 6, 30)
PAY_DAY = date(2026, 7, 2)
CAFE = Profile(cast.CAFE.name, "AU", "AUD", "Australia/Perth")
BOOKSHOP = Profile(cast.BOOKSHOP.name, "IE", "EUR", "Europe/Dublin")
OWN = BankNumber("306041", "5550001", "AUD")
CLEANING = Incoming("tidewater.xml", ubl(papers.CLEANING))
"""A supplier's e-invoice from somebody new, which is read without looking at a page."""
_SUPPLIERS = (
    "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number\n"
    "Bean Brothers,51824753556,14,5-1000,FRE,062-000,12345678\n"
    "Milk Maids,53004085616,30,6-0500,GST,062-001,87654321\n"
)


class NothingDone(Exception):
    """What was asked for was so already."""


class Seat(Office):
    """The office as a second person sees it who sits at the same desk: the same open files, his own keys."""

    def __init__(self, host: Office, practice: OpenPractice) -> None:
        super().__init__(practice, host.clock)
        self._host = host
        host.practice.present.join(practice.signer)

    @contextmanager
    def workspace(self, client_id: str, *, quiet: bool = False) -> Iterator[Workspace]:
        with self._host.workspace(client_id, quiet=quiet) as theirs:
            desk = replace(theirs.desk, actor=self.practice.actor)
            signer, trusted = self.practice.signer, self.practice.trusted
            yield replace(theirs, entry=self.entry(client_id), desk=desk, signer=signer, trusted=trusted)


@dataclass
class Bureau:
    """What a test needs of the two: short words for long acts."""

    anna: Office
    ben: Office
    clock: MovableClock

    @property
    def cafe(self) -> str:
        return self.client(CAFE.name)

    def client(self, name: str) -> str:
        return next(str(one.client_id) for one in self.anna.clients() if one.name == name)

    def act(self, work: Callable[[Workspace], object], who: str = "anna", client: str = "") -> Done:
        """Let somebody do something as a screen would, and return it as the undo sees it, also what was half done."""
        office: Office = getattr(self, who)
        failure: Exception = NothingDone()
        with office.workspace(client or self.cafe) as workspace:
            with watching(workspace, office.name_of) as acts:
                try:
                    work(workspace)
                except BookDeskError as refused:
                    failure = refused
            workspace.serve()
            done = acts.done()
        if done is None:
            raise failure
        return done

    def ask(self, work: Callable[[Workspace], T], who: str = "anna") -> T:
        office: Office = getattr(self, who)
        with office.workspace(self.cafe) as workspace:
            return work(workspace)

    def undoing(self, who: str = "anna") -> Undoing:
        return Undoing(getattr(self, who))

    def id_of(self, number: str) -> str:
        """Return the id of a bill by its number."""

        def look(workspace: Workspace) -> str:
            with workspace.desk.books.query() as session:
                return session.scalars(select(Bill.id).where(Bill.number == number)).one()

        return self.ask(look)

    def line(self, text: str) -> str:
        """Return the id of a bank line by what it says."""

        def look(workspace: Workspace) -> str:
            with workspace.desk.books.query() as session:
                return session.scalars(select(BankLine.id).where(BankLine.description == text)).one()

        return self.ask(look)


@contextmanager
def bureau_in(home: Path, template: str = "") -> Iterator[Bureau]:
    """Yield the practice with both persons at work, in a folder of the test's own; it begins as `template`."""
    shutil.copytree(template or _founded().name, home, dirs_exist_ok=True)
    firm = Firm(Places(home), MovableClock(NOW))
    with (
        closing(Office(firm.open(), firm.clock)) as anna,
        closing(Seat(anna, firm.open(BEN, STAPLE, writes=False))) as ben,
    ):
        yield Bureau(anna, ben, firm.clock)


@cache
def _founded() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    firm = Firm(Places(Path(folder.name)), MovableClock(NOW))
    firm.found()
    with firm.open() as practice:
        note_confirmed(practice)
        cafe, shop = add_client(practice, CAFE), add_client(practice, BOOKSHOP)
        roles = [Role.REVIEWER, Role.APPROVER, Role.PAYER]
        ben = add_user(practice, BEN, roles, passphrase_from(STAPLE), [CAFE.name, BOOKSHOP.name])
        office = Office(practice, firm.clock)
        for client, about in ((cafe, CAFE), (shop, BOOKSHOP)):
            with office.workspace(client.client_id) as workspace:
                _take_on(workspace, about, ben.id)
    return folder


def _take_on(workspace: Workspace, about: Profile, approver: str) -> None:
    service, desk = TakeOnService(workspace.desk), workspace.desk
    country, currency = about.country or "", about.currency or ""
    service.start(profile(name=about.name, country=country, currency=currency, zone=None, tax_id=None))
    ApprovalRules(desk).set_limit(approver, None)
    if about is not CAFE:
        return
    for name, code, number in (("Everyday", "1-1010", "5550001"), ("Savings", "1-1020", "5550002")):
        details = BankDetails(
            name, code, "AUD", bsb="306-041", account_number=number,
            user_name="HARBOUR LANE CAFE", user_id="301500", institution="BWA",
        )  # fmt: skip
        service.bank_account(*bank_account(details, Decimal(10000), OPENING))
    service.suppliers(_SUPPLIERS)


# -- what the two do


def enter_bill(workspace: Workspace, supplier: str, number: str, gross: int, kind: BillKind = BillKind.BILL) -> str:
    """Add a reviewed bill with 10 % tax inside and return its id."""
    with workspace.desk.books.change(Action.BILL_REVIEWED, "confirmed", actor=workspace.desk.actor) as work:
        contact = work.session.scalars(select(Contact).where(Contact.name == supplier)).one()
        account = work.session.scalars(select(Account).where(Account.code == "6-0500")).one()
        code = work.session.scalars(select(TaxCode).where(TaxCode.code == "GST")).one()
        net = gross * 10 // 11
        bill = Bill(
            id=new_id(), kind=kind, status=BillStatus.REVIEWED, contact_id=contact.id, supplier_name=supplier,
            number=number, number_key=number.replace("-", ""), document_date=date(2026, 6, 30),
            received_date=date(2026, 7, 1), due_date=date(2026, 7, 1), posting_date=date(2026, 7, 1), currency="AUD",
            net=net, tax=gross - net, total=gross, created_by=workspace.desk.actor.user,
        )  # fmt: skip
        work.add(bill)
        line = BillLine(
            bill_id=bill.id, position=1, description="as ordered", account_id=account.id, tax_code_id=code.id,
            net=net, tax=gross - net, gross=gross,
        )  # fmt: skip
        work.add(line)
        work.commit()
    return bill.id


def approvals(workspace: Workspace) -> ApprovalService:
    return ApprovalService(workspace.desk, workspace.signer, workspace.trusted)


def editing(workspace: Workspace) -> BillEditing:
    return BillEditing(workspace.desk, approvals(workspace))


def paying(workspace: Workspace) -> PaymentService:
    return PaymentService(workspace.desk, workspace.signer, approvals(workspace))


def capture(workspace: Workspace) -> CaptureService:
    return CaptureService(workspace.desk, InProcessReader(NoTextReader()))


def inbox(workspace: Workspace) -> InboxService:
    return InboxService(workspace.desk, capture(workspace))


def payees(workspace: Workspace) -> PayeeService:
    return PayeeService(workspace.desk)


def banking(workspace: Workspace) -> BankingService:
    return BankingService(workspace.desk)


def statement(*rows: tuple[str, str], account: BankNumber = OWN, day: date = PAY_DAY) -> bytes:
    """Return an OFX file of bookings (amount, text) of one day."""
    bookings = [Booking(day, Money.of(amount, "AUD"), text) for amount, text in rows]
    return ofx(account, Money.of("10000.00", "AUD"), bookings).encode()
