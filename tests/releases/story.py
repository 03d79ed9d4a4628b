"""What the practice of a release holds: a little of everything that a file can hold, done by two people in two months.

It is told with the services alone, so that an older program can be asked for it as well.
"""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.approvals.sole import SolePracticeService
from bookdesk.banking.charging import Part
from bookdesk.banking.service import BankingService
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.bankdetails import BankDetails as PayeeDetails
from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, Channel, SoleWay
from bookdesk.ledger.periods import lock_through
from bookdesk.models.practice import Mode
from bookdesk.payments.bills import BillService
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.service import PaymentService
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import old_system
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.sandbox.firm.ledger import SampleLedger
from bookdesk.sandbox.papers import bill_pdf, bills, cast, statement_pdf, ubl
from bookdesk.sandbox.xero.consent import consent
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.recovery import RecoverySheet
from bookdesk.security.roles import Role
from bookdesk.security.secondfactor import begin_second_factor, confirm_second_factor
from bookdesk.security.totp import code_at, step_at
from bookdesk.store.chores import Done, note
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.store.places import Places
from bookdesk.store.undo import undo
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.service import SyncService
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from bookdesk.workspace import Workspace, at_work
from tests.support.readers import NoTextReader

ANN, BEN = "Ann", "Ben"
PASSPHRASES = {ANN: "orchard lantern vivid mosaic 41", BEN: "harvest quartz pelican drum 72"}
CAFE, BOOKSHOP = cast.CAFE.name, cast.BOOKSHOP.name
_OPENING = date(2026, 4, 30)
_BENS = (Role.BOOKKEEPER, Role.REVIEWER, Role.APPROVER, Role.PAYER)
_CALLED = "held against the old system's list, line by line"
_BANK = BankDetails(
    "Everyday",
    "1-1010",
    "AUD",
    bsb="306-041",
    account_number="5550001",
    user_name="HARBOUR LANE CAFE",
    user_id="301500",
    institution="BWA",
)
_AT_BANK = Account("306041", "5550001", "AUD")


@dataclass(frozen=True, slots=True)
class Told:
    """A practice that was kept and closed: what opens it, and the raw key of each of its databases."""

    home: Path
    passphrases: Mapping[str, str]
    recovery: str
    clients: Mapping[str, str]
    keys: Mapping[str, bytes]
    ended_at: datetime


@dataclass
class _Teller:
    home: Path
    clock: MovableClock = field(default_factory=lambda: MovableClock(datetime(2026, 5, 1, 1, tzinfo=UTC)))
    sheet: list[RecoverySheet] = field(default_factory=list)
    ben: str = ""

    def on(self, month: int, day: int, hour: int = 1) -> None:
        """Go on to an hour of a day in 2026."""
        self.clock.advance((datetime(2026, month, day, hour, tzinfo=UTC) - self.clock.now()).total_seconds())

    def open(self, user: str) -> OpenPractice:
        return open_practice(Places(self.home), user, passphrase_from(PASSPHRASES[user]), clock=self.clock)

    @contextmanager
    def at(self, user: str, client: str = CAFE) -> Iterator[_Hand]:
        """Let a person work on a client; what follows from it follows when he is done."""
        self.clock.advance(60)
        with self.open(user) as practice, at_work(practice, client, self.clock) as workspace:
            yield _Hand(workspace)
            workspace.serve()


@dataclass(frozen=True)
class _Hand:
    """A person at a client's desk, and the services he works with."""

    workspace: Workspace

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    @property
    def approvals(self) -> ApprovalService:
        return ApprovalService(self.desk, self.workspace.signer, self.workspace.trusted)

    @property
    def payments(self) -> PaymentService:
        return PaymentService(self.desk, self.workspace.signer, self.approvals)

    @property
    def capture(self) -> CaptureService:
        return CaptureService(self.desk, InProcessReader(NoTextReader()))

    @property
    def inbox(self) -> InboxService:
        return InboxService(self.desk, self.capture)

    @property
    def bills(self) -> BillService:
        return BillService(self.desk)

    @property
    def banking(self) -> BankingService:
        return BankingService(self.desk)

    def bill(self, number: str) -> str:
        """Return the id of a bill by its number."""
        return self.bills.find(number)


def tell(home: Path) -> Told:
    """Keep the practice in an empty `home` with the present program, and close it."""
    teller = _Teller(home)
    _found(teller)
    _take_on(teller)
    _papers(teller)
    _decisions(teller)
    _money(teller)
    _bank(teller)
    with ExitStack() as closing:
        _ledger(teller, closing)
    return _told(teller)


