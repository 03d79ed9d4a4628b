"""What the plumber sold: some of it paid, some late, one invoice disputed, one promised, an offer out, a draft."""

from __future__ import annotations

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, NumberedKind, ReceiptWay, Rhythm
from bookdesk.invoicing.mailing import SalesMailing
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.numbering import Series
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.reports.commitmentservice import CommitmentService, EnteredCommitment
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.sales_work import Customer, Job, entered, invoiced, know, offered, settle_sales
from bookdesk.sandbox.firm.scene import Scene

_LETTERHEAD = {
    "street": "Unit 2, 17 Forsyth Street",
    "city": "O'Connor WA",
    "postcode": "6163",
    "phone": "08 5550 0144",
    "from_name": "Bayside Plumbing",
    "email": "office@bayside.example",
    "reply_to": "accounts@bayside.example",
    "bank_account": "Everyday",
    "terms": "net 14",
    "accent": "#0f5c7a",
    "default_account": "4-1000",
    "introduction": "Thank you for having us. This is what we did for you.",
    "note": "All work is under our twelve-month guarantee.",
}
_SERIES = {
    NumberedKind.INVOICE: Series("BP-", first=1001),
    NumberedKind.ESTIMATE: Series("BPQ-", first=201),
    NumberedKind.RECEIPT: Series("BPR-", first=301),
}
_PRODUCTS = (
    "CALL|Call-out, first half hour|120.00|h",
    "HOUR|Plumber, per hour|95.00|h",
    "HWS|Hot water system, supplied and fitted|2180.00|",
    "GAS|Gas fitting, certified|640.00|",
    "PART|Parts|90.00|",
)
_CUSTOMERS = (
    Customer("marlow", {"name": "Marlow and Reid", "email": "office@marlowreid.example", "city": "Fremantle WA"}),
    Customer(
        "village",
        {
            "name": "Beeliar Retirement Village",
            "email": "accounts@beeliar.example",
            "street": "2 Lakeside Drive",
            "city": "Beeliar WA",
            "postcode": "6164",
            "country": "AU",
            "attention": "Accounts payable",
        },
    ),
    Customer("school", {"name": "Samson Primary School", "email": "bursar@samson.example", "city": "Samson WA"}),
    Customer("santoro", {"name": "P. and L. Santoro", "kind": "consumer", "email": "lucia@santoro.example"}),
    Customer("harris", {"name": "D. Harris", "kind": "consumer"}),
    Customer("strata", {"name": "Hilton Park Strata", "email": "manager@hiltonpark.example", "grace_days": "3"}),
)
_JOBS = (
    Job("marlow", 62, (("HWS", "1", "Hot water system, supplied and fitted"),), "PO 7714"),
    Job("village", 55, (("GAS", "3", "Gas fitting in units 4, 7 and 9"), ("HOUR", "6", "Plumber, two visits"))),
    Job("school", 41, (("HOUR", "22", "Toilet block, pipes renewed"), ("CALL", "2", "Call-out"))),
    Job("santoro", 33, (("CALL", "1", "Call-out"), ("HOUR", "4.5", "Leak below the kitchen found and mended"))),
    Job("harris", 27, (("CALL", "1", "Call-out"), ("HOUR", "2", "Job 2231, bathroom"), ("PART", "1", "Tap and trap"))),
    Job("strata", 18, (("GAS", "2", "Gas fitting, common rooms"), ("HOUR", "5", "Plumber"))),
    Job("marlow", 10, (("CALL", "1", "Call-out"), ("HOUR", "3", "Blocked drain"))),
)
_PLANT = Job("village", 9, (("HWS", "4", "Hot water systems, block C"), ("HOUR", "16", "Plumber, four days")))
_SERVICE = Job("village", 9, (("HOUR", "4", "Monthly service of the plant room"),))
_BEGUN = Job("strata", 9, (("CALL", "1", "Call-out"), ("HOUR", "1.5", "Sump pump looked at")))
_REGULAR = (
    ("Payroll", CommitmentSort.PAYROLL, "-7480", 11, Rhythm.MONTHLY),
    ("BAS", CommitmentSort.TAX, "-3150", 34, Rhythm.QUARTERLY),
    ("Van loan", CommitmentSort.LOAN, "-612.40", 6, Rhythm.MONTHLY),
)
"""What moves regularly: its name and sort, how much, in how many days first, how often."""


def sell(scene: Scene, book: Passbook) -> None:
    """Sell for two months; ends nine days ago."""
    scene.at(scene.day(63))
    settle_sales(scene, _LETTERHEAD, _SERIES, _PRODUCTS)
    known = know(scene, _CUSTOMERS)
    invoices, receipts = InvoiceService(scene.ann.desk), ReceiptService(scene.ann.desk)
    first, village = invoiced(scene, _JOBS[:2], known)
    paid = invoices.show(first).invoice
    total = Money(paid.total, paid.currency)
    book.book(scene.day(46), total, f"DIRECT CREDIT MARLOW AND REID {paid.number}")
    _, santoro, *_ = invoiced(scene, _JOBS[2:4], known)
    scene.at(scene.day(30), 11)
    part = Money.of("1000", paid.currency)
    receipts.take(
        Taken("Beeliar Retirement Village", part, ReceiptWay.CHEQUE, invoices=[Wanted(village)], reference="004417")
    )
    *_, late, mailed = invoiced(scene, _JOBS[4:], known)
    offered(scene, _PLANT, known, holds=30)
    schedule = Rule("Plant room", scene.day(20), times=12)
    ScheduleService(scene.ann.desk).add(entered(scene, _SERVICE, known), schedule)
    invoices.draft(entered(scene, _BEGUN, known))
    invoices.promise(santoro, scene.day(-5))
    SalesMailing(scene.ann.desk).write_all([late, mailed])


def chase(scene: Scene) -> None:
    """Let the school object, a customer pay at the door, and look at reminders for the first time."""
    invoices, receipts = InvoiceService(scene.ann.desk), ReceiptService(scene.ann.desk)
    invoices.dispute(invoices.find("BP-1003"), "the second boiler was not looked at, the bursar says")
    receipts.take(Taken("Hilton Park Strata", Money.of("500", "AUD"), ReceiptWay.CASH, note="paid at the door"))
    PolicyService(scene.ann.desk).switch_on()
    commitments = CommitmentService(scene.ann.desk)
    for name, sort, amount, ahead, rhythm in _REGULAR:
        paid = Money.of(amount, "AUD")
        commitments.add(EnteredCommitment(name, sort, paid, scene.day(-ahead), rhythm))