def _found(teller: _Teller) -> None:
    practice = NewPractice("Ann & Ben", ANN, Mode.DEMO)
    found_practice(
        Places(teller.home), practice, passphrase_from(PASSPHRASES[ANN]), teller.sheet.append, clock=teller.clock
    )
    with teller.open(ANN) as opened:
        confirm_second_factor(opened, _code(begin_second_factor(opened).secret, teller.clock.now()))
        note(opened.file, opened.actor.device, "backup", Done(teller.clock.now(), teller.clock.now(), {"sets": 1}))
        add_client(opened, Profile(CAFE, "AU", "AUD", "Australia/Perth"))
        add_client(opened, Profile(BOOKSHOP, "IE", "EUR", "Europe/Dublin"))
        teller.ben = add_user(opened, BEN, _BENS, passphrase_from(PASSPHRASES[BEN]), [CAFE]).id


def _code(secret: str, now: datetime) -> str:
    plain = "".join(secret.split())
    return code_at(b32decode(plain + "=" * (-len(plain) % 8)), step_at(now))


def _take_on(teller: _Teller) -> None:
    """Begin both clients; of the suppliers' accounts Ann confirms what came over, not what Ben changes afterwards."""
    with teller.at(ANN, BOOKSHOP) as ann:
        TakeOnService(ann.desk).start(profile(name=BOOKSHOP, country="IE", currency="EUR", zone=None, tax_id=None))
        alone = SolePracticeService(ann.desk, ann.workspace.signer, ann.workspace.trusted)
        alone.decide(SoleWay.CLIENT, "the owner approves by mail")
        alone.decide(SoleWay.DELAY, "the owner is away", 8)
    with teller.at(ANN) as ann:
        service = TakeOnService(ann.desk)
        said = profile(name=CAFE, country="AU", currency="AUD", zone=None, tax_id=cast.CAFE.tax_id)
        service.start(said)
        service.bank_account(*bank_account(_BANK, Decimal(12000), _OPENING))
    with teller.at(BEN) as ben:
        TakeOnService(ben.desk).suppliers(old_system.australian_suppliers())
    with teller.at(ANN) as ann:
        service = TakeOnService(ann.desk)
        service.bills(old_system.AUSTRALIAN_BILLS, _OPENING)
        service.invoices(old_system.AUSTRALIAN_INVOICES, _OPENING)
        PayeeService(ann.desk).confirm_taken_over(_CALLED)
        rules = ApprovalRules(ann.desk)
        rules.set_step(Money.of("6000.00", "AUD"), 2)
        rules.set_limit(ann.desk.actor.user, None)
        rules.set_limit(teller.ben, Money.of("5000.00", "AUD"))


def _papers(teller: _Teller) -> None:
    """Capture what came: read and confirmed, read and left as drafts, no bill, unreadable, and one not yet read."""
    teller.on(5, 18)
    with teller.at(ANN) as ann:
        lot = (
            Incoming("southern-roast-SR-20418.pdf", bill_pdf(bills.COFFEE, "classic")),
            Incoming("brightwater-2291.pdf", bill_pdf(bills.REWIRING, "trades")),
            Incoming("tidewater-TCC-003907.xml", ubl(bills.CLEANING)),
            Incoming("southern-roast-SRC-1042.pdf", bill_pdf(bills.COFFEE_CREDIT, "classic")),
            Incoming("greenfield-77315.pdf", bill_pdf(bills.PRODUCE, "form")),
            Incoming("southern-roast-statement-may.pdf", statement_pdf(bills.COFFEE_STATEMENT)),
            Incoming("note.txt", b"Ann, the baker's bill follows.\n"),
        )
        ann.capture.capture(lot)
        ann.capture.read_waiting()
        for number in ("1", "2", "3", "4"):
            ann.inbox.confirm(number)
        again = bill_pdf(bills.COFFEE, "band")
        ann.capture.capture([Incoming("southern-roast-once-more.pdf", again)])


def _decisions(teller: _Teller) -> None:
    """Approve, take back and approve again, record the owner's word, void one, hold one and undo it."""
    teller.on(5, 19)
    mail = Evidence("approval.eml", "message/rfc822", b"From: Mia Harlan\nSubject: 2291\n\nApproved. Mia\n")
    with teller.at(ANN) as ann:
        ann.approvals.receive(ann.bill("2291"), "Mia Harlan", Channel.MAIL, mail, colleagues=(ANN, BEN))
        ann.bills.void(ann.bill("GF 76980"), "the crates went back")
        ann.bills.hold(ann.bill("TCC-003702"), "ask about the hours")
        with ann.desk.books.query() as session:
            (held,) = latest_sets(session, 1)
        undo(ann.desk.books, held.id, actor=ann.desk.actor)
    with teller.at(BEN) as ben:
        ben.approvals.confirm_received(ben.bill("2291"), comment="called Mia on the number of her card")
        for number in ("SR-20418", "SRC-1042", "2240"):
            ben.approvals.approve(ben.bill(number))
        ben.approvals.withdraw(ben.bill("SR-20418"), "not yet delivered")
        ben.approvals.approve(ben.bill("SR-20418"), comment="delivered by now")


def _money(teller: _Teller) -> None:
    """Release a run that uses a credit note, and leave another proposed; one supplier's new account is unconfirmed."""
    teller.on(5, 21)
    with teller.at(BEN) as ben:
        account = ben.payments.bank_account("Everyday").id
        run = ben.payments.propose(account, date(2026, 5, 21), due_by=date(2026, 6, 30), net_credits=True)
    with teller.at(ANN) as ann:
        ann.payments.release(run.run.id)
    teller.on(6, 3)
    with teller.at(BEN) as ben:
        moved = PayeeDetails(BankScheme.BSB, routing="062001", account_number="88776655")
        PayeeService(ben.desk).enter(cast.GREENGROCER.name, moved)
        ben.approvals.approve(ben.bill("TCC-003907"))
        ben.payments.propose(ben.payments.bank_account("Everyday").id, date(2026, 6, 4), due_by=date(2026, 6, 30))


def _bank(teller: _Teller) -> None:
    """Take two statements in: May is matched, coded, signed off and locked, of June a line is open."""
    with teller.at(ANN) as ann:
        paid = ann.payments.show(ann.payments.find("1")).total
        may = [
            Booking(date(2026, 5, 21), -paid, "DIRECT ENTRY PAYMENT 301500 SUPPLIERS"),
            Booking(date(2026, 5, 28), Money.of("3410.00", "AUD"), "EFTPOS TAKINGS SETTLED"),
            Booking(date(2026, 5, 29), Money.of("-10.00", "AUD"), "ACCOUNT SERVICING FEE"),
        ]
        opening = Money.of("12000.00", "AUD")
        closing = opening - paid + Money.of("3400.00", "AUD")
        ann.banking.import_statement("may.ofx", ofx(_AT_BANK, opening, may).encode(), account=None)
        ann.banking.accept_all(None)
        lines = {line.description: line.id for line, _ in ann.banking.lines(None, only_open=True)}
        ann.banking.code(lines["ACCOUNT SERVICING FEE"], [Part("6-0400")])
        ann.banking.code(lines["EFTPOS TAKINGS SETTLED"], [Part("4-1000")])
        ann.banking.sign_off(None, date(2026, 5, 29), closing)
        june = [Booking(date(2026, 6, 2), Money.of("-85.80", "AUD"), "EFTPOS 4471 OFFICE BARN FREMANTLE")]
        ann.banking.import_statement("june.ofx", ofx(_AT_BANK, closing, june).encode(), account=None)
        lock_through(ann.desk, date(2026, 4, 30), "the old system's last day")


def _ledger(teller: _Teller, closing: ExitStack) -> None:
    """Connect to a stand-in for the ledger, send one part, and let the rest wait."""
    ledger = SampleLedger(CAFE, "AU", teller.clock)
    closing.callback(ledger.close)
    with teller.at(ANN) as ann:
        connecting = Connecting(ann.desk, "release", base_url=ledger.base_url, practice=True)
        connecting.finish(consent(connecting.consent.url))
        service = SyncService(
            ann.desk, connected(ann.desk, practice=True, pause=teller.clock.advance), pause=teller.clock.advance
        )
        service.pull()
        shown = service.preview()
        service.send([one.id for one in shown if "TCC-003907" not in one.sentence])


def _told(teller: _Teller) -> Told:
    with teller.open(ANN) as opened:
        clients = {str(entry.client_id): entry.name for entry in opened.clients()}
        keys = {"practice.db": opened.practice_key.reveal()}
        keys |= {f"clients/{client}/books.db": opened.client_key(client).reveal() for client in sorted(clients)}
    return Told(teller.home, PASSPHRASES, teller.sheet[0].text, clients, keys, teller.clock.now())
